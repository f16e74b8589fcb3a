import { BUILT_IN_DRIVERS } from '../../../lib/catalog/driver-table';
import type { TargetPf, TargetVf } from '../../../lib/plan/host-plan';
import { IGB, igbVf, NVME, nvmeVf } from '../../conformance/emulated-host';

/** The emulated host in an app. */
export const HOST = { path: 'rack1/kvm01', name: 'kvm01', presumed: false, drivers: BUILT_IN_DRIVERS } as const;

/** A NIC whose VFs have all settings that igb knows. */
export const NIC: TargetPf = {
  path: 'rack1/kvm01/uplink',
  address: IGB,
  deviceClass: 'net',
  driver: 'igb',
  vfDriver: 'igbvf',
  numVfs: 3,
  driversAutoprobe: false,
  adminUp: true,
  mtu: 2000,
  virtualFunctions: [0, 1, 2].map((index) => nicVf(index)),
};

export function nicVf(index: number, change: Partial<TargetVf> = {}): TargetVf {
  return {
    index,
    address: igbVf(index),
    driver: 'vfio-pci',
    mac: `52:54:00:bb:00:0${index}`,
    vlan: { vlan: 100 + index, qos: index, protocol: '802.1Q' },
    spoofCheck: index !== 1,
    trust: index === 2,
    rate: { minTxMbps: 0, maxTxMbps: 100 * index },
    ...change,
  };
}

/** A drive whose VFs have queues and interrupts. */
export const DRIVE: TargetPf = {
  path: 'rack1/kvm01/drive',
  address: NVME,
  deviceClass: 'nvme',
  driver: 'nvme',
  vfDriver: 'nvme',
  numVfs: 2,
  driversAutoprobe: false,
  virtualFunctions: [0, 1].map((index) => driveVf(index)),
};

export function driveVf(index: number, virtualQueues = 2, driver = 'vfio-pci'): TargetVf {
  const nvme = { controllerId: index + 1, virtualQueues, virtualInterrupts: 1, namespaceIds: [] };
  return { index, address: nvmeVf(index), driver, nvme };
}
