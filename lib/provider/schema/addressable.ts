import type { AttributePath } from '../cty/path';

/** The part of a path that can be said to a host: elements of sets have no names, so that a path to one ends at its set. */
export function addressable(path: AttributePath): AttributePath {
  const end = path.findIndex(({ kind }) => kind === 'element');
  return end < 0 ? path : path.slice(0, end);
}
