import { isList, isMap, isObject, UNKNOWN, type Value, whollyKnown } from '../../cty/value';

/** The planned value; where it is not known, in whatever depth, the one that was found. */
export function filled(planned: Value, found: Value): Value {
  if (planned === UNKNOWN) return found;
  if (whollyKnown(planned)) return planned;
  if (isList(planned) && isList(found) && planned.length === found.length) {
    return planned.map((value, index) => filled(value, found[index] ?? null));
  }
  if (isMap(planned) && isMap(found)) {
    return new Map([...planned].map(([name, value]) => [name, filled(value, found.get(name) ?? null)]));
  }
  if (isObject(planned) && isObject(found)) {
    return Object.fromEntries(
      Object.entries(planned).map(([name, value]) => [name, filled(value, found[name] ?? null)]),
    );
  }
  return planned;
}

/** What two values have in common, in whatever depth; what differs is not known. */
export function agreed(a: Value, b: Value): Value {
  if (a === b) return a;
  if (isList(a) && isList(b) && a.length === b.length) return a.map((value, index) => agreed(value, b[index] ?? null));
  if (isMap(a) && isMap(b) && a.size === b.size && [...a.keys()].every((name) => b.has(name))) {
    return new Map([...a].map(([name, value]) => [name, agreed(value, b.get(name) ?? null)]));
  }
  if (isObject(a) && isObject(b)) {
    return Object.fromEntries(Object.entries(a).map(([name, value]) => [name, agreed(value, b[name] ?? null)]));
  }
  return UNKNOWN;
}
