import { DEFAULT_CATALOG, deviceById } from '../../lib/catalog/catalog';
import { withOverrides } from '../../lib/catalog/overrides';
import { checkDeviceOverrides, parseDeviceOverrides } from '../../lib/catalog/parse-overrides';
import { InputError } from '../../lib/model/errors';

const DEVICE = { id: 'ssstc-ed1', source: 'measured on our sample' };

test('a file of devices and driver profiles is read and can be laid over the catalog', () => {
  const text = JSON.stringify({
    $schema: './device-catalog.schema.json',
    catalogVersion: 1,
    devices: [{ ...DEVICE, sriov: { maxVfsPerPf: 32 }, ceilings: { vfIops: 400_000 } }],
    driverProfiles: [{ name: 'igb', source: 'tried it', vfAttributes: { trust: false } }],
  });
  const overrides = parseDeviceOverrides(text, 'devices.json');
  expect(overrides.origin).toBe('devices.json');
  const catalog = withOverrides(DEFAULT_CATALOG, overrides);
  expect(deviceById(catalog, 'ssstc-ed1')?.sriov.source).toBe('measured on our sample');
});

test('a file with nothing but its version is fine', () => {
  expect(parseDeviceOverrides('{"catalogVersion":1}', 'f')).toEqual({ origin: 'f', devices: [], driverProfiles: [] });
});

test.each<[string, string, string, RegExp]>([
  ['text that is no JSON', '{"catalogVersion": 1,', 'devices.json:1:22', /this is no JSON/],
  ['an empty file', '', 'devices.json', /is empty/],
  ['a list', '[]', 'devices.json', /found a list, expected a device catalog object/],
  ['lists in lists without end', `${'['.repeat(99_999)}${']'.repeat(99_999)}`, 'devices.json', /found a list/],
  ['null', 'null', 'devices.json', /found null, expected a device catalog object/],
  ['a file without version', '{}', 'devices.json', /catalogVersion is missing/],
  [
    'a newer version',
    '{"catalogVersion":2,"gadgets":[]}',
    'devices.json#/catalogVersion',
    /catalogVersion 2 is newer than this program knows \(1\)/,
  ],
  [
    'a version that is no number',
    '{"catalogVersion":"1"}',
    'devices.json#/catalogVersion',
    /found catalogVersion "1", expected 1/,
  ],
  [
    'an unknown field of the file',
    '{"catalogVersion":1,"device":[]}',
    'devices.json#/device',
    /"device" is no field.*or write devices/,
  ],
])('refuses %s', (_words, text, where, says) => {
  refused(() => parseDeviceOverrides(text, 'devices.json'), where, says);
});

test('refuses a field that stands twice, of which JSON.parse would drop one', () => {
  const text = '{"catalogVersion":1,"devices":[{"id":"x","source":"s","sriov":{"maxVfsPerPf":8,"maxVfsPerPf":16}}]}';
  refused(() => parseDeviceOverrides(text, 'f'), 'f#/devices/0/sriov', /"maxVfsPerPf" stands twice/);
});

test.each<[string, unknown, string, RegExp]>([
  ['without source', { id: 'x' }, '', /source is missing/],
  ['with an empty source', { id: 'x', source: '' }, '/source', /found "", expected text that is not empty/],
  [
    'whose source has a control character',
    { id: 'x', source: 'a\u001b[2Jb' },
    '/source',
    /expected text without control characters/,
  ],
  ['without id', { source: 's' }, '', /id is missing/],
  ['with a strange id', { id: 'a b;rm', source: 's' }, '/id', /found "a b;rm"/],
  ['with an unknown field', { ...DEVICE, maxVfs: 3 }, '/maxVfs', /"maxVfs" is no field/],
  [
    'with an unknown field in a group',
    { ...DEVICE, sriov: { maxVfs: 3 } },
    '/sriov/maxVfs',
    /"maxVfs" is no field.*maxVfsPerPf/,
  ],
  [
    'with text for a number',
    { ...DEVICE, sriov: { maxVfsPerPf: '32' } },
    '/sriov/maxVfsPerPf',
    /found "32", expected a whole number or null/,
  ],
  [
    'with a fraction',
    { ...DEVICE, sriov: { maxVfsPerPf: 1.5 } },
    '/sriov/maxVfsPerPf',
    /found 1.5, expected a whole number/,
  ],
  [
    'with too many VFs',
    { ...DEVICE, sriov: { maxVfsPerPf: 1_000_000 } },
    '/sriov/maxVfsPerPf',
    /found 1000000, expected a number from 0 to 65535/,
  ],
  [
    'with a negative number',
    { ...DEVICE, nvme: { vqFlexibleTotal: -1 } },
    '/nvme/vqFlexibleTotal',
    /found -1, expected a number from 0 to 65535/,
  ],
  [
    'with a speed of 0',
    { ...DEVICE, link: { speedsGbps: [0] } },
    '/link/speedsGbps/0',
    /found 0, expected a number above 0/,
  ],
  ['with PCI ids in capitals', { ...DEVICE, pf: { deviceId: 'A824' } }, '/pf/deviceId', /found "A824"/],
  [
    'of a class that does not exist',
    { ...DEVICE, class: 'fpga' },
    '/class',
    /found "fpga", expected one of "net", "nvme"/,
  ],
  ['with half of an RDMA statement', { ...DEVICE, rdma: { vf: true } }, '/rdma', /pf is missing \(in "ssstc-ed1"\)/],
])('refuses a device %s', (_words, device, pointer, says) => {
  const text = JSON.stringify({ catalogVersion: 1, devices: [{ id: 'first', source: 's' }, device] });
  refused(() => parseDeviceOverrides(text, 'devices.json'), `devices.json#/devices/1${pointer}`, says);
});

test.each<[string, unknown, string, RegExp]>([
  [
    'attributes that ip link does not have',
    { vfAttributes: { speed: true } },
    '/vfAttributes/speed',
    /"speed" is no field/,
  ],
  [
    'words for true',
    { vfAttributes: { trust: 'yes' } },
    '/vfAttributes/trust',
    /found "yes", expected true or false or null/,
  ],
  ['an unknown kind', { kind: 'wifi' }, '/kind', /found "wifi"/],
])('refuses a driver profile with %s', (_words, change, pointer, says) => {
  const content = { catalogVersion: 1, driverProfiles: [{ name: 'igb', source: 's', ...(change as object) }] };
  refused(() => checkDeviceOverrides(content, 'app'), `app#/driverProfiles/0${pointer}`, says);
});

test.each([
  ['devices', { devices: [DEVICE, DEVICE] }, 'f#/devices/1/id', /id "ssstc-ed1" stands in entry 0 already/],
  [
    'driver profiles',
    {
      driverProfiles: [
        { name: 'a', source: 's' },
        { name: 'a', source: 's' },
      ],
    },
    'f#/driverProfiles/1/name',
    /name "a" stands in entry 0 already/,
  ],
])('refuses two %s with one name', (_words, content, where, says) => {
  refused(() => checkDeviceOverrides({ catalogVersion: 1, ...content }, 'f'), where, says);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %s given in code', (value) => {
  const content = { catalogVersion: 1, devices: [{ ...DEVICE, ceilings: { vfIops: value } }] };
  refused(() => checkDeviceOverrides(content, 'app'), 'app#/devices/0/ceilings/vfIops', new RegExp(`found ${value}`));
});

test('a field of the name __proto__ is an unknown field and nothing else', () => {
  const text = '{"catalogVersion":1,"devices":[{"id":"x","source":"s","__proto__":{"class":"net"}}]}';
  refused(() => parseDeviceOverrides(text, 'f'), 'f#/devices/0/__proto__', /"__proto__" is no field/);
});

test('a long value is cut in the message', () => {
  const content = { catalogVersion: 1, devices: [{ ...DEVICE, class: 'x'.repeat(10_000) }] };
  expect(messageOf(() => checkDeviceOverrides(content, 'f')).length).toBeLessThan(400);
});

function refused(act: () => unknown, where: string, says: RegExp): void {
  expect(act).toThrow(InputError);
  const message = messageOf(act);
  expect(message).toContain(`[${where}] `);
  expect(message).toMatch(says);
}

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return '';
}
