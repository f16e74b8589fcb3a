import type { Inventory, PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import { DEFAULT_KERNEL, type KernelSeries } from '../lab/kernels';
import { hostFacts, interfaceFacts, nicFacts, nvmeFacts } from '../support/facts';

/**
 * The host that the conformance cases are about: Linux under QEMU with two igb ports of 7 VFs and an NVMe SSD with
 * four secondary controllers, fresh after boot, both ports set up.
 */
export const IGB = '0000:01:00.0';
export const SECOND_IGB = '0000:02:00.0';
export const NVME = '0000:03:00.0';

/** Address of an igb VF: offset 128, stride 2. */
export function igbVf(index: number): string {
  return `0000:01:${(0x10 + (index >> 2)).toString(16)}.${(index * 2) % 8}`;
}

/** Address of an NVMe VF: offset 1, stride 1. */
export function nvmeVf(index: number): string {
  return `0000:03:00.${index + 1}`;
}

/** The SSD's own and its secondary controllers. */
export const PRIMARY = 0;
export const SECONDARIES = [1, 2, 3, 4] as const;

/** Kernel started without an IOMMU; first port behind a switch without ACS; vfio modules not loaded. */
export type HostVariant = 'no-iommu' | 'shared-group' | 'without-vfio-module';

export function emulatedHost(variant?: HostVariant, kernel: KernelSeries = DEFAULT_KERNEL): Inventory {
  const iommu = variant !== 'no-iommu';
  const enabled = hostFacts().iommu;
  return {
    inventoryVersion: 1,
    takenAt: null,
    host: hostFacts({
      hostname: 'sriov-host',
      kernelRelease: `${kernel}.0`,
      kernelArguments: iommu ? ['intel_iommu=on', 'iommu=nopt'] : [],
      iommu: iommu ? enabled : { ...enabled, enabled: false, mode: null },
      modules: ['igb', 'igbvf', 'nvme', ...(variant === 'without-vfio-module' ? [] : ['vfio_pci', 'vfio_iommu_type1'])],
    }),
    physicalFunctions: [
      igb(IGB, 'eth0', iommu ? 7 : null, variant === 'shared-group' ? ['0000:00:03.0'] : []),
      igb(SECOND_IGB, 'eth1', iommu ? 8 : null, []),
      nvme(iommu ? 9 : null),
    ],
  };
}

function igb(address: string, name: string, group: number | null, others: readonly string[]): PhysicalFunctionFacts {
  const link = {
    address,
    speedGTs: 2.5,
    width: 1,
    maxSpeedGTs: 2.5,
    maxWidth: 1,
  };
  return nicFacts({
    address,
    deviceId: '10c9',
    subsystemVendorId: '1af4',
    subsystemDeviceId: '1100',
    driver: 'igb',
    totalVfs: 7,
    vfOffset: 128,
    vfStride: 2,
    vfDeviceId: '10ca',
    vfTotalMsix: 0,
    vfBars: [{ bar: 0, bytes: 8 * 16_384, prefetchable: true, is64Bit: true }],
    numaNode: -1,
    iommuGroup: group === null ? null : { id: group, members: [...others, address].sort() },
    link,
    upstreamLinks: [],
    subordinateBus: Number.parseInt(address.slice(5, 7), 16),
    network: {
      interfaces: [interfaceFacts({ name, speedMbps: 1000, maxMtu: 9216 })],
      linkType: 'ethernet',
      eswitchMode: null,
      carriesManagement: false,
    },
  });
}

function nvme(group: number | null): PhysicalFunctionFacts {
  return nvmeFacts(
    {
      address: NVME,
      vendorId: '1b36',
      deviceId: '0010',
      totalVfs: 4,
      vfDeviceId: '0010',
      numaNode: -1,
      iommuGroup: group === null ? null : { id: group, members: [NVME] },
      subordinateBus: 3,
    },
    {
      model: 'QEMU NVMe Ctrl',
      controllerId: PRIMARY,
      capabilities: {
        vqFlexibleTotal: 16,
        vqAssigned: 0,
        vqPrimary: 0,
        vqMaxPerSecondary: 4,
        vqGranularity: 1,
        viFlexibleTotal: 8,
        viAssigned: 0,
        viPrimary: 0,
        viMaxPerSecondary: 2,
        viGranularity: 1,
      },
      secondaryControllers: SECONDARIES.map((controllerId) => ({
        controllerId,
        vf: controllerId - 1,
        online: false,
        virtualQueues: 0,
        virtualInterrupts: 0,
      })),
    },
  );
}
