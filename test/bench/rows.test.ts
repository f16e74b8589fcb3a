import { BadRows, readRows } from '../../bench/accuracy/rows';
import { ROW } from './row';

function read(...rows: readonly unknown[]) {
  return readRows(JSON.stringify(rows), 'rows.json');
}

test('rows are read with what their set-up tells', () => {
  expect(read({ ...ROW, quality: 'table', setup: { ...ROW.setup, vms: null, batched: true } })).toEqual([
    { ...ROW, setup: { kind: 'nic-line', linkGbps: 10, batched: true } },
  ]);
});

test.each<readonly [string, unknown, string]>([
  ['a row that is no object', 3, 'rows.json: row 1: an object is expected'],
  ['no id', { ...ROW, id: '' }, 'rows.json: row 1: id is missing or no text'],
  ['no set-up', { ...ROW, setup: undefined }, 'rows.json: row 1 (a): setup: an object is expected'],
  ['a set-up without kind', { ...ROW, setup: {} }, 'rows.json: row 1 (a): setup: kind is missing or no text'],
  [
    'a fact that is a list',
    { ...ROW, setup: { kind: 'k', nic: [] } },
    'rows.json: row 1 (a): setup.nic is neither text, number nor true or false',
  ],
  ['a value that is text', { ...ROW, value: '1' }, 'rows.json: row 1 (a): value is no number within 1e18'],
  ['a value that is too large', { ...ROW, value: 1e30 }, 'rows.json: row 1 (a): value is no number within 1e18'],
  [
    'a negative fact',
    { ...ROW, setup: { kind: 'k', cores: -1 } },
    'rows.json: row 1 (a): setup.cores is -1: facts of a set-up are not negative',
  ],
  [
    'more VMs than any host has',
    { ...ROW, setup: { kind: 'k', vms: 1e9 } },
    'rows.json: row 1 (a): setup.vms is 1000000000, at most 10000 are reckoned with',
  ],
  [
    'an unknown scoring',
    { ...ROW, scoring: 'mape' },
    'rows.json: row 1 (a): scoring is "mape", and not one of ape, bound, none',
  ],
  [
    'an unknown side',
    { ...ROW, side: 'left' },
    'rows.json: row 1 (a): side is "left", and not one of at least, at most',
  ],
  [
    'a text without end',
    { ...ROW, metric: 'x'.repeat(5000) },
    'rows.json: row 1 (a): metric is longer than 4000 characters',
  ],
])('%s is refused in words', (_, row, message) => {
  expect(() => read(row)).toThrow(new BadRows(message));
});

test('two rows of one id are refused', () => {
  expect(() => read(ROW, ROW)).toThrow('rows.json: row 2: there is another row with the id a');
});

test.each([
  ['what is no JSON', '{', 'rows.json: no JSON: '],
  ['what is no list', '{}', 'rows.json: a list of rows is expected'],
])('%s is refused', (_, text, message) => {
  expect(() => readRows(text, 'rows.json')).toThrow(message);
});

test('too many rows are refused', () => {
  const text = JSON.stringify(Array.from({ length: 20_001 }, () => 0));
  expect(() => readRows(text, 'rows.json')).toThrow('rows.json: 20001 rows, at most 20000 are read');
});
