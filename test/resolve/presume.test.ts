import type { VfSettings } from '../../lib/model/settings';
import { onlyHost, onlyPf, resolve, ruleIds, told, UPLINK, type WantedPfSketch } from './wanted';

function presume(pf: WantedPfSketch = {}) {
  return resolve({ pfs: { uplink: { ...UPLINK, ...pf } } }, null);
}

describe('a host without an inventory', () => {
  test('is presumed to be fresh, and that is said once', () => {
    const resolution = resolve({ pfs: { a: UPLINK, b: { selector: { address: '0000:3b:00.1' } } } }, null);
    const host = onlyHost(resolution);
    expect(host.presumed).toBe(true);
    expect(resolution.findings).toMatchObject([
      { ruleId: 'INV-001', severity: 'info', constructPath: 'rack1/kvm01', host: 'kvm01' },
    ]);
    expect(told(resolution, 'INV-001')).toMatch(/no inventory given.*sriov capture/);
  });

  test('has the PFs that the constructs name, and nothing is known of the rest', () => {
    const { inventory } = onlyHost(presume());
    expect(inventory.physicalFunctions.map(({ address }) => address)).toEqual(['0000:3b:00.0']);
    expect(inventory.host.iommu.enabled).toBeNull();
    expect(inventory.host.modules).toBeNull();
  });

  test('has what the catalog says of the named device', () => {
    const { facts, device, profile, totalVfs, linkMbps, deviceClass } = onlyPf(
      presume({ device: 'intel-e810-xxv-sfp' }),
    );
    expect(device?.id).toBe('intel-e810-xxv-sfp');
    expect(profile?.name).toBe('ice');
    expect(deviceClass).toBe('net');
    expect(totalVfs?.source).toBe(device?.sriov.source);
    expect(linkMbps?.value).toBe(25_000);
    expect(facts).toMatchObject({
      vendorId: '8086',
      deviceId: '159b',
      classCode: '020000',
      driver: 'ice',
      numVfs: 0,
      totalVfs: device?.sriov.maxVfsPerPf,
      driversAutoprobe: true,
      vfOffset: null,
      vfStride: null,
      numaNode: null,
      iommuGroup: null,
      virtualFunctions: [],
    });
    expect(facts?.network).toMatchObject({ eswitchMode: 'legacy', carriesManagement: null, interfaces: [] });
  });

  test('has an eswitch mode only where the driver has more than one', () => {
    expect(onlyPf(presume({ device: 'intel-i350' })).facts?.network?.eswitchMode).toBeNull();
  });

  test('has VFs whose addresses nobody knows', () => {
    expect(onlyPf(presume({ device: 'intel-e810-xxv-sfp' })).virtualFunctions.map(({ address }) => address)).toEqual(
      Array(8).fill(null),
    );
  });

  test('has limits that nobody knows where no device is named, and room for the simulation', () => {
    const { facts, device, totalVfs, linkMbps } = onlyPf(presume());
    expect([device, totalVfs, linkMbps]).toEqual([null, null, null]);
    expect(facts).toMatchObject({ vendorId: '', deviceId: '', driver: null, totalVfs: 8 });
  });

  test('may have a device that only its ids name', () => {
    const { facts, device } = onlyPf(presume({ device: 'DEAD:BEEF' }));
    expect(device).toBeNull();
    expect(facts).toMatchObject({ vendorId: 'dead', deviceId: 'beef' });
  });

  test('has netdevs and serial numbers as far as selectors name them', () => {
    const selector = { address: '0000:3b:00.0', interfaceName: 'ens1f0', permanentMac: '3c:fd:fe:00:00:01', slot: '3' };
    const { facts } = onlyPf(presume({ selector }));
    expect(facts?.slot).toBe('3');
    expect(facts?.network?.interfaces).toMatchObject([
      { name: 'ens1f0', permanentMac: '3c:fd:fe:00:00:01', adminUp: null, speedMbps: null },
    ]);
  });

  test('has no netdev of a name that is too long for one: it is an altname', () => {
    const selector = { address: '0000:3b:00.0', interfaceName: 'enp59s0f0np0-storage' };
    expect(onlyPf(presume({ selector })).facts?.network?.interfaces).toEqual([]);
  });

  test.each<[string, WantedPfSketch, string]>([
    ['a catalog device that is a drive', { device: 'qemu-nvme' }, 'nvme'],
    ['a catalog device that is an accelerator', { device: 'qat-4xxx' }, 'other'],
    ['settings of NVMe drives', { pools: { p: { settings: { nvmeVirtualQueues: 2 } } } }, 'nvme'],
    ['settings of NICs', { pools: { p: { settings: { vlan: 5 } } } }, 'net'],
    ['a permanent MAC', { selector: { address: '0000:3b:00.0', permanentMac: '3c:fd:fe:00:00:01' } }, 'net'],
    ['an MTU', { mtu: 9000, pools: {} }, 'net'],
    ['nothing that tells', { pools: { p: { settings: { driver: 'vfio-pci' } } } }, 'other'],
  ])('has a PF whose class is told by %s', (_words, pf, deviceClass) => {
    expect(onlyPf(presume(pf)).deviceClass).toBe(deviceClass);
  });

  const NIC_SETTINGS: VfSettings = {
    ...{ mac: '02:5a:00:00:00:01', vlan: 0, vlanQos: 0, vlanProtocol: '802.1Q', allowedVlans: 'all' },
    ...{ spoofCheck: true, trust: false, linkState: 'auto', queryRss: false },
    ...{ minTxRateMbps: 0, maxTxRateMbps: 0, mtu: 1500 },
  };
  const DRIVE_SETTINGS: VfSettings = {
    ...{ nvmeVirtualQueues: 2, nvmeVirtualInterrupts: 1, namespaceId: 1, namespaceShared: true },
  };
  test.each<[string, VfSettings]>([
    ['net', NIC_SETTINGS],
    ['nvme', DRIVE_SETTINGS],
    ['other', { msixVectors: 4 }],
  ])('has a PF of class %s by each of its settings alone', (deviceClass, settings) => {
    for (const [name, value] of Object.entries(settings)) {
      const pf = onlyPf(presume({ pools: { p: { settings: { [name]: value } } } }));
      expect([name, pf.deviceClass]).toEqual([name, deviceClass]);
    }
  });

  test('has an NVMe controller bound to the driver that drives them all', () => {
    const { facts } = onlyPf(presume({ pools: { p: { settings: { namespaceId: 1 } } } }));
    expect(facts).toMatchObject({ driver: 'nvme', classCode: '010802', network: null });
    expect(facts?.nvme).toMatchObject({ capabilities: null, secondaryControllers: [] });
  });

  test.each([
    ['permanent MAC', { permanentMac: '3c:fd:fe:00:00:01' }, /permanent MAC 3c:fd:fe:00:00:01 cannot be told/],
    ['serial number', { serial: 'ED1-0001' }, /serial number ED1-0001/],
    ['interface', { interfaceName: 'ens1f0' }, /interface ens1f0/],
  ])('cannot tell which PF has a %s', (_words, selector, says) => {
    const resolution = presume({ selector, device: 'intel-e810-xxv-sfp' });
    const pf = onlyPf(resolution);
    expect(pf.facts).toBeNull();
    expect(ruleIds(resolution)).toEqual(['SEL-004']);
    expect(told(resolution, 'SEL-004')).toMatch(says);
    expect(pf.totalVfs?.source).toBe(pf.device?.sriov.source);
    expect(pf.virtualFunctions).toHaveLength(8);
  });

  test('waits for the address that a token gives', () => {
    expect(ruleIds(presume({ selector: {}, unresolved: ['address'] }))).toEqual(['SEL-005']);
  });

  test('has each PF once', () => {
    const resolution = resolve({ pfs: { a: UPLINK, b: UPLINK } }, null);
    expect(ruleIds(resolution)).toEqual(['SEL-003']);
    expect(onlyHost(resolution).inventory.physicalFunctions).toHaveLength(1);
  });
});
