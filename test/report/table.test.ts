import { counted, oneLine, ranges } from '../../lib/report/line';
import { table } from '../../lib/report/table';

describe('a table', () => {
  test('has aligned columns and no blanks at the end of a line', () => {
    expect(
      table(
        ['VM', 'rate'],
        [
          ['web', '5'],
          ['database', ''],
        ],
      ),
    ).toBe('VM        rate\nweb       5\ndatabase');
  });

  test('puts numbers to the right, indents and paints its head as asked', () => {
    const text = table(['VM', 'rate'], [['web', '5']], {
      right: [1],
      indent: '  ',
      head: (head) => head.toUpperCase(),
    });
    expect(text).toBe('  VM   RATE\n  web     5');
  });

  test('leaves missing cells empty', () => {
    expect(table(['a', 'b'], [['1']])).toBe('a  b\n1');
  });
});

test.each([
  [[], ''],
  [[3], '3'],
  [[0, 1, 2, 5, 7, 8], '0-2, 5, 7-8'],
])('%j are the ranges %j', (numbers, text) => {
  expect(ranges(numbers)).toBe(text);
});

test('one is counted in the singular', () => {
  expect([0, 1, 2].map((n) => counted(n, 'VF'))).toEqual(['0 VFs', '1 VF', '2 VFs']);
});

test('control characters and changes of direction are shown, not sent to the terminal', () => {
  expect(oneLine('a\u001b[2J\tb\u202ec\nd é')).toBe('a\\u001b[2J\\u0009b\\u202ec\\nd é');
});
