import type { Bytes, Gbps } from '../../../model/units';
import { disturbance } from '../system/disturbance';
import { wireBytes } from '../hardware/ethernet';
import { NETWORK_PATHS } from './paths';
import { missRatio, PCIE_CONSTANTS, type Translation } from '../hardware/pcie';
import { type Core, nanoseconds } from '../hardware/processors';
import { type Constant, exactly, type Quantity, quantity, scaled, sum } from '../system/quantity';
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

/** Headers of IP and TCP with time stamps; of Ethernet with its check sequence. */
const HEADERS: Bytes = 52;
const ETHERNET: Bytes = 18;

/** Memory that Linux's receive buffers of a fast NIC move over: far more than an IOTLB of 4 KiB pages holds. */
const BUFFERS: Bytes = 64 * 2 ** 20;

/** One flow, whose rate is bytes of payload a second. */
export function hostStreamSystem(streams: HostStreams): System {
  const bytesPerFrame = streams.mtu - HEADERS;
  const wire = scaled(exactly(wireBytes(streams.mtu + ETHERNET) / bytesPerFrame), translationFactor(streams));
  const resources: Resource[] = [{ id: 'wire', name: 'wire', capacity: exactly((streams.linkGbps * 1e9) / 8) }];
  const uses: Use[] = [{ resource: 'wire', amount: { ...wire, spread: 0.03 } }];
  if (streams.cores !== null) {
    resources.push({ id: 'cores', name: 'cores of the TCP stack', capacity: exactly(1e9 * streams.cores) });
    uses.push({ resource: 'cores', amount: nanoseconds(byteCycles(streams), streams.core) });
  }
  return { resources, flows: [{ id: 'streams', load: { kind: 'open', offered: Infinity }, pathNs: exactly(0), uses }] };
}

/** Part of a full wire that page walks of the IOMMU take, when every frame lies in another page. */
export function translationLoss(streams: HostStreams): Quantity {
  return { value: 1 - 1 / translationFactor(streams), spread: 0.5, terms: [PCIE_CONSTANTS.walkRead] };
}

function translationFactor({ mtu, linkGbps, translation }: HostStreams): number {
  const wireNs = (8 * wireBytes(mtu + ETHERNET)) / linkGbps;
  const pages = Math.ceil(mtu / 4096);
  const walkNs = pages * PCIE_CONSTANTS.walkRead.value * missRatio({ translation, windowBytes: BUFFERS });
  return disturbance([wireNs, walkNs]) * Math.max(1, walkNs / wireNs);
}

function byteCycles({ stack, mtu, checksumOffload }: HostStreams): Quantity {
  const { stream, wireStream } = NETWORK_PATHS.vf;
  if (stack === 'linux') return quantity(mtu > 1500 ? stream : wireStream);
  return checksumOffload ? quantity(VPP_BYTE) : sum(quantity(VPP_BYTE), quantity(CHECKSUM_BYTE));
}
