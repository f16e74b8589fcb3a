import { join } from 'node:path';
import { readInventoryAt } from '../../lib/host/files';
import type { Inventory, PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import { describeWithLab } from './available';
import { captureOver } from './capture';
import type { LabHost } from './lab';

/** What the product itself sees of a host: its capture script over ssh, read by its reader. */
function inventoryOf(host: LabHost): Inventory {
  const file = join(host.folder, 'capture.tar');
  captureOver(host.sshArguments, file);
  return readInventoryAt(file).inventory;
}

type Facts = readonly [address: string, driver: string | null, totalVfs: number | null, numaNode: number | null];
const factsOf = (pf: PhysicalFunctionFacts): Facts => [pf.address, pf.driver, pf.totalVfs, pf.numaNode];
const FLAT: readonly Facts[] = [
  ['0000:01:00.0', 'igb', 7, -1],
  ['0000:02:00.0', 'igb', 7, -1],
  ['0000:03:00.0', 'nvme', 4, -1],
];

/** What hosts have does not depend on their time: these are the ones that the kernel model is compared with. */
const OPTIONS = { clock: 'own' } as const;

function groupMembers(inventory: Inventory): (readonly string[] | undefined)[] {
  return inventory.physicalFunctions.map((pf) => pf.iommuGroup?.members);
}

describeWithLab('the flat host', 'flat', (host) => {
  test('has two igb PFs and an NVMe one, each alone in its IOMMU group', () => {
    const inventory = inventoryOf(host());
    expect(inventory.physicalFunctions.map(factsOf)).toEqual(FLAT);
    expect(groupMembers(inventory)).toEqual(FLAT.map(([address]) => [address]));
    expect(inventory.host.iommu.enabled).toBe(true);
  });

  test('has NVMe resources that are given to no controller yet', () => {
    const nvme = inventoryOf(host()).physicalFunctions[2]?.nvme;
    expect(nvme?.capabilities).toMatchObject({
      vqFlexibleTotal: 16,
      vqAssigned: 0,
      vqMaxPerSecondary: 4,
      viFlexibleTotal: 8,
      viAssigned: 0,
      viMaxPerSecondary: 2,
    });
    expect(nvme?.secondaryControllers.map(({ vf, online }) => [vf, online])).toEqual([
      [0, false],
      [1, false],
      [2, false],
      [3, false],
    ]);
  });
});

describeWithLab('the host with two NUMA nodes', 'numa', (host) => {
  test('has PFs on both nodes, which are 21 apart', () => {
    const inventory = inventoryOf(host());
    expect(inventory.physicalFunctions.map(factsOf)).toEqual([
      ['0000:21:00.0', 'igb', 7, 0],
      ['0000:81:00.0', 'igb', 7, 1],
      ['0000:82:00.0', 'nvme', 4, 1],
    ]);
    expect(inventory.host.numaNodes.map(({ id, cpus, distances }) => ({ id, cpus, distances }))).toEqual([
      { id: 0, cpus: '0', distances: [10, 21] },
      { id: 1, cpus: '1', distances: [21, 10] },
    ]);
  });
});

describeWithLab(
  'the host with a shared IOMMU group',
  'shared-group',
  (host) => {
    test('has a PF in one group with the port above it, and one alone', () => {
      const inventory = inventoryOf(host());
      expect(inventory.physicalFunctions.map(factsOf)).toEqual([
        ['0000:03:00.0', 'igb', 7, -1],
        ['0000:04:00.0', 'igb', 7, -1],
      ]);
      expect(groupMembers(inventory)).toEqual([['0000:02:00.0', '0000:03:00.0'], ['0000:04:00.0']]);
    });

    test('puts new VFs into that group', () => {
      expect(host().ssh('echo 2 > /sys/bus/pci/devices/0000:03:00.0/sriov_numvfs')).toMatchObject({ status: 0 });
      expect(groupMembers(inventoryOf(host()))[0]).toEqual([
        '0000:02:00.0',
        '0000:03:00.0',
        '0000:03:10.0',
        '0000:03:10.2',
      ]);
    });
  },
  OPTIONS,
);

describeWithLab(
  'the host without an IOMMU',
  'no-iommu',
  (host) => {
    test('has the PFs of the flat one, and no IOMMU group', () => {
      const inventory = inventoryOf(host());
      expect(inventory.physicalFunctions.map(factsOf)).toEqual(FLAT);
      expect(groupMembers(inventory)).toEqual([undefined, undefined, undefined]);
      expect(inventory.host.iommu.enabled).toBe(false);
    });
  },
  OPTIONS,
);

describeWithLab('the host with two NVMe controllers', 'nvme', (host) => {
  test('has one with 8 VFs and one without SR-IOV', () => {
    const inventory = inventoryOf(host());
    expect(inventory.physicalFunctions.map(factsOf)).toEqual([
      ['0000:01:00.0', 'igb', 7, -1],
      ['0000:02:00.0', 'igb', 7, -1],
      ['0000:03:00.0', 'nvme', 8, -1],
      ['0000:04:00.0', 'nvme', null, -1],
    ]);
    expect(inventory.physicalFunctions[2]?.nvme?.capabilities).toMatchObject({
      vqFlexibleTotal: 32,
      vqMaxPerSecondary: 4,
      viFlexibleTotal: 16,
      viMaxPerSecondary: 2,
    });
    expect(inventory.physicalFunctions[2]?.nvme?.secondaryControllers).toHaveLength(8);
  });
});

describeWithLab('the host with libvirt', 'libvirt', (host) => {
  test('has the PFs of the flat one', () => {
    expect(inventoryOf(host()).physicalFunctions.map(factsOf)).toEqual(FLAT);
  });

  test('runs libvirt, which knows the PFs and can start VMs with KVM', () => {
    const { status, stdout } = host().ssh(
      'virsh nodedev-dumpxml pci_0000_01_00_0 && virsh domcapabilities --virttype kvm && ls /var/lib/lab',
    );
    expect(status).toBe(0);
    expect(stdout).toContain("<capability type='virt_functions' maxCount='7'");
    expect(stdout).toContain('<domain>kvm</domain>');
    expect(stdout.trim().split('\n').slice(-2)).toEqual(['l2-initrd', 'l2-vmlinux']);
  });
});
