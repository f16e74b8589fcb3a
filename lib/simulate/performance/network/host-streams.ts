import type { Bytes, Gbps } from '../../../model/units';
import { disturbance } from '../system/disturbance';
import { NETWORK_PATHS } from './paths';
import { tcpFrameBytes, tcpWireUse } from './tcp';
import { missRatio, PCIE_CONSTANTS, type Translation, translationDoubt } from '../hardware/pcie';
import { type Core, nanoseconds } from '../hardware/processors';
import { type Constant, exactly, product, type Quantity, quantity, shifted, sum, widened } from '../system/quantity';
import type { Resource, System, Use } from '../system/system';

/** Bulk TCP of the host itself, without VMs. */
export interface HostStreams {
  readonly stack: 'linux' | 'vpp';
  /** Cores that the streams may use; null: as many as they need. */
  readonly cores: number | null;
  readonly core: Core;
  readonly mtu: Bytes;
  readonly linkGbps: Gbps;
  readonly translation: Translation;
  /** Whether the NIC checks what is received. */
  readonly checksumOffload: boolean;
}

const VPP_COMMIT = 'FDio/vpp 23e169fbd77, ConnectX-5; processor not told';

const VPP_BYTE: Constant = {
  name: 'TCP of the host stack of VPP',
  value: 0.59,
  unit: 'cycles a byte',
  spread: 0.25,
  source: VPP_COMMIT,
};

const CHECKSUM_BYTE: Constant = {
  name: 'checksum of what is received, in software',
  value: 0.18,
  unit: 'cycles a byte',
  spread: 0.3,
  source: VPP_COMMIT,
};

/** Memory that Linux's receive buffers of a fast NIC move over: far more than an IOTLB of 4 KiB pages holds. */
const BUFFERS: Bytes = 64 * 2 ** 20;

/** One flow, whose rate is bytes of payload a second. */
export function hostStreamSystem(streams: HostStreams): System {
  const wire = product(tcpWireUse(streams.mtu), translationFactor(streams));
  const resources: Resource[] = [{ id: 'wire', name: 'wire', capacity: exactly((streams.linkGbps * 1e9) / 8) }];
  const uses: Use[] = [{ resource: 'wire', amount: wire }];
  if (streams.cores !== null) {
    resources.push({ id: 'cores', name: 'cores of the TCP stack', capacity: exactly(1e9 * streams.cores) });
    uses.push({ resource: 'cores', amount: nanoseconds(byteCycles(streams), streams.core) });
  }
  return { resources, flows: [{ id: 'streams', load: { kind: 'open', offered: Infinity }, pathNs: exactly(0), uses }] };
}

/** Part of a full wire that page walks of the IOMMU take, when every frame lies in another page. */
export function translationLoss(streams: HostStreams): Quantity {
  const factor = translationFactor(streams);
  return product({ ...factor, value: 1 - 1 / factor.value }, quantity(LOSS));
}

const LOSS: Constant = {
  name: 'part of a full wire that page walks take, of what is reckoned',
  value: 1,
  unit: 'ratio',
  spread: 0.5,
  source: 'Farshin et al., PeerJ Computer Science 2023: up to 20 % of 200 Gbit/s, by the buffers in use',
};

/** What page walks make a frame take of the wire, and how much more surely or less a walk that takes longer does. */
function translationFactor(streams: HostStreams): Quantity {
  const { walkRead, iotlbReach } = PCIE_CONSTANTS;
  const doubt = translationDoubt({ translation: streams.translation, windowBytes: BUFFERS });
  const walkNs = walkNsOf(streams);
  const value = slowed(streams, walkNs);
  if (walkNs === 0) return widened(exactly(value), ...doubt);
  const spread = Math.log(slowed(streams, shifted(quantity(walkRead), 1) * (walkNs / walkRead.value)) / value);
  return widened({ value, spread, terms: [walkRead, iotlbReach] }, ...doubt);
}

function walkNsOf({ mtu, translation }: HostStreams): number {
  const pages = Math.ceil(mtu / 4096);
  return pages * PCIE_CONSTANTS.walkRead.value * missRatio({ translation, windowBytes: BUFFERS });
}

function slowed({ mtu, linkGbps }: HostStreams, walkNs: number): number {
  const wireNs = (8 * tcpFrameBytes(mtu)) / linkGbps;
  return disturbance([wireNs, walkNs]) * Math.max(1, walkNs / wireNs);
}

function byteCycles({ stack, mtu, checksumOffload }: HostStreams): Quantity {
  const { stream, wireStream } = NETWORK_PATHS.vf;
  if (stack === 'linux') return quantity(mtu > 1500 ? stream : wireStream);
  return checksumOffload ? quantity(VPP_BYTE) : sum(quantity(VPP_BYTE), quantity(CHECKSUM_BYTE));
}
