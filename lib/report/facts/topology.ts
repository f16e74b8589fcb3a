import type { Inventory, NumaNodeFacts, PcieLinkFacts, PhysicalFunctionFacts } from '../../inventory/inventory';
import type { NumaNode } from '../../model/units';
import type { PcieBranch, PlaceFacts } from './facts';

/** NUMA nodes with the PCIe ports and PFs that are on them; PFs of no known node come last. */
export function placesOf({ host, physicalFunctions }: Inventory): PlaceFacts[] {
  const known = new Set(host.numaNodes.map(({ id }) => id));
  const on = (node: NumaNode | null) =>
    physicalFunctions.filter(({ numaNode }) => (numaNode !== null && known.has(numaNode) ? numaNode : null) === node);
  const elsewhere = on(null);
  return [
    ...host.numaNodes.map((node) => placeOf(node, on(node.id))),
    ...(elsewhere.length === 0 ? [] : [placeOf(null, elsewhere)]),
  ];
}

function placeOf(node: NumaNodeFacts | null, pfs: readonly PhysicalFunctionFacts[]): PlaceFacts {
  return {
    numaNode: node?.id ?? null,
    sockets: node?.sockets ?? [],
    cpus: node?.cpus ?? null,
    memoryBytes: node?.memoryBytes ?? null,
    pcie: pcieTree(pfs),
  };
}

interface DraftBranch extends PcieBranch {
  readonly branches: DraftBranch[];
}

/** PFs below the ports that lead to them, from the processor on. */
function pcieTree(pfs: readonly PhysicalFunctionFacts[]): PcieBranch[] {
  const roots: DraftBranch[] = [];
  for (const { address, link, upstreamLinks } of pfs) {
    let level = roots;
    for (const port of [...upstreamLinks].reverse()) level = portIn(level, port).branches;
    level.push(branchOf('pf', { ...link, address }));
  }
  return roots;
}

function portIn(level: DraftBranch[], link: PcieLinkFacts): DraftBranch {
  const there = level.find(({ kind, address }) => kind === 'port' && address === link.address);
  if (there !== undefined) return there;
  const port = branchOf('port', link);
  level.push(port);
  return port;
}

function branchOf(kind: PcieBranch['kind'], link: PcieLinkFacts): DraftBranch {
  const { address, speedGTs, width, maxSpeedGTs, maxWidth } = link;
  return { address, kind, speedGTs, width, maxSpeedGTs, maxWidth, branches: [] };
}
