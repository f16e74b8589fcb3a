import { operationsOf, operationsWith } from '../../lib/catalog/operation-flags';
import { STEADY, takesAny } from '../../lib/catalog/operations';
import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import { driverIn } from '../../lib/catalog/driver-table';
import type { VfNetworkFacts } from '../../lib/inventory/inventory';
import { CHOICES, FLAGS, GUIDS, VF_SETTINGS } from '../../lib/model/vf-settings';
import { stateBefore } from '../../lib/plan/before';
import { changesOf } from '../../lib/plan/changes';
import { differences } from '../../lib/plan/difference';
import type { TargetVf } from '../../lib/plan/host-plan';
import type { VfSetting } from '../../lib/plan/step';
import { attributeOf, settingsThatDiffer, VF_SETTING_NAMES, type VfSettingName } from '../../lib/plan/vf-settings';
import { interfaceFacts, inventory, NETWORK_DEFAULTS, nicFacts, vfFacts } from '../support/facts';
import { plan, targetNic, vf } from './helpers';

/** A setting that is wanted, as a step writes it, with a report that shows it, and one that shows another value. */
interface Example {
  readonly wanted: Partial<TargetVf>;
  readonly step: VfSetting;
  readonly there: Partial<VfNetworkFacts>;
  readonly other: Partial<VfNetworkFacts>;
}

function flag(name: (typeof FLAGS)[number], on: boolean): Example {
  return { wanted: { [name]: on }, step: { name, on }, there: { [name]: on }, other: { [name]: !on } };
}

const EXAMPLES: readonly Example[] = [
  {
    wanted: { mac: '02:00:00:00:00:01' },
    step: { name: 'mac', mac: '02:00:00:00:00:01' },
    there: { mac: '02:00:00:00:00:01' },
    other: { mac: '02:00:00:00:00:02' },
  },
  ...GUIDS.map((name): Example => ({
    wanted: { [name]: '02:00:00:00:00:00:00:01' },
    step: { name, guid: '02:00:00:00:00:00:00:01' },
    there: { [name]: '02:00:00:00:00:00:00:01' },
    other: { [name]: '00:00:00:00:00:00:00:00' },
  })),
  ...(['vlan', 'vlanQos'] as const).map((number): Example => ({
    wanted: { vlan: { vlan: 7, qos: 1, protocol: '802.1Q' } },
    step: { name: 'vlan', vlan: 7, qos: 1, protocol: '802.1Q' },
    there: { vlan: 7, vlanQos: 1 },
    other: { vlan: 7, vlanQos: 1, [number]: 2 },
  })),
  {
    wanted: { vlan: { vlan: 7, qos: 0, protocol: '802.1ad' } },
    step: { name: 'vlan', vlan: 7, qos: 0, protocol: '802.1ad' },
    there: { vlan: 7, vlanProtocol: '802.1ad' },
    other: { vlan: 7 },
  },
  ...FLAGS.flatMap((name) => [flag(name, true), flag(name, false)]),
  ...CHOICES.flatMap((name) =>
    VF_SETTINGS[name].value.map((state, n, states): Example => ({
      wanted: { [name]: state },
      step: { name, state },
      there: { [name]: state },
      other: { [name]: states[(n + 1) % states.length] },
    })),
  ),
  ...(['minTxRateMbps', 'maxTxRateMbps'] as const).map((rate): Example => ({
    wanted: { rate: { minTxMbps: 10, maxTxMbps: 20 } },
    step: { name: 'rate', minTxMbps: 10, maxTxMbps: 20 },
    there: { minTxRateMbps: 10, maxTxRateMbps: 20 },
    other: { minTxRateMbps: 10, maxTxRateMbps: 20, [rate]: 15 },
  })),
];

const on = (network: Partial<VfNetworkFacts>): VfNetworkFacts => ({ ...NETWORK_DEFAULTS, ...network });

describe.each(EXAMPLES)('$wanted', ({ wanted, step, there, other }) => {
  const target = { index: 0, address: null, ...wanted };

  test('is written where the PF reports something else, or nothing', () => {
    expect(settingsThatDiffer(target, on(other))).toEqual([step]);
    expect(settingsThatDiffer(target, null)).toEqual([step]);
  });

  test('is not written where it is there, or is not wanted', () => {
    expect(settingsThatDiffer(target, on(there))).toEqual([]);
    expect(settingsThatDiffer({ index: 0, address: null }, on(other))).toEqual([]);
  });

  test('is a difference where it is not there, and a change of the plan that writes it', () => {
    const observed = inventory([nicFacts({ numVfs: 1, virtualFunctions: [vfFacts(0, { network: on(other) })] })]);
    const end = inventory([nicFacts({ numVfs: 1, virtualFunctions: [vfFacts(0, { network: on(there) })] })]);
    const made = plan(targetNic({ numVfs: 1, virtualFunctions: [vf(0, wanted)] }), observed);
    expect(differences(made.target, observed).map(({ field }) => field)).toEqual([step.name]);
    expect(differences(made.target, end)).toEqual([]);
    const [{ fields } = { fields: [] }] = changesOf(made, observed, end, new Map());
    expect(fields.map(({ field }) => field)).toEqual([step.name]);
  });
});

test('every setting has an example here', () => {
  expect(new Set(EXAMPLES.map(({ step }) => step.name))).toEqual(new Set(VF_SETTING_NAMES));
});

test('settings are written in one order, rates last', () => {
  const order = ['mac', 'nodeGuid', 'portGuid', 'vlan', 'spoofCheck', 'trust', 'queryRss', 'linkState', 'rate'];
  expect(VF_SETTING_NAMES.filter((name) => order.includes(name))).toEqual(order);
  expect(VF_SETTING_NAMES.at(-1)).toBe('rate');
  const all = EXAMPLES.reduce<TargetVf>((target, { wanted }) => ({ ...target, ...wanted }), {
    index: 0,
    address: null,
  });
  expect(settingsThatDiffer(all, null).map(({ name }) => name)).toEqual(VF_SETTING_NAMES);
});

test('what new VFs have without a tag is no other protocol', () => {
  const untagged = { index: 0, address: null, vlan: { vlan: 0, qos: 0, protocol: '802.1ad' } } as const;
  expect(settingsThatDiffer(untagged, on({}))).toEqual([]);
  expect(settingsThatDiffer(untagged, on({ vlanQos: 1 }))).toHaveLength(1);
});

const CASES = {
  true: [{ does: 'taken', source: 'x' }],
  false: [{ does: 'refused', source: 'x' }],
  null: [],
} as const;

/** Of Ethernet links: GUIDs are of InfiniBand alone. */
const OF_ETHERNET = VF_SETTING_NAMES.filter((name) => !GUIDS.some((guid) => guid === name));

describe('a rollback', () => {
  const flags = Object.fromEntries(FLAGS.map((name) => [name, true]));
  const network = on({ mac: '02:00:00:00:00:01', ...flags });

  /** Settings that the state before a plan has, where the plan says what the driver takes: all but what is said here. */
  const kept = (driver: string, of: VfSettingName, support: boolean | null): VfSettingName[] => {
    const observed = inventory([nicFacts({ driver, numVfs: 1, virtualFunctions: [vfFacts(0, { network })] })]);
    const made = plan(targetNic({ driver, numVfs: 2 }), observed);
    const operations = operationsWith((name) => (name === attributeOf(of) ? CASES[`${support}`] : CASES.true));
    const drivers = { stated: [{ ...driverIn(made.drivers, driver), operations }] };
    const [pf] = stateBefore({ ...made, drivers }, observed, new Map()).physicalFunctions;
    return VF_SETTING_NAMES.filter((name) => pf?.virtualFunctions[0]?.[name] !== undefined);
  };
  /** A driver that the built-in catalog knows to refuse a setting, where there is one. */
  const refusing = (of: VfSettingName): string | undefined =>
    DEFAULT_CATALOG.driverProfiles.find((one) => takesAny(operationsOf(one)[attributeOf(of)], STEADY) === false)?.name;
  const refused = OF_ETHERNET.filter((name) => refusing(name) !== undefined);

  test.each(refused)('does not write %s to a driver that refuses it, and writes the others', (name) => {
    expect(kept(refusing(name) ?? 'ice', name, false)).toEqual(OF_ETHERNET.filter((other) => other !== name));
  });

  test('the catalog has drivers that refuse flags, choices and rates', () => {
    expect(refused).toEqual(expect.arrayContaining(['spoofCheck', 'trust', 'queryRss', 'linkState', 'rate']));
  });

  test.each(OF_ETHERNET)('writes %s where the plan does not know the driver to refuse it', (name) => {
    expect(kept(refusing(name) ?? 'ice', name, null)).toEqual(OF_ETHERNET);
  });

  test.each([
    ['GUIDs of VFs on InfiniBand', 'mlx5_core', '02:00:00:00:00:00:00:01', '02:00:00:00:00:00:00:01'],
    ['no zero GUID, which stands for none and is refused', 'mlx5_core', '00:00:00:00:00:00:00:00', undefined],
    ['none to a driver that refuses them', 'mlx4_core', '02:00:00:00:00:00:00:01', undefined],
  ])('writes %s', (_words, driver, found, before) => {
    const vfs = [vfFacts(0, { network: { ...NETWORK_DEFAULTS, mac: null, nodeGuid: found, portGuid: found } })];
    const interfaces = [interfaceFacts({ mac: null, permanentMac: null })];
    const observed = inventory([
      nicFacts({
        driver,
        numVfs: 1,
        virtualFunctions: vfs,
        network: { interfaces, linkType: 'infiniband', eswitchMode: null, carriesManagement: false },
      }),
    ]);
    const made = plan(targetNic({ driver, numVfs: 2 }), observed);
    const [pf] = stateBefore(made, observed, new Map()).physicalFunctions;
    const { nodeGuid, portGuid } = pf?.virtualFunctions[0] ?? {};
    expect([nodeGuid, portGuid]).toEqual([before, before]);
  });
});
