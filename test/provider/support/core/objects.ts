import { attributeOf, isList, isMap, isObject, type Value } from '../../../../lib/provider/cty/value';

/** The parts of values that the rules of a host go over. Null stands for what is not there. */
export const part = (value: Value, name: string): Value => (isObject(value) ? attributeOf(value, name) : null);
export const listed = (value: Value): readonly Value[] => (isList(value) ? value : []);
export const entries = (value: Value): ReadonlyMap<string, Value> => (isMap(value) ? value : new Map<string, Value>());
