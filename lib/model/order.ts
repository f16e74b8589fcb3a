/**
 * Orders names as people count: `vm2` before `vm10`. Runs of digits compare by value, all else by code unit, the same
 * on every machine and in every locale.
 */
export function compareNames(a: string, b: string): number {
  let i = startOfDifference(a, b);
  let j = i;
  while (i < a.length && j < b.length) {
    if (isDigit(a, i) && isDigit(b, j)) {
      const [endOfA, endOfB] = [endOfDigits(a, i), endOfDigits(b, j)];
      const order = compareDigits(a, i, endOfA, b, j, endOfB);
      if (order !== 0) return order;
      [i, j] = [endOfA, endOfB];
    } else {
      const order = a.charCodeAt(i) - b.charCodeAt(j);
      if (order !== 0) return order;
      i++;
      j++;
    }
  }
  const rest = a.length - i - (b.length - j);
  // `vm01` and `vm1` count the same and are still two names.
  return rest !== 0 ? rest : comparePlain(a, b);
}

/** Orders by code unit, as keys of JSON files are sorted. */
export function comparePlain(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Where two names begin to differ, or the digits do that they differ in. */
function startOfDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  while (at > 0 && isDigit(a, at - 1)) at--;
  return at;
}

function compareDigits(a: string, i: number, endOfA: number, b: string, j: number, endOfB: number): number {
  const [startOfA, startOfB] = [skipZeros(a, i, endOfA), skipZeros(b, j, endOfB)];
  const lengths = endOfA - startOfA - (endOfB - startOfB);
  if (lengths !== 0) return lengths;
  for (let k = 0; startOfA + k < endOfA; k++) {
    const order = a.charCodeAt(startOfA + k) - b.charCodeAt(startOfB + k);
    if (order !== 0) return order;
  }
  return 0;
}

function skipZeros(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text.charCodeAt(at) === 0x30) at++;
  return at;
}

function endOfDigits(text: string, from: number): number {
  let at = from;
  while (isDigit(text, at)) at++;
  return at;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}
