import type { ResolvedPf } from '../../lib/resolve/resolved';
import { vfIdsOf } from '../../lib/resolve/vf-ids';
import { bytesText } from '../../lib/rules/shared/amounts';
import { describePort, refusalWords } from '../../lib/rules/shared/port';
import { givenToVms } from '../../lib/rules/shared/use';
import { sumOverVfs, vfAt } from '../../lib/rules/shared/vfs';
import { assigneeOf } from '../../lib/rules/shared/whole-function';
import { joined, listed } from '../../lib/rules/shared/words';
import { device } from '../support/catalog';
import { interfaceFacts, nicFacts } from '../support/facts';
import { type PfSketch, physicalFunction, type PoolSketch, resolvedHost } from '../support/resolved';

/** What several rules ask of VFs, and the words that they have in common. */

const pools = (...list: PoolSketch[]) => physicalFunction({ pools: list });

describe('VFs of a PF', () => {
  test('are found by index, with VFs of no pool before and between them', () => {
    const pf = pools({ firstVf: 2, count: 2 }, { firstVf: 6, count: 1 });
    expect([0, 2, 3, 4, 6].map((index) => vfAt(pf, index)?.index)).toEqual([undefined, 2, 3, undefined, 6]);
  });

  test('are counted, with what they state added up and others as asked', () => {
    const pf = pools(
      { count: 2, settings: { msixVectors: 4 }, attached: [{ overrides: { msixVectors: 6 } }] },
      { count: 1, settings: {}, unresolved: ['vlan'] },
    );
    expect(sumOverVfs(pf, 'msixVectors')).toEqual({ sum: 10, stated: 2, incomplete: false });
    expect(sumOverVfs(pf, 'msixVectors', () => 2)).toEqual({ sum: 12, stated: 2, incomplete: false });
  });

  test.each<[string, PoolSketch, Partial<ResolvedPf>]>([
    ['a value is a token', { count: 1, settings: {}, unresolved: ['msixVectors'] }, {}],
    ['their number is a token', { count: 0 }, { numVfs: null }],
  ])('are not all counted where %s', (_words, pool, change) => {
    expect(sumOverVfs(physicalFunction({ pools: [pool], change }), 'msixVectors')).toEqual({
      sum: 0,
      stated: 0,
      incomplete: true,
    });
  });

  test('count nothing where what is stated is no number of things', () => {
    const pf = pools({ count: 1, settings: { msixVectors: -1 } }, { count: 1, settings: { msixVectors: 1.5 } });
    expect(sumOverVfs(pf, 'msixVectors')).toEqual({ sum: 0, stated: 2, incomplete: false });
  });

  test('have the ids that were read, else those of the model', () => {
    const cx6 = device('mlx-cx6dx');
    expect(
      vfIdsOf(physicalFunction({ facts: nicFacts({ vendorId: '15b3', vfDeviceId: '101e' }), device: null })),
    ).toEqual(['15b3:101e']);
    expect(vfIdsOf(physicalFunction({ facts: null, device: cx6 }))).toEqual(['15b3:101e']);
    expect(vfIdsOf(physicalFunction({ facts: nicFacts({ vfDeviceId: null }), device: null }))).toBeNull();
    const nobody = { ...cx6, pf: { ...cx6.pf, vendorId: null } };
    expect(vfIdsOf(physicalFunction({ facts: null, device: nobody }))).toBeNull();
  });
});

describe('what goes to VMs', () => {
  const held = { pools: [{ settings: { driver: 'vfio-pci' } }] } as const;
  const kept = { pools: [{ settings: { driver: 'native' } }] } as const;
  const whole: PfSketch = { pools: [], wanted: { assignedToVm: 'db1' } };
  const token: PfSketch = { pools: [], wanted: { unresolved: ['assignedToVm'] } };

  test.each<[string | null, readonly PfSketch[]]>([
    [null, [kept]],
    ['VFs', [kept, held]],
    ['PFs', [kept, whole]],
    ['PFs', [token]],
    ['VFs and PFs', [held, whole]],
  ])('is %s', (words, pfs) => {
    expect(givenToVms(resolvedHost({ pfs }))).toBe(words);
  });
});

test('a PF that is given to a VM whose name is a token is given away, to a VM that nobody knows', () => {
  expect(assigneeOf(physicalFunction({ wanted: { unresolved: ['assignedToVm'] } }))).toEqual({
    vm: null,
    words: 'a VM (not known at synth)',
  });
  expect(assigneeOf(physicalFunction({ wanted: { assignedToVm: 'db1' } }))).toEqual({ vm: 'db1', words: 'db1' });
  expect(assigneeOf(physicalFunction({}))).toBeUndefined();
});

describe('words', () => {
  test('for lists', () => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((items) => joined(items))).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
    expect(joined(['a', 'b'], 'or')).toBe('a or b');
    expect(listed(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c, d, e');
    expect(listed(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toBe('a, b, c, d, e and 2 more');
  });

  test('for sizes', () => {
    expect([1e12, 2.5e12, 999e9, 1e9].map(bytesText)).toEqual(['1 TB', '2.5 TB', '999 GB', '1 GB']);
  });

  test('for a port name its number where all is known, else the PF', () => {
    const named = (change: PfSketch) => describePort(physicalFunction(change));
    const without = interfaceFacts({ port: null });
    const network = { interfaces: [without], linkType: null, eswitchMode: null, carriesManagement: null };
    expect(named({})).toBe('ice, port 0 of 0000:3b:00.0');
    expect(named({ facts: nicFacts({ network }) })).toBe('0000:3b:00.0, ice');
    expect(named({ facts: nicFacts({ driver: null }) })).toBe('0000:3b:00.0');
    expect(named({ facts: null, wanted: { selector: { slot: '7' } } })).not.toMatch(/null|undefined/);
  });

  test('for a refusal name the error and where it is one, and there are none for what is taken', () => {
    const by = { does: 'refused', source: 'x' } as const;
    expect(refusalWords({ is: 'refused', errno: 'EINVAL', by })).toBe('EINVAL');
    expect(
      refusalWords({ is: 'refused', errno: 'EOPNOTSUPP', by: { ...by, when: { eswitchMode: 'switchdev' } } }),
    ).toBe('EOPNOTSUPP in switchdev mode');
    expect(refusalWords({ is: 'taken', by: { does: 'taken', source: 'x' } })).toBe('');
  });
});
