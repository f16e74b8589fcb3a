/** Of some names those that a misspelt one most likely means; none when it is like none of them. */
export function nearNames(name: string, names: Iterable<string>): string[] {
  let least = Math.max(1, Math.floor(name.length / 3));
  let near: string[] = [];
  for (const candidate of names) {
    const edits = editsBetween(name.toLowerCase(), candidate.toLowerCase(), least);
    if (edits > least) continue;
    if (edits < least) near = [];
    least = edits;
    near.push(candidate);
  }
  return near;
}

/**
 * Letters that have to be added, removed, replaced or swapped with the next one to make one text of the other (optimal string
 * alignment). Names of a user may be long, so that more than `most` are not counted.
 */
function editsBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isEqual = a[row - 1] === b[column - 1];
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (isEqual ? 0 : 1),
        isSwapped ? at(beforeLast, column - 2) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
