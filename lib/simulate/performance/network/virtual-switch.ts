import type { Bytes, Gbps } from '../../../model/units';
import { POLL_MODE, VPP, VPP_VERSIONS, type VppGraph } from './engines';
import { wireUse } from '../hardware/ethernet';
import { type Core, nanoseconds, SMT_GAIN } from '../hardware/processors';
import { type Constant, exactly, product, type Quantity, quantity, scaled, sum, widened } from '../system/quantity';
import type { Resource, System, Use } from '../system/system';

/** A switch in user space (VPP, OVS-DPDK) on cores of its own, between ports of a NIC and chains of VMs or containers. */
export interface SwitchedChains {
  /** `pipeline`: containers pass frames on to one another, and the switch sees only the ends of the chain. */
  readonly attachment: 'vhost-user' | 'memif' | 'memif-pipeline';
  /** Chains side by side. */
  readonly services: number;
  /** VMs or containers in each of them. */
  readonly length: number;
  /** What the switch does between two interfaces: a graph of VPP, or OVS with its drivers. */
  readonly graph: VppGraph | 'ovs-dpdk';
  /** Of a version that is not told: the newest. */
  readonly version: keyof typeof VPP_VERSIONS | null;
  /** `true` of VPP 17 and earlier and of OVS-DPDK, whose vhost is slower than that of later VPP. */
  readonly oldVhost: boolean;
  readonly core: Core;
  readonly cores: number;
  readonly threadsPerCore: 1 | 2;
  /** Mean of a mix. */
  readonly frameBytes: Bytes;
  readonly ports: number;
  /** null: frames come over no wire, or it is not known of which rate. */
  readonly linkGbps: Gbps | null;
  /** Entries of the rings of the VMs; null: not told. */
  readonly ringEntries: number | null;
  /** Whether the rate is the largest without any loss. */
  readonly withoutLoss: boolean;
  /** What is not known of the chains, as what widens the interval; default: nothing. */
  readonly doubts?: readonly Constant[];
}

const CNCF = 'CNCF CNF testbed with FD.io CSIT, 2.5 GHz Skylake';
const CSIT = 'FD.io CSIT rls1704, 2.3 GHz Haswell';

function cycles(name: string, value: number, spread: number, source: string): Constant {
  return { name, value, unit: 'cycles a frame', spread, source };
}

export const SWITCH_COSTS = {
  vhost: cycles('VPP vhost-user, into a VM and out of it', 140, 0.12, CNCF),
  oldVhost: cycles('VPP 17 vhost-user, into a VM and out of it', 320, 0.12, CSIT),
  memif: cycles('VPP memif, into a container and out of it', 130, 0.12, CNCF),
  copy: {
    name: 'copying a frame into a VM or out of it',
    value: 0.4,
    unit: 'cycles a byte',
    spread: 0.25,
    source: `${CNCF}, IMIX against 64 bytes`,
  },
  vhostChains: {
    name: 'vhost-user: smaller batches and rings that overflow, for each further chain',
    value: 0.49,
    unit: 'ratio',
    spread: 0.15,
    source: `${CNCF}; a fit to one laboratory`,
  },
  memifChains: {
    name: 'memif: rings out of the cache, for each doubling of the containers of several chains',
    value: 0.065,
    unit: 'ratio',
    spread: 0.5,
    source: CNCF,
  },
  smallRing: {
    name: 'a rate without loss over rings of 256 entries',
    value: 1.15,
    unit: 'ratio',
    spread: 0.06,
    source: `${CSIT}: rates without loss and with 0.5 % loss`,
  },
} as const satisfies Record<string, Constant>;

/** Frames that are lost late were worked for in vain. */
const LENGTH_EXPONENT: Constant = {
  name: 'exponent of the length of a chain in what further chains cost',
  value: 1.6,
  unit: 'exponent',
  spread: 0.06,
  source: `${CNCF}; a fit to one laboratory`,
};

/** Two switches in series over memif, none of which has a port of a NIC on that side. */
const MEMIF_HOP = {
  forward: {
    name: 'forward without look-up between memif interfaces, beside one between ports of a NIC',
    value: 0.85,
    unit: 'ratio',
    spread: 0.1,
    source: 'FDio/vpp bd417a4616f, Cascade Lake and Neoverse N1',
  },
  visit: {
    name: 'part of the way into a container and out of it that each of two switches does',
    value: 0.5,
    unit: 'ratio',
    spread: 0.1,
    source: 'FDio/vpp bd417a4616f: one switch writes the ring, and the other reads it',
  },
} as const satisfies Record<string, Constant>;

/** What a set-up of chains may not tell. */
export const UNTOLD_OF_CHAINS = {
  graph: {
    name: 'graph of the switch, which is not told (taken as an L2 bridge)',
    value: 1,
    unit: 'ratio',
    spread: 0.2,
    source: `${CSIT}: from 176 cycles of a cross-connect to 285 of IPv6 routing`,
  },
  link: {
    name: 'link of the switch, which is not told (taken not to stop it)',
    value: 1,
    unit: 'ratio',
    spread: 0.3,
    source: '10 Gbit/s carry 14.88 Mpps of 64 bytes, which a switch on two cores reaches',
  },
} as const satisfies Record<string, Constant>;

/** Above these bytes, which the costs of a pass include, a copy costs by the byte. */
const COPIED_ANYWAY: Bytes = 64;

/** One flow, whose rate is that of frames through all chains. */
export function switchSystem(chains: SwitchedChains): System {
  const resources: Resource[] = [switchCores(chains)];
  const uses: Use[] = [{ resource: 'switch', amount: nanoseconds(switchCycles(chains), chains.core) }];
  if (chains.linkGbps !== null) {
    resources.push({ id: 'wire', name: 'wire', capacity: exactly((chains.ports * chains.linkGbps * 1e9) / 8) });
    uses.push({ resource: 'wire', amount: wireUse(chains.frameBytes) });
  }
  return {
    resources,
    flows: [
      {
        id: 'frames',
        load: { kind: 'open', offered: Number.POSITIVE_INFINITY },
        pathNs: exactly(0),
        uses,
      },
    ],
  };
}

/** Reference cycles of a frame from port to port. */
export function switchCycles(chains: SwitchedChains): Quantity {
  const { attachment, length, graph, version } = chains;
  const visits = attachment === 'memif-pipeline' ? 1 : length;
  const newest = quantity(graph === 'ovs-dpdk' ? POLL_MODE['ovs-dpdk'] : VPP[graph]);
  const pass = version === null ? newest : product(newest, quantity(VPP_VERSIONS[version]));
  const chain = sum(scaled(pass, visits + 1), scaled(visitCycles(chains), visits));
  return widened(product(chain, furtherChains(chains), ...lossless(chains)), ...(chains.doubts ?? []));
}

/** Of a frame between two switches over memif, at one of them: neither has a port of a NIC. */
export function memifHopCycles(): Quantity {
  return sum(
    product(quantity(POLL_MODE.minimal), quantity(MEMIF_HOP.forward)),
    product(quantity(SWITCH_COSTS.memif), quantity(MEMIF_HOP.visit)),
  );
}

function visitCycles({ attachment, oldVhost, frameBytes }: SwitchedChains): Quantity {
  const { vhost, memif, copy } = SWITCH_COSTS;
  const visit = attachment === 'vhost-user' ? (oldVhost ? SWITCH_COSTS.oldVhost : vhost) : memif;
  return sum(quantity(visit), scaled(quantity(copy), 2 * Math.max(0, frameBytes - COPIED_ANYWAY)));
}

function furtherChains({ attachment, services, length }: SwitchedChains): Quantity {
  if (services <= 1) return exactly(1);
  const { vhostChains, memifChains } = SWITCH_COSTS;
  const more =
    attachment === 'vhost-user'
      ? scaled(product(quantity(vhostChains), powerOfLength(length)), services - 1)
      : scaled(quantity(memifChains), Math.log2(services * length));
  return sum(exactly(1), more);
}

function powerOfLength(length: number): Quantity {
  const { value, spread } = LENGTH_EXPONENT;
  return { value: length ** value, spread: value * spread * Math.log(length), terms: [LENGTH_EXPONENT] };
}

function lossless({ attachment, withoutLoss, ringEntries }: SwitchedChains): Quantity[] {
  const isSmall = withoutLoss && attachment === 'vhost-user' && (ringEntries ?? 256) <= 256;
  return isSmall ? [quantity(SWITCH_COSTS.smallRing)] : [];
}

function switchCores({ cores, threadsPerCore }: SwitchedChains): Resource {
  const alone = exactly(1e9 * cores);
  return {
    id: 'switch',
    name: 'cores of the switch',
    capacity: threadsPerCore === 2 ? scaled(quantity(SMT_GAIN), alone.value) : alone,
    servers: cores,
  };
}
