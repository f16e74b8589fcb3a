import { fromJson } from '../../cty/json';
import { fromMsgpack, toMsgpack } from '../../cty/msgpack';
import type { Type } from '../../cty/type';
import type { Value } from '../../cty/value';
import type { DynamicValue } from '../../wire/tfplugin6';

/** @throws ValueFault for what is no value of the type */
export function fromWire(type: Type, message: DynamicValue | undefined): Value {
  if (message === undefined) return null;
  if (message.msgpack.length > 0) return fromMsgpack(type, message.msgpack);
  return message.json.length > 0 ? fromJson(type, new TextDecoder().decode(message.json)) : null;
}

/** @throws ValueFault for what is no value of the type */
export const toWire = (type: Type, value: Value): DynamicValue => ({
  msgpack: toMsgpack(type, value),
  json: new Uint8Array(),
});
