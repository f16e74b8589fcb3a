import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import { type Certainty, certaintyOf, certaintyOfSource } from '../../lib/catalog/certainty';
import { withOverrides } from '../../lib/catalog/overrides';

test.each<[Certainty, string]>([
  [
    'driver',
    'torvalds/linux:drivers/net/ethernet/intel/ice/ice_main.c (ice_pci_tbl, 6.18); pciutils/pciids:pci.ids@c1c1254',
  ],
  [
    'driver',
    'intel/ethernet-linux-ice@6dcd4c6:src/ice_sriov.h ICE_MAX_SRIOV_VFS 256; README (256 total over all ports)',
  ],
  ['driver', 'DPDK/dpdk@38f72e5:drivers/net/bnxt/bnxt.h; pciutils/pciids:pci.ids@c1c1254'],
  ['vendor', 'DPDK/dpdk@38f72e5:doc/guides/nics/mlx5.rst (table of families)'],
  ['vendor', 'intel/ethernet-linux-igb:README (max_vfs 0-7)'],
  ['vendor', 'https://docs.nvidia.com/networking/display/Kernelupstreamv518 (uplink speeds)'],
  ['others', 'https://www.servethehome.com/intel-e810-cqda2-dual-port-100gbe-nic-review/ (E810-CQDA2)'],
  ['others', 'https://intel.com.example.org/claims'],
  ['hardware', 'https://gist.github.com/pklaus/fe6cfb71454783713db2ff1b85bae562 (lspci of an X550-T2: PCIe 3.0 x4)'],
  ['emulated', 'qemu/qemu:hw/nvme/ctrl.c (nvme_check_constraints)'],
  ['pciIds', 'pciutils/pciids:pci.ids@c1c1254 (subsystem names)'],
  ['user', 'our own sample, torvalds said so'],
])('%s: %s', (certainty, source) => {
  expect(certaintyOfSource(source)).toBe(certainty);
});

test('every source of the built-in catalog names an origin that is known', () => {
  const strange = DEFAULT_CATALOG.devices.flatMap((device) =>
    Object.entries(certaintyOf(device).groups)
      .filter(([, certainty]) => certainty === 'user')
      .map(([name]) => `${device.id}.${name}`),
  );
  expect(strange).toEqual([]);
});

test('the ids may be sure where how many VFs there are is not', () => {
  expect(sure('bcm-57414')).toMatchObject({ ids: 'driver', vfs: 'unknown' });
  expect(sure('mlx-cx7')).toMatchObject({ ids: 'driver', vfs: 'vendor' });
  expect(sure('nvme-32sec-observed')).toMatchObject({ ids: 'unknown', vfs: 'hardware' });
  expect(sure('intel-dsa')).toMatchObject({ ids: 'driver', vfs: 'driver' });
});

test('what a user states is theirs', () => {
  expect(sure('kioxia-cm7')).toMatchObject({ ids: 'pciIds', vfs: 'unknown' });
  const changed = withOverrides(DEFAULT_CATALOG, {
    origin: 'code',
    devices: [{ id: 'kioxia-cm7', source: 'our own sample', sriov: { maxVfsPerPf: 32 } }],
    driverProfiles: [],
  });
  expect(sure('kioxia-cm7', changed)).toMatchObject({ ids: 'pciIds', vfs: 'user' });
});

function sure(id: string, catalog = DEFAULT_CATALOG) {
  const device = catalog.devices.find((entry) => entry.id === id);
  if (device === undefined) throw new Error(`no device ${id}`);
  return certaintyOf(device);
}
