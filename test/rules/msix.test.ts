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
      'more vectors than the card has',
      withPool({ msixVectors: 17 }, withTotal(67)),
      /take 68 MSI-X vectors, the card has 67.*Lower msixVectors/,
    ],
    [
      'more vectors than the card has, in full',
      withPool({ msixVectors: 17 }, withTotal(67)),
      {
        message: 'the VFs take 68 MSI-X vectors, the card has 67 for them (0000:3b:00.0, ice)',
        found: '68',
        limit: '67',
        limitSource: 'sriov_vf_total_msix of 0000:3b:00.0',
      },
    ],
    [
      'counts for some VFs, and the least for the others',
      withPool({}, withTotal(21), { attached: [{ overrides: { msixVectors: 16 } }] }),
      /^the VFs take 22 MSI-X vectors, the card has 21/,
    ],
    [
      'counts on a driver without vectors of its own, of which nobody knows the least',
      withPool({ msixVectors: 16 }, { ...withTotal(63), profile: null }, { count: 4 }),
      {
        message: 'the VFs take 64 MSI-X vectors, the card has 63 for them (0000:3b:00.0, ice)',
        found: '64',
        limit: '63',
        limitSource: 'sriov_vf_total_msix of 0000:3b:00.0',
      },
    ],
    [
      'overrides of single attachments that tip the sum',
      withPool({ msixVectors: 16 }, withTotal(80), { attached: [{}, { overrides: { msixVectors: 64 } }] }),
      /take 112 MSI-X vectors/,
    ],
    [
      'a total of zero, as igb and NVMe show',
      withPool({ msixVectors: 4 }, { ...withTotal(0), profile: null }),
      {
        message:
          'msixVectors is stated for 4 VFs, and sriov_vf_total_msix is 0: a write of sriov_vf_msix_count is not supported (0000:3b:00.0, ice)',
        found: '4',
        limit: '0',
        limitSource: 'sriov_vf_total_msix of 0000:3b:00.0',
        fix: 'Leave msixVectors out of the pool',
      },
    ],
    [
      'a driver that has no such file, where nobody says who says so',
      withPool(
        { msixVectors: 4 },
        { profile: { ...profile('ice'), msix: { vfMsixCountSysfs: false, source: null } } },
        { count: 1 },
      ),
      {
        message: 'msixVectors is stated for 1 VF, and ice has no sriov_vf_msix_count',
        limitSource: MSIX_001.source,
        fix: 'Leave msixVectors out of the pool',
      },
    ],
    [
      'a driver that has no such file',
      withPool({ msixVectors: 4 }, { profile: profile('i40e') }),
      /msixVectors is stated for 4 VFs, and i40e has no sriov_vf_msix_count/,
    ],
    [
      'the driver of a release before it had the file',
      withPool({ msixVectors: 4 }, { facts: null }),
      /msixVectors is stated for 4 VFs, and ice has no sriov_vf_msix_count in Linux 6.1.0/,
    ],
    [
      'the same of a PF that was not found',
      withPool({ msixVectors: 4 }, { profile: profile('i40e'), facts: null }),
      /and i40e has no sriov_vf_msix_count/,
    ],
    [
      'fewer vectors than a VF needs',
      withPool({ msixVectors: 1 }),
      {
        message: 'VF 0 is to have 1 MSI-X vector, ice needs 2 at least',
        path: 'rack1/kvm01/pf0/pool0',
        pointer: 'msixVectors',
        found: '1',
        limit: '2',
        limitSource: profile('ice').msix?.source ?? '',
        fix: 'Raise msixVectors to 2',
      },
    ],
    [
      'fewer vectors than the VF of an attachment needs, where nobody says who says so',
      withPool(
        { msixVectors: 2 },
        { profile: { ...profile('ice'), msix: { vfMsixCountSysfs: true, minVectorsPerVf: 2, source: null } } },
        { attached: [{}, { overrides: { msixVectors: 1 } }] },
      ),
      {
        message: 'VF 1 is to have 1 MSI-X vector, ice needs 2 at least',
        path: 'rack1/kvm01/pf0/pool0/vm1-1',
        pointer: 'msixVectors',
        found: '1',
        limit: '2',
        limitSource: MSIX_001.source,
        fix: 'Raise msixVectors to 2',
      },
    ],
    [
      'more VFs than the card has vectors for, where nobody states any',
      withPool({}, withTotal(7)),
      {
        message: '4 VFs need 8 MSI-X vectors, 2 each, the card has 7 for them (0000:3b:00.0, ice)',
        found: '8',
        limit: '7',
        limitSource: `sriov_vf_total_msix of 0000:3b:00.0; ${profile('ice').msix?.source}`,
        fix: 'Lower the number of VFs to 3',
      },
    ],
    [
      'more VFs than the card has vectors for, where nobody says who says how many each needs',
      withPool(
        {},
        {
          ...withTotal(7),
          profile: { ...profile('ice'), msix: { vfMsixCountSysfs: true, minVectorsPerVf: 2, source: null } },
        },
      ),
      {
        message: '4 VFs need 8 MSI-X vectors, 2 each, the card has 7 for them (0000:3b:00.0, ice)',
        found: '8',
        limit: '7',
        limitSource: 'sriov_vf_total_msix of 0000:3b:00.0',
        fix: 'Lower the number of VFs to 3',
      },
    ],
  ],
  compliant: [
    ['a sum that fits exactly', withPool({ msixVectors: 16 }, withTotal(68))],
    ['vectors that the driver shares out by itself', withPool({})],
    ['as many VFs as the card has vectors for, where nobody states any', withPool({}, withTotal(8))],
    ['the least that a VF needs', withPool({ msixVectors: 2 })],
    [
      'counts on a driver of another release than that of the kernel, as what it shows tells',
      withPool({ msixVectors: 16 }, withTotal(64)),
    ],
  ],
  notApplicable: [
    ['a driver that shares nothing out, and no count', withPool({}, { profile: profile('i40e') })],
    ['VFs of which nobody states a count, on a card without a total', withPool({}, withTotal(null))],
    ['VFs of which nobody states a count, on a card with a total of zero', withPool({}, withTotal(0))],
    ['a PF without VFs', { pfs: [{ profile: profile('ice'), pools: [] }] }],
  ],
  unknown: [
    [
      'a card whose total was not read',
      { ...withPool({ msixVectors: 16 }, withTotal(null)), inventory: { kernelRelease: '6.12.9' } },
      'sriov_vf_total_msix of the PF',
    ],
    [
      'a PF that was not found',
      { ...withPool({ msixVectors: 16 }, { facts: null }), inventory: { kernelRelease: '6.12.9' } },
    ],
    [
      'counts that are in bounds which the firmware alone knows',
      withPool({ msixVectors: 16 }, { ...withTotal(64), profile: profile('mlx5_core') }),
      'fewest and most MSI-X vectors that the firmware gives a VF of mlx5_core (EINVAL, EOVERFLOW)',
    ],
    ['a count that is a token', withPool({}, {}, { unresolved: ['msixVectors'] })],
  ],
});

describeRule(MSIX_002, {
  violating: [
    [
      'another count on a VF in use',
      withPool({ msixVectors: 16 }, usedVf(5)),
      {
        message: 'the MSI-X count of 1 VF in use changes: VF 1 from 5 to 16 (used by qemu 4711)',
        path: 'rack1/kvm01/pf0',
        pointer: 'msixVectors',
      },
    ],
    [
      'another count on a VF that two users have',
      withPool(
        { msixVectors: 16 },
        {
          facts: nicFacts({
            numVfs: 4,
            virtualFunctions: [0, 1, 2, 3].map((n) =>
              vfFacts(n, { msixVectors: 5, users: n === 1 ? [...USED, { kind: 'domain', detail: 'db' }] : [] }),
            ),
          }),
        },
      ),
      /\(used by qemu 4711 and db\)/,
    ],
  ],
  compliant: [
    ['the count that a VF in use already has', withPool({ msixVectors: 5 }, usedVf(5))],
    ['a count on new VFs', withPool({ msixVectors: 5 })],
    [
      'a VF in use of which nobody states a count, beside a free one of which it is stated',
      withPool({}, usedVf(5), { attached: [{}, {}, { overrides: { msixVectors: 5 } }] }),
    ],
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
      {
        message:
          'the guest is to use 16 queue pairs, the VF has 4 vectors for queues: 1024 vectors for 64 VFs make 16 each, ice gives 5 and keeps 1',
        pointer: 'queuePairs',
        found: '16',
        limit: '4',
        limitSource: `sriov_vf_total_msix of 0000:3b:00.0; ${profile('ice').msix?.source}`,
      },
    ],
    [
      'queues that neither driver of the card gives',
      queues({ queuePairs: 33 }, {}, {}, 16),
      /the VF has 16 vectors for queues: 1024 vectors for 16 VFs make 64 each, ice gives 17 and keeps 1/,
    ],
    [
      'queues beyond a step that fits just so',
      queues({ queuePairs: 5 }, {}, withTotal(20)),
      /has 4 vectors for queues: 20 vectors for 4 VFs make 5 each, ice gives 5 and keeps 1/,
    ],
    [
      'queues beyond the vectors stated',
      queues({ queuePairs: 8 }, { msixVectors: 4 }),
      {
        message: 'the guest is to use 8 queue pairs, the VF has 4 vectors for queues: msixVectors as stated',
        pointer: 'queuePairs',
        found: '8',
        limit: '4',
        limitSource: 'msixVectors',
      },
    ],
    [
      'queues beyond the vectors that the VF has now',
      queues({ queuePairs: 8 }, {}, { ...usedVf(4), profile: profile('mlx5_core') }),
      {
        message: 'the guest is to use 8 queue pairs, the VF has 4 vectors for queues: 4 observed',
        pointer: 'queuePairs',
        found: '8',
        limit: '4',
        limitSource: 'MSI-X capability of 0000:3b:01.0',
      },
    ],
    [
      'queues of an attachment beyond the vectors that its VF has now, less those of the driver',
      withPool(
        {},
        {
          facts: nicFacts({
            numVfs: 4,
            vfTotalMsix: null,
            virtualFunctions: [0, 1, 2, 3].map((n) => vfFacts(n, { msixVectors: n === 1 ? 3 : 17 })),
          }),
        },
        { attached: [{}, { use: { queuePairs: 3 } }] },
      ),
      {
        message: 'the guest is to use 3 queue pairs, the VF has 2 vectors for queues: 3 observed',
        pointer: 'queuePairs',
        found: '3',
        limit: '2',
        limitSource: 'MSI-X capability of 0000:3b:01.1',
      },
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
    [
      'a driver whose share is unknown',
      queues({ queuePairs: 4 }, {}, { profile: profile('mlx5_core') }),
      'MSI-X vectors that a card that the catalog does not know (driver ice) gives each VF',
    ],
    [
      'VFs that come anew, of such a driver',
      queues({ queuePairs: 8 }, {}, { ...usedVf(4), profile: profile('mlx5_core') }, 8),
    ],
    [
      "queues that the kernel's ice has not and Intel's has",
      queues({ queuePairs: 17 }, {}, {}, 16),
      'which driver a card that the catalog does not know (driver ice) is on: ice of Intel (2.6.6) gives 32 vectors for queues, that of the kernel 16 vectors for queues',
    ],
    ['queues that are a token', withPool({}, {}, { unresolved: ['queuePairs'] })],
    ['a number of VFs that is a token', queues({ queuePairs: 4 }, {}, { change: { numVfs: null } })],
  ],
});

/** A driver that gives queues by the number of VFs: a number, and a range. */
const BY_COUNT = { ...profile('ixgbe'), queues: { queuesPerVf: { '2 VFs': 2, '4-8 VFs': 1 } } };

describeRule(MSIX_004, {
  violating: [
    [
      'more than i40e gives',
      queues({ queuePairs: 17 }, {}, { device: device('intel-x710-sfp'), profile: profile('i40e') }),
      /17 queue pairs, ice gives a VF 16 at most/,
    ],
    [
      'more than a driver gives by a table of its own, in full',
      queues({ queuePairs: 3 }, {}, { facts: null, profile: BY_COUNT }, 2),
      {
        message: 'the guest is to use 3 queue pairs, the driver gives a VF 2 at most',
        pointer: 'queuePairs',
        found: '3',
        limit: '2',
        limitSource: MSIX_004.source,
      },
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
    [
      'a driver whose limit stands nowhere',
      queues({ queuePairs: 4 }, {}, { profile: profile('mlx5_core') }),
      'most queue pairs of a VF of a card that the catalog does not know (driver ice)',
    ],
    ['fewer VFs than any range holds', queues({ queuePairs: 4 }, {}, { profile: BY_COUNT }, 1)],
    ['a number of VFs between two ranges', queues({ queuePairs: 4 }, {}, { profile: BY_COUNT }, 3)],
    ['a number of VFs that is a token', queues({ queuePairs: 4 }, {}, { profile: BY_COUNT, change: { numVfs: null } })],
    ['more VFs than any range of ixgbe holds', queues({ queuePairs: 4 }, {}, { profile: profile('ixgbe') }, 64)],
    ['queues that are a token', withPool({}, {}, { unresolved: ['queuePairs'] })],
  ],
});
