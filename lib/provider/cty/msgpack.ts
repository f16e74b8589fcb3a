import { Decoder, Encoder, ExtData, type DecoderOptions, type ExtensionCodecType } from '@msgpack/msgpack';
import { eachOf, ValueFault, within } from './fault';
import { Decimal, numberFrom, numberFromInteger, numberText, type CtyNumber } from './number';
import { attribute, element, index, key } from './path';
import { typeText, type Type, type TypeKind, type TypeOf } from './type';
import { typeFromJson, typeToJson } from './type-json';
import { attributeOf, Dynamic, isList, isMap, isNumber, isObject, UNKNOWN, type Value } from './value';

/*
 * MessagePack as cty has it. The library knows bytes, the type says what they mean: a number is an integer, a float or a decimal text, and
 * what begins an array may be the type of what follows.
 */

/** Hosts write unknown values with code 0, and with 12 when they know something of them; whatever code comes next is one too. */
const EXTENSIONS: ExtensionCodecType<undefined> = {
  decode: () => UNKNOWN,
  tryToEncode: (value) => (value === UNKNOWN ? UNKNOWN_BYTES : null),
};
const UNKNOWN_BYTES = new ExtData(0, new Uint8Array(1));

/** Deeper than any schema; the library counts to keep circular structures out. */
const MAX_DEPTH = 1000;

const encoder = new Encoder({ extensionCodec: EXTENSIONS, useBigInt64: true, maxDepth: MAX_DEPTH });

/**
 * A value as bytes. Attributes that an object has not are written as null.
 *
 * @throws ValueFault for a value that is not of the type
 */
export function toMsgpack(type: Type, value: Value): Uint8Array {
  return encoder.encode(plain(type, value));
}

/**
 * The value that the bytes stand for. Every unknown is UNKNOWN, whatever is known of it.
 *
 * @throws ValueFault for bytes that are no MessagePack, or no value of the type
 */
export function fromMsgpack(type: Type, bytes: Uint8Array): Value {
  return valueOf(type, read(bytes));
}

// ---- writing

/** A value as the library takes it. */
function plain(type: Type, value: Value): unknown {
  if (value === null || value === UNKNOWN) return value;
  return (PLAIN[type.kind] as Plain<TypeKind>)(type, value);
}

type Plain<K extends TypeKind> = (type: TypeOf<K>, value: Value) => unknown;
type Raw = Record<string, unknown>;

const PLAIN: { readonly [K in TypeKind]: Plain<K> } = {
  string: (type, value) => (typeof value === 'string' ? value : mismatch(type, value)),
  bool: (type, value) => (typeof value === 'boolean' ? value : mismatch(type, value)),
  number: (type, value) => (isNumber(value) ? plainNumber(value) : mismatch(type, value)),
  dynamic: (type, value) =>
    Dynamic.is(value) ? [Buffer.from(typeToJson(value.type)), plain(value.type, value.value)] : mismatch(type, value),
  list: (type, value) =>
    isList(value) ? eachOf(value, index, (each) => plain(type.element, each)) : mismatch(type, value),
  set: (type, value) =>
    isList(value)
      ? eachOf(
          value,
          (_, each) => element(each),
          (each) => plain(type.element, each),
        )
      : mismatch(type, value),
  tuple: (type, value) =>
    isList(value) && value.length === type.elements.length
      ? eachOf(type.elements, index, (each, at) => plain(each, value[at] ?? null))
      : mismatch(type, value),
  map: (type, value) => {
    if (!isMap(value)) return mismatch(type, value);
    const object = Object.create(null) as Raw;
    for (const [name, each] of value) {
      try {
        object[name] = plain(type.element, each);
      } catch (error) {
        throw within(key(name), error);
      }
    }
    return object;
  },
  object: (type, value) => {
    if (!isObject(value)) return mismatch(type, value);
    for (const name of Object.keys(value)) if (!type.attributes.has(name)) noSuchAttribute(name);
    const object = Object.create(null) as Raw;
    for (const [name, each] of type.attributes) {
      try {
        object[name] = plain(each, attributeOf(value, name));
      } catch (error) {
        throw within(attribute(name), error);
      }
    }
    return object;
  },
};

const MAX_UINT32 = 2 ** 32 - 1;
const [MIN_INT64, MAX_UINT64] = [-(2n ** 63n), 2n ** 64n - 1n];

/** Integers of 64 bits as such, all else as decimal text, in which nothing is lost. */
function plainNumber(value: CtyNumber): number | bigint | string {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && Math.abs(value) <= MAX_UINT32) return value;
    if (Number.isNaN(value)) throw new ValueFault([], 'NaN is no number of cty');
    if (!Number.isFinite(value)) return value;
  }
  const text = numberText(value);
  if (text.length > 20 || !/^-?\d+$/.test(text)) return text;
  const integer = BigInt(text);
  return integer >= MIN_INT64 && integer <= MAX_UINT64 ? integer : text;
}

// ---- reading

function read(bytes: Uint8Array): unknown {
  // Nothing has more parts than bytes: what says so is not given memory.
  const most = bytes.byteLength;
  const decoder = new Decoder({
    extensionCodec: EXTENSIONS,
    useBigInt64: true,
    keyDecoder: KEYS,
    mapKeyConverter: onlyText,
    maxArrayLength: most,
    maxMapLength: most,
  });
  try {
    return decoder.decode(bytes);
  } catch (error) {
    if (error instanceof ValueFault) throw error;
    throw new ValueFault([], `${most} bytes are no MessagePack: ${(error as Error).message}`);
  }
}

const PROTO = '__proto__';
const MARK = '\0';

/**
 * Names under which a plain object keeps its keys. The library refuses __proto__, which a map may well have as a key: that one is marked,
 * and so is what looks like a marked one.
 */
const KEYS: NonNullable<DecoderOptions['keyDecoder']> = {
  // For all others it asks itself.
  canBeCached: (byteLength) => byteLength >= PROTO.length,
  decode: (bytes, offset, length) => {
    const name = Buffer.from(bytes.buffer, bytes.byteOffset + offset, length).toString();
    return isMarked(name) ? MARK + name : name;
  },
};

const isMarked = (name: string): boolean => name.endsWith(PROTO) && /^\0*__proto__$/.test(name);

function onlyText(name: unknown): string {
  if (typeof name !== 'string') throw new ValueFault([], `${shown(name)} is a key; keys are strings`);
  return name;
}

function valueOf(type: Type, raw: unknown): Value {
  if (raw === null || raw === UNKNOWN) return raw as Value;
  return (READ[type.kind] as Read<TypeKind>)(type, raw);
}

type Read<K extends TypeKind> = (type: TypeOf<K>, raw: unknown) => Value;

const isRaw = (raw: unknown): raw is Raw =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw) && !(raw instanceof Uint8Array);

const READ: { readonly [K in TypeKind]: Read<K> } = {
  string: (type, raw) => (typeof raw === 'string' ? raw : mismatch(type, raw)),
  bool: (type, raw) => (typeof raw === 'boolean' ? raw : mismatch(type, raw)),
  number: (type, raw) => {
    if (typeof raw === 'number' && !Number.isNaN(raw)) return raw + 0;
    if (typeof raw === 'bigint') return numberFromInteger(raw);
    return (typeof raw === 'string' ? numberFrom(raw) : null) ?? mismatch(type, raw);
  },
  dynamic: (type, raw) => {
    if (!Array.isArray(raw) || raw.length !== 2) return mismatch(type, raw);
    const [head, value] = raw as unknown[];
    if (!(head instanceof Uint8Array) && typeof head !== 'string') return mismatch(type, raw);
    const own = typeFromJson(typeof head === 'string' ? head : Buffer.from(head).toString());
    // A null whose type nobody knows, with the type that says so.
    return own.kind === 'dynamic' ? valueOf(own, value) : new Dynamic(own, valueOf(own, value));
  },
  list: (type, raw) => elements(type, raw),
  set: (type, raw) => elements(type, raw),
  tuple: (type, raw) =>
    Array.isArray(raw) && raw.length === type.elements.length
      ? eachOf(type.elements, index, (each, at) => valueOf(each, raw[at]))
      : mismatch(type, raw),
  map: (type, raw) => {
    if (!isRaw(raw)) return mismatch(type, raw);
    const map = new Map<string, Value>();
    for (const kept of Object.keys(raw)) {
      const name = kept.startsWith(MARK) && isMarked(kept) ? kept.slice(MARK.length) : kept;
      try {
        map.set(name, valueOf(type.element, raw[kept]));
      } catch (error) {
        throw within(key(name), error);
      }
    }
    return map;
  },
  object: (type, raw) => {
    if (!isRaw(raw)) return mismatch(type, raw);
    const object = Object.create(null) as Record<string, Value>;
    for (const [name, each] of type.attributes) {
      try {
        object[name] = valueOf(each, partOf(raw, isMarked(name) ? MARK + name : name));
      } catch (error) {
        throw within(attribute(name), error);
      }
    }
    const names = Object.keys(raw);
    if (names.length !== type.attributes.size)
      for (const name of names) if (!type.attributes.has(name)) noSuchAttribute(name);
    return object;
  },
};

function partOf(raw: Raw, kept: string): unknown {
  if (!Object.hasOwn(raw, kept)) throw new ValueFault([], 'the attribute is missing');
  return raw[kept];
}

function elements(type: TypeOf<'list' | 'set'>, raw: unknown): readonly Value[] {
  return Array.isArray(raw) ? eachOf(raw, index, (each) => valueOf(type.element, each)) : mismatch(type, raw);
}

function noSuchAttribute(name: string): never {
  throw new ValueFault([attribute(name)], 'there is no such attribute');
}

function mismatch(type: Type, found: unknown): never {
  throw new ValueFault([], `expected ${typeText(type)}, found ${shown(found)}`);
}

/** What kind of thing it is; never what it says, which may be a secret. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `${value.length} elements`;
  if (value instanceof Map) return `a map of ${value.size}`;
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  if (Dynamic.is(value)) return `a value of its own type ${typeText(value.type)}`;
  if (Decimal.is(value) || typeof value === 'bigint') return 'a number';
  return typeof value === 'object' ? 'an object or map' : `a ${typeof value}`;
}
