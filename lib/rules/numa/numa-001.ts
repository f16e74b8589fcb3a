import type { HostFacts, NumaNodeFacts } from '../../inventory/inventory';
import type { Severity } from '../../model/finding';
import type { NumaNode } from '../../model/units';
import { describePf, type ResolvedAttachment, type ResolvedHost, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { listed } from '../shared/words';

export const NUMA_001: Rule = {
  id: 'NUMA-001',
  title: 'a VF sits on the NUMA node of its VM',
  severity: 'error',
  protects:
    'Remote memory adds about 115 ns to each DMA read and takes 23 % of the throughput of 64 byte reads. An error with ' +
    'numaPolicy required or socket, a warning with preferred, which holds when none is stated. With required it is a ' +
    'warning too where one of the two nodes is not known.',
  source: 'numa_node in sysfs, which VFs inherit from their PF; policies as in OpenStack Nova',
  fix: 'Take the VF from a PF on the node of the VM, move the VM, or set numaPolicy to none',
  on: 'attachment',
  check: (attachment, pf, host) => {
    const { wanted } = attachment;
    const token = tokenAmong(wanted.unresolved, 'vmNumaNode', 'numaPolicy');
    if (token) return token;
    const policy = wanted.numaPolicy ?? 'preferred';
    if (policy === 'none') return NOT_APPLICABLE;
    const vmNode = wanted.vmNumaNode;
    const { numaNodes } = host.inventory.host;
    if (vmNode === undefined) {
      if (wanted.numaPolicy === undefined) return NOT_APPLICABLE;
      if (policy !== 'required') return unknown('vmNumaNode, which is not stated');
      return numaNodes.length === 1 ? COMPLIANT : unstatedVmNode(attachment);
    }
    if (numaNodes.length > 0 && !numaNodes.some((node) => node.id === vmNode)) {
      const nodes = listed(numaNodes.map((node) => String(node.id)));
      return violation({
        message: `the VM is to run on NUMA node ${vmNode}, ${host.name} has node ${nodes}`,
        pointer: 'vmNumaNode',
        found: String(vmNode),
        limit: nodes,
        limitSource: `NUMA nodes of ${host.name}`,
        fix: 'Set vmNumaNode to a node of the host',
      });
    }
    if (numaNodes.length === 1) return COMPLIANT;
    const node = nodeOf(attachment, pf);
    if (node === null || node < 0) {
      const asked = policy === 'required' && pf.facts !== null && !host.presumed;
      return asked ? unknownPfNode(attachment, pf, node) : unknown('NUMA node of the PF');
    }
    if (node === vmNode) return COMPLIANT;
    if (policy === 'socket') {
      const same = onOneSocket(host.inventory.host, node, vmNode);
      if (same === null)
        return unknown(`which NUMA nodes of ${host.name} share a socket (physical_package_id of CPUs)`);
      if (same) return COMPLIANT;
    }
    return mismatch(attachment, pf, host, { node, vmNode, policy });
  },
};

function unstatedVmNode({ wanted }: ResolvedAttachment) {
  return violation({
    message: `numaPolicy is required, and the NUMA node of VM ${wanted.vm} is not stated: it is not checked that the VF is on it`,
    pointer: 'vmNumaNode',
    found: 'not stated',
    severity: 'warning',
    fix: 'Set vmNumaNode to the node that the VM is pinned to, or set numaPolicy to preferred or none',
  });
}

/** Firmware that names no node is -1 in sysfs; null: the file was not read. */
function unknownPfNode({ wanted }: ResolvedAttachment, pf: ResolvedPf, node: NumaNode | null) {
  const [why, remedy] =
    node === null
      ? ['numa_node was not read', 'Capture the host again']
      : [`numa_node is ${node}: the firmware names no node`, 'Turn NUMA on in the firmware or update it'];
  return violation({
    message: `numaPolicy is required, and the NUMA node of the VF of VM ${wanted.vm} is not known (${why}; ${describePf(pf)})`,
    pointer: 'numaPolicy',
    found: node === null ? 'not known' : String(node),
    limit: String(wanted.vmNumaNode),
    limitSource: 'vmNumaNode of the attachment',
    severity: 'warning',
    fix: `${remedy}, take the VF from a PF whose node is known, or set numaPolicy to preferred or none`,
  });
}

function nodeOf(attachment: ResolvedAttachment, pf: ResolvedPf): NumaNode | null {
  const facts = pf.facts;
  if (facts === null) return null;
  if (facts.virtualFunctions.length === 0) return facts.numaNode;
  return facts.virtualFunctions.find((vf) => vf.index === attachment.vf)?.numaNode ?? facts.numaNode;
}

/**
 * Whether two different nodes are on one socket: by the sockets of their CPUs; where the inventory has none, by the number
 * of sockets, or by distances that part the nodes into as many groups of one size. null: not known.
 */
function onOneSocket({ cpus, numaNodes }: HostFacts, a: NumaNode, b: NumaNode): boolean | null {
  const [one, other] = [a, b].map((id) => numaNodes.find((node) => node.id === id));
  if (cpus.sockets === 1) return true;
  if (one === undefined || other === undefined) return null;
  if (one.sockets.length > 0 && other.sockets.length > 0) {
    return one.sockets.some((socket) => other.sockets.includes(socket));
  }
  if (cpus.sockets === null) return null;
  return cpus.sockets === numaNodes.length ? false : nearBy(numaNodes, cpus.sockets, one, other);
}

/**
 * Whether two nodes are in one group of near nodes. Each node must have the same number of others that are nearer than all
 * the rest, and those must have it; firmware that gives one distance for all decides nothing.
 */
function nearBy(
  nodes: readonly NumaNodeFacts[],
  sockets: number,
  one: NumaNodeFacts,
  other: NumaNodeFacts,
): boolean | null {
  const size = nodes.length / sockets;
  const groups = nodes.map((node, n) => nearest(node, n, size));
  const isPartition = groups.every((group, n) => group?.every((member) => sameMembers(groups[member], groups[n])));
  if (!isPartition) return null;
  return groups[nodes.indexOf(one)]?.includes(nodes.indexOf(other)) ?? null;
}

/** The node and the nearest others, `size` in all, sorted; null where the next is no further away, or `size` is none. */
function nearest({ distances }: NumaNodeFacts, self: number, size: number): number[] | null {
  const byDistance = distances.map((distance, n) => ({ distance: n === self ? -1 : distance, n }));
  byDistance.sort((a, b) => a.distance - b.distance);
  const [last, next] = [byDistance[size - 1], byDistance[size]];
  if (last === undefined || next === undefined || last.distance >= next.distance) return null;
  return byDistance
    .slice(0, size)
    .map(({ n }) => n)
    .sort((a, b) => a - b);
}

function sameMembers(a: readonly number[] | null | undefined, b: readonly number[] | null | undefined): boolean {
  return a != null && b != null && a.join() === b.join();
}

function mismatch(
  attachment: ResolvedAttachment,
  pf: ResolvedPf,
  host: ResolvedHost,
  found: { readonly node: NumaNode; readonly vmNode: NumaNode; readonly policy: string },
) {
  const { node, vmNode, policy } = found;
  const near = host.physicalFunctions.filter(
    (other) => other.deviceClass === pf.deviceClass && other.facts?.numaNode === vmNode && other.pools.length > 0,
  );
  const severity: Severity = policy === 'preferred' ? 'warning' : 'error';
  return violation({
    message: `the VF is on NUMA node ${node}, VM ${attachment.wanted.vm} on node ${vmNode}, and numaPolicy is ${policy} (${describePf(pf)})`,
    pointer: 'vmNumaNode',
    found: String(node),
    limit: String(vmNode),
    limitSource: `numa_node of ${pf.facts?.address}`,
    severity,
    ...(near.length === 0
      ? {}
      : {
          fix: `Take the VF from a pool of ${listed(near.map((other) => other.path))}, which is on node ${vmNode}, move the VM, or set numaPolicy to none`,
        }),
  });
}
