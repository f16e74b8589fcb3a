import { type Catalog, DEFAULT_CATALOG, deviceById } from '../../lib/catalog/catalog';
import type { CatalogDevice } from '../../lib/catalog/device';
import { withOverrides } from '../../lib/catalog/overrides';
import { EMPTY_LOCK } from '../../lib/model/lock';
import { resolveFleet } from '../../lib/resolve/resolve';
import { interfaceFacts, inventory, nicFacts, nvmeFacts } from '../support/facts';
import { onlyPf, resolve, ruleIds, told, UPLINK, wantedHost } from './wanted';

function withDevice(device: string, facts = nicFacts()) {
  return resolve({ pfs: { uplink: { ...UPLINK, selector: { address: facts.address }, device } } }, inventory([facts]));
}

describe('the device of a PF', () => {
  test('is known by the ids that the host shows', () => {
    const pf = onlyPf(resolve({}));
    expect(pf.device?.id).toBe('intel-e810-xxv-sfp');
    expect(pf.profile?.name).toBe('ice');
  });

  test('is unknown when the catalog does not know the ids', () => {
    const pf = onlyPf(resolve({}, inventory([nicFacts({ vendorId: 'dead', deviceId: 'beef', driver: 'exotic' })])));
    expect(pf.device).toBeNull();
    expect(pf.profile).toBeNull();
  });

  test('may be named as what the host shows', () => {
    for (const name of ['intel-e810-xxv-sfp', '8086:159b', '8086:159B']) {
      const resolution = withDevice(name);
      expect(onlyPf(resolution).device?.id).toBe('intel-e810-xxv-sfp');
      expect(ruleIds(resolution)).toEqual([]);
    }
  });

  test('may be named to tell apart models that share their ids', () => {
    const facts = nicFacts({ vendorId: '8086', deviceId: '10c9', driver: 'igb' });
    expect(onlyPf(withDevice('qemu-igb', facts)).device?.id).toBe('qemu-igb');
    expect(onlyPf(withDevice('intel-82576', facts)).device?.id).toBe('intel-82576');
  });

  test('may be named to tell them apart by one of several ids that a model has', () => {
    const model = (id: string): CatalogDevice => ({
      ...(deviceById(DEFAULT_CATALOG, 'intel-82576') as CatalogDevice),
      id,
      pf: { vendorId: '8086', deviceId: id === 'one' ? '0001' : '0002', otherDeviceIds: ['0009'], source: 'test' },
    });
    const catalog: Catalog = { ...DEFAULT_CATALOG, devices: [model('one'), model('two')] };
    const wanted = wantedHost({ pfs: { uplink: { ...UPLINK, device: 'two' } } });
    const facts = inventory([nicFacts({ deviceId: '0009' })]);
    const resolution = resolveFleet({ hosts: [{ wanted, inventory: facts }], catalog, lock: EMPTY_LOCK });
    expect(onlyPf(resolution).device?.id).toBe('two');
    expect(ruleIds(resolution)).toEqual([]);
  });

  test('may be named where the catalog does not know the ids', () => {
    const resolution = withDevice('ssstc-ed1', nvmeFacts({ vendorId: '1e95', deviceId: '1008' }));
    expect(onlyPf(resolution).device?.id).toBe('ssstc-ed1');
    expect(ruleIds(resolution)).toEqual([]);
  });

  test.each([
    ['another model', 'mlx-cx6dx', nicFacts(), /device is .*ConnectX-6 Dx.* the host has .*8086:159b/],
    ['other ids', '15b3:101d', nicFacts(), /15b3:101d/],
    ['other ids of the same vendor', '8086:1592', nicFacts(), /8086:159b/],
    ['ids that no catalog has', 'dead:beef', nicFacts(), /device is dead:beef/],
    [
      'a model whose ids nobody knows, while the host shows a known one',
      'ssstc-ed1',
      nvmeFacts({ vendorId: '144d', deviceId: 'a826' }),
      /144d:a826/,
    ],
  ])('must not be named as %s', (_words, device, facts, says) => {
    const resolution = withDevice(device, facts);
    expect(ruleIds(resolution)).toEqual(['SEL-006']);
    expect(told(resolution, 'SEL-006')).toMatch(says);
    expect(onlyPf(resolution).device?.id).not.toBe(device);
  });

  test('must not be named by a word that no catalog knows', () => {
    const resolution = withDevice('intel-e801');
    expect(ruleIds(resolution)).toEqual(['SEL-007']);
    expect(told(resolution, 'SEL-007')).toMatch(/intel-e801 is neither an id of the catalog nor vendor:device/);
    expect(onlyPf(resolution).device?.id).toBe('intel-e810-xxv-sfp');
  });
});

describe('the driver profile', () => {
  test('is that of the bound driver, not of the usual one', () => {
    expect(onlyPf(resolve({}, inventory([nicFacts({ driver: 'igb' })]))).profile?.name).toBe('igb');
  });

  test('is unknown for a driver without one', () => {
    expect(onlyPf(resolve({}, inventory([nicFacts({ driver: 'vfio-pci' })]))).profile).toBeNull();
  });

  test('is that of the usual driver while none is bound', () => {
    expect(onlyPf(resolve({}, inventory([nicFacts({ driver: null })]))).profile?.name).toBe('ice');
  });
});

describe('limits say who sets them', () => {
  const known = deviceById(DEFAULT_CATALOG, 'intel-e810-xxv-sfp') as CatalogDevice;

  function resolveWith(device: CatalogDevice, facts = nicFacts()) {
    const catalog: Catalog = { ...DEFAULT_CATALOG, devices: [device] };
    return onlyPf(
      resolveFleet({ hosts: [{ wanted: wantedHost(), inventory: inventory([facts]) }], catalog, lock: EMPTY_LOCK }),
    );
  }

  test('the host goes first', () => {
    expect(resolveWith(known).totalVfs).toEqual({ value: 128, source: 'sriov_totalvfs of 0000:3b:00.0' });
    expect(resolveWith(known, nicFacts({ totalVfs: 0 })).totalVfs?.value).toBe(0);
  });

  test('unless a user stated less, which more on the host does not lift', () => {
    const changed = (maxVfsPerPf: number) => {
      const devices = [{ id: 'intel-e810-xxv-sfp', source: 'firmware 4.2 hangs above', sriov: { maxVfsPerPf } }];
      const catalog = withOverrides(DEFAULT_CATALOG, { origin: 'app', devices, driverProfiles: [] });
      return resolveWith(deviceById(catalog, 'intel-e810-xxv-sfp') as CatalogDevice).totalVfs;
    };
    expect(changed(32)).toEqual({ value: 32, source: 'firmware 4.2 hangs above' });
    expect(changed(512)).toEqual({ value: 128, source: 'sriov_totalvfs of 0000:3b:00.0' });
  });

  test('then the catalog', () => {
    const { totalVfs } = resolveWith(known, nicFacts({ totalVfs: null }));
    expect(totalVfs).toEqual({ value: known.sriov.maxVfsPerPf, source: known.sriov.source });
  });

  test('with what a user put on top of it', () => {
    const sriov = { ...known.sriov, maxVfsPerPf: 64, source: null };
    const { totalVfs } = resolveWith({ ...known, sriov, userSource: 'measured by us' }, nicFacts({ totalVfs: null }));
    expect(totalVfs).toEqual({ value: 64, source: 'measured by us' });
  });

  test('and nobody when nobody knows', () => {
    const sriov = { ...known.sriov, maxVfsPerPf: null };
    expect(resolveWith({ ...known, sriov }, nicFacts({ totalVfs: null })).totalVfs).toBeNull();
  });

  test('a link runs at the speed that it negotiated', () => {
    expect(resolveWith(known).linkMbps).toEqual({ value: 25_000, source: 'speed of ens1f0' });
  });

  test.each([
    ['has no carrier', interfaceFacts({ carrier: false, speedMbps: 10_000 })],
    ['does not tell its speed', interfaceFacts({ speedMbps: null })],
    ['tells -1 as the kernel does for unknown', interfaceFacts({ speedMbps: -1 })],
  ])('a link that %s may reach the highest speed of the catalog', (_words, netdev) => {
    const network = { interfaces: [netdev], linkType: 'ethernet', eswitchMode: null, carriesManagement: null } as const;
    const { linkMbps } = resolveWith(known, nicFacts({ network }));
    expect(linkMbps?.value).toBe(25_000);
    expect(linkMbps?.source).toMatch(/^highest speed, /);
  });

  test('a link whose speed nobody knows has none', () => {
    const link = { speedsGbps: null, maxPorts: null, source: null };
    const network = { interfaces: [], linkType: null, eswitchMode: null, carriesManagement: null };
    expect(resolveWith({ ...known, link }, nicFacts({ network })).linkMbps).toBeNull();
  });
});
