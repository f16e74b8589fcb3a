import { rangeText, rough } from '../../lib/report/range';

test.each([
  [0, '0'],
  [0.0123, '0.012'],
  [1.26, '1.3'],
  [347, '350'],
  [9949, '9900'],
  [12_345, '12k'],
  [1_260_000, '1.3M'],
])('%d is said as %s: two digits are worth saying', (value, text) => {
  expect(rough(value)).toBe(text);
});

test('an interval is told where its ends say more than the value', () => {
  expect(rangeText({ value: 2, low: 1.5, high: 2.5 })).toBe('2 (1.5 to 2.5)');
  expect(rangeText({ value: 2, low: 1.999, high: 2.001 })).toBe('2');
  expect(rangeText({ value: 2, low: 2, high: 3 }, (value) => `$${value}`)).toBe('$2 ($2 to $3)');
});
