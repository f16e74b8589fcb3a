import type { PcieLinkFacts } from '../../inventory/inventory';
import { PCIE_DEFAULT_MAX_PAYLOAD, pcieEffectiveGbps } from '../../model/pcie';
import { pcieWay } from '../../resolve/pcie-links';
import type { ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, violation } from '../rule';
import { cardsOf } from '../../resolve/cards';
import { pfAddress } from '../../resolve/resolved';
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
  /** The first declared one has the finding. */
  readonly pf: ResolvedPf;
  readonly ports: Port[];
}

interface Port {
  readonly name: string;
  /** null where the PF is declared and its speed is not known. */
  readonly mbps: number | null;
}

/** Links of the declared NICs, each once, with every port behind it. */
function sharedLinks(host: ResolvedHost): SharedLink[] {
  const links: SharedLink[] = [];
  const upstream = new Map<string, SharedLink>();
  for (const { declared, others } of cardsOf(host)) {
    const nics = declared.filter((pf) => pf.deviceClass === 'net' && pf.facts !== null);
    const [pf] = nics;
    if (!pf?.facts) continue;
    const ports: Port[] = nics.map((nic) => ({ name: pfAddress(nic) ?? nic.path, mbps: nic.linkMbps?.value ?? null }));
    for (const other of others) {
      // A port that nobody declared and that has no link moves nothing.
      const mbps = other.network?.interfaces[0]?.speedMbps ?? null;
      if (mbps !== null) ports.push({ name: other.address, mbps });
    }
    const way = pcieWay(pf);
    if (way.own !== null) links.push({ link: way.own, role: 'slot', pf, ports });
    for (const link of way.upstream) {
      const shared = upstream.get(link.address);
      if (shared !== undefined) shared.ports.push(...ports);
      else upstream.set(link.address, { link, role: 'upstream link', pf, ports: [...ports] });
    }
  }
  const wider = [...upstream.values()];
  return [...links, ...wider.filter((shared) => !isSlotAgain(shared, links))];
}

/** The port above a card has the same link as the card, seen from the other end. */
function isSlotAgain(upstream: SharedLink, slots: readonly SharedLink[]): boolean {
  return slots.some(
    ({ link, pf, ports }) =>
      ports.length === upstream.ports.length &&
      pf === upstream.pf &&
      link.speedGTs === upstream.link.speedGTs &&
      link.width === upstream.link.width,
  );
}

const LINK_UNKNOWN = unknown('speed and width of a PCIe link (current_link_speed, current_link_width)');

/** By what large writes leave of a link. */
function judgeLink({ link, role, pf, ports }: SharedLink): Verdict {
  const { speedGTs, width } = link;
  if (speedGTs === null || width === null || width === 0) return LINK_UNKNOWN;
  const capacity = pcieEffectiveGbps(speedGTs, width, PCIE_DEFAULT_MAX_PAYLOAD);
  if (capacity === null) return LINK_UNKNOWN;
  let sum = 0;
  for (const { mbps } of ports) {
    if (mbps === null) return unknown('link speed of a port');
    sum += mbps;
  }
  if (sum <= capacity * 1000) return COMPLIANT;
  const carries = rateText(Math.round(capacity * 10) * 100);
  return violation({
    message: `ports behind the ${role} ${link.address} add up to ${rateText(sum)} (${listed(ports.map(portText))}), it carries ${carries} (${speedGTs} GT/s x${width})`,
    path: pf.path,
    found: rateText(sum),
    limit: carries,
    fix: betterSlot(speedGTs, width, link),
  });
}

function portText({ name, mbps }: Port): string {
  return `${name} ${rateText(mbps ?? 0)}`;
}

function betterSlot(speedGTs: number, width: number, { maxSpeedGTs, maxWidth }: PcieLinkFacts): string {
  if (maxSpeedGTs !== null && maxWidth !== null && (speedGTs < maxSpeedGTs || width < maxWidth)) {
    return `Find out why the link trained at ${speedGTs} GT/s x${width} where ${maxSpeedGTs} GT/s x${maxWidth} is possible (slot, riser, firmware), or plan with less than line rate`;
  }
  return PCI_004.fix;
}
