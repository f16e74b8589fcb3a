import {
  DEFAULT_CATALOG as catalog,
  deviceById,
  deviceByPciIds,
  devicesByPciIds,
  findDevice,
  pciIdsText,
  profileOfDriver,
  searchDevices,
} from '../../lib/catalog/catalog';
import { withOverrides } from '../../lib/catalog/overrides';

const PM173X = { vendorId: '144d', deviceId: 'a824' };

describe('by PCI ids', () => {
  test.each([
    ['an Intel E810-XXV', { vendorId: '8086', deviceId: '159b' }, 'intel-e810-xxv-sfp'],
    [
      'a card of any subsystem',
      { vendorId: '15b3', deviceId: '101d', subsystemVendorId: '15b3', subsystemDeviceId: '0016' },
      'mlx-cx6dx',
    ],
    ['a further device id of a model', { vendorId: '1e0f', deviceId: '0025' }, 'kioxia-cm7'],
    [
      'the entry of the very subsystem',
      { vendorId: '8086', deviceId: '10c9', subsystemVendorId: '1af4', subsystemDeviceId: '1100' },
      'qemu-igb',
    ],
    [
      'the general entry for another subsystem',
      { vendorId: '8086', deviceId: '10c9', subsystemVendorId: '8086', subsystemDeviceId: 'a03c' },
      'intel-82576',
    ],
    [
      'the general entry when the subsystem is not known',
      { vendorId: '8086', deviceId: '10c9', subsystemVendorId: null, subsystemDeviceId: null },
      'intel-82576',
    ],
  ])('finds %s', (_words, ids, id) => {
    expect(deviceByPciIds(catalog, ids)?.id).toBe(id);
  });

  test('finds nothing for ids that nobody entered', () => {
    expect(deviceByPciIds(catalog, { vendorId: '8086', deviceId: 'ffff' })).toBeNull();
  });

  test('does not take a drive for one whose device id nobody knows', () => {
    expect(deviceByPciIds(catalog, { vendorId: '1e95', deviceId: '23a0' })).toBeNull();
  });

  test('knows of models that share their ids only what they agree on', () => {
    expect(devicesByPciIds(catalog, PM173X).map((device) => device.id)).toEqual(['samsung-pm1733', 'samsung-pm1735']);
    const either = deviceByPciIds(catalog, PM173X);
    expect(either?.name).toBe('Samsung PM1733 (PM173X) or Samsung PM1735 (PM173X)');
    expect(either?.pcie).toMatchObject({ gen: 4, lanes: 4 });
    expect(either?.performance).toMatchObject({ randReadIops: 1_450_000 });
    expect(either?.sriov).toEqual({ maxVfsPerPf: null, maxVfsPerDevice: null, note: null, source: null });
    expect(either?.nvme?.maxSecondaryControllers).toBeNull();
    expect(either?.performance).not.toHaveProperty('variant');
  });

  test.each([
    ['read intensive', '2070', 'samsung-pm1733'],
    ['mixed use', '2040', 'samsung-pm1735'],
  ])('tells models that share their ids apart by a subsystem that is known: %s', (_, subsystemDeviceId, id) => {
    expect(deviceByPciIds(catalog, { ...PM173X, subsystemVendorId: '1028', subsystemDeviceId })?.id).toBe(id);
  });

  test('takes the model that the user speaks of where models share their ids', () => {
    const changed = withOverrides(catalog, {
      origin: 'devices.json',
      devices: [{ id: 'samsung-pm1735', source: 'our data sheet', sriov: { maxVfsPerPf: 16 } }],
      driverProfiles: [],
    });
    expect(deviceByPciIds(changed, PM173X)?.sriov.maxVfsPerPf).toBe(16);
  });
});

describe('by name', () => {
  test.each([
    ['intel-e810-xxv-sfp', 'intel-e810-xxv-sfp'],
    ['8086:159b', 'intel-e810-xxv-sfp'],
    ['8086:159B', 'intel-e810-xxv-sfp'],
    ['8086:10c9:1af4:1100', 'qemu-igb'],
  ])('%s is %s', (name, id) => {
    expect(findDevice(catalog, name)?.id).toBe(id);
  });

  test.each(['e810', '8086', '8086:159b:1:2:3', '', 'toString'])('"%s" names no device', (name) => {
    expect(findDevice(catalog, name)).toBeNull();
    expect(deviceById(catalog, name)).toBeNull();
  });
});

describe('searching', () => {
  test('finds every device that matches all words, in any case', () => {
    const found = searchDevices(catalog, 'E810 sfp').map((device) => device.id);
    expect(found).toEqual(['intel-e810-c-qsfp', 'intel-e810-c-sfp', 'intel-e810-xxv-sfp', 'intel-e810-xxv-qsfp']);
  });

  test('finds one device alone by its id', () => {
    expect(searchDevices(catalog, 'mlx-cx5').map((device) => device.id)).toEqual(['mlx-cx5']);
  });

  test.each([
    ['driver', 'ionic', 'pensando-dsc'],
    ['PCI ids of the PF', '8086:158b', 'intel-xxv710-sfp28'],
    ['PCI ids of the VF', '8086:154c', 'intel-x710-sfp'],
    ['vendor', 'kioxia', 'kioxia-cm6'],
  ])('finds a device by its %s', (_what, query, id) => {
    expect(searchDevices(catalog, query).map((device) => device.id)).toContain(id);
  });

  test('finds everything for no words and nothing for nonsense', () => {
    expect(searchDevices(catalog, ' ')).toHaveLength(catalog.devices.length);
    expect(searchDevices(catalog, 'e810 nvidia')).toEqual([]);
  });
});

describe('driver profiles', () => {
  test.each([
    ['ice', 'ice'],
    ['nvme', 'nvme'],
    ['i915', 'i915'],
    ['xe', 'xe'],
    ['i915/xe', 'i915/xe'],
    ['c6xx', 'qat'],
    ['4xxx', 'qat'],
    ['LiquidIO', 'liquidio'],
  ])('the kernel driver %s has the profile %s', (driver, name) => {
    expect(profileOfDriver(catalog, driver)?.name).toBe(name);
  });

  test('there is none for a driver that nobody entered', () => {
    expect(profileOfDriver(catalog, 'vfio-pci')).toBeNull();
  });

  test('what was not found about a driver stays unknown', () => {
    expect(profileOfDriver(catalog, 'zxdh')?.vfAttributes?.minTxRate).toBeNull();
    expect(profileOfDriver(catalog, 'nvme')?.vfAttributes).toBeNull();
  });

  test('igb is as a real kernel answered', () => {
    expect(profileOfDriver(catalog, 'igb')?.vfAttributes).toMatchObject({
      vlanQos: true,
      vlanProto8021ad: false,
      minTxRate: false,
      linkState: false,
      queryRss: false,
    });
  });
});

test('PCI ids are written with the subsystem where there is one, and with ???? for what is not known', () => {
  const text = (id: string) => {
    const device = deviceById(catalog, id);
    return device && pciIdsText(device);
  };
  expect([text('qemu-igb'), text('mlx-cx5'), text('ssstc-ed1')]).toEqual([
    '8086:10c9:1af4:1100',
    '15b3:1017',
    '1e95:????',
  ]);
});
