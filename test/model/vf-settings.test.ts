import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  asksForNothing,
  CHOICES,
  FLAGS,
  GUIDS,
  LINK_SETTINGS,
  SETTING_NAMES,
  SETTING_ROWS,
  valueWords,
  VF_ATTRIBUTE_NAMES,
} from '../../lib/model/vf-settings';
import { SCHEMA_PARTS } from '../support/schema-parts';

test.each(Object.entries(SCHEMA_PARTS))('%s has what the tables say (npm run docs writes it)', (name, putIn) => {
  const text = readFileSync(join(__dirname, '..', '..', 'schemas', name), 'utf8');
  const schema = JSON.parse(text) as Parameters<typeof putIn>[0];
  putIn(schema);
  expect(schema).toEqual(JSON.parse(text));
});

test('settings of ip link are its flags, its choices, addresses, and what the port VLAN and the rates are made of', () => {
  const together = ['mac', 'vlan', 'vlanQos', 'vlanProtocol', 'minTxRateMbps', 'maxTxRateMbps'];
  expect([...LINK_SETTINGS].sort()).toEqual([...FLAGS, ...CHOICES, ...GUIDS, ...together].sort());
});

test('each attribute of a driver is of one setting', () => {
  expect(new Set(VF_ATTRIBUTE_NAMES).size).toBe(LINK_SETTINGS.length);
});

test.each([...FLAGS, ...CHOICES])('%s has the words that scripts, reports and schemas say of it', (name) => {
  const { ip, json, words, description, usual } = SETTING_ROWS[name];
  for (const text of [ip, json, words, description]) expect(text).toMatch(/^\S.*\S$/);
  expect(usual).toBeDefined();
});

test.each(GUIDS)(
  '%s is of one VF, on InfiniBand, and has the words that scripts, reports and schemas say of it',
  (name) => {
    const { ip, json, shown, words, description, individual, link } = SETTING_ROWS[name];
    for (const text of [ip, json, shown, words, description]) expect(text).toMatch(/^\S.*\S$/);
    expect([individual, link]).toEqual([true, 'infiniband']);
  },
);

test.each(SETTING_NAMES)('the usual value of %s is a value that it can have', (name) => {
  const { value, usual } = SETTING_ROWS[name];
  if (usual === undefined) return;
  if (typeof value !== 'string') expect(value).toContain(usual);
  else
    expect(typeof usual).toBe(
      {
        flag: 'boolean',
        count: 'number',
        rate: 'number',
        mac: 'string',
        guid: 'string',
        vlans: 'string',
        driver: 'string',
      }[value],
    );
});

test('a usual value asks a driver for nothing, unless drivers differ in it', () => {
  expect(asksForNothing('trust', false)).toBe(true);
  expect(asksForNothing('trust', true)).toBe(false);
  expect(asksForNothing('trust', undefined)).toBe(false);
  expect(asksForNothing('spoofCheck', true)).toBe(false);
  expect(asksForNothing('vlanProtocol', '802.1Q')).toBe(false);
  expect(asksForNothing('mac', undefined)).toBe(false);
});

test('flags and choices are said with their value', () => {
  expect(valueWords('trust', true)).toBe('trust on');
  expect(valueWords('queryRss', false)).toBe('RSS query off');
  expect(valueWords('linkState', 'auto')).toBe('link state auto');
});
