import fc from '../support/properties';
import { compareNames } from '../../lib/model/order';

describe('names in order', () => {
  test('count as people do', () => {
    const names = ['vm10', 'vm2', 'vm1', 'rack2/vm1', 'rack10/vm1', 'vm', 'vm1a', 'vm01', 'vm1/net0', 'VM1'];
    expect(names.sort(compareNames)).toEqual([
      'VM1',
      'rack2/vm1',
      'rack10/vm1',
      'vm',
      'vm01',
      'vm1',
      'vm1/net0',
      'vm1a',
      'vm2',
      'vm10',
    ]);
  });

  test('count numbers that no double can hold', () => {
    expect(compareNames('a99999999999999999999998', 'a99999999999999999999999')).toBeLessThan(0);
  });

  // Few characters, many clashes: digits beside zeros beside letters.
  const name = fc.string({ unit: fc.constantFrom('0', '1', '2', 'a', '/'), maxLength: 6 });

  test('have one order: no two different names are equal, and it can be turned round', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(compareNames(a, b) === 0).toBe(a === b);
        expect(Math.sign(compareNames(a, b))).toBe(-Math.sign(compareNames(b, a)) + 0);
      }),
      { numRuns: 2000 },
    );
  });

  test('have an order that three names agree on', () => {
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        fc.pre(compareNames(a, b) < 0 && compareNames(b, c) < 0);
        expect(compareNames(a, c)).toBeLessThan(0);
      }),
      { numRuns: 2000 },
    );
  });
});
