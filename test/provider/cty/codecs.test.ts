import { Unpackr, addExtension } from 'msgpackr';
import fc from '../../support/properties';
import { fromJson, toJson } from '../../../lib/provider/cty/json';
import { fromMsgpack, toMsgpack } from '../../../lib/provider/cty/msgpack';
import { numberFrom } from '../../../lib/provider/cty/number';
import * as t from '../../../lib/provider/cty/type';
import { typeFromJson, typeToJson } from '../../../lib/provider/cty/type-json';
import { Dynamic, UNKNOWN, type Value } from '../../../lib/provider/cty/value';
import { types, valuesOf } from './arbitrary';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const big = (text: string) => numberFrom(text) ?? 0;
const map = (...entries: [string, Value][]) => new Map(entries);
const typedValues = (unknowns: boolean) =>
  types.chain((type) => valuesOf(type, unknowns).map((value) => ({ type, value })));

describe('MessagePack', () => {
  it.each<[string, t.Type, Value, string]>([
    ['null', t.STRING, null, 'c0'],
    ['unknown', t.STRING, UNKNOWN, 'd40000'],
    ['a string', t.STRING, 'hé', 'a3 68 c3a9'],
    ['an empty string', t.STRING, '', 'a0'],
    ['true', t.BOOL, true, 'c3'],
    ['zero', t.NUMBER, 0, '00'],
    ['a small integer', t.NUMBER, -1, 'ff'],
    ['one beyond 32 bits', t.NUMBER, 2 ** 40, 'cf 0000010000000000'],
    ['one beyond doubles', t.NUMBER, big('9007199254740993'), 'cf 0020000000000001'],
    ['the least of 64 bits', t.NUMBER, big('-9223372036854775808'), 'd3 8000000000000000'],
    [
      'one beyond 64 bits',
      t.NUMBER,
      big('18446744073709551616'),
      `b4 ${Buffer.from('18446744073709551616').toString('hex')}`,
    ],
    ['a fraction, as its decimal text', t.NUMBER, 0.1, 'a3 302e31'],
    ['infinity', t.NUMBER, -Infinity, 'cb fff0000000000000'],
    ['a list', t.listOf(t.STRING), ['a', UNKNOWN], '92 a161 d40000'],
    ['a set', t.setOf(t.NUMBER), [1, 2], '92 01 02'],
    ['a tuple', t.tupleOf([t.STRING, t.BOOL]), ['a', false], '92 a161 c2'],
    ['a map', t.mapOf(t.BOOL), map(['__proto__', true]), '81 a9 5f5f70726f746f5f5f c3'],
    ['an object', t.objectOf({ b: t.STRING, a: t.NUMBER }), { a: 1, b: null }, '82 a162 c0 a161 01'],
    [
      'a dynamic',
      t.DYNAMIC,
      new Dynamic(t.listOf(t.STRING), ['a']),
      `92 c411 ${Buffer.from('["list","string"]').toString('hex')} 91 a161`,
    ],
    [
      'an unknown of a known type',
      t.DYNAMIC,
      new Dynamic(t.STRING, UNKNOWN),
      `92 c408 ${Buffer.from('"string"').toString('hex')} d40000`,
    ],
    ['an unknown of any type', t.DYNAMIC, UNKNOWN, 'd40000'],
    ['a null of any type', t.DYNAMIC, null, 'c0'],
  ])('has bytes for %s, and reads them', (_, type, value, hex) => {
    expect(Buffer.from(toMsgpack(type, value)).toString('hex')).toBe(hex.replaceAll(' ', ''));
    expect(fromMsgpack(type, bytes(hex))).toEqual(value);
  });

  it.each<[string, t.Type, string, Value]>([
    ['an unknown of which a prefix is known', t.STRING, 'c7 07 0c 82 01 c2 02 a2 6162', UNKNOWN],
    ['an unknown with a code of some later host', t.listOf(t.STRING), 'd6 72 00000000', UNKNOWN],
    ['the same with one byte', t.listOf(t.STRING), 'd4 72 00', UNKNOWN],
    ['a float that is an integer', t.NUMBER, 'cb 3ff0000000000000', 1],
    ['minus zero', t.NUMBER, 'cb 8000000000000000', 0],
    ['a number of 401 digits', t.NUMBER, `da 0191 31${'30'.repeat(400)}`, big('1e400')],
    ['an integer of 8 bytes that is small', t.NUMBER, 'd3 0000000000000001', 1],
    ['a type that stands as a string', t.DYNAMIC, '92 a8 22737472696e6722 a161', new Dynamic(t.STRING, 'a')],
    ['a null of a dynamic that says so', t.DYNAMIC, `92 c409 ${Buffer.from('"dynamic"').toString('hex')} c0`, null],
    ['a string with the character for bad UTF-8 in it', t.STRING, 'a3 efbfbd', '\ufffd'],
  ])('reads %s', (_, type, hex, value) => expect(fromMsgpack(type, bytes(hex))).toEqual(value));

  it('of a configuration reads as OpenTofu 1.6.2 and Terraform 1.11.4 wrote it, byte by byte alike', () => {
    const recorded =
      '85a8616e797468696e6792c46f5b226f626a656374222c7b226c223a5b227475706c65222c5b226e756d626572222c226e75' +
      '6d626572222c226e756d626572222c226e756d626572222c226e756d626572225d5d2c226e223a2264796e616d6963222c22' +
      '74223a22626f6f6c222c2275223a22737472696e67227d5d84a16c9501a3302e31cb3fe0000000000000d920313233343536' +
      '3738393031323334353637383930313233343536373839302e35d3fffffffed5fa0e00a16ec0a174c3a175d40000a26964c0' +
      'a66c6162656c7382a95f5f70726f746f5f5fa170a16bc7030c8101c2a46e616d65c7070c8201c202a26e2da473697a65cf00' +
      '20000000000001';
    const { NUMBER, STRING } = t;
    const anything = t.objectOf({
      l: t.tupleOf([NUMBER, NUMBER, NUMBER, NUMBER, NUMBER]),
      n: t.DYNAMIC,
      t: t.BOOL,
      u: STRING,
    });
    const thing = t.objectOf({ anything: t.DYNAMIC, id: STRING, labels: t.mapOf(STRING), name: STRING, size: NUMBER });
    expect(fromMsgpack(thing, bytes(recorded))).toEqual({
      anything: new Dynamic(anything, {
        l: [1, 0.1, 0.5, big('123456789012345678901234567890.5'), -5_000_000_000],
        n: null,
        t: true,
        u: UNKNOWN,
      }),
      id: null,
      labels: map(['__proto__', 'p'], ['k', UNKNOWN]),
      // Of which the hosts tell that it begins with "n-".
      name: UNKNOWN,
      size: big('9007199254740993'),
    });
  });

  it.each<[string, t.Type, string, string]>([
    ['nothing', t.STRING, '', '0 bytes are no MessagePack'],
    ['half a string', t.STRING, 'a5 6162', '3 bytes are no MessagePack'],
    ['something behind the value', t.STRING, 'c0 c0', '2 bytes are no MessagePack'],
    ['the byte that is never used', t.STRING, 'c1', '1 bytes are no MessagePack'],
    [
      'a list of four thousand million elements in five bytes',
      t.listOf(t.STRING),
      'dd ffffffff',
      '5 bytes are no MessagePack',
    ],
    ['a map of as many', t.mapOf(t.STRING), 'df ffffffff', '5 bytes are no MessagePack'],
    [
      'a number for a string',
      t.objectOf({ a: t.listOf(t.STRING) }),
      '81 a161 92 a161 01',
      'a[1]: expected string, found a number',
    ],
    ['a string for a bool', t.mapOf(t.BOOL), '81 a161 a3 747565', '["a"]: expected bool, found a string'],
    ['a word for a number', t.NUMBER, 'a1 78', 'expected number, found a string'],
    ['a list for a map', t.mapOf(t.STRING), '90', 'expected map(string), found 0 elements'],
    ['a key that is no string', t.mapOf(t.STRING), '81 01 a161', 'a number is a key; keys are strings'],
    ['a missing attribute', t.objectOf({ a: t.STRING, b: t.BOOL }), '81 a161 c0', 'b: the attribute is missing'],
    ['an attribute too many', t.objectOf({ a: t.STRING }), '82 a161 c0 a162 c0', 'b: there is no such attribute'],
    ['a tuple that is too short', t.tupleOf([t.STRING]), '90', 'expected tuple([string]), found 0 elements'],
    ['a dynamic without a type', t.DYNAMIC, 'a161', 'expected any, found a string'],
    [
      'a dynamic of a type that there is not',
      t.DYNAMIC,
      `92 c405 ${Buffer.from('"any"').toString('hex')} c0`,
      '"any" is no type of cty',
    ],
  ])('refuses %s', (_, type, hex, message) => expect(() => fromMsgpack(type, bytes(hex))).toThrow(message));

  it.each<[string, t.Type, Value, string]>([
    [
      'a value of another type',
      t.objectOf({ a: t.setOf(t.STRING) }),
      { a: [1] },
      'a[*]: expected string, found a number',
    ],
    ['a misspelt attribute', t.objectOf({ name: t.STRING }), { nmae: 'a' }, 'nmae: there is no such attribute'],
    ['a bare value for a dynamic', t.DYNAMIC, 'a', 'expected any, found a string'],
    ['NaN', t.listOf(t.NUMBER), [NaN], '[0]: NaN is no number of cty'],
    ['a record for a map', t.mapOf(t.STRING), { a: 'b' }, 'expected map(string), found an object or map'],
  ])('does not write %s', (_, type, value, message) => expect(() => toMsgpack(type, value)).toThrow(message));

  it('gives back whatever it was given', () => {
    fc.assert(
      fc.property(typedValues(true), ({ type, value }) => {
        expect(fromMsgpack(type, toMsgpack(type, value))).toEqual(value);
      }),
    );
  });

  it('is read by another library as the same', () => {
    for (let code = 0; code < 128; code += 1) addExtension({ type: code, unpack: () => '(unknown)' });
    const other = new Unpackr({ mapsAsObjects: false, int64AsType: 'bigint', useRecords: false });
    fc.assert(
      fc.property(
        fc.oneof(
          ...[t.mapOf(t.NUMBER), t.listOf(t.STRING), t.mapOf(t.BOOL)].map((type) =>
            valuesOf(type, true).map((value) => ({ type, value })),
          ),
        ),
        ({ type, value }) => {
          const seen = (each: unknown): unknown => {
            if (Array.isArray(each)) return each.map(seen);
            if (each instanceof Map) return new Map([...each].map(([name, inner]) => [name, seen(inner)]));
            if (each === UNKNOWN) return '(unknown)';
            if (type.kind !== 'list' && (typeof each === 'bigint' || typeof each === 'string') && each !== '(unknown)')
              return numberFrom(`${each}`);
            return each;
          };
          expect(seen(other.unpack(Buffer.from(toMsgpack(type, value))))).toEqual(seen(value));
        },
      ),
    );
  });

  it('ends with a message for any bytes', () => {
    fc.assert(
      fc.property(types, fc.uint8Array({ maxLength: 40 }), (type, some) => {
        try {
          fromMsgpack(type, some);
        } catch (error) {
          expect((error as Error).name).toBe('ValueFault');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('ends with a message for a value that is cut off', () => {
    fc.assert(
      fc.property(typedValues(true), fc.nat(), ({ type, value }, at) => {
        const whole = toMsgpack(type, value);
        expect(() => fromMsgpack(type, whole.subarray(0, at % whole.length))).toThrow('no MessagePack');
      }),
    );
  });
});

describe('JSON', () => {
  it.each<[t.Type, Value, string]>([
    [t.NUMBER, big('9007199254740993'), '9007199254740993'],
    [t.NUMBER, 0.1, '0.1'],
    [t.mapOf(t.NUMBER), map(['__proto__', 1]), '{"__proto__":1}'],
    [t.DYNAMIC, new Dynamic(t.setOf(t.BOOL), [true]), '{"value":[true],"type":["set","bool"]}'],
    [t.objectOf({ a: t.STRING, b: t.STRING }), { a: 'x', b: null }, '{"a":"x","b":null}'],
  ])('has a text for each type, and reads it: %#', (type, value, json) => {
    expect(toJson(type, value)).toBe(json);
    expect(fromJson(type, json)).toEqual(value);
  });

  it.each<[string, t.Type, string, Value]>([
    ['an attribute that is not there as null', t.objectOf({ a: t.STRING }), '{}', { a: null }],
    ['a number from a string', t.NUMBER, '"12"', 12],
    ['a string from a number', t.STRING, '1e2', '100'],
    ['a string from a bool', t.STRING, 'true', 'true'],
    ['a bool from a string', t.BOOL, '"false"', false],
    [
      'whatever stands in its place in any order',
      t.DYNAMIC,
      '{"type":"string","value":"a"}',
      new Dynamic(t.STRING, 'a'),
    ],
  ])('reads %s', (_, type, json, value) => expect(fromJson(type, json)).toEqual(value));

  it.each<[string, t.Type, string, string]>([
    ['what is no JSON', t.STRING, '{"a":', '5 characters are no JSON'],
    [
      'an attribute that there is not',
      t.objectOf({ a: t.objectOf({}) }),
      '{"a":{"b":1}}',
      'a.b: there is no such attribute',
    ],
    ['a list for a string', t.mapOf(t.STRING), '{"a":[]}', '["a"]: expected string'],
    ['a word for a number', t.listOf(t.NUMBER), '["x"]', '[0]: expected number'],
    ['a dynamic without a type', t.DYNAMIC, '{"value":1}', 'expected any'],
  ])('refuses %s', (_, type, json, message) => expect(() => fromJson(type, json)).toThrow(message));

  it('drops attributes of an earlier schema when told to', () =>
    expect(fromJson(t.objectOf({ a: t.STRING }), '{"a":"x","old":[1]}', { undefinedAttributes: 'drop' })).toEqual({
      a: 'x',
    }));

  it.each<[Value, string]>([
    [[UNKNOWN], '[0]: an unknown value cannot be written as JSON'],
    [[Infinity], '[0]: JSON has no Infinity'],
  ])('does not write what it has no text for: %#', (value, message) =>
    expect(() => toJson(t.listOf(t.NUMBER), value)).toThrow(message),
  );

  it('gives back whatever it was given, and is JSON', () => {
    fc.assert(
      fc.property(typedValues(false), ({ type, value }) => {
        const json = toJson(type, value);
        JSON.parse(json);
        expect(fromJson(type, json)).toEqual(value);
      }),
    );
  });
});

describe('a type as JSON', () => {
  it.each<[string, t.Type]>([
    ['"string"', t.STRING],
    ['["map","dynamic"]', t.mapOf(t.DYNAMIC)],
    ['["tuple",["string","number"]]', t.tupleOf([t.STRING, t.NUMBER])],
    ['["object",{"a":["set","bool"]}]', t.objectOf({ a: t.setOf(t.BOOL) })],
  ])('%s', (json, type) => {
    expect(typeToJson(type)).toBe(json);
    expect(typeFromJson(json)).toEqual(type);
  });

  it.each([
    '',
    '"any"',
    '["list"]',
    '["list","string","x"]',
    '["tuple","string"]',
    '["object",["string"]]',
    'null',
    '{"a":1}',
  ])('is not %j', (json) => expect(() => typeFromJson(json)).toThrow(/is no type of cty|a type is written as JSON/));

  it('comes back', () => {
    fc.assert(fc.property(types, (type) => expect(typeFromJson(typeToJson(type))).toEqual(type)));
  });
});
