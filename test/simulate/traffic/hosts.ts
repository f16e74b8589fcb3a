import { UNKNOWN_VF_ATTRIBUTES } from '../../../lib/catalog/groups';
import type { CatalogDevice, DeviceCeilings, DrivePerformance } from '../../../lib/catalog/device';
import type { DriverProfile } from '../../../lib/catalog/driver-profile';
import type { PcieLinkFacts, PhysicalFunctionFacts } from '../../../lib/inventory/inventory';
import type { BlockDemand, NetworkDemand } from '../../../lib/model/demand';
import type { WantedAttachment } from '../../../lib/model/wanted';
import { interfaceFacts, nicFacts, nvmeFacts } from '../../support/facts';
import type { PfSketch } from '../../support/resolved';

/** Hosts in the words of traffic: ports, links, drives and who wants what. */

export function network(txMbps: number, rxMbps: number, frameBytes = 1518): NetworkDemand {
  return { kind: 'network', txMbps, rxMbps, frameBytes };
}

export function block(iops: number, change: Partial<BlockDemand> = {}): BlockDemand {
  return { kind: 'block', iops, blockBytes: 4096, readShare: 1, queueDepth: 32, ...change };
}

export interface NicSketch {
  readonly address?: string;
  readonly speedMbps?: number | null;
  readonly link?: Partial<PcieLinkFacts>;
  readonly upstream?: readonly PcieLinkFacts[];
  readonly driver?: 'ice' | 'mlx5_core' | 'i40e' | 'qede';
  readonly ceilings?: DeviceCeilings;
}

/** A NIC of one pool with these attachments. */
export function nic(attached: readonly Partial<WantedAttachment>[], sketch: NicSketch = {}): PfSketch {
  const address = sketch.address ?? '0000:3b:00.0';
  const wide = { address, speedGTs: 16, width: 8, maxSpeedGTs: 16, maxWidth: 8 };
  return {
    facts: nicFacts({
      address,
      link: { ...wide, ...sketch.link },
      upstreamLinks: sketch.upstream ?? [],
      network: {
        interfaces: [interfaceFacts({ speedMbps: sketch.speedMbps === undefined ? 25_000 : sketch.speedMbps })],
        linkType: 'ethernet',
        eswitchMode: 'legacy',
        carriesManagement: false,
      },
    }),
    profile: driver(sketch.driver ?? 'ice'),
    device: sketch.ceilings ? device({ ceilings: sketch.ceilings }) : null,
    pools: [{ attached }],
  };
}

export function drive(
  attached: readonly Partial<WantedAttachment>[],
  performance: Partial<DrivePerformance> | null,
  ceilings?: DeviceCeilings,
  facts: Partial<PhysicalFunctionFacts> = {},
): PfSketch {
  const nothing = {
    seqReadMBps: null,
    seqWriteMBps: null,
    randReadIops: null,
    randWriteIops: null,
    source: 'test sheet',
  };
  return {
    facts: nvmeFacts(facts),
    device: device({
      performance: performance === null ? null : { ...nothing, ...performance },
      ...(ceilings ? { ceilings } : {}),
    }),
    pools: [{ attached }],
  };
}

/** Only the parts of a catalog device that traffic reads. */
function device(change: Partial<CatalogDevice>): CatalogDevice {
  return {
    id: 'test',
    name: 'test',
    vendor: 'test',
    class: 'net',
    pf: { vendorId: null, deviceId: null, source: null },
    vf: { deviceIds: null, source: null },
    driver: { pf: 'ice', vf: 'iavf', profile: 'ice', source: 'test' },
    link: { speedsGbps: null, maxPorts: null, source: null },
    pcie: { gen: null, lanes: null, source: null },
    sriov: { maxVfsPerPf: null, maxVfsPerDevice: null, note: null, source: null },
    queues: null,
    rdma: null,
    nvme: null,
    performance: null,
    note: null,
    ...change,
  };
}

const MINIMUM_RATES = { ice: true, mlx5_core: true, i40e: false, qede: null } as const;

function driver(name: keyof typeof MINIMUM_RATES): DriverProfile {
  return {
    name,
    kind: 'net',
    ...(name === 'mlx5_core' && { guaranteeShares: { most: 100, source: 'test' } }),
    vfAttributes: {
      ...UNKNOWN_VF_ATTRIBUTES,
      mac: true,
      vlan: true,
      vlanQos: true,
      spoofchk: true,
      trust: true,
      linkState: true,
      minTxRate: MINIMUM_RATES[name],
      maxTxRate: true,
      source: 'test',
    },
    rdmaOnVf: null,
    liveMigrationVfioDriver: null,
  };
}

export function upstreamLink(address: string, speedGTs: number | null, width: number | null): PcieLinkFacts {
  return { address, speedGTs, width, maxSpeedGTs: speedGTs, maxWidth: width };
}
