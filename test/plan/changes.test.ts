import { blastRadius } from '../../lib/plan/blast-radius';
import { changesOf } from '../../lib/plan/changes';
import { identityRefusals } from '../../lib/plan/identity';
import type { Inventory } from '../../lib/inventory/inventory';
import { simulatePlan } from '../../lib/simulate/kernel/simulate';
import { interfaceFacts, inventory, NETWORK_DEFAULTS, nicFacts, vfFacts } from '../support/facts';
import { plan, PF, targetNic, vf } from './helpers';

const OWNERS = new Map([[`${PF}/0`, { attachment: 'rack1/kvm01/uplink/vms/web', vm: 'web' }]]);

function changes(target: ReturnType<typeof targetNic>, observed: Inventory) {
  const made = plan(target, observed, { owners: OWNERS });
  return changesOf(made, observed, simulatePlan(made, observed).end, OWNERS);
}

function igb(vfs: number): Inventory {
  const virtualFunctions = Array.from({ length: vfs }, (_, index) => vfFacts(index, { driver: 'vfio-pci' }));
  return inventory([nicFacts({ driver: 'igb', numVfs: vfs, virtualFunctions })]);
}

const target = (numVfs: number) => targetNic({ driver: 'igb', vfDriver: 'igbvf', numVfs });

describe('changes of a plan', () => {
  test('VFs that come are created with their fields', () => {
    const found = changes(targetNic({ numVfs: 1, virtualFunctions: [vf(0, { trust: true })] }), inventory());
    expect(found).toMatchObject([
      { pf: PF, action: 'change', fields: [{ field: 'numVfs', before: 0, after: 1 }] },
      { pf: PF, vf: 0, action: 'create', vm: 'web' },
    ]);
    expect(found[1]?.fields).toContainEqual({ field: 'trust', before: null, after: true });
  });

  test('another number of VFs makes those anew that stay and destroys the others', () => {
    const found = changes(target(1), igb(2));
    expect(found.map(({ vf: index, action }) => [index, action])).toEqual([
      [undefined, 'change'],
      [0, 'recreate'],
      [1, 'destroy'],
    ]);
  });

  test('a setting that changes in place tells old and new value, and VFs that stay as they are do not show', () => {
    const found = changes({ ...target(2), virtualFunctions: [vf(1, { trust: true })] }, igb(2));
    expect(found).toEqual([
      {
        pf: PF,
        vf: 1,
        address: '0000:3b:01.1',
        action: 'change',
        fields: [{ field: 'trust', before: false, after: true }],
      },
    ]);
  });

  test('a list of VLANs shows where there is one, and none is nothing', () => {
    const withList = (allowedVlans: string) =>
      inventory([
        nicFacts({
          driver: 'i40e',
          numVfs: 1,
          virtualFunctions: [vfFacts(0, { network: { ...NETWORK_DEFAULTS, allowedVlans } })],
        }),
      ]);
    const fields = (found: string, allowedVlans: string) =>
      changes(targetNic({ driver: 'i40e', numVfs: 1, virtualFunctions: [vf(0, { allowedVlans })] }), withList(found))[0]
        ?.fields;
    expect(fields('all', '100')).toEqual([{ field: 'allowedVlans', before: null, after: '100' }]);
    expect(fields('100', 'all')).toEqual([{ field: 'allowedVlans', before: '100', after: null }]);
  });

  test('a plan without steps changes nothing', () => {
    expect(changes(target(2), igb(2))).toEqual([]);
  });
});

describe('the blast radius', () => {
  const radius = (wanted: ReturnType<typeof targetNic>, observed: Inventory) =>
    blastRadius(plan(wanted, observed, { owners: OWNERS }), observed);

  test('names VFs, and VMs once', () => {
    expect(radius(target(1), igb(2))).toMatchObject({ vms: ['web'], vfs: [{ vf: 0, vm: 'web' }, { vf: 1 }] });
  });

  test('igb loses its link each time its VFs come or go', () => {
    expect(radius(target(1), igb(0)).links).toMatchObject([{ pf: PF, seconds: 2 }]);
    expect(radius(target(1), igb(2)).links).toMatchObject([
      { pf: PF, seconds: 4, reason: expect.stringMatching(/measured/) },
    ]);
  });

  test('of a driver that no source tells it of, it is not known and said', () => {
    const { links } = radius(targetNic({ numVfs: 2 }), inventory());
    expect(links).toEqual([
      { pf: PF, seconds: null, reason: 'no source says whether ice restarts its port when VFs come or go' },
    ]);
  });

  test.each([
    ['ixgbe', 0, /how long ixgbe takes to restart its port .*ixgbe_sriov_reinit/],
    ['bnxt_en', 2, /how long bnxt_en takes/],
  ])('of %s, where nobody measured how long, that is said', (driver, numVfs, says) => {
    const facts = nicFacts({ driver, numVfs, virtualFunctions: numVfs === 0 ? [] : [vfFacts(0), vfFacts(1)] });
    const { links } = radius(targetNic({ driver, numVfs: numVfs === 0 ? 2 : 0 }), inventory([facts]));
    expect(links).toEqual([{ pf: PF, seconds: null, reason: expect.stringMatching(says) }]);
  });

  test('bnxt_en keeps its link when VFs come', () => {
    const links = radius(
      targetNic({ driver: 'bnxt_en', numVfs: 2 }),
      inventory([nicFacts({ driver: 'bnxt_en' })]),
    ).links;
    expect(links).toEqual([]);
  });

  test('a port that is down has no link to lose', () => {
    const down = { ...nicFacts().network, interfaces: [interfaceFacts({ adminUp: false, carrier: false })] };
    const observed = inventory([nicFacts({ network: { ...nicFacts().network, ...down } as never })]);
    expect(radius(targetNic({ numVfs: 2 }), observed).links).toEqual([]);
  });

  test('settings of single VFs take no link away', () => {
    expect(radius({ ...target(2), virtualFunctions: [vf(1, { trust: true })] }, igb(2)).links).toEqual([]);
  });
});

describe('the identity of a PF', () => {
  test.each([
    ['the same card', nicFacts(), []],
    ['a card of another driver', nicFacts({ driver: 'mlx5_core' }), [/planned for driver ice and is on mlx5_core/]],
    ['a card that was given to a VM', nicFacts({ driver: 'vfio-pci' }), [/is on vfio-pci/]],
    ['a drive', nicFacts({ deviceClass: 'nvme', driver: 'nvme' }), [/planned for class net and is nvme/]],
  ])('%s', (_what, facts, says) => {
    const found = identityRefusals({ host: 'rack1/kvm01' }, { physicalFunctions: [targetNic()] }, inventory([facts]));
    expect(found.map(({ ruleId, message }) => [ruleId, message])).toEqual(
      says.map((words) => ['PLAN-005', expect.stringMatching(words)]),
    );
  });

  test('a PF that is not there is for planning to refuse', () => {
    expect(identityRefusals({ host: 'rack1/kvm01' }, { physicalFunctions: [targetNic()] }, inventory([]))).toEqual([]);
  });
});
