import { grouped } from '../../model/grouped';
import { cardOf } from '../../resolve/cards';
import { physicalPortOf } from '../../resolve/physical-port';
import { pfAddress, type ResolvedHost, type ResolvedPf } from '../../resolve/resolved';
import type { LostPart } from './failure';

/** Something that fails as a whole, and the PFs that go with it. */
export interface Part {
  readonly lost: LostPart;
  readonly pfs: readonly ResolvedPf[];
}

/** Ports, then cards; a card whose one port has failed already is not told again. */
export function partsOf(host: ResolvedHost): Part[] {
  const inUse = host.physicalFunctions.filter(({ pools }) => pools.some(({ attachments }) => attachments.length > 0));
  const nics = inUse.filter(({ deviceClass }) => deviceClass === 'net');
  const ports = partsBy(nics, (pf) => portOf(pf, host), 'port');
  const cards = partsBy(inUse, (pf) => cardOf(pf) ?? pf.path, 'card');
  const told = new Set(ports.map(({ pfs }) => setOf(pfs)));
  return [...ports, ...cards.filter(({ pfs }) => !told.has(setOf(pfs)))];
}

export function hostPart(host: ResolvedHost): Part {
  const pfs = host.physicalFunctions;
  return { lost: { kind: 'host', name: `host ${host.name}`, physicalFunctions: pfs.map(nameOf) }, pfs };
}

function partsBy(pfs: readonly ResolvedPf[], keyOf: (pf: ResolvedPf) => string, kind: 'port' | 'card'): Part[] {
  return [...grouped(pfs, keyOf).values()].map((of) => {
    const physicalFunctions = of.map(nameOf);
    return { lost: { kind, name: `${kind} of ${physicalFunctions[0] ?? ''}`, physicalFunctions }, pfs: of };
  });
}

/** PFs of one physical port have the same, as far as their driver tells; one whose netdev is that of another PF (Socket Direct) has its port. */
function portOf(pf: ResolvedPf, host: ResolvedHost): string {
  const [first] = [nameOf(pf), ...(pf.facts?.network?.joinedPfs ?? [])].sort();
  const owner = host.physicalFunctions.find((other) => nameOf(other) === first) ?? pf;
  return physicalPortOf(owner)?.key ?? first ?? pf.path;
}

function nameOf(pf: ResolvedPf): string {
  return pfAddress(pf) ?? pf.path;
}

function setOf(pfs: readonly ResolvedPf[]): string {
  return JSON.stringify(pfs.map(({ path }) => path).sort());
}
