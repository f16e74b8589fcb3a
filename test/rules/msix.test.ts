import type { VfSettings, VfUse } from '../../lib/model/settings';
import { MSIX_001 } from '../../lib/rules/msix/msix-001';
import { MSIX_002 } from '../../lib/rules/msix/msix-002';
import { MSIX_003 } from '../../lib/rules/msix/msix-003';
import { MSIX_004 } from '../../lib/rules/msix/msix-004';
import { device, profile } from '../support/catalog';
import { nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import type { HostSketch, PfSketch, PoolSketch } from '../support/resolved';
import { describeRule } from '../support/rule-table';
import { violationsOf } from '../support/violations';

const USED = [{ kind: 'vfio', detail: 'qemu 4711' }] as const;

function withPool(settings: VfSettings, change: Omit<PfSketch, 'pools'> = {}, pool: PoolSketch = {}): HostSketch {
  return { pfs: [{ profile: profile('ice'), ...change, pools: [{ settings, ...pool }] }] };
}

function withTotal(vfTotalMsix: number | null): Partial<PfSketch> {
  return { facts: nicFacts({ vfTotalMsix }) };
}

/** Four VFs exist; VF 1 is in use. */
function usedVf(msixVectors: number | null): Partial<PfSketch> {
  const virtualFunctions = [0, 1, 2, 3].map((n) => vfFacts(n, { msixVectors, users: n === 1 ? USED : [] }));
  return { facts: nicFacts({ numVfs: 4, virtualFunctions }) };
}

describeRule(MSIX_001, {
  violating: [
    [
      'more vectors than the card has, with one of the driver for each VF',
      withPool({ msixVectors: 16 }, withTotal(67)),
      /take 68 MSI-X vectors, 4 vectors of the driver's own included, the card has 67.*Lower msixVectors/,
    ],
    [
      'overrides of single attachments that tip the sum',
      withPool({ msixVectors: 16 }, withTotal(80), { attached: [{}, { overrides: { msixVectors: 64 } }] }),
      /take 116 MSI-X vectors/,
    ],
    [
      'a total of zero, as igb and NVMe show',
      withPool({ msixVectors: 4 }, { ...withTotal(0), profile: null }),
      /sriov_vf_total_msix is 0.*Leave msixVectors out/,
    ],
    [
      'a driver that has no such file',
      withPool({ msixVectors: 4 }, { profile: profile('i40e') }),
      /msixVectors is stated for 4 VFs, and i40e has no sriov_vf_msix_count/,
    ],
    [
      'the same of a PF that was not found',
      withPool({ msixVectors: 4 }, { profile: profile('i40e'), facts: null }),
      /and i40e has no sriov_vf_msix_count/,
    ],
    ['fewer vectors than a VF needs', withPool({ msixVectors: 1 }), /VF 0 is to have 1 MSI-X vector, ice needs 2/],
    [
      'more VFs than the card has vectors for, where nobody states any',
      withPool({}, withTotal(7)),
      /4 VFs need 8 MSI-X vectors, 2 each, the card has 7.*Lower the number of VFs to 3/,
    ],
  ],
  compliant: [
    ['a sum that fits exactly', withPool({ msixVectors: 16 }, withTotal(68))],
    ['vectors that the driver shares out by itself', withPool({})],
    [
      'counts on a driver without vectors of its own',
      withPool({ msixVectors: 16 }, { ...withTotal(64), profile: profile('mlx5_core') }),
    ],
  ],
  notApplicable: [
    ['a driver that shares nothing out, and no count', withPool({}, { profile: profile('i40e') })],
    ['VFs of which nobody states a count, on a card without a total', withPool({}, withTotal(null))],
    ['a PF without VFs', { pfs: [{ profile: profile('ice'), pools: [] }] }],
  ],
  unknown: [
    ['a card whose total was not read', withPool({ msixVectors: 16 }, withTotal(null))],
    ['a PF that was not found', withPool({ msixVectors: 16 }, { facts: null })],
    ['a count that is a token', withPool({}, {}, { unresolved: ['msixVectors'] })],
  ],
});

describeRule(MSIX_002, {
  violating: [
    [
      'another count on a VF in use',
      withPool({ msixVectors: 16 }, usedVf(5)),
      /count of 1 VF in use changes: VF 1 from 5 to 16 \(used by qemu 4711\)/,
    ],
  ],
  compliant: [
    ['the count that a VF in use already has', withPool({ msixVectors: 5 }, usedVf(5))],
    ['a count on new VFs', withPool({ msixVectors: 5 })],
  ],
  notApplicable: [
    ['VFs in use of which nobody states a count', withPool({}, usedVf(5))],
    ['VFs of another manager', withPool({ msixVectors: 16 }, { ...usedVf(5), wanted: { externallyManaged: true } })],
  ],
  unknown: [
    ['a VF in use whose count was not read', withPool({ msixVectors: 16 }, usedVf(null))],
    ['a count that is a token', withPool({}, usedVf(5), { unresolved: ['msixVectors'] })],
  ],
});

test('MSIX-002 names the attachment where one VF is hit, and the PF where several are', () => {
  const one = withPool({ msixVectors: 16 }, usedVf(5), { attached: [{}, { vm: 'db1' }] });
  expect(violationsOf(MSIX_002, one).map(({ path }) => path)).toEqual(['rack1/kvm01/pf0/pool0/db1-1']);
  const virtualFunctions = [0, 1].map((n) => vfFacts(n, { msixVectors: 5, users: USED }));
  const two = withPool({ msixVectors: 16 }, { facts: nicFacts({ numVfs: 2, virtualFunctions }) }, { count: 2 });
  expect(violationsOf(MSIX_002, two).map(({ path }) => path)).toEqual(['rack1/kvm01/pf0']);
});

function queues(use: VfUse, settings: VfSettings = {}, change: Omit<PfSketch, 'pools'> = {}, count = 4): HostSketch {
  return withPool(settings, change, { use, count });
}

describeRule(MSIX_003, {
  violating: [
    [
      'queues beyond the step that ice gives each VF',
      queues({ queuePairs: 16 }, {}, {}, 64),
      /16 queue pairs, the VF has 4 vectors for queues: 1024 vectors for 64 VFs make 16 each, ice gives 5 and keeps 1/,
    ],
    [
      'queues beyond the vectors stated',
      queues({ queuePairs: 8 }, { msixVectors: 4 }),
      /8 queue pairs, the VF has 4 vectors/,
    ],
    [
      'queues beyond the vectors that the VF has now',
      queues({ queuePairs: 8 }, {}, { ...usedVf(4), profile: profile('mlx5_core') }),
      /the VF has 4 vectors for queues: 4 observed/,
    ],
    [
      'an attachment that asks for more than its pool',
      withPool({ msixVectors: 4 }, {}, { use: { queuePairs: 4 }, attached: [{ use: { queuePairs: 5 } }] }),
      /use 5 queue pairs/,
    ],
    [
      'a card on which not even the smallest step fits',
      queues({ queuePairs: 1 }, {}, withTotal(4)),
      /the VF has 0 vectors for queues/,
    ],
  ],
  compliant: [
    ['queues that the step covers', queues({ queuePairs: 16 }, {}, {}, 32)],
    ['as many queues as vectors stated, ice adding its own', queues({ queuePairs: 4 }, { msixVectors: 4 })],
  ],
  notApplicable: [
    ['guests of which nobody says how many queues they use', queues({})],
    ['a drive', queues({ queuePairs: 4 }, {}, { facts: nvmeFacts() })],
  ],
  unknown: [
    ['a driver whose share is unknown', queues({ queuePairs: 4 }, {}, { profile: profile('mlx5_core') })],
    ['queues that are a token', withPool({}, {}, { unresolved: ['queuePairs'] })],
    ['a number of VFs that is a token', queues({ queuePairs: 4 }, {}, { change: { numVfs: null } })],
  ],
});

describeRule(MSIX_004, {
  violating: [
    [
      'more than i40e gives',
      queues({ queuePairs: 17 }, {}, { device: device('intel-x710-sfp'), profile: profile('i40e') }),
      /17 queue pairs, ice gives a VF 16 at most/,
    ],
    [
      'more than the one pair of an I350',
      queues({ queuePairs: 2 }, {}, { device: device('intel-i350') }),
      /a VF 1 at most/,
    ],
    [
      'more than ixgbe gives up to 32 VFs',
      queues({ queuePairs: 5 }, {}, { profile: profile('ixgbe') }, 32),
      /a VF 4 at most/,
    ],
    [
      'more than ixgbe gives above 32 VFs',
      queues({ queuePairs: 4 }, {}, { profile: profile('ixgbe') }, 33),
      /a VF 2 at most/,
    ],
    ['more chains than qede gives', queues({ queuePairs: 17 }, {}, { profile: profile('qede') }), /a VF 16 at most/],
  ],
  compliant: [
    ['the most that i40e gives', queues({ queuePairs: 16 }, {}, { device: device('intel-x710-sfp') })],
    ['the most that fm10k gives', queues({ queuePairs: 16 }, {}, { profile: profile('fm10k') })],
  ],
  notApplicable: [
    ['guests of which nobody says how many queues they use', queues({})],
    ['a drive', queues({ queuePairs: 4 }, {}, { facts: nvmeFacts() })],
  ],
  unknown: [
    ['a driver whose limit stands nowhere', queues({ queuePairs: 4 }, {}, { profile: profile('mlx5_core') })],
    ['more VFs than any range of ixgbe holds', queues({ queuePairs: 4 }, {}, { profile: profile('ixgbe') }, 64)],
    ['queues that are a token', withPool({}, {}, { unresolved: ['queuePairs'] })],
  ],
});
