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
