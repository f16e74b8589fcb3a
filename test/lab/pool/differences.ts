const MOST = 5;

/** The first lines that two looks at a host do not share; null when they are the same. */
export function firstDifferences(before: string, after: string): string | null {
  if (before === after) return null;
  const [old, now] = [linesOf(before), linesOf(after)];
  const lines = [
    ...now.filter((line) => !old.includes(line)).map((line) => `now "${line}"`),
    ...old.filter((line) => !now.includes(line)).map((line) => `no longer "${line}"`),
  ];
  if (lines.length === 0) return 'some lines more or less often than before';
  return lines.slice(0, MOST).join('; ') + (lines.length > MOST ? `; and ${lines.length - MOST} more` : '');
}

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');
