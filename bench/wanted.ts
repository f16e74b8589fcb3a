import { IGB, igbVf, NVME, nvmeVf } from '../test/conformance/emulated-host';
import type { TargetState, TargetVf } from '../lib/plan/host-plan';

/** One NIC with 7 VFs and every setting that its driver has, one NVMe drive with 4 VFs; all on vfio-pci. */

const DRIVER = 'vfio-pci';

export const NIC_VFS: readonly WantedNicVf[] = Array.from({ length: 7 }, (_, index) => ({
  index,
  address: igbVf(index),
  driver: DRIVER,
  mac: `02:00:00:00:00:0${index}`,
  vlan: { vlan: 100 + index, qos: index, protocol: '802.1Q' },
  spoofCheck: false,
  trust: true,
  rate: { minTxMbps: 0, maxTxMbps: 100 + index },
}));

export const DRIVE_VFS: readonly WantedDriveVf[] = Array.from({ length: 4 }, (_, index) => ({
  index,
  address: nvmeVf(index),
  driver: DRIVER,
  nvme: { controllerId: index + 1, virtualQueues: 4, virtualInterrupts: 2, namespaceIds: [] },
}));

type WantedNicVf = Required<Pick<TargetVf, 'index' | 'mac' | 'vlan' | 'spoofCheck' | 'trust' | 'rate'>> & {
  readonly address: string;
  readonly driver: string;
};

type WantedDriveVf = Required<Pick<TargetVf, 'index' | 'nvme'>> & { readonly address: string; readonly driver: string };

export const WANTED: TargetState = {
  physicalFunctions: [
    {
      path: 'bench/kvm/uplink',
      address: IGB,
      deviceClass: 'net',
      driver: 'igb',
      vfDriver: 'igbvf',
      numVfs: NIC_VFS.length,
      driversAutoprobe: false,
      adminUp: true,
      virtualFunctions: NIC_VFS,
    },
    {
      path: 'bench/kvm/drive',
      address: NVME,
      deviceClass: 'nvme',
      driver: 'nvme',
      vfDriver: 'nvme',
      numVfs: DRIVE_VFS.length,
      driversAutoprobe: false,
      virtualFunctions: DRIVE_VFS,
    },
  ],
};
