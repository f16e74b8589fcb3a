import {
  holdsVlan,
  isKeptVlanList,
  isPrintedVlanList,
  isVlanList,
  parseVlanList,
  sharedVlan,
  vlanListOf,
  vlanRanges,
} from '../../lib/model/vlan-list';

test.each([
  ['100', '100'],
  [' 200 - 210 , 100', '100,200-210'],
  ['5,4,6-8,7', '4-8'],
  ['1-4094', '1-4094'],
  ['all', 'all'],
])('%j is read as %s', (text, list) => {
  expect(parseVlanList(text)).toBe(list);
});

test.each(['', ',', '0', '4095', '10-9', '1-5000', '-5', '5-', 'none', '1,,2', '1 2', '0x10'])(
  '%j is no list of VLANs',
  (text) => {
    expect(parseVlanList(text)).toBeNull();
  },
);

test('every id by itself, and each twice, is a list; one that is longer than any list needs is none', () => {
  const every = Array.from({ length: 4094 }, (_, n) => n + 1);
  expect(parseVlanList(every.join(', '))).toBe('1-4094');
  expect(parseVlanList(Array<string>(4000).fill('1-10').join(','))).toBe('1-10');
  expect(parseVlanList(Array<string>(100_000).fill('1-4094').join(','))).toBeNull();
});

test('without ids no list is kept', () => {
  expect(vlanListOf([])).toBe('all');
  expect(vlanListOf([7, 5, 6, 9])).toBe('5-7,9');
});

test('its ranges are first and last id; of all, every id', () => {
  expect(vlanRanges('100,200-210')).toEqual([
    [100, 100],
    [200, 210],
  ]);
  expect(vlanRanges('all')).toEqual([[0, 4095]]);
});

test('it holds the ids that stand in it', () => {
  expect([99, 100, 101, 200, 205, 210, 211].filter((id) => holdsVlan('100,200-210', id))).toEqual([100, 200, 205, 210]);
  expect(holdsVlan('all', 4000)).toBe(true);
});

test.each([
  ['100-110', '110,200', 110],
  ['1,500-600', '2-9,550', 550],
  ['1-5', '6-9', null],
  ['all', '300', 300],
])('%s and %s share %s', (a, b, shared) => {
  expect(sharedVlan(a, b)).toBe(shared);
  expect(sharedVlan(b, a)).toBe(shared);
});

test.each(['all', '1', '100,200-210', '1-4094'])('%j is a list in its one text', (text) => {
  expect(isVlanList(text)).toBe(true);
  expect(isKeptVlanList(text)).toBe(true);
});

test.each(['0', '0,100', '4095', '0-4095'])('%j is one that a host keeps, and that nobody writes', (text) => {
  expect(isVlanList(text)).toBe(false);
  expect(isKeptVlanList(text)).toBe(true);
});

const NOT_ITS_ONE_TEXT = [
  '',
  '08',
  '0100',
  '200,100',
  '100,100',
  '100,101',
  '1-5,3-9',
  '200-100',
  '5-5',
  '4096',
  '9999',
];
test.each([...NOT_ITS_ONE_TEXT, ' 100', '100\n', '100,', '00', '1-04'])('%j is in no case the one text', (text) => {
  expect(isVlanList(text)).toBe(false);
  expect(isKeptVlanList(text)).toBe(false);
});

test('one to receive in alone is kept by a host, and neither written nor printed', () => {
  expect(isKeptVlanList('received 0,100')).toBe(true);
  for (const text of ['received all', 'received ', 'received 200,100', 'received received 1']) {
    expect(isKeptVlanList(text)).toBe(false);
  }
  expect(isVlanList('received 100')).toBe(false);
  expect(isPrintedVlanList('received 100')).toBe(false);
});
