import type { VfNetworkFacts, VirtualFunctionFacts } from '../../lib/inventory/inventory';
import type { VfSettings } from '../../lib/model/settings';
import { changesOf, recreation } from '../../lib/rules/shared/changes';
import { profile } from '../support/catalog';
import { NETWORK_DEFAULTS, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { type PfSketch, physicalFunction } from '../support/resolved';

/** What a plan does to VFs that exist, which rules about their users ask. */

const FOUR = [0, 1, 2, 3].map((n) => vfFacts(n));
const four = (change: Partial<ReturnType<typeof nicFacts>> = {}) =>
  nicFacts({ numVfs: 4, virtualFunctions: FOUR, ...change });

describe('the VFs of a PF are made anew where', () => {
  test.each<[string, PfSketch, string]>([
    ['their number changes', { facts: four(), pools: [{ count: 5 }] }, 'numVfs goes from 4 to 5'],
    ['they go', { facts: four(), wanted: { numVfs: 0 } }, 'numVfs goes from 4 to 0'],
    [
      'their driver takes the eswitch mode only without them',
      {
        facts: four(),
        profile: { ...profile('ice'), eswitch: { switchdev: true, order: 'mode-before-vfs', source: null } },
        wanted: { eswitchMode: 'switchdev' },
      },
      'the eswitch goes from legacy to switchdev',
    ],
    [
      'one that sriov_numvfs counts is not there',
      { facts: four({ virtualFunctions: FOUR.filter(({ index }) => index !== 2) }) },
      'sriov_numvfs counts VF 2 and it is not there, so that all come anew',
    ],
  ])('%s', (_words, sketch, why) => {
    expect(recreation(physicalFunction(sketch))).toBe(why);
  });
});

describe('the VFs of a PF stay where', () => {
  test.each<[string, PfSketch]>([
    ['nothing of it changes', { facts: four() }],
    ['there are none yet', { facts: four({ numVfs: 0, virtualFunctions: [] }) }],
    ['nobody knows the PF', { facts: null }],
    ['their number is a token', { facts: four(), change: { numVfs: null } }],
    ['another program manages them', { facts: four(), pools: [{ count: 5 }], wanted: { externallyManaged: true } }],
    [
      'their driver changes the mode while they exist',
      { facts: four(), profile: profile('mlx5_core'), wanted: { eswitchMode: 'switchdev' } },
    ],
    [
      'the eswitch has the mode already',
      {
        facts: four(),
        profile: { ...profile('ice'), eswitch: { switchdev: true, order: 'mode-before-vfs', source: null } },
        wanted: { eswitchMode: 'legacy' },
      },
    ],
    [
      'nobody knows the mode of the eswitch',
      {
        facts: four({ network: null }),
        profile: { ...profile('ice'), eswitch: { switchdev: true, order: 'mode-before-vfs', source: null } },
        wanted: { eswitchMode: 'switchdev' },
      },
    ],
  ])('%s', (_words, sketch) => {
    expect(recreation(physicalFunction(sketch))).toBeNull();
  });
});

describe('what a plan changes of a VF that exists', () => {
  const changes = (settings: VfSettings, facts: Partial<VirtualFunctionFacts> = {}, pf: PfSketch = {}) => {
    const virtualFunctions = [vfFacts(0, facts)];
    const host = physicalFunction({
      facts: nicFacts({ numVfs: 1, virtualFunctions }),
      pools: [{ count: 1, settings }],
      ...pf,
    });
    return host.virtualFunctions.flatMap((vf) => changesOf(vf, host));
  };
  const network = (change: Partial<VfNetworkFacts>) => ({ network: { ...NETWORK_DEFAULTS, ...change } });

  test.each<[string, VfSettings, Partial<VirtualFunctionFacts>, readonly string[]]>([
    ['nothing where nothing is stated', {}, { driver: 'iavf', ...network({ vlan: 7 }) }, []],
    ['its driver', { driver: 'vfio-pci' }, { driver: 'iavf' }, ['driver']],
    ['no driver that it has', { driver: 'vfio-pci' }, { driver: 'vfio-pci' }, []],
    ['a driver that it has and shall not have', { driver: 'none' }, { driver: 'iavf' }, ['driver']],
    ['no driver where it has none', { driver: 'none' }, { driver: null }, []],
    ['a driver that it lacks', { driver: 'native' }, { driver: null }, ['driver']],
    ['vfio-pci for the native driver', { driver: 'native' }, { driver: 'vfio-pci' }, ['driver']],
    ['a variant of it for the native driver', { driver: 'native' }, { driver: 'mlx5_vfio_pci' }, ['driver']],
    ['no native driver', { driver: 'native' }, { driver: 'iavf' }, []],
    ['settings that differ', { vlan: 8, trust: false }, network({ vlan: 7, trust: true }), ['vlan', 'trust']],
    ['no setting that it has', { vlan: 7 }, network({ vlan: 7 }), []],
    ['no setting that its driver does not report', { trust: true }, network({ trust: null }), []],
    ['no setting of a VF whose settings were not read', { vlan: 7 }, { network: null }, []],
  ])('is %s', (_words, settings, facts, names) => {
    expect([...changes(settings, facts)].sort()).toEqual([...names].sort());
  });

  test('is the mode of the eswitch, which all VFs feel', () => {
    expect(changes({}, {}, { wanted: { eswitchMode: 'switchdev' } })).toEqual(['eswitchMode']);
  });

  test('is nothing of a VF that is not there', () => {
    const pf = physicalFunction({
      facts: four({ virtualFunctions: [] }),
      pools: [{ count: 1, settings: { driver: 'vfio-pci' } }],
    });
    expect(pf.virtualFunctions.flatMap((vf) => changesOf(vf, pf))).toEqual([]);
  });

  test.each<[string, VfSettings, readonly string[]]>([
    ['nothing where it has what is stated', { nvmeVirtualQueues: 4, nvmeVirtualInterrupts: 2 }, []],
    ['nothing where nothing is stated', {}, []],
    ['the queues', { nvmeVirtualQueues: 3 }, ['nvmeVirtualQueues']],
    ['the interrupts', { nvmeVirtualInterrupts: 3 }, ['nvmeVirtualInterrupts']],
  ])('of an NVMe drive is %s', (_words, settings, names) => {
    const virtualFunctions = [vfFacts(1, { network: null })];
    const secondaryControllers = [
      { controllerId: 1, vf: 0, online: true, virtualQueues: 9, virtualInterrupts: 9 },
      { controllerId: 2, vf: 1, online: true, virtualQueues: 4, virtualInterrupts: 2 },
    ];
    const facts = nvmeFacts({ numVfs: 2, virtualFunctions }, { secondaryControllers });
    const pf = physicalFunction({ facts, pools: [{ firstVf: 1, count: 1, settings }] });
    expect(pf.virtualFunctions.flatMap((vf) => changesOf(vf, pf))).toEqual(names);
  });

  test('of an NVMe drive is nothing that nobody read', () => {
    const facts = nvmeFacts({ numVfs: 1, virtualFunctions: [vfFacts(0, { network: null })], nvme: null });
    const pf = physicalFunction({ facts, pools: [{ count: 1, settings: { nvmeVirtualQueues: 3 } }] });
    expect(pf.virtualFunctions.flatMap((vf) => changesOf(vf, pf))).toEqual([]);
  });
});
