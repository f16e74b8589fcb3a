import { operationsOf } from '../../lib/catalog/operation-flags';
import { STEADY, takesAny } from '../../lib/catalog/operations';
import { Token } from 'cdktf';
import {
  EswitchMode,
  LinkState,
  LinkType,
  Persistence,
  SriovHost,
  type VirtualFunctionPoolOptions,
  VfDriver,
  VfProfile,
  VfSettings,
  type VmAttachmentOptions,
} from 'cdktf-sriov';
import { DEFAULT_CATALOG, profileOfDriver } from '../../lib/catalog/catalog';
import type { HostPlan, TargetVf } from '../../lib/plan/host-plan';
import { messageOf, TestApp } from './app';

/** What the types rule out, as plain JavaScript passes it. */
const wrong = <T>(value: unknown) => value as T;

const NIC = 'intel-e810-c-qsfp';
const DRIVE = 'samsung-pm1733';
const ACCELERATOR = 'qat-4xxx';
/** It makes all its VFs: another count is an error of its own. */
const VFS_OF_ACCELERATOR = 16;

let app: TestApp;
beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.dispose());

interface Card {
  readonly device?: string;
  readonly eswitchMode?: EswitchMode;
  readonly linkType?: LinkType;
}

/** A pool of one VF on a fresh host with such a card, and an attachment to it where its options are given. */
function declare(
  { device = NIC, ...card }: Card,
  pool: Partial<VirtualFunctionPoolOptions>,
  attachment?: VmAttachmentOptions,
): void {
  const vms = new SriovHost(app.stack(), 'kvm01', { persistence: Persistence.EXTERNAL })
    .addPhysicalFunction('card', { address: '0000:3b:00.0', device, ...card })
    .addPool('vms', { count: 1, ...pool });
  if (attachment !== undefined) vms.attach('web', attachment);
}

/** What the plan wants of the VF. */
function wantedVf(): TargetVf | undefined {
  app.app.synth();
  const [plan] = Object.values<HostPlan>(app.json('out/sriov/plans.json'));
  return plan?.target.physicalFunctions[0]?.virtualFunctions[0];
}

function said(...ids: readonly string[]): string[] {
  return app.findings
    .filter(({ ruleId }) => ids.includes(ruleId))
    .map(({ ruleId, pointer, message }) => `${ruleId} ${pointer}: ${message}`);
}

describe('settings by factory', () => {
  test('are those that are stated one by one', () => {
    const settings = { vlan: 100, spoofCheck: true, trust: false, linkState: LinkState.AUTO, mtu: 1500 };
    declare({}, { settings: VfSettings.nic({ ...settings, driver: VfDriver.NATIVE }) });
    const made = wantedVf();
    app.dispose();
    app = new TestApp();
    declare({}, { ...settings, driver: VfDriver.NATIVE });
    expect(made).toEqual(wantedVf());
    expect(made).toMatchObject({ driver: 'iavf', spoofCheck: true, vlan: { vlan: 100 } });
  });

  test.each([
    [
      'a drive',
      DRIVE,
      VfSettings.nvme({ nvmeVirtualQueues: 3, nvmeVirtualInterrupts: 2 }),
      { nvme: { virtualQueues: 3, virtualInterrupts: 2 } },
    ],
    ['an accelerator', ACCELERATOR, VfSettings.crypto({ driver: VfDriver.NONE }), { driver: null }],
    ['a GPU', 'intel-adl-gt', VfSettings.gpu({ msixVectors: 4 }), { driver: 'vfio-pci', msixVectors: 4 }],
    [
      'a GPU with quotas',
      'intel-adl-gt',
      VfSettings.gpu({ execQuantumMs: 20, preemptTimeoutUs: 500, vramQuotaBytes: 2_097_152 }),
      { driver: 'vfio-pci', execQuantumMs: 20, preemptTimeoutUs: 500, vramQuotaBytes: 2_097_152 },
    ],
  ])('hold for %s', (_what, device, settings, wanted) => {
    declare({ device }, { settings, count: device === ACCELERATOR ? VFS_OF_ACCELERATOR : 1 });
    expect(wantedVf()).toMatchObject(wanted);
  });

  test('of an attachment go before those of its pool, one by one', () => {
    declare(
      {},
      { settings: VfSettings.nic({ vlan: 100, spoofCheck: true }) },
      { settings: VfSettings.nic({ vlan: 200 }) },
    );
    expect(wantedVf()).toMatchObject({ vlan: { vlan: 200 }, spoofCheck: true });
  });

  test('stand beside settings that they say nothing of, and beside the same', () => {
    declare({}, { settings: VfSettings.nic({ vlan: 100, spoofCheck: true }), spoofCheck: true, trust: false });
    expect(wantedVf()).toMatchObject({ vlan: { vlan: 100 }, spoofCheck: true, trust: false });
  });

  test.each<[string, Partial<VirtualFunctionPoolOptions>, string]>([
    [
      'a setting with two values',
      { settings: VfSettings.nic({ vlan: 100 }), vlan: 200 },
      'INP-009 vlan: vlan is 200 as a property of its own and 100 in settings, which VfSettings.nic made',
    ],
    [
      'a profile that is taken back beside it',
      { settings: VfProfile.tenant(), spoofCheck: false },
      'INP-009 spoofCheck: spoofCheck is false as a property of its own and true in settings, which VfProfile.tenant made',
    ],
    [
      'a trusted appliance whose tenant is not trusted',
      { settings: VfProfile.trusted(), trustedTenant: false },
      'INP-009 trustedTenant: trustedTenant is false as a property of its own and true in settings, which VfProfile.trusted made',
    ],
    [
      'a setting of another class, which only plain JavaScript passes',
      { settings: VfSettings.nvme(wrong({ vlan: 100 })) },
      'INP-005 settings.vlan: there is no property "settings.vlan", so it has no effect',
    ],
    [
      'settings that no factory made',
      { settings: wrong({ vlan: 100 }) },
      'INP-005 settings: settings is an object, not made by VfSettings or VfProfile',
    ],
  ])('are an error with %s', (_what, options, message) => {
    declare({}, options);
    expect(() => app.app.synth()).toThrow('Validation failed');
    expect(said('INP-005', 'INP-009')).toEqual([message]);
  });

  test('are judged by their values like all others', () => {
    declare({}, { settings: VfSettings.nic({ vlan: 4095, vlanQos: -1 }) });
    expect(() => app.app.synth()).toThrow('Validation failed');
    expect(said('VLAN-001', 'INP-001')).toEqual([
      expect.stringMatching(/^INP-001 vlanQos: vlanQos is -1/),
      expect.stringMatching(/^VLAN-001 vlan: /),
    ]);
  });

  test('that are tokens are not managed, and said', () => {
    declare(
      {},
      { settings: VfProfile.tenant({ spoofCheck: Token.asAny({ resolve: () => true }) as never, vlan: 100 }) },
    );
    expect(wantedVf()).not.toHaveProperty('spoofCheck');
    expect(said('INP-008')).toEqual([expect.stringMatching(/^INP-008 spoofCheck: /)]);
  });

  test.each([
    ['one by one', { vlan: Token.asNumber({ resolve: () => 100 }) }],
    ['made by a factory', { settings: VfSettings.nic({ vlan: Token.asNumber({ resolve: () => 100 }) }) }],
  ])('that are tokens in place of numbers are no numbers: %s', (_how, options) => {
    declare({}, { ...options, spoofCheck: true });
    expect(wantedVf()).not.toHaveProperty('vlan');
    expect(said('INP-001', 'INP-008')).toEqual([expect.stringMatching(/^INP-008 vlan: /)]);
  });

  test('that are tokens among numbers are no list of numbers', () => {
    declare({}, { guestVlans: [100, Token.asNumber({ resolve: () => 200 })], spoofCheck: true });
    app.app.synth();
    expect(said('INP-001', 'INP-008')).toEqual([expect.stringMatching(/^INP-008 guestVlans: /)]);
  });

  test('are an object', () => {
    expect(messageOf(() => VfSettings.gpu(wrong('fast')))).toMatch(/VfSettings\.gpu.*"fast", not an object/);
  });

  test.each<[string, unknown, RegExp]>([
    ['a map', new Map([['vlan', 100]]), /its argument is a Map, not an object/],
    ['a date', new Date(0), /its argument is a Date, not an object/],
    ['a token', Token.asAny({ resolve: () => ({ vlan: 100 }) }), /its argument is a token, known only at deploy/],
    ['a token in a text', Token.asString({ resolve: () => 'x' }), /its argument is a token, known only at deploy/],
    ['what another factory made', VfSettings.nic({ vlan: 100 }), /its argument is what VfSettings\.nic made/],
  ])('are an object of settings, and not %s', (_what, argument, message) => {
    expect(messageOf(() => VfProfile.tenant(wrong(argument)))).toMatch(message);
  });

  test.each([
    ['an object', Token.asAny({ resolve: () => ({}) })],
    ['a text', Token.asString({ resolve: () => 'x' })],
  ])('have to be known at synth as a whole: a token in place of %s', (_what, settings) => {
    declare({}, { settings: wrong(settings) });
    expect(() => app.app.synth()).toThrow('Validation failed');
    expect(said('INP-005', 'INP-008')).toEqual([
      'INP-008 settings: settings is a token, known only at deploy, and has to be known at synth',
    ]);
  });

  test('that are a token in one place and a value in the other are an error, and tokens in both are not', () => {
    const token = () => Token.asNumber({ resolve: () => 100 });
    declare({}, { settings: VfSettings.nic({ vlan: token(), mtu: token() }), vlan: 100, mtu: token() });
    expect(() => app.app.synth()).toThrow('Validation failed');
    expect(said('INP-009')).toEqual([
      'INP-009 vlan: vlan is 100 as a property of its own and a token in settings, which VfSettings.nic made',
    ]);
  });

  test('of another class than that of the card are said', () => {
    declare({}, { settings: VfSettings.gpu({ msixVectors: 4 }) });
    expect(wantedVf()).toMatchObject({ msixVectors: 4 });
    expect(said('DRV-007')).toEqual([
      'DRV-007 settings: settings are for a GPU, by VfSettings.gpu, and the PF is a NIC (0000:3b:00.0, ice)',
    ]);
  });

  test('name a driver that is in no list', () => {
    declare({}, { settings: VfSettings.nic({ driver: VfDriver.of('ice_vfio_pci') }) });
    expect(wantedVf()).toMatchObject({ driver: 'ice_vfio_pci' });
  });

  test('that name one driver in two places are no contradiction, and those of two drivers are', () => {
    const settings = VfSettings.nic({ driver: VfDriver.of('mlx5_vfio_pci') });
    declare({}, { settings, driver: VfDriver.MLX5_VFIO_PCI }, { settings, driver: VfDriver.of('frob_vfio_pci') });
    expect(() => app.app.synth()).toThrow('Validation failed');
    expect(said('INP-009')).toEqual([
      'INP-009 driver: driver is "frob_vfio_pci" as a property of its own and "mlx5_vfio_pci" in settings, which VfSettings.nic made',
    ]);
  });

  test('whose driver is a token are not managed, and said', () => {
    declare({}, { driver: VfDriver.of(Token.asString({ resolve: () => 'vfio-pci' })), spoofCheck: true });
    expect(wantedVf()).not.toHaveProperty('driver');
    expect(said('INP-008')).toEqual([expect.stringMatching(/^INP-008 driver: /)]);
  });

  test('take the name of a driver as plain JavaScript may pass it', () => {
    declare({}, { driver: wrong('mlx5_vfio_pci') });
    expect(wantedVf()).toMatchObject({ driver: 'mlx5_vfio_pci' });
  });

  test('leave the driver of a pool as it is where it is null', () => {
    declare({}, { driver: wrong(null), settings: VfSettings.nic({ driver: wrong(null) }) });
    expect(wantedVf()).toMatchObject({ driver: 'vfio-pci' });
  });

  test('that are left out in another language are not stated', () => {
    declare({}, { settings: wrong(null), vlan: 100 }, { settings: VfProfile.tenant(wrong(null)) });
    expect(wantedVf()).toMatchObject({ vlan: { vlan: 100 }, spoofCheck: true });
  });
});

describe('the profile of a tenant', () => {
  const PROTECTS = { spoofCheck: true, trust: false, queryRss: false };
  const SECURE = { ...PROTECTS, linkState: 'auto' };

  test('is secure in one word, and takes what else is wanted', () => {
    declare({ device: 'intel-82599es' }, { settings: VfProfile.tenant({ vlan: 100, maxTxRateMbps: 1000 }) });
    expect(wantedVf()).toMatchObject({ ...PROTECTS, vlan: { vlan: 100 }, rate: { maxTxMbps: 1000 } });
    expect(said('SEC-001', 'SEC-002', 'SEC-008', 'DRV-001')).toEqual([]);
  });

  test.each<[string, Card, object]>([
    ['of ixgbe, where the kernel tells of the link state and is not known', { device: 'intel-82599es' }, PROTECTS],
    ['of igb: no link state and no RSS query', { device: 'intel-82576' }, { spoofCheck: true, trust: false }],
    ['of mlx5: no RSS query', { device: 'mlx-cx6dx' }, { spoofCheck: true, trust: false, linkState: 'auto' }],
    ['of cxgb4: no spoof check, trust and RSS query', { device: 'chelsio-t6225-cr' }, { linkState: 'auto' }],
    ['in switchdev mode', { device: 'mlx-cx6dx', eswitchMode: EswitchMode.SWITCHDEV }, {}],
    ['of InfiniBand', { device: 'mlx-cx6dx', linkType: LinkType.INFINIBAND }, {}],
    ['of a drive', { device: DRIVE }, {}],
    ['of zxdh, of which no source says: what protects is stated', { device: 'zte-nx-i511' }, { spoofCheck: true }],
  ])('states what the driver has: %s', (_what, card, wanted) => {
    declare(card, { settings: VfProfile.tenant() });
    const stated = Object.fromEntries(Object.entries(wantedVf() ?? {}).filter(([name]) => name in SECURE));
    expect(stated).toEqual(wanted);
    expect(said('DRV-001', 'ESW-006').filter((text) => !text.includes('whether the driver'))).toEqual([]);
  });

  test('asks no driver of the catalog for what it does not have, and SEC-001 names those without spoof check', () => {
    const stack = app.stack();
    const nics = DEFAULT_CATALOG.devices.filter((device) => device.class === 'net');
    for (const { id } of nics) {
      new SriovHost(stack, id, { persistence: Persistence.EXTERNAL })
        .addPhysicalFunction('card', { address: '0000:3b:00.0', device: id })
        .addPool('vms', { count: 1, settings: VfProfile.tenant() });
    }
    messageOf(() => app.app.synth());
    const refused = app.findings.filter(({ ruleId }) => ['DRV-001', 'ESW-006'].includes(ruleId));
    expect(refused.filter(({ severity }) => severity !== 'info')).toEqual([]);
    const named = app.findings.flatMap(({ ruleId, message, host }) =>
      ruleId === 'SEC-001' && message.includes('has no spoof check') ? [host] : [],
    );
    const without = nics.filter(
      ({ driver }) =>
        takesAny(operationsOf(profileOfDriver(DEFAULT_CATALOG, driver.profile)).spoofchk, STEADY) === false,
    );
    expect(without.length).toBeGreaterThan(3);
    expect(named.sort()).toEqual(without.map(({ id }) => id).sort());
  });

  test('leaves it to the rule to say that the driver has no spoof check', () => {
    declare({ device: 'chelsio-t6225-cr' }, { settings: VfProfile.tenant() });
    app.app.synth();
    expect(said('SEC-001')).toEqual([expect.stringMatching(/^SEC-001 waivers: cxgb4 has no spoof check/)]);
  });

  test('lets through no setting of a pool that it is laid over', () => {
    declare(
      { device: 'intel-82599es' },
      { settings: VfProfile.trusted({ queryRss: true }) },
      { settings: VfProfile.tenant() },
    );
    expect(wantedVf()).toMatchObject(PROTECTS);
  });

  test('is held to nothing where a setting is given to it: the driver that lacks it is an error', () => {
    declare({ device: 'intel-82576' }, { settings: VfProfile.tenant({ linkState: LinkState.ENABLE }) });
    expect(() => app.app.synth()).toThrow('Validation failed');
    expect(said('DRV-001')).toEqual([expect.stringMatching(/^DRV-001 linkState: linkState is enable/)]);
  });

  test('takes the trust of the pool from a tenant of its own', () => {
    declare({}, { settings: VfProfile.trusted(), count: 2 }, { settings: VfProfile.tenant({ trust: true }) });
    app.app.synth();
    expect(said('SEC-002')).toEqual([expect.stringMatching(/^SEC-002 trust: trust is on, the tenant is not marked/)]);
  });
});

describe('the profile of a trusted appliance', () => {
  test('has trust, and the rules agree', () => {
    declare({}, { settings: VfProfile.trusted({ vlan: 100 }), promiscuous: true });
    expect(wantedVf()).toMatchObject({ spoofCheck: true, trust: true, linkState: 'auto', vlan: { vlan: 100 } });
    expect(app.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  test('is not that of another tenant in the pool, unless it says so', () => {
    declare({}, { settings: VfProfile.trusted(), tenant: 'ours' }, { tenant: 'theirs' });
    app.app.synth();
    expect(app.findings.filter(({ ruleId }) => ruleId === 'SEC-002')).toEqual([
      expect.objectContaining({ constructPath: 'rack1/kvm01/card/vms/web', pointer: 'trust' }),
    ]);
  });

  test('asks for the reason where frames of others are to pass', () => {
    declare({}, { settings: VfProfile.trusted({ spoofCheck: false }) });
    expect(() => app.app.synth()).toThrow('Validation failed');
    expect(said('SEC-001')).toEqual([expect.stringMatching(/^SEC-001 spoofCheck: spoof check is off and not waived/)]);
  });
});

describe('a driver by its name', () => {
  test('is written as it is called on the host', () => {
    expect([String(VfDriver.of('frob-vfio_pci')), VfDriver.NATIVE.name]).toEqual(['frob-vfio_pci', 'native']);
    expect(VfDriver.of('x'.repeat(55)).name).toHaveLength(55);
  });

  test.each<[string, unknown, RegExp]>([
    ['nothing', '', /its argument is "", not the name of a kernel driver, of 1 to 55 letters/],
    ['a longer name than a module has', 'x'.repeat(56), /of 1 to 55 letters, digits, dashes and underscores/],
    ['what a shell reads', '$(reboot)', /is "\$\(reboot\)", not the name/],
    ['a path', '../vfio-pci', /not the name of a kernel driver/],
    ['an option of a command', '-r', /not the name of a kernel driver/],
    ['no text', 5, /its argument is 5, not the name/],
    ['the vendor driver, whichever it is', 'native', /is "native", which is no driver\. Use VfDriver\.NATIVE/],
    ['no driver', 'none', /Use VfDriver\.NONE/],
    ['the module of vfio-pci', 'vfio_pci', /is "vfio_pci", which is written vfio-pci/],
    ['a module that no device is bound to', 'vfio', /a module that no device is bound to/],
  ])('is not %s', (_what, name, message) => {
    expect(messageOf(() => VfDriver.of(wrong(name)))).toMatch(message);
  });
});
