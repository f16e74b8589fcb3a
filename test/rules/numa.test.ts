import type { NumaNodeFacts } from '../../lib/inventory/inventory';
import type { WantedAttachment } from '../../lib/model/wanted';
import { judge } from '../../lib/rules/judge';
import { NUMA_001 } from '../../lib/rules/numa/numa-001';
import { NUMA_002 } from '../../lib/rules/numa/numa-002';
import { NUMA_003 } from '../../lib/rules/numa/numa-003';
import { hostFacts, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { type HostSketch, resolvedHost } from '../support/resolved';
import { describeRule } from '../support/rule-table';

const cpus = hostFacts().cpus;
const [node0, node1] = hostFacts().numaNodes;
const node = { cpus: '0-15', memoryBytes: null, distances: [], sockets: [] };
const FOUR_NODES = [0, 1, 2, 3].map((id) => ({ ...node, id }));

/** Nodes 0 and 2 are on socket 0, the others on socket 1, whatever their distances. */
const ALTERNATING = FOUR_NODES.map((facts) => ({ ...facts, sockets: [facts.id % 2] }));
/** Nodes 0 and 1 are near each other, and so are 2 and 3; the inventory has no sockets. */
const FAR_PAIRS = FOUR_NODES.map((facts) => ({
  ...facts,
  distances: [0, 1, 2, 3].map((other) => (other === facts.id ? 10 : other >> 1 === facts.id >> 1 ? 12 : 32)),
}));

/** As `FAR_PAIRS`, with other distances from one node. */
function farPairs(from: number, distances: readonly number[]): NumaNodeFacts[] {
  return FAR_PAIRS.map((facts) => (facts.id === from ? { ...facts, distances } : facts));
}

/** A VM on node 1 of a host of four nodes, on a PF of node 0, that may be anywhere on the socket. */
function onSocket(numaNodes: readonly NumaNodeFacts[], sockets: number | null = 2): HostSketch {
  return vm({ vmNumaNode: 1, numaPolicy: 'socket' }, 0, { inventory: { numaNodes, cpus: { ...cpus, sockets } } });
}

const SOCKETS_UNKNOWN = 'which NUMA nodes of kvm01 share a socket (physical_package_id of CPUs)';

/** A VM on a PF of node 0, on a host of two nodes and sockets. */
function vm(change: Partial<WantedAttachment>, numaNode: number | null = 0, host: HostSketch = {}): HostSketch {
  return { ...host, pfs: [{ facts: nicFacts({ numaNode }), pools: [{ attached: [change] }] }] };
}

describeRule(NUMA_001, {
  violating: [
    [
      'a VM on the other node',
      vm({ vmNumaNode: 1, numaPolicy: 'required', vm: 'db1' }),
      /VF is on NUMA node 0, VM db1 on node 1, and numaPolicy is required.*or set numaPolicy to none/,
    ],
    ['a VM on the other node, preferred or not stated', vm({ vmNumaNode: 1 }), /numaPolicy is preferred/],
    [
      'a VM on the other socket',
      vm({ vmNumaNode: 1, numaPolicy: 'socket' }),
      /on NUMA node 0, VM vm0 on node 1, and numaPolicy is socket/,
    ],
    [
      'a VM on the other of two sockets, by the sockets of their CPUs',
      vm({ vmNumaNode: 1, numaPolicy: 'socket' }, 0, { inventory: { numaNodes: ALTERNATING } }),
      /numaPolicy is socket/,
    ],
    [
      'a VM on the other socket, by distances',
      vm({ vmNumaNode: 2, numaPolicy: 'socket' }, 0, { inventory: { numaNodes: FAR_PAIRS } }),
      /on NUMA node 0, VM vm0 on node 2, and numaPolicy is socket/,
    ],
    ['a node that the host does not have', vm({ vmNumaNode: 7 }), /run on NUMA node 7, kvm01 has node 0, 1/],
    [
      'a VM with a PF on its own node to choose',
      {
        pfs: [
          { pools: [{ attached: [{ vmNumaNode: 1 }] }] },
          { facts: nicFacts({ address: '0000:86:00.0', numaNode: 1 }) },
        ],
      },
      /Take the VF from a pool of rack1\/kvm01\/pf1, which is on node 1/,
    ],
    [
      'a VM with nothing on its node but a drive, and a PF without pools',
      {
        pfs: [
          { pools: [{ attached: [{ vmNumaNode: 1 }] }] },
          { facts: nvmeFacts({ numaNode: 1 }) },
          { facts: nicFacts({ address: '0000:86:00.0', numaNode: 1 }), pools: [] },
          { facts: null },
        ],
      },
      {
        message: 'the VF is on NUMA node 0, VM vm0 on node 1, and numaPolicy is preferred (0000:3b:00.0, ice)',
        pointer: 'vmNumaNode',
        found: '0',
        limit: '1',
        limitSource: 'numa_node of 0000:3b:00.0',
        severity: 'warning',
      },
    ],
    [
      'a VM on the first VF, where the second says another node',
      {
        pfs: [
          {
            facts: nicFacts({ virtualFunctions: [vfFacts(1, { numaNode: 0 }), vfFacts(0, { numaNode: 1 })] }),
            pools: [{ attached: [{ vmNumaNode: 0 }] }],
          },
        ],
      },
      /VF is on NUMA node 1/,
    ],
    [
      'a VF that says another node than its PF',
      {
        pfs: [
          {
            facts: nicFacts({ virtualFunctions: [vfFacts(0, { numaNode: 1 })] }),
            pools: [{ attached: [{ vmNumaNode: 0 }] }],
          },
        ],
      },
      /VF is on NUMA node 1/,
    ],
    [
      'a required node of a VM that is not stated',
      vm({ numaPolicy: 'required', vm: 'db1' }),
      /NUMA node of VM db1 is not stated.*Set vmNumaNode to the node that the VM is pinned to/,
    ],
    [
      'a required node, and a PF whose node was not read',
      vm({ vmNumaNode: 1, numaPolicy: 'required' }, null),
      /numa_node was not read.*Capture the host again/,
    ],
    [
      'a required node, and a PF whose firmware names none',
      vm({ vmNumaNode: 1, numaPolicy: 'required' }, -1),
      /numa_node is -1: the firmware names no node.*Turn NUMA on in the firmware/,
    ],
  ],
  compliant: [
    ['a VM on the node of its VF', vm({ vmNumaNode: 0, numaPolicy: 'required' })],
    ['the same on a host whose nodes were not read', vm({ vmNumaNode: 0 }, 0, { inventory: { numaNodes: [] } })],
    [
      'a host of one node, whatever its firmware reports',
      vm({ vmNumaNode: 0 }, -1, { inventory: { numaNodes: node0 ? [node0] : [] } }),
    ],
    [
      'a required node on a host of one',
      vm({ numaPolicy: 'required' }, null, { inventory: { numaNodes: node0 ? [node0] : [] } }),
    ],
    [
      'another node of the socket, by the sockets of their CPUs, of which one node has those of two',
      onSocket(FOUR_NODES.map((facts) => ({ ...facts, sockets: facts.id === 0 ? [0, 1] : [facts.id] }))),
    ],
    [
      'another node of the socket, by distances from a PF that is not on the first one',
      vm({ vmNumaNode: 2, numaPolicy: 'socket' }, 3, { inventory: { numaNodes: FAR_PAIRS } }),
    ],
    [
      'two nodes of one socket',
      vm({ vmNumaNode: 1, numaPolicy: 'socket' }, 0, { inventory: { cpus: { ...cpus, sockets: 1 } } }),
    ],
    [
      'another node of the socket, by the sockets of their CPUs',
      vm({ vmNumaNode: 2, numaPolicy: 'socket' }, 0, { inventory: { numaNodes: ALTERNATING } }),
    ],
    [
      'another node of the socket, by distances',
      vm({ vmNumaNode: 1, numaPolicy: 'socket' }, 0, { inventory: { numaNodes: FAR_PAIRS } }),
    ],
    [
      'the same node where sockets have several',
      vm({ vmNumaNode: 2, numaPolicy: 'socket' }, 2, { inventory: { numaNodes: FOUR_NODES } }),
    ],
  ],
  notApplicable: [
    ['a VM of which nobody says where it runs', vm({})],
    ['a VM for which it does not matter', vm({ vmNumaNode: 1, numaPolicy: 'none' })],
  ],
  unknown: [
    ['a PF whose node was not read', vm({ vmNumaNode: 1 }, null)],
    ['a PF whose platform reports none', vm({ vmNumaNode: 1 }, -1)],
    ['a PF that was not found', { pfs: [{ facts: null, pools: [{ attached: [{ vmNumaNode: 1 }] }] }] }],
    ['sockets of several nodes each', onSocket(FOUR_NODES), SOCKETS_UNKNOWN],
    ['distances that part the nodes otherwise than into the sockets', onSocket(FAR_PAIRS, 3), SOCKETS_UNKNOWN],
    ['distances, where nobody knows the number of sockets', onSocket(FAR_PAIRS, null), SOCKETS_UNKNOWN],
    ['a node from which two others are equally near', onSocket(farPairs(0, [10, 12, 12, 32])), SOCKETS_UNKNOWN],
    ['a node that is nearer to another socket', onSocket(farPairs(3, [12, 32, 32, 10])), SOCKETS_UNKNOWN],
    ['a node without distances', onSocket(farPairs(3, [])), SOCKETS_UNKNOWN],
    [
      'sockets of the CPUs of one node alone',
      onSocket(FOUR_NODES.map((facts) => (facts.id === 0 ? { ...facts, sockets: [0] } : facts))),
      SOCKETS_UNKNOWN,
    ],
    [
      'the same of the other node',
      onSocket(FOUR_NODES.map((facts) => (facts.id === 1 ? { ...facts, sockets: [0] } : facts))),
      SOCKETS_UNKNOWN,
    ],
    [
      'a node of the VF that the inventory does not list',
      vm({ vmNumaNode: 1, numaPolicy: 'socket' }, 2, { inventory: { numaNodes: FOUR_NODES.slice(0, 2) } }),
      SOCKETS_UNKNOWN,
    ],
    ['a policy without the node of the VM', vm({ numaPolicy: 'socket' }), 'vmNumaNode, which is not stated'],
    ['a policy that is a token', vm({ vmNumaNode: 1, unresolved: ['numaPolicy'] })],
    [
      'a required node on a host without an inventory',
      vm({ vmNumaNode: 1, numaPolicy: 'required' }, null, { presumed: true, inventory: { numaNodes: [] } }),
    ],
    [
      'a required node and a PF that was not found',
      { pfs: [{ facts: null, pools: [{ attached: [{ vmNumaNode: 1, numaPolicy: 'required' }] }] }] },
    ],
    ['a node that is a token', vm({ numaPolicy: 'required', unresolved: ['vmNumaNode'] })],
  ],
});

test.each([
  ['required', 'error'],
  ['socket', 'error'],
  ['preferred', 'warning'],
] as const)('NUMA-001 with policy %s is judged as %s', (numaPolicy, severity) => {
  const judgements = judge(NUMA_001, [resolvedHost(vm({ vmNumaNode: 1, numaPolicy }))]);
  expect(judgements.map(({ verdict }) => verdict)).toEqual([expect.objectContaining({ severity })]);
});

test.each([
  ['the VM', vm({ numaPolicy: 'required' })],
  ['the PF', vm({ vmNumaNode: 1, numaPolicy: 'required' }, null)],
])('NUMA-001 with policy required and an unknown node of %s is a warning', (_words, sketch) => {
  const judgements = judge(NUMA_001, [resolvedHost(sketch)]);
  expect(judgements.map(({ verdict }) => verdict)).toEqual([expect.objectContaining({ severity: 'warning' })]);
});

describeRule(NUMA_002, {
  violating: [
    [
      'a node of -1 on a host of two nodes',
      vm({}, -1),
      {
        message: 'numa_node of 0000:3b:00.0 is -1 on a host of 2 NUMA nodes: no VM can be put near its VFs',
        found: '-1',
        limitSource: 'numa_node of 0000:3b:00.0',
      },
    ],
    [
      'the same where one pool of two has a VM',
      { pfs: [{ facts: nicFacts({ numaNode: -1 }), pools: [{}, { attached: [{}] }] }] },
      /is -1 on a host of 2 NUMA nodes/,
    ],
  ],
  compliant: [
    ['a PF on the first node', vm({}, 0)],
    ['a PF on another node', vm({}, 1)],
  ],
  notApplicable: [
    ['a host of one node', vm({}, -1, { inventory: { numaNodes: node1 ? [node1] : [] } })],
    ['a PF of which no VM has a VF', { pfs: [{ facts: nicFacts({ numaNode: -1 }) }] }],
    [
      'a VM for which it does not matter, on a host of which nothing is known',
      vm({ vmNumaNode: 0, numaPolicy: 'none' }, null, { inventory: { numaNodes: [] } }),
    ],
    [
      'a host of which nothing is known, and nobody asks',
      vm({}, null, { presumed: true, inventory: { numaNodes: [] } }),
    ],
  ],
  unknown: [
    ['a PF whose node was not read', vm({}, null)],
    [
      'a VM with a node, on a host of which nothing is known',
      vm({ vmNumaNode: 0 }, null, { inventory: { numaNodes: [] } }),
    ],
    [
      'a node of -1 on a host whose nodes were not read',
      vm({ vmNumaNode: 0 }, -1, { inventory: { numaNodes: [] } }),
      'NUMA nodes of the host',
    ],
    [
      'one VM of two with a node, on a host of which nothing is known',
      {
        inventory: { numaNodes: [] },
        pfs: [{ facts: nicFacts({ numaNode: null }), pools: [{}, { attached: [{}, { vmNumaNode: 0 }] }] }],
      },
      'NUMA node of the PF',
    ],
  ],
});

/** A host with a VM, booted with these arguments. */
const booted = (kernelArguments: string[], sockets: number | null = 2, host: HostSketch = {}): HostSketch =>
  vm({}, 0, { ...host, inventory: { kernelArguments, cpus: { ...cpus, sockets } } });

describeRule(NUMA_003, {
  violating: [
    [
      'two sockets without NUMA, of which the kernel makes one node',
      booted(['quiet', 'numa=off']),
      /^kvm01 has 2 sockets and is booted with numa=off: its kernel knows one NUMA node\. Take numa=off off the kernel arguments of the host, reboot it/,
    ],
    [
      'the same from the next boot on',
      booted([], 2, { policy: { kernelArguments: ['numa=noacpi', 'numa=off'] } }),
      /^kvm01 has 2 sockets and is to be booted with numa=off: .*\. Take numa=off out of kernelArguments/,
    ],
  ],
  compliant: [
    ['two sockets with NUMA', booted(['numa=noacpi,off', 'numa_balancing=off'])],
    ['one socket without', booted(['numa=off'], 1)],
  ],
  notApplicable: [['a host without VMs', { inventory: { kernelArguments: ['numa=off'] } }]],
  unknown: [
    ['a number of sockets that nobody read', booted(['numa=off'], null)],
    [
      'arguments that are a token',
      (() => {
        const host = resolvedHost(booted([]));
        return { ...host, wanted: { ...host.wanted, unresolved: ['kernelArguments'] } };
      })(),
    ],
  ],
});
