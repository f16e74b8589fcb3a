import { DEFAULT_CATALOG as catalog, deviceById, deviceByPciIds, profileOfDriver } from '../../lib/catalog/catalog';
import type { CatalogDevice } from '../../lib/catalog/device';
import { type DeviceOverride, type DriverProfileOverride, withOverrides } from '../../lib/catalog/overrides';
import { InputError } from '../../lib/model/errors';

const ED1: DeviceOverride = {
  id: 'ssstc-ed1',
  source: 'SSSTC ED1 3.84 TB, nvme-cli on our sample, 2026-05',
  pf: { deviceId: '23a0' },
  sriov: { maxVfsPerPf: 32 },
  nvme: {
    maxSecondaryControllers: 32,
    vqFlexibleTotal: 128,
    viFlexibleTotal: 64,
    vqMaxPerSecondary: 8,
    viMaxPerSecondary: 4,
  },
  performance: { randReadIops: 1_000_000, source: 'fio, 4 KiB, queue depth 256' },
  ceilings: { vfIops: 400_000, vfMBps: 3_000 },
};

const NEW_NIC: DeviceOverride = {
  id: 'acme-nic',
  source: 'ACME data sheet 1.2',
  name: 'ACME 200G',
  vendor: 'ACME',
  class: 'net',
  driver: { pf: 'ice', vf: 'iavf', profile: 'ice' },
  pf: { vendorId: '1ace', deviceId: '0200' },
};

describe('a known device', () => {
  const drive = deviceIn([ED1], 'ssstc-ed1');

  test('takes the values of the user, and the groups carry their source', () => {
    expect(drive.sriov).toEqual({ maxVfsPerPf: 32, maxVfsPerDevice: null, note: null, source: ED1.source });
    expect(drive.nvme).toMatchObject({ vqFlexibleTotal: 128, viMaxPerSecondary: 4, source: ED1.source });
    expect(drive.ceilings).toEqual({ vfIops: 400_000, vfMBps: 3_000, source: ED1.source });
    expect(drive.userSource).toBe(ED1.source);
  });

  test('carries the source of a group where the user gives one', () => {
    expect(drive.performance).toEqual({
      seqReadMBps: null,
      seqWriteMBps: null,
      randReadIops: 1_000_000,
      randWriteIops: null,
      source: 'fio, 4 KiB, queue depth 256',
    });
  });

  test('keeps what the user did not speak of', () => {
    const before = deviceById(catalog, 'ssstc-ed1');
    expect(drive.name).toBe(before?.name);
    expect(drive.driver).toEqual(before?.driver);
    expect(drive.link).toEqual(before?.link);
  });

  test('is found by the PCI ids that the user added', () => {
    const changed = withOverrides(catalog, { origin: 'code', devices: [ED1], driverProfiles: [] });
    expect(deviceByPciIds(changed, { vendorId: '1e95', deviceId: '23a0' })?.id).toBe('ssstc-ed1');
  });

  test('tells in the source whose value is whose, where the user overrides some values of a group', () => {
    const nic = deviceIn(
      [{ id: 'intel-xl710-qsfp', source: 'our firmware', sriov: { maxVfsPerPf: 16 } }],
      'intel-xl710-qsfp',
    );
    expect(nic.sriov.maxVfsPerPf).toBe(16);
    expect(nic.sriov.maxVfsPerDevice).toBe(128);
    expect(nic.sriov.source).toMatch(/^our firmware \(maxVfsPerPf\); intel\/ethernet-linux-i40e.* \(the rest\)$/);
  });

  test('may be made unknown again', () => {
    const nic = deviceIn(
      [{ id: 'intel-i350', source: 'firmware differs', sriov: { maxVfsPerPf: null } }],
      'intel-i350',
    );
    expect(nic.sriov).toEqual({ maxVfsPerPf: null, maxVfsPerDevice: null, note: null, source: 'firmware differs' });
  });

  test('ignores a field that code left undefined', () => {
    const nic = deviceIn(
      [{ id: 'intel-i350', source: 'x', sriov: { maxVfsPerPf: undefined, maxVfsPerDevice: 14 } }],
      'intel-i350',
    );
    expect(nic.sriov).toMatchObject({ maxVfsPerPf: 7, maxVfsPerDevice: 14 });
  });

  test('takes the last of several overrides, and keeps values of the earlier ones', () => {
    const first = withOverrides(catalog, { origin: 'a', devices: [ED1], driverProfiles: [] });
    const both = withOverrides(first, {
      origin: 'b',
      devices: [{ id: 'ssstc-ed1', source: 'new firmware', sriov: { maxVfsPerPf: 64 } }],
      driverProfiles: [],
    });
    expect(deviceById(both, 'ssstc-ed1')?.sriov).toMatchObject({ maxVfsPerPf: 64, source: 'new firmware' });
    expect(deviceById(both, 'ssstc-ed1')?.nvme?.vqFlexibleTotal).toBe(128);
  });
});

describe('a new device', () => {
  test('is found by id and PCI ids, with all that was not stated unknown', () => {
    const changed = withOverrides(catalog, { origin: 'code', devices: [NEW_NIC], driverProfiles: [] });
    const nic = deviceByPciIds(changed, { vendorId: '1ace', deviceId: '0200' });
    expect(nic).toEqual(deviceById(changed, 'acme-nic'));
    expect(nic?.pf).toEqual({ vendorId: '1ace', deviceId: '0200', source: NEW_NIC.source });
    expect(nic?.sriov).toEqual({ maxVfsPerPf: null, maxVfsPerDevice: null, note: null, source: null });
    expect([nic?.queues, nic?.rdma, nic?.nvme, nic?.performance]).toEqual([null, null, null, null]);
  });

  test('goes before a built-in one with the same PCI ids', () => {
    const own = { ...NEW_NIC, pf: { vendorId: '8086', deviceId: '159b' } };
    const changed = withOverrides(catalog, { origin: 'code', devices: [own], driverProfiles: [] });
    expect(deviceByPciIds(changed, { vendorId: '8086', deviceId: '159b' })?.id).toBe('acme-nic');
  });

  test.each([
    [
      'name, vendor and class',
      { id: 'acme', source: 's' },
      'devices.json#/devices/0',
      /needs name, vendor, class, driver/,
    ],
    [
      'the driver profile',
      { ...NEW_NIC, driver: { pf: 'a', vf: 'b' } },
      'devices.json#/devices/0/driver',
      /needs the names of/,
    ],
    [
      'a driver profile that exists',
      { ...NEW_NIC, driver: { pf: 'a', vf: 'b', profile: 'acme' } },
      'devices.json#/devices/0/driver/profile',
      /no driver profile "acme"/,
    ],
  ])('is refused without %s', (_words, device, where, says) => {
    const refused = () => withOverrides(catalog, { origin: 'devices.json', devices: [device], driverProfiles: [] });
    expect(refused).toThrow(InputError);
    expect(refused).toThrow(says);
    expect(refused).toThrow(`[${where}]`);
  });

  test('has the profile of its kernel driver, whatever that is called', () => {
    const own = { ...NEW_NIC, class: 'crypto', driver: { pf: 'c6xx', vf: 'c6xxvf', profile: 'c6xx' } } as const;
    const changed = withOverrides(catalog, { origin: 'code', devices: [own], driverProfiles: [] });
    expect(deviceById(changed, 'acme-nic')?.driver).toMatchObject({ pf: 'c6xx', profile: 'qat' });
  });

  test('may come with a driver profile of its own', () => {
    const changed = withOverrides(catalog, {
      origin: 'code',
      devices: [{ ...NEW_NIC, driver: { pf: 'acme', vf: 'acmevf', profile: 'acme' } }],
      driverProfiles: [{ name: 'acme', source: 'driver source', kind: 'net', vfAttributes: { mac: true } }],
    });
    const profile = profileOfDriver(changed, 'acme');
    expect(profile?.vfAttributes).toEqual({ mac: true, vfStats: null, source: 'driver source' });
    expect(profile?.rdmaOnVf).toBeNull();
  });
});

describe('a driver profile', () => {
  const changed = profileIn({
    name: 'qede',
    source: 'tried on 6.8',
    vfAttributes: { minTxRate: true },
    rdmaOnVf: true,
  });

  test('takes the values of the user and says whose they are', () => {
    expect(changed.vfAttributes).toMatchObject({ minTxRate: true, queryRss: false });
    expect(changed.operations).not.toHaveProperty('minTxRate');
    expect(changed.operations).toHaveProperty('maxTxRate');
    expect(changed.vfAttributes?.source).toMatch(/^tried on 6.8 \(minTxRate\); .*\(the rest\)$/);
    expect(changed).toMatchObject({ rdmaOnVf: true, rdmaSource: 'tried on 6.8', userSource: 'tried on 6.8' });
  });

  test('has the errors that pass which the user states, and no others', () => {
    const error = { errno: 'EAGAIN', attributes: ['mac'], seconds: 5, source: 'seen on 6.8' } as const;
    expect(profileIn({ name: 'ice', source: 's', transientErrors: [error] }).transientErrors).toEqual([error]);
    expect(profileIn({ name: 'ice', source: 's', transientErrors: [] }).transientErrors).toEqual([]);
  });

  test('is refused without a kind when it is new', () => {
    const refused = () => profileIn({ name: 'nosuch', source: 's' });
    expect(refused).toThrow('[code#/driverProfiles/0] "nosuch" is no driver profile');
  });

  function profileIn(profile: DriverProfileOverride) {
    const result = withOverrides(catalog, { origin: 'code', devices: [], driverProfiles: [profile] });
    return found(profileOfDriver(result, profile.name));
  }
});

test.each([undefined, '', '  '])('a limit whose source is %j is refused', (source) => {
  const device = { ...ED1, source } as DeviceOverride;
  expect(() => deviceIn([device], 'ssstc-ed1')).toThrow('[code#/devices/0/source] the values have no source');
});

test('the built-in catalog stays as it was', () => {
  const before = JSON.stringify(catalog);
  withOverrides(catalog, { origin: 'code', devices: [ED1, NEW_NIC], driverProfiles: [] });
  expect(JSON.stringify(catalog)).toBe(before);
  expect(deviceById(catalog, 'acme-nic')).toBeNull();
});

function deviceIn(devices: readonly DeviceOverride[], id: string): CatalogDevice {
  return found(deviceById(withOverrides(catalog, { origin: 'code', devices, driverProfiles: [] }), id));
}

function found<T>(value: T | null): T {
  if (value === null) throw new Error('not in the catalog');
  return value;
}
