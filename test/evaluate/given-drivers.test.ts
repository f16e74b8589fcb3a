import { carryOut, planLive, planRollback } from '../../lib/apply';
import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import { BUILT_IN_DRIVERS, driverIn, driverTable } from '../../lib/catalog/driver-table';
import type { EswitchOrder } from '../../lib/catalog/driver-profile';
import { type DriverProfileOverride, withOverrides } from '../../lib/catalog/overrides';
import { checkDeviceOverrides } from '../../lib/catalog/parse-overrides';
import { evaluateFleet } from '../../lib/evaluate/evaluate';
import type { PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import { EMPTY_LOCK } from '../../lib/model/lock';
import type { VfSettings } from '../../lib/model/settings';
import { blastRadius } from '../../lib/plan/blast-radius';
import { differences } from '../../lib/plan/difference';
import type { HostPlan } from '../../lib/plan/host-plan';
import { parseHostPlan } from '../../lib/plan/parse';
import { serializeHostPlan } from '../../lib/plan/serialize';
import { kernelOptions, simulatePlan } from '../../lib/simulate/kernel/simulate';
import { MemoryHost } from '../apply/memory-host';
import { inShort } from '../plan/helpers';
import { wantedHost } from '../resolve/wanted';
import { interfaceFacts, inventory, NETWORK_DEFAULTS, nicFacts, vfFacts } from '../support/facts';

const LOSS = { onCreate: true, onRemove: true, milliseconds: 5000, source: 'measured by us' };

/** A card and a driver that nobody knows but the app. */
const PROFILE: DriverProfileOverride = {
  name: 'frob',
  source: 'data sheet of the Frob 2000',
  kind: 'net',
  vfAttributes: {
    mac: true,
    vlan: true,
    spoofchk: true,
    trust: false,
    linkState: false,
    minTxRate: false,
    maxTxRate: true,
    rateGranularityMbps: 100,
  },
  eswitch: { switchdev: true, order: 'mode-before-vfs' },
  numVfs: { linkLoss: LOSS },
  behaviour: { newVf: { spoofCheck: true, trust: false } },
};

const DEVICE = {
  id: 'frob-2000',
  source: 'data sheet of the Frob 2000',
  name: 'Frob 2000',
  vendor: 'Frob',
  class: 'net' as const,
  pf: { vendorId: 'beef', deviceId: '0001' },
  driver: { pf: 'frob', vf: 'frobvf', profile: 'frob' },
};

function catalogWith(profile: Partial<DriverProfileOverride> = {}) {
  const content = { catalogVersion: 1, devices: [DEVICE], driverProfiles: [{ ...PROFILE, ...profile }] };
  return withOverrides(DEFAULT_CATALOG, checkDeviceOverrides(content, 'devices.json'));
}

function observedWith(change: Partial<PhysicalFunctionFacts> = {}) {
  const network = {
    interfaces: [interfaceFacts()],
    linkType: 'ethernet' as const,
    eswitchMode: 'legacy' as const,
    carriesManagement: false,
  };
  const card = { vendorId: 'beef', deviceId: '0001', driver: 'frob', numVfs: 0, virtualFunctions: [], network };
  return inventory([nicFacts({ ...card, ...change })], { modules: ['vfio_pci', 'frob', 'frobvf'] });
}

function evaluated(settings: VfSettings, catalog = catalogWith(), observed = observedWith(), pf = {}) {
  const wanted = wantedHost({
    pfs: { uplink: { selector: { address: '0000:3b:00.0' }, ...pf, pools: { tenants: { count: 2, settings } } } },
    attachments: { web: {} },
  });
  const input = { catalog, lock: EMPTY_LOCK, acknowledgements: [], findings: [] };
  const [host] = evaluateFleet({ ...input, hosts: [{ wanted, inventory: observed }] }).hosts;
  if (host === undefined) throw new Error('no host');
  return host.plan;
}

/** As a command has it: from the file that synth wrote. */
function fromFile(plan: HostPlan): HostPlan {
  return parseHostPlan(JSON.parse(serializeHostPlan(plan)), 'kvm01.plan.json');
}

describe('a driver profile that the app gives', () => {
  test('stands in the plan, and in the plan that is read from its file', () => {
    const plan = evaluated({ driver: 'native' });
    expect(plan.drivers.stated).toMatchObject([
      {
        name: 'frob',
        source: 'data sheet of the Frob 2000',
        linkLoss: { milliseconds: 5000 },
        operations: { maxTxRate: [{ does: 'rounded', unitMbps: 100 }] },
      },
    ]);
    expect(fromFile(plan)).toEqual(plan);
  });

  test('says which driver VFs are bound to', () => {
    const plan = evaluated({ driver: 'native' });
    expect(inShort(plan.steps)).toContain('driver-bind 0 frobvf');
  });

  test('says what new VFs have, so that nothing is written that is there', () => {
    const settings = { driver: 'vfio-pci', spoofCheck: true } as const;
    expect(inShort(evaluated(settings).steps)).not.toContain('spoofCheck 0');
    const silent = evaluated(settings, catalogWith({ behaviour: {} }));
    expect(inShort(silent.steps)).toContain('spoofCheck 0');
  });

  test('says when the eswitch mode is set', () => {
    const steps = (order: EswitchOrder) => {
      const catalog = catalogWith({ eswitch: { switchdev: true, order } });
      const plan = evaluated({ driver: 'vfio-pci' }, catalog, observedWith(), { eswitchMode: 'switchdev' });
      return inShort(plan.steps).filter((step) => /^(eswitch|num-vfs)/.test(step));
    };
    expect(steps('mode-before-vfs')).toEqual(['eswitch-mode switchdev', 'num-vfs 2']);
    expect(steps('vfs-before-mode')).toEqual(['num-vfs 2', 'eswitch-mode switchdev']);
    expect(steps('any')).toEqual(['eswitch-mode switchdev', 'num-vfs 2']);
  });

  test('decides on the kernel model, which refuses what the driver does not take', () => {
    const plan = fromFile(evaluated({ driver: 'vfio-pci', trust: true }));
    const { reached, outcomes } = simulatePlan(plan, observedWith());
    expect(reached).toBe(false);
    expect(outcomes.at(-1)).toMatchObject({ ok: false, error: { errno: 'EOPNOTSUPP' } });
    const unknown = simulatePlan({ ...plan, drivers: BUILT_IN_DRIVERS }, observedWith());
    expect(unknown.reached).toBe(true);
  });

  test('tells the kernel model in which steps the driver counts rates', () => {
    const notes = (maxTxRateMbps: number) => {
      const plan = fromFile(evaluated({ driver: 'vfio-pci', maxTxRateMbps }));
      return simulatePlan(plan, observedWith()).outcomes.flatMap((outcome) => (outcome.ok ? (outcome.note ?? []) : []));
    };
    expect(notes(250)).toContainEqual(expect.stringContaining('steps of 100 Mbit/s'));
    expect(notes(200).join()).not.toContain('steps of');
  });

  test('says how long the link is away, with the source', () => {
    const plan = fromFile(evaluated({ driver: 'vfio-pci' }));
    expect(plan.notes?.join()).toContain('is away for about 5 s each time its VFs come or go');
    const { links } = blastRadius(plan, observedWith());
    expect(links).toMatchObject([{ seconds: 5, reason: expect.stringContaining('measured by us') }]);
  });

  test('makes the way back leave out what the driver does not take', async () => {
    const virtualFunctions = [vfFacts(0, { driver: 'frobvf', network: { ...NETWORK_DEFAULTS, vlan: 7, trust: true } })];
    const observed = observedWith({ numVfs: 1, virtualFunctions });
    const plan = fromFile(evaluated({ driver: 'vfio-pci' }, catalogWith(), observed));
    const host = new MemoryHost(observed, kernelOptions(plan));
    const live = await planLive(host.connect(), plan);
    const [before] = live.before.physicalFunctions[0]?.virtualFunctions ?? [];
    expect(before).toMatchObject({ driver: 'frobvf', vlan: { vlan: 7 } });
    expect(before).not.toHaveProperty('trust');
    expect(before).not.toHaveProperty('linkState');
  });

  test('holds on the virtual host from apply to rollback', async () => {
    const plan = fromFile(evaluated({ driver: 'native', vlan: 7 }));
    const host = new MemoryHost(observedWith(), kernelOptions(plan));
    const done = await carryOut(host.connect(), await planLive(host.connect(), plan));
    expect(done.status).toBe('done');
    const applied = host.state.inventory;
    expect(differences(plan.target, applied)).toEqual([]);
    expect(host.state.memory.linkBackIn).toEqual({ '0000:3b:00.0': 5000 });
    const back = await planRollback(host.connect(), plan);
    if ('nothing' in back) throw new Error(back.reason);
    expect((await carryOut(host.connect(), back)).status).toBe('done');
    expect(host.state.inventory.physicalFunctions[0]).toMatchObject({ numVfs: 0, driversAutoprobe: true });
  });

  test('changes a driver that is built in as well', () => {
    const profile = { name: 'ice', source: 'our build of ice', vfAttributes: { trust: false } };
    const catalog = withOverrides(
      DEFAULT_CATALOG,
      checkDeviceOverrides({ catalogVersion: 1, driverProfiles: [profile] }, 'devices.json'),
    );
    const plan = evaluated({ driver: 'vfio-pci', trust: true }, catalog, inventory([nicFacts()]));
    expect(simulatePlan(fromFile(plan), inventory([nicFacts()])).reached).toBe(false);
    expect(driverIn(plan.drivers, 'ice')).toMatchObject({
      operations: {
        trust: [{ does: 'refused', source: expect.stringContaining('our build of ice') }],
        mac: [{ does: 'taken' }],
      },
    });
  });
});

describe('a plan file', () => {
  test('of a version that carried no drivers is read with the built-in ones', () => {
    const { drivers: _, ...older } = JSON.parse(serializeHostPlan(evaluated({ driver: 'native' })));
    const plan = parseHostPlan(older, 'kvm01.plan.json');
    expect(plan.drivers).toEqual(BUILT_IN_DRIVERS);
    expect(driverIn(plan.drivers, 'igb').linkLoss?.milliseconds).toBe(2000);
    expect(driverIn(plan.drivers, 'frob').operations.trust).toEqual([]);
  });

  test('lists its drivers by name, whatever order they are asked for in', () => {
    const drivers = driverTable(DEFAULT_CATALOG, ['xe', 'igb', 'i915/xe']);
    const written: HostPlan = JSON.parse(serializeHostPlan({ ...evaluated({ driver: 'native' }), drivers }));
    const names = written.drivers.stated.map(({ name }) => name);
    expect(names).toEqual(['i915', 'i915/xe', 'igb', 'xe']);
  });

  test('says whether the built-in catalog holds for other drivers', () => {
    const plan = evaluated({ driver: 'native' });
    expect(driverIn(plan.drivers, 'igb').linkLoss?.milliseconds).toBe(2000);
    expect(driverIn({ stated: plan.drivers.stated }, 'igb').linkLoss).toBeNull();
  });

  test.each([
    ['an unknown field', { frobs: 1 }, /frobs/],
    ['a name that a shell would take for more', { name: '$(reboot)' }, /drivers\/stated\/0\/name/],
    ['an order that no program knows', { eswitchOrder: 'whenever' }, /eswitchOrder/],
    ['a time that cannot be', { linkLoss: { ...LOSS, milliseconds: -1 } }, /linkLoss/],
  ])('with %s in a driver is refused', (_name, change, message) => {
    const document = JSON.parse(serializeHostPlan(evaluated({ driver: 'native' })));
    document.drivers.stated = [{ ...document.drivers.stated[0], ...change }];
    expect(() => parseHostPlan(document, 'kvm01.plan.json')).toThrow(message);
  });

  test('with a driver twice is refused', () => {
    const document = JSON.parse(serializeHostPlan(evaluated({ driver: 'native' })));
    document.drivers.stated.push(document.drivers.stated[0]);
    expect(() => parseHostPlan(document, 'kvm01.plan.json')).toThrow(/frob follows frob/);
  });
});
