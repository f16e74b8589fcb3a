import type { PcieLinkFacts } from '../../inventory/inventory';
import type { NetworkDemand } from '../../model/demand';
import { pcieEffectiveGbps, pcieRawGbps, pcieSpeedGTs } from '../../model/pcie';
import type { Mbps, PciAddress } from '../../model/units';
import { isIntegrated, pcieWay } from '../../resolve/pcie-links';
import type { ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import {
  COMPLIANT,
  NOT_APPLICABLE,
  type Rule,
  tokenAmong,
  type Unknown,
  unknown,
  type Violation,
  violation,
} from '../rule';
import { cardOf } from '../../resolve/cards';
import { nameOf } from '../shared/port';
import { comparedRates } from '../shared/rates';
import { counted, listed, rateText } from '../shared/words';

export const RATE_010: Rule = {
  id: 'RATE-010',
  title: 'declared demands within the PCIe link',
  severity: 'warning',
  protects:
    'VMs that together ask for more than the PCIe link carries do not get what they were promised, however fast the port is.',
  source:
    'PCI Express Base Specification: transfer rate x lanes x line encoding, less packet overhead; share of acknowledgements measured by pcie-bench (SIGCOMM 2018)',
  fix: 'Move attachments to a card on another PCIe link, or put the card into a slot with more lanes',
  on: 'host',
  check(host) {
    const demanding = demandingPfs(host);
    if (demanding.length === 0) return tokenDemand(host) ?? NOT_APPLICABLE;
    const links = linksOf(demanding);
    const verdicts: (Violation | Unknown)[] = overloads(links);
    verdicts.push(...withoutLink(demanding, links));
    const token = tokenDemand(host);
    if (token !== undefined) verdicts.push(token);
    return verdicts.length > 0 ? verdicts : COMPLIANT;
  },
};

interface DemandingPf {
  readonly pf: ResolvedPf;
  /** Attachments with a demand. */
  readonly attachments: number;
  /** What they ask for, added up by size of frame. */
  readonly demands: readonly FrameDemand[];
}

interface FrameDemand {
  readonly frameBytes: number;
  txMbps: Mbps;
  rxMbps: Mbps;
}

function demandingPfs(host: ResolvedHost): DemandingPf[] {
  const found: DemandingPf[] = [];
  for (const pf of host.physicalFunctions) {
    const byFrame = new Map<number, FrameDemand>();
    let attachments = 0;
    for (const pool of pf.pools) {
      for (const { wanted } of pool.attachments) {
        if (wanted.demand?.kind !== 'network') continue;
        attachments += 1;
        addDemand(byFrame, wanted.demand);
      }
    }
    if (attachments > 0) found.push({ pf, attachments, demands: [...byFrame.values()] });
  }
  return found;
}

function addDemand(byFrame: Map<number, FrameDemand>, { frameBytes, txMbps, rxMbps }: NetworkDemand): void {
  const sum = byFrame.get(frameBytes);
  if (sum === undefined) {
    byFrame.set(frameBytes, { frameBytes, txMbps, rxMbps });
    return;
  }
  sum.txMbps += txMbps;
  sum.rxMbps += rxMbps;
}

function tokenDemand(host: ResolvedHost): Unknown | undefined {
  for (const { wanted } of host.attachments) {
    const token = tokenAmong(wanted.unresolved, 'demand');
    if (token !== undefined) return token;
  }
  return undefined;
}

/** A link on the way of one or several PFs, and what is behind it. */
interface Link {
  readonly address: PciAddress;
  readonly speedGTs: number;
  readonly width: number;
  readonly source: string;
  readonly pfs: DemandingPf[];
}

/** Functions of one card share its link, and cards below a switch share those above it. */
function linksOf(demanding: readonly DemandingPf[]): Map<string, Link> {
  const links = new Map<string, Link>();
  const add = (key: string, on: DemandingPf, link: Omit<Link, 'pfs'>) => {
    const known = links.get(key);
    if (known === undefined) links.set(key, { ...link, pfs: [on] });
    else known.pfs.push(on);
  };
  for (const on of demanding) {
    const own = ownLink(on.pf);
    if (own !== undefined) add(`card ${cardOf(on.pf)}`, on, own);
    for (const facts of pcieWay(on.pf).upstream) {
      const link = negotiated(facts);
      if (link !== undefined) add(link.address, on, link);
    }
  }
  return links;
}

function withoutLink(demanding: readonly DemandingPf[], links: ReadonlyMap<string, Link>): Unknown[] {
  const behindLinks = new Set([...links.values()].flatMap(({ pfs }) => pfs));
  return demanding
    .filter((on) => !behindLinks.has(on) && !isIntegrated(on.pf))
    .map(() => unknown('speed and width of the PCIe link'));
}

/** As negotiated on the host, else as the catalog knows the card. */
function ownLink(pf: ResolvedPf): Omit<Link, 'pfs'> | undefined {
  const { facts, device } = pf;
  if (facts === null || isIntegrated(pf)) return undefined;
  const link = negotiated(facts.link);
  if (link !== undefined) return link;
  const { gen, lanes, source } = device?.pcie ?? { gen: null, lanes: null, source: null };
  const speedGTs = gen === null ? null : pcieSpeedGTs(gen);
  if (speedGTs === null || lanes === null) return undefined;
  return { address: facts.address, speedGTs, width: lanes, source: source ?? `catalog, ${device?.name}` };
}

/** undefined when the speed or width is not known, or is none that PCIe has. */
function negotiated({ address, speedGTs, width }: PcieLinkFacts): Omit<Link, 'pfs'> | undefined {
  if (speedGTs === null || width === null || pcieRawGbps(speedGTs, width) === null) return undefined;
  return { address, speedGTs, width, source: `negotiated by ${address}` };
}

interface Overload {
  readonly link: Link;
  readonly direction: string;
  readonly demandedMbps: Mbps;
  readonly carriedMbps: Mbps;
}

/** One violation for each group of PFs and direction: that of the slowest link they share. */
function overloads(links: ReadonlyMap<string, Link>): Violation[] {
  const worst = new Map<string, Overload>();
  for (const link of links.values()) {
    for (const overload of [overloaded(link, 'txMbps'), overloaded(link, 'rxMbps')]) {
      if (overload === undefined) continue;
      const key = `${overload.direction} ${link.pfs.map(({ pf }) => pf.path).join(' ')}`;
      const known = worst.get(key);
      if (known === undefined || overload.carriedMbps < known.carriedMbps) worst.set(key, overload);
    }
  }
  return [...worst.values()].map(tooMuch);
}

function overloaded(link: Link, direction: 'txMbps' | 'rxMbps'): Overload | undefined {
  let demandedMbps = 0;
  let share = 0;
  for (const { demands } of link.pfs) {
    for (const demand of demands) {
      const carried = pcieEffectiveGbps(link.speedGTs, link.width, demand.frameBytes);
      if (carried === null || !(demand[direction] > 0)) continue;
      demandedMbps += demand[direction];
      share += demand[direction] / (carried * 1000);
    }
  }
  if (!(share > 1)) return undefined;
  const words = direction === 'txMbps' ? 'from the VMs to the wire' : 'from the wire to the VMs';
  return { link, direction: words, demandedMbps, carriedMbps: demandedMbps / share };
}

function tooMuch({ link, direction, demandedMbps, carriedMbps }: Overload): Violation {
  const { address, speedGTs, width, pfs } = link;
  const [demanded, carried] = comparedRates(demandedMbps, Math.floor(carriedMbps));
  const count = pfs.reduce((sum, { attachments }) => sum + attachments, 0);
  return violation({
    ...(pfs.length === 1 && pfs[0] && { path: pfs[0].pf.path }),
    message: `demands of ${counted(count, 'attachment')} on ${listed(pfs.map(({ pf }) => nameOf(pf)))} add up to ${demanded} ${direction}, the PCIe link at ${address} (${speedGTs} GT/s, ${counted(width, 'lane')}) carries ${carried} of such frames`,
    pointer: 'demand',
    found: `${demandedMbps} Mbit/s`,
    limit: `${Math.floor(carriedMbps)} Mbit/s`,
    limitSource: `${link.source}; packet overhead and acknowledgements of PCI Express`,
    fix: `Move attachments that ask for at least ${rateText(Math.ceil(demandedMbps - carriedMbps))} to a card on another PCIe link, or put the card into a slot with more lanes`,
  });
}
