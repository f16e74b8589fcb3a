import {
  Demand,
  type LinkState,
  NumaPolicy,
  PauseFrames,
  type PhysicalFunction,
  type SriovHost,
  VfToVf,
  type VirtualFunctionPool,
} from 'cdktf-sriov';

/** One NIC port of the demo: where it is, and what its driver can do. */
export interface Uplink {
  readonly address: string;
  readonly vfsPerTenant: number;
  /** Transmit limit of each VF in Mbit/s. */
  readonly maxTxRateMbps: number;
  /** Guaranteed transmit rate; left out where the driver knows none. */
  readonly minTxRateMbps?: number;
  /** Left out where the driver has no VF link state. */
  readonly linkState?: LinkState;
  /** Demand of each VM in Mbit/s, each way. */
  readonly demandMbps: number;
}

/** One NVMe SSD of the demo. */
export interface Drive {
  readonly id: string;
  readonly address: string;
  /** Catalog id, for a drive whose PCI ids the catalog does not have. */
  readonly device?: string;
  readonly namespaceId: number;
  readonly virtualQueues: number;
  readonly virtualInterrupts: number;
  /** Demand of each VM in operations per second. */
  readonly iops: number;
}

const TENANTS = [
  { name: 'blue', vlan: 110 },
  { name: 'green', vlan: 120 },
  { name: 'red', vlan: 130 },
] as const;

/** Twelve VMs of three tenants: two of each tenant on each of the two ports. */
export function addTenants(host: SriovHost, uplinks: readonly Uplink[]): void {
  uplinks.forEach((uplink, port) => {
    const pf = addUplink(host, `uplink${port}`, uplink);
    for (const tenant of TENANTS) {
      const pool = addTenantPool(pf, uplink, tenant);
      for (const n of [1, 2]) {
        pool.attach(`${tenant.name}-${2 * port + n}`, {
          demand: Demand.network({ txMbps: uplink.demandMbps, rxMbps: uplink.demandMbps }),
          ...(uplink.minTxRateMbps === undefined ? {} : { guarantee: { txMbps: uplink.minTxRateMbps } }),
        });
      }
    }
  });
}

function addUplink(host: SriovHost, id: string, { address }: Uplink): PhysicalFunction {
  return host.addPhysicalFunction(id, {
    address,
    conditions: { pauseFrames: PauseFrames.OFF, vfToVf: VfToVf.ISOLATED, dcb: false, adq: false },
  });
}

function addTenantPool(
  pf: PhysicalFunction,
  uplink: Uplink,
  tenant: { readonly name: string; readonly vlan: number },
): VirtualFunctionPool {
  const { maxTxRateMbps, minTxRateMbps, linkState } = uplink;
  return pf.addPool(tenant.name, {
    count: uplink.vfsPerTenant,
    tenant: tenant.name,
    vlan: tenant.vlan,
    spoofCheck: true,
    trust: false,
    maxTxRateMbps,
    ...(minTxRateMbps === undefined ? {} : { minTxRateMbps }),
    ...(linkState === undefined ? {} : { linkState }),
  });
}

/** One VM of each of the first tenants gets a controller of its own on the drive. */
export function addDrive(host: SriovHost, drive: Drive, vms: readonly string[], vmNumaNode?: number): void {
  const pf = host.addPhysicalFunction(drive.id, {
    address: drive.address,
    ...(drive.device === undefined ? {} : { device: drive.device }),
  });
  const pool = pf.addPool('controllers', {
    count: vms.length,
    tenant: 'blue',
    nvmeVirtualQueues: drive.virtualQueues,
    nvmeVirtualInterrupts: drive.virtualInterrupts,
    namespaceId: drive.namespaceId,
    namespaceShared: true,
  });
  for (const vm of vms) {
    pool.attach(vm, {
      demand: Demand.block({ iops: drive.iops, blockBytes: 4096, readShare: 0.7 }),
      ...(vmNumaNode === undefined ? {} : { vmNumaNode, numaPolicy: NumaPolicy.REQUIRED }),
    });
  }
}
