import fc from '../../support/properties';
import { Decimal, numberFrom, numberFromInteger, numberText, sameNumber } from '../../../lib/provider/cty/number';
import { attribute, element, index, key, pathText } from '../../../lib/provider/cty/path';
import * as t from '../../../lib/provider/cty/type';
import { Dynamic, sameValue, UNKNOWN, whollyKnown, type Value } from '../../../lib/provider/cty/value';

describe('a number', () => {
  it.each([
    ['0.1', 0.1],
    ['-0', 0],
    ['007.50', 7.5],
    ['+1e3', 1000],
    ['.5', 0.5],
    ['9007199254740992', 9007199254740992],
    ['1152921504606846976', 2 ** 60],
  ])('%s is one of JavaScript', (text, value) => expect(numberFrom(text)).toBe(value));

  it.each([
    ['9007199254740993'],
    ['1152921504606847000'],
    ['0.1000000000000000055511151231257827'],
    ['-123456789012345678901234567890.5'],
    [`1${'0'.repeat(400)}`],
    ['1e2000'],
    ['-1e-2000'],
  ])('%s is kept to the last digit', (text) => {
    const value = numberFrom(text);
    expect(Decimal.is(value)).toBe(true);
    expect(numberText(value ?? 0)).toBe(text);
  });

  it.each(['', '.', '1e', 'e5', '0x10', 'Infinity', '1_000', ' 1', '1e9999999999'])('%j is none', (text) =>
    expect(numberFrom(text)).toBeNull(),
  );

  it('has one form however it is written', () => {
    for (const text of ['1e400', '10e399', `1${'0'.repeat(400)}.000`])
      expect(sameNumber(numberFrom(text) ?? 0, numberFrom('0.1e401') ?? 1)).toBe(true);
  });

  it('of JavaScript comes back from its text', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(numberFrom(numberText(value))).toBe(value + 0);
      }),
    );
  });

  it('that is an integer is the same from its text and from its bits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), (integer) => {
        expect(numberFromInteger(integer)).toEqual(numberFrom(`${integer}`));
      }),
    );
  });
});

describe('values of one type', () => {
  const map = (...entries: [string, Value][]) => new Map(entries);
  const big = () => numberFrom('9007199254740993');
  const object = t.objectOf({ name: t.STRING, size: t.NUMBER });

  it.each<[string, t.Type, Value, Value]>([
    ['an unknown and another', t.STRING, UNKNOWN, UNKNOWN],
    ['decimals', t.NUMBER, big(), big()],
    ['sets in another order', t.setOf(t.STRING), ['a', 'b'], ['b', 'a']],
    [
      'sets of objects in another order',
      t.setOf(object),
      [{ name: 'a' }, { name: 'b' }],
      [{ name: 'b' }, { name: 'a' }],
    ],
    [
      'maps in another order',
      t.mapOf(t.BOOL),
      map(['a', true], ['__proto__', false]),
      map(['__proto__', false], ['a', true]),
    ],
    ['an object that leaves out a null', object, { name: 'a', size: null }, { name: 'a' }],
    ['dynamics of one type', t.DYNAMIC, new Dynamic(t.listOf(t.STRING), ['a']), new Dynamic(t.listOf(t.STRING), ['a'])],
  ])('are the same: %s', (_, type, a, b) => expect(sameValue(type, a, b)).toBe(true));

  it.each<[string, t.Type, Value, Value]>([
    ['null and unknown', t.STRING, null, UNKNOWN],
    ['null and empty', t.listOf(t.STRING), null, []],
    ['a decimal and its neighbour', t.NUMBER, big(), numberFrom('9007199254740995')],
    ['a number and its text', t.NUMBER, 1, '1'],
    ['lists in another order', t.listOf(t.STRING), ['a', 'b'], ['b', 'a']],
    ['a list and its beginning', t.listOf(t.STRING), ['a', 'b'], ['a']],
    ['sets that hold one thing twice and another once', t.setOf(t.NUMBER), [1, 1, 2], [1, 2, 2]],
    ['the same for strings', t.setOf(t.STRING), ['a', 'a', 'b'], ['a', 'b', 'b']],
    ['maps with a null and without the key', t.mapOf(t.STRING), map(['a', null]), map(['b', null])],
    ['objects with one attribute apart', object, { name: 'a', size: 1 }, { name: 'a', size: 2 }],
    ['dynamics of two types', t.DYNAMIC, new Dynamic(t.listOf(t.STRING), []), new Dynamic(t.setOf(t.STRING), [])],
  ])('are not the same: %s', (_, type, a, b) => expect(sameValue(type, a, b)).toBe(false));

  it('are wholly known unless something in them is not', () => {
    expect(whollyKnown({ a: [map(['b', new Dynamic(t.STRING, 'c')])], d: null, e: big() })).toBe(true);
    for (const value of [UNKNOWN, [UNKNOWN], map(['a', UNKNOWN]), { a: UNKNOWN }, new Dynamic(t.STRING, UNKNOWN)])
      expect(whollyKnown(value)).toBe(false);
  });
});

describe('types', () => {
  it('are the same by structure, whatever the order of attributes', () => {
    const a = t.objectOf({ x: t.listOf(t.STRING), y: t.tupleOf([t.BOOL, t.DYNAMIC]) });
    expect(t.sameType(a, t.objectOf({ y: t.tupleOf([t.BOOL, t.DYNAMIC]), x: t.listOf(t.STRING) }))).toBe(true);
    expect(t.sameType(a, t.objectOf({ y: t.tupleOf([t.BOOL]), x: t.listOf(t.STRING) }))).toBe(false);
    expect(t.sameType(a, t.objectOf({ x: t.listOf(t.STRING) }))).toBe(false);
    expect(t.sameType(t.listOf(t.STRING), t.setOf(t.STRING))).toBe(false);
  });

  it('read as in a configuration', () =>
    expect(t.typeText(t.objectOf({ a: t.mapOf(t.DYNAMIC), b: t.tupleOf([t.NUMBER, t.BOOL]) }))).toBe(
      'object({a=map(any),b=tuple([number,bool])})',
    ));
});

it('a path reads as in a configuration', () => {
  expect(pathText([attribute('pf'), index(0), attribute('labels'), key('a "b"')])).toBe('pf[0].labels["a \\"b\\""]');
  expect(pathText([attribute('vfs'), element('x'), attribute('mac')])).toBe('vfs[*].mac');
  expect(pathText([])).toBe('');
});
