import type { PcieLinkFacts } from '../../inventory/inventory';
import { PCIE_DEFAULT_MAX_PAYLOAD, pcieEffectiveGbps } from '../../model/pcie';
import type { Gbps } from '../../model/units';
import type { ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, violation } from '../rule';
import { cardsOf } from '../shared/cards';
import { pfAddress } from '../shared/pf';
import { listed, rateText } from '../shared/words';

export const PCI_004: Rule = {
  id: 'PCI-004',
  title: 'a slot carries what the ports behind it can',
  severity: 'warning',
  protects: 'Behind a link that is too narrow or too slow all VFs share less than the ports promise.',
  source: `PCIe line encoding, packet overhead at ${PCIE_DEFAULT_MAX_PAYLOAD}-byte payloads and measured link overhead`,
  fix: 'Move the card to a slot with more lanes or a higher generation, or plan with less than line rate',
  on: 'host',
  check: (host) => {
    const links = sharedLinks(host);
    if (links.length === 0) return NOT_APPLICABLE;
    return links.map(judgeLink);
  },
};

/** A PCIe link and the ports whose traffic crosses it. */
interface SharedLink {
  readonly link: PcieLinkFacts;
  /** Bus between card and host that the link is, in words. */
  readonly role: 'slot' | 'upstream link';
  readonly ports: Port[];
}

interface Port {
  readonly name: string;
  /** null where the PF is declared and its speed is not known. */
  readonly mbps: number | null;
  /** The declared PF; null for a port that only the inventory knows. */
  readonly pf: ResolvedPf | null;
}

/** Links of the declared NICs, each once, with every port behind it. */
function sharedLinks(host: ResolvedHost): SharedLink[] {
  const links: SharedLink[] = [];
  const upstream = new Map<string, SharedLink>();
  for (const { declared, others } of cardsOf(host)) {
    const nics = declared.filter((pf) => pf.deviceClass === 'net' && pf.facts !== null);
    const facts = nics[0]?.facts;
    if (facts == null) continue;
    const ports: Port[] = nics.map((pf) => ({ name: pfAddress(pf) ?? pf.path, mbps: pf.linkMbps?.value ?? null, pf }));
    for (const other of others) {
      // A port that nobody declared and that has no link moves nothing.
      const mbps = other.network?.interfaces[0]?.speedMbps ?? null;
      if (mbps !== null) ports.push({ name: other.address, mbps, pf: null });
    }
    links.push({ link: facts.link, role: 'slot', ports });
    for (const link of facts.upstreamLinks) {
      const shared = upstream.get(link.address);
      if (shared !== undefined) shared.ports.push(...ports);
      else upstream.set(link.address, { link, role: 'upstream link', ports: [...ports] });
    }
  }
  const wider = [...upstream.values()];
  return [...links, ...wider.filter((shared) => !isSlotAgain(shared, links))];
}

/** The port above a card has the same link as the card, seen from the other end. */
function isSlotAgain(upstream: SharedLink, slots: readonly SharedLink[]): boolean {
  return slots.some(
    ({ link, ports }) =>
      ports.length === upstream.ports.length &&
      ports[0] === upstream.ports[0] &&
      link.speedGTs === upstream.link.speedGTs &&
      link.width === upstream.link.width,
  );
}

function judgeLink({ link, role, ports }: SharedLink): Verdict {
  const capacity = capacityOf(link);
  if (capacity === null) return unknown('speed and width of a PCIe link (current_link_speed, current_link_width)');
  let sum = 0;
  for (const { mbps } of ports) {
    if (mbps === null) return unknown('link speed of a port');
    sum += mbps;
  }
  if (sum <= capacity * 1000) return COMPLIANT;
  const pf = ports.find((port) => port.pf !== null)?.pf;
  const carries = rateText(Math.round(capacity * 10) * 100);
  return violation({
    message: `ports behind the ${role} ${link.address} add up to ${rateText(sum)} (${listed(ports.map(portText))}), it carries ${carries} (${link.speedGTs} GT/s x${link.width})`,
    ...(pf == null ? {} : { path: pf.path }),
    found: rateText(sum),
    limit: carries,
    fix: betterSlot(link),
  });
}

/** What large writes leave of a link; null where speed or width is not known. */
function capacityOf({ speedGTs, width }: PcieLinkFacts): Gbps | null {
  if (speedGTs === null || width === null || width === 0) return null;
  return pcieEffectiveGbps(speedGTs, width, PCIE_DEFAULT_MAX_PAYLOAD);
}

function portText({ name, mbps }: Port): string {
  return `${name} ${rateText(mbps ?? 0)}`;
}

function betterSlot({ speedGTs, width, maxSpeedGTs, maxWidth }: PcieLinkFacts): string {
  const trained = speedGTs !== null && width !== null && maxSpeedGTs !== null && maxWidth !== null;
  if (trained && (speedGTs < maxSpeedGTs || width < maxWidth)) {
    return `Find out why the link trained at ${speedGTs} GT/s x${width} where ${maxSpeedGTs} GT/s x${maxWidth} is possible (slot, riser, firmware), or plan with less than line rate`;
  }
  return PCI_004.fix;
}
