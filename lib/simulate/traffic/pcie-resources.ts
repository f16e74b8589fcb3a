import { MAX_READ_REQUEST, type TlpOverhead, tlpOverhead } from '../performance/hardware/packets';
import { linkFactor } from '../performance/hardware/pcie';
import { scaled } from '../performance/system/quantity';
import type { PcieLinkFacts } from '../../inventory/inventory';
import { formatMbps } from '../../model/numbers';
import { PCIE_DEFAULT_MAX_PAYLOAD, pcieSpeedGTs, pcieTlpGbps } from '../../model/pcie';
import type { PciAddress } from '../../model/units';
import { isIntegrated, pcieWay } from '../../resolve/pcie-links';
import type { ResolvedPf } from '../../resolve/resolved';
import { statedRate } from './flow';
import { pciDeviceOf, pcieId } from './resource-ids';
import { addressOf, type ResourceTable } from './resource-table';

/** Both directions of one PCIe link. */
export interface PcieResource {
  readonly toHost: number;
  readonly toDevice: number;
  readonly overhead: TlpOverhead;
}

export interface PcieLinks {
  readonly links: readonly PcieResource[];
  /** Of every link what it carries. */
  readonly isKnown: boolean;
}

/** The links between a PF and the CPU, its own first. PFs below one port share that port's link. */
export function pcieLinks(pf: ResolvedPf, table: ResourceTable): PcieLinks {
  const own = ownLink(pf, table);
  const links = own === null ? [] : [own.resource];
  let isKnown = own !== null || isIntegrated(pf);
  pcieWay(pf).upstream.forEach((link, distance) => {
    // The port right above reports the same wires as the function itself.
    if (distance === 0 && own !== null && link.speedGTs === own.speedGTs && link.width === own.width) return;
    const upstream = linkOf(link, link.address, table);
    if (upstream !== null) {
      links.push(upstream);
      return;
    }
    // The port right above has the same wires.
    if (distance > 0 || own === null) isKnown = false;
    table.note(`PCIe link of ${link.address}: speed or width is not known, it is not modelled`);
  });
  return { links, isKnown };
}

interface OwnLink {
  readonly resource: PcieResource;
  readonly speedGTs: number;
  readonly width: number;
}

/** Functions of one device share its link; where the host does not say what it runs at, the catalog may. */
function ownLink(pf: ResolvedPf, table: ResourceTable): OwnLink | null {
  const address = addressOf(pf);
  if (isIntegrated(pf)) {
    table.note(`${address} is part of the processor or chipset: it has no PCIe link of its own`);
    return null;
  }
  const device = pciDeviceOf(address);
  const facts = pf.facts?.link;
  if (facts && facts.speedGTs !== null && facts.width !== null) {
    const resource = linkOf(facts, device, table);
    if (resource !== null) return { resource, speedGTs: facts.speedGTs, width: facts.width };
  }
  const catalog = pf.device?.pcie;
  const speedGTs = catalog?.gen == null ? null : pcieSpeedGTs(catalog.gen);
  const width = catalog?.lanes ?? null;
  if (catalog && speedGTs !== null && width !== null) {
    const resource = addLink(device, speedGTs, width, catalog.source ?? 'device catalog', table);
    if (resource !== null) {
      table.note(`PCIe link of ${address} is taken to run at the card's own ${speedGTs} GT/s x${width}`);
      return { resource, speedGTs, width };
    }
  }
  table.note(`PCIe link of ${address}: speed or width is not known, it is not modelled`);
  return null;
}

function linkOf(link: PcieLinkFacts, id: PciAddress, table: ResourceTable): PcieResource | null {
  if (link.speedGTs === null || link.width === null) return null;
  return addLink(id, link.speedGTs, link.width, `current_link_speed and current_link_width of ${link.address}`, table);
}

const LINK_FACTOR = linkFactor();

function addLink(
  id: string,
  speedGTs: number,
  width: number,
  source: string,
  table: ResourceTable,
): PcieResource | null {
  const overhead = tlpOverhead(speedGTs);
  const toHost = table.find(pcieId(id, 'to-host'));
  const toDevice = table.find(pcieId(id, 'to-device'));
  if (toHost !== undefined && toDevice !== undefined) return { toHost, toDevice, overhead };
  const gbps = pcieTlpGbps(speedGTs, width);
  if (gbps === null || statedRate(gbps) === 0) return null;
  table.note(
    `PCIe packets are taken to carry at most ${PCIE_DEFAULT_MAX_PAYLOAD} bytes, read requests to ask for at most ${MAX_READ_REQUEST}`,
  );
  const size = `${formatMbps(gbps * 1000)} at ${speedGTs} GT/s x${width}`;
  const side = (direction: 'to-host' | 'to-device', words: string) =>
    table.add({
      id: pcieId(id, direction),
      name: `PCIe link of ${id} ${words}`,
      capacity: scaled(LINK_FACTOR, gbps * 1000),
      unit: 'Mbit/s',
      size,
      source,
    });
  return { toHost: side('to-host', 'towards the host'), toDevice: side('to-device', 'towards the device'), overhead };
}
