import { UNKNOWN } from '../../../lib/provider/cty/value';
import type { VirtualFunctionFacts } from '../../../lib/inventory/inventory';
import { sriovProvider } from '../../../lib/provider/resources/provider';
import { Sessions } from '../../../lib/provider/resources/session/sessions';
import { providerCalls } from '../../../lib/provider/schema';
import { igbHost, PF } from '../../apply/hosts';
import { MemoryHost } from '../../apply/memory-host';
import { addressOf, device, uuidOf } from '../../host/libvirt/support/libvirt-of-files';
import { requireShell } from '../../support/shells';
import { ApplyFailed, FakeCore } from '../support/core/fake-core';
import { HostWithDomains } from './support/domains';
import { hcl, NOTHING } from './support/host';
import { errorsOf, warningsOf } from './support/said';

const { test } = requireShell();

jest.setTimeout(120_000);

const VF = addressOf(0);
const OTHER = addressOf(1);
const WEB = { domain: 'web', address: VF };
const BOTH = ['live', 'config'] as const;

const hosts: HostWithDomains[] = [];
afterEach(() => hosts.splice(0).forEach((host) => host.remove()));

/** A host with two VFs on vfio-pci, and a domain `web` that runs and is defined. */
function hostWith(...vfs: readonly Partial<VirtualFunctionFacts>[]): HostWithDomains {
  const host = new HostWithDomains(igbHost({ vfs: vfs.length > 0 ? vfs : [{}, {}] }));
  hosts.push(host);
  host.libvirt.domain('web', BOTH);
  return host;
}

async function attachedHost(config: Readonly<Record<string, unknown>> = WEB): Promise<HostWithDomains> {
  const host = hostWith();
  await host.apply(config);
  return host;
}

describe('attaching', () => {
  test('is planned with where the VF will be, and writes nothing by then', async () => {
    const host = hostWith();
    const { action, planned, warnings } = await host.plan(WEB);
    expect(action).toBe('create');
    expect(planned).toMatchObject({ live: true, persistent: true, managed: false, domain_uuid: uuidOf('web') });
    expect(planned).toMatchObject({ alias: expect.stringMatching(/^ua-/), xml: expect.stringContaining("bus='0x3b'") });
    expect(warnings).toEqual([]);
    expect(host.libvirt.changes).toEqual([]);
  });

  test('puts the VF into the running domain and its definition by one change, and finds nothing to do the next time', async () => {
    const host = await attachedHost();
    expect(host.attached).toEqual({ live: [VF], config: [VF] });
    expect(host.libvirt.changes).toHaveLength(1);
    expect((await host.plan(WEB)).action).toBe('none');
  });

  test.each<[string, ('live' | 'config')[], object, { live: boolean; persistent: boolean }]>([
    ['runs and is transient', ['live'], {}, { live: true, persistent: false }],
    ['does not run', ['config'], {}, { live: false, persistent: true }],
    ['runs, as it runs alone', ['live', 'config'], { reach: 'live' }, { live: true, persistent: false }],
    ['runs, as it is defined alone', ['live', 'config'], { reach: 'config' }, { live: false, persistent: true }],
  ])('to a domain that %s', async (_words, kinds, change, where) => {
    const host = hostWith();
    host.libvirt.domain('db', kinds);
    const config = { domain: 'db', address: VF, ...change };
    expect((await host.apply(config)).planned).toMatchObject(where);
    expect(host.state).toMatchObject(where);
    expect(host.attached).toEqual({ live: where.live ? [VF] : [], config: where.persistent ? [VF] : [] });
    expect((await host.plan(config)).action).toBe('none');
  });

  test('asks host and libvirt once a command, however many attachments there are', async () => {
    const host = await attachedHost();
    const { vm_attachment: core } = await host.command('vm_attachment');
    host.libvirt.sessions = host.looks = 0;
    await Promise.all([core.refresh(host.managed), core.refresh(host.managed)]);
    await Promise.all([core.plan(host.managed, hcl(WEB)), core.plan(NOTHING, hcl({ ...WEB, address: OTHER }))]);
    expect([host.libvirt.sessions, host.looks]).toEqual([1, 1]);
  });

  test('looks at the host once while several are attached one after the other, and at libvirt each time', async () => {
    const host = hostWith({}, {}, {}, {});
    host.libvirt.vf(2, 'vfio-pci');
    host.libvirt.vf(3, 'vfio-pci');
    const { vm_attachment: core } = await host.command('vm_attachment');
    await Promise.all(
      [0, 1, 2, 3].map(async (vf) => {
        const config = hcl({ ...WEB, address: addressOf(vf) });
        await core.apply(NOTHING, await core.plan(NOTHING, config), config);
      }),
    );
    expect(host.attached.live).toHaveLength(4);
    expect(host.looks).toBe(1);
  });

  test('names the VF by its PF and index, and the domain by its UUID', async () => {
    const config = { domain: uuidOf('web'), physical_function: { address: PF }, vf_index: 1 };
    const host = await attachedHost(config);
    expect(host.attached).toEqual({ live: [OTHER], config: [OTHER] });
    expect((await host.plan(config)).action).toBe('none');
    expect((await host.plan({ ...config, domain: 'web' })).action).toBe('none');
  });

  test('knows the VF again where it is written otherwise', async () => {
    const host = await attachedHost({ ...WEB, address: '0000:3B:01.0' });
    expect((await host.plan({ ...WEB, address: '0000:3B:01.0' })).action).toBe('none');
    expect((await host.plan(WEB)).action).toBe('none');
    await host.apply(null);
    expect(host.attached).toEqual({ live: [], config: [] });
  });

  test('lets libvirt take a VF from its native driver, and keeps that when libvirt has done so', async () => {
    const host = hostWith({ driver: 'igbvf' });
    await host.apply(WEB);
    expect(host.state['managed']).toBe(true);
    const { state } = host.memory;
    host.memory.state = { ...state, inventory: igbHost({ vfs: [{ driver: 'vfio-pci' }] }) };
    expect((await host.plan(WEB)).action).toBe('none');
  });

  test('as an interface, of which libvirt sets MAC and VLAN, with one that stands by', async () => {
    const config = { ...WEB, interface: { mac: '02:00:00:00:00:0A', vlan: 42 }, standby_alias: 'ua-standby' };
    const host = await attachedHost(config);
    expect(host.state['xml']).toContain("<mac address='02:00:00:00:00:0a'/>");
    expect(host.state['xml']).toContain("<teaming type='transient' persistent='ua-standby'/>");
    expect((await host.plan(config)).action).toBe('none');
    const plain = await host.plan(WEB);
    expect(warningsOf(plain)).toContainEqual(expect.objectContaining({ summary: expect.stringContaining('taken') }));
  });
});

describe('what is not known yet', () => {
  test.each<[string, object]>([
    ['the VF', { ...WEB, address: UNKNOWN }],
    ['the domain', { ...WEB, domain: UNKNOWN }],
    ['how it is attached', { ...WEB, managed: UNKNOWN }],
    ['the index', { domain: 'web', physical_function: { address: PF }, vf_index: UNKNOWN }],
  ])('%s is left to the apply, which attaches it', async (_words, config) => {
    const host = hostWith();
    const known = Object.fromEntries(
      Object.entries(config as Record<string, unknown>).map(([name, value]) => [
        name,
        value === UNKNOWN ? { ...WEB, managed: false, vf_index: 0 }[name as 'domain'] : value,
      ]),
    );
    const plan = await host.apply(config as Record<string, unknown>, known);
    expect(plan.planned).toMatchObject({ live: UNKNOWN, persistent: UNKNOWN });
    expect(host.attached).toEqual({ live: [VF], config: [VF] });
  });

  test('a domain that this run defines is a warning at plan', async () => {
    const host = hostWith();
    const config = { ...WEB, domain: 'shop' };
    const plan = await host.plan(config);
    expect(warningsOf(plan)).toEqual([
      expect.objectContaining({ at: 'domain', detail: expect.stringContaining('It has "web".') }),
    ]);
    host.libvirt.domain('shop', ['config']);
    const { vm_attachment: core } = await host.command('vm_attachment');
    await core.apply(NOTHING, plan, hcl(config));
    expect(host.attached.config).toEqual([VF]);
  });

  test('a domain that is not there at apply is an error, and nothing is changed', async () => {
    const host = hostWith();
    expect(await errorsOf(host.apply({ ...WEB, domain: 'shop' }))).toContainEqual(
      expect.objectContaining({ summary: 'There is no libvirt domain "shop"', at: 'domain' }),
    );
    expect(host.libvirt.changes).toEqual([]);
  });

  test('VFs that the plan of their PF makes are attached to as if they were there, and in the same apply', async () => {
    const host = new HostWithDomains(igbHost());
    hosts.push(host);
    host.libvirt.domain('web', BOTH);
    const pools = { tenants: { count: 2, settings: { spoof_check: true }, vms: { web: {} } } };
    const pf = hcl({ address: PF, num_vfs: 2, persistence: 'none', pools });
    const first = await host.command('physical_function', 'vm_attachment');
    const pfPlan = await first.physical_function.plan(NOTHING, pf);
    const plan = await first.vm_attachment.plan(NOTHING, hcl(WEB));
    expect(plan.planned).toMatchObject({ live: true, persistent: true, managed: false });
    expect(plan.warnings).toEqual([]);
    const second = await host.command('physical_function', 'vm_attachment');
    await second.physical_function.apply(NOTHING, pfPlan, pf);
    await second.vm_attachment.apply(NOTHING, plan, hcl(WEB));
    expect(host.attached).toEqual({ live: [VF], config: [VF] });
  });

  test('VFs that nobody is known to make are a warning at plan, and an error at apply', async () => {
    const host = hostWith({});
    const config = { domain: 'web', address: OTHER };
    expect(warningsOf(await host.plan(config))).toContainEqual(
      expect.objectContaining({ at: 'address', summary: 'The VF is not there yet' }),
    );
    expect(await errorsOf(host.apply(config))).toContainEqual(
      expect.objectContaining({ at: 'address', detail: expect.stringMatching(/PF 0000:3b:00\.0 .* has 1 VF/) }),
    );
  });
});

test('a PF that does not tell yet where its VFs will be may come to have any', async () => {
  const host = hostWith();
  const [pf] = igbHost().physicalFunctions;
  if (pf === undefined) throw new Error('no PF');
  const inventory = { ...igbHost(), physicalFunctions: [{ ...pf, vfOffset: 0, vfStride: 0 }] };
  host.memory.state = { ...host.memory.state, inventory };
  expect(warningsOf(await host.plan(WEB))).toEqual([
    expect.objectContaining({ at: 'address', summary: 'The VF is not there yet' }),
  ]);
});

describe('a plan refuses', () => {
  test.each<[string, Partial<VirtualFunctionFacts>, object, { at: string; detail: string }]>([
    [
      'a VF that the host uses',
      { users: [{ kind: 'netdev', detail: 'ens1f0v0 has 192.0.2.7' }] },
      WEB,
      { at: 'address', detail: 'ens1f0v0 has 192.0.2.7' },
    ],
    [
      'a VF of which it is not known whether the host uses it, where libvirt would take it from its driver',
      { driver: 'igbvf', usersUnknown: ['addresses of interfaces were not read'] },
      WEB,
      { at: 'address', detail: 'addresses of interfaces were not read' },
    ],
    [
      'a VF on a driver that hands it to no VM',
      { driver: 'igbvf' },
      { ...WEB, managed: false },
      { at: 'managed', detail: 'is on igbvf' },
    ],
    ['the PF itself', {}, { ...WEB, address: PF }, { at: 'address', detail: 'is a PF' }],
    [
      'a VF that no PF can have',
      {},
      { ...WEB, address: '0000:99:01.0' },
      { at: 'address', detail: `the address of a VF: ${VF}, ${OTHER}` },
    ],
    [
      'an index that the PF cannot have',
      {},
      { domain: 'web', physical_function: { address: PF }, vf_index: 9 },
      { at: 'vf_index', detail: 'sriov_totalvfs' },
    ],
    [
      'a PF that is not there',
      {},
      { domain: 'web', physical_function: { address: '0000:99:00.0' }, vf_index: 0 },
      { at: 'physical_function.address', detail: 'No PF of' },
    ],
    ['a VF that is named twice', {}, { ...WEB, vf_index: 0 }, { at: 'address', detail: 'not both' }],
    ['a VF that is not named', {}, { domain: 'web' }, { at: 'address', detail: 'Set address' }],
    ['an index without a PF', {}, { domain: 'web', vf_index: 0 }, { at: 'physical_function', detail: 'as well' }],
    ['an alias of libvirt itself', {}, { ...WEB, alias: 'hostdev0' }, { at: 'alias', detail: 'ua-' }],
  ])('%s', async (_words, first, config, { at, detail }) => {
    const host = hostWith(first, {});
    expect(await errorsOf(host.plan(config as Record<string, unknown>))).toEqual([
      expect.objectContaining({ at, detail: expect.stringContaining(detail) }),
    ]);
    expect(host.libvirt.changes).toEqual([]);
  });

  test('a host whose IOMMU is off', async () => {
    const host = hostWith();
    const { inventory } = host.memory.state;
    const iommu = { ...inventory.host.iommu, enabled: false };
    host.memory.state = { ...host.memory.state, inventory: { ...inventory, host: { ...inventory.host, iommu } } };
    expect(await errorsOf(host.plan(WEB))).toEqual([
      expect.objectContaining({ at: 'address', detail: expect.stringContaining('IOMMU') }),
    ]);
  });

  test.each<[string, 'live' | 'config', string]>([
    ['runs', 'live', 'is held by domain db, which runs'],
    ['does not run', 'config', 'stands in the definition of domain db'],
  ])('a VF of another domain that %s', async (_words, kind, detail) => {
    const host = hostWith();
    host.libvirt.domain('db', [kind], device(0, 'hostdev0'));
    expect(await errorsOf(host.plan(WEB))).toEqual([
      expect.objectContaining({ at: 'address', detail: expect.stringContaining(detail) }),
    ]);
  });

  test('a VF that another attachment of the plan gives to another domain', async () => {
    const host = hostWith();
    host.libvirt.domain('db', ['config']);
    const { vm_attachment: core } = await host.command('vm_attachment');
    await core.plan(NOTHING, hcl(WEB));
    expect(await errorsOf(core.plan(NOTHING, hcl({ ...WEB, domain: 'db' })))).toEqual([
      expect.objectContaining({ at: 'address', detail: expect.stringContaining('to domain web') }),
    ]);
  });

  test('a VF that somebody attached to the domain, and says how it is imported', async () => {
    const host = hostWith();
    host.libvirt.domain('web', BOTH, device(0));
    expect(await errorsOf(host.plan(WEB))).toEqual([
      expect.objectContaining({ detail: expect.stringContaining(`web/${VF}`), at: 'address' }),
    ]);
  });

  test('an alias that another device of the domain has', async () => {
    const host = hostWith();
    host.libvirt.domain('web', BOTH, device(1, 'ua-mine'));
    expect(await errorsOf(host.plan({ ...WEB, alias: 'ua-mine' }))).toEqual([
      expect.objectContaining({ at: 'alias', detail: expect.stringContaining(OTHER) }),
    ]);
  });

  test.each<[string, 'live' | 'config', string]>([
    ['does not run', 'config', 'live'],
    ['is transient', 'live', 'config'],
  ])('what a domain that %s does not have', async (_words, kind, reach) => {
    const host = hostWith();
    host.libvirt.domain('db', [kind]);
    expect(await errorsOf(host.plan({ domain: 'db', address: VF, reach }))).toEqual([
      expect.objectContaining({ at: 'reach', detail: expect.stringContaining('Domain db') }),
    ]);
  });

  test('a host whose libvirt does not answer, and one that has none', async () => {
    const host = hostWith();
    host.libvirt.touch('down');
    expect(await errorsOf(host.plan(WEB))).toEqual([
      expect.objectContaining({ at: 'host', detail: expect.stringContaining('failed to connect to the hypervisor') }),
    ]);
    const virtual = new MemoryHost(igbHost());
    const sessions = () =>
      new Sessions(
        () => virtual.connect(),
        () => null,
      );
    const core = await FakeCore.start(
      providerCalls(sriovProvider(sessions)),
      'sriov_vm_attachment',
      hcl({ local: true }),
    );
    expect(await errorsOf(core.plan(NOTHING, hcl(WEB)))).toEqual([
      expect.objectContaining({ at: 'host', summary: 'The host has no libvirt' }),
    ]);
  });
});

describe('drift', () => {
  test.each<[string, 'live' | 'config', object]>([
    ['runs', 'live', { live: true }],
    ['is defined', 'config', { persistent: true }],
  ])('a VF that was taken out of the domain as it %s comes back', async (_words, kind, change) => {
    const host = await attachedHost();
    host.libvirt.domain('web', [kind]);
    const plan = await host.apply(WEB);
    expect(plan).toMatchObject({ action: 'update', planned: change });
    expect(host.attached).toEqual({ live: [VF], config: [VF] });
  });

  test('a VF that its domain holds is no other use of it, and one that another domain has meanwhile is', async () => {
    const host = await attachedHost();
    inUse(host);
    host.libvirt.domain('web', ['config']);
    expect((await host.plan(WEB)).action).toBe('update');
    host.libvirt.domain('db', ['config'], device(0));
    expect(await errorsOf(host.plan(WEB))).toEqual([
      expect.objectContaining({ at: 'address', detail: expect.stringContaining('definition of domain db') }),
    ]);
  });

  test('what the domain has beside what the attachment reaches is told and left alone', async () => {
    const config = { ...WEB, reach: 'config' };
    const host = await attachedHost(config);
    host.libvirt.domain('web', BOTH, device(0, String(host.state['alias'])));
    expect(await host.plan(config)).toMatchObject({ action: 'none', planned: { live: true, persistent: true } });
  });

  test('one that is gone from both is attached anew, and one that has its alias is in the way', async () => {
    const host = await attachedHost();
    host.libvirt.domain('web', BOTH);
    expect((await host.plan(WEB)).action).toBe('create');
    const second = await attachedHost();
    second.libvirt.domain('web', BOTH, device(1, String(second.state['alias'])));
    expect(await errorsOf(second.plan(WEB))).toEqual([
      expect.objectContaining({ at: 'alias', detail: expect.stringContaining(OTHER) }),
    ]);
  });

  test('a domain that has ended since is no drift, and one that runs again with the VF neither', async () => {
    const host = await attachedHost();
    host.libvirt.without('web', 'live');
    expect(await host.plan(WEB)).toMatchObject({ action: 'none', planned: { live: false, persistent: true } });
    host.libvirt.domain('web', ['live'], device(0, String(host.state['alias'])));
    expect(await host.plan(WEB)).toMatchObject({ action: 'none', planned: { live: true } });
  });

  test('what is attached as the domain runs alone is awaited while it does not run', async () => {
    const config = { ...WEB, reach: 'live' };
    const host = await attachedHost(config);
    host.libvirt.without('web', 'live');
    expect(await host.plan(config)).toMatchObject({ action: 'none', planned: { live: false } });
    host.libvirt.domain('web', ['live']);
    expect(await host.plan(config)).toMatchObject({ action: 'create', planned: { live: true } });
  });

  test('a domain that is gone takes the attachment with it', async () => {
    const host = await attachedHost();
    for (const kind of BOTH) host.libvirt.without('web', kind);
    expect((await host.plan(WEB)).action).toBe('create');
  });

  test('a domain that has another name now keeps its attachment, under that name', async () => {
    const host = await attachedHost();
    host.libvirt.rename('web', 'www');
    expect((await host.plan({ ...WEB, domain: 'www' })).action).toBe('none');
    expect(host.state['domain']).toBe('www');
    const second = await host.plan(WEB);
    expect(warningsOf(second)).toContainEqual(expect.objectContaining({ at: 'domain' }));
  });

  test('VFs that are gone from the host are said while the definition has one', async () => {
    const host = await attachedHost();
    host.libvirt.without('web', 'live');
    host.memory.state = { ...host.memory.state, inventory: igbHost() };
    const plan = await host.plan(WEB);
    expect(plan.action).toBe('none');
    expect(warningsOf(plan)).toContainEqual(expect.objectContaining({ summary: 'The VF is gone from its host' }));
  });
});

describe('a change', () => {
  test.each<[string, object, { live: string[]; config: string[] }]>([
    ['another VF', { address: OTHER }, { live: [OTHER], config: [OTHER] }],
    ['another alias', { alias: 'ua-other' }, { live: [VF], config: [VF] }],
    ['another element', { interface: { mac: '02:00:00:00:00:0a' } }, { live: [VF], config: [VF] }],
  ])('to %s takes the one before out first', async (_words, change, attached) => {
    const host = await attachedHost();
    const plan = await host.apply({ ...WEB, ...change });
    expect(plan.action).toBe('update');
    expect(warningsOf(plan)).toContainEqual(
      expect.objectContaining({ detail: expect.stringContaining(`${VF} is detached from domain web, whose guest`) }),
    );
    expect(host.attached).toEqual(attached);
    expect(host.libvirt.changes.map((line) => line.split(' ')[0])).toEqual([
      'attach-device',
      'detach-device',
      'detach-device-alias',
      'attach-device',
    ]);
    expect((await host.plan({ ...WEB, ...change })).action).toBe('none');
  });

  test('to another VF keeps an alias that is stated, which the one before had', async () => {
    const host = await attachedHost({ ...WEB, alias: 'ua-mine' });
    await host.apply({ domain: 'web', address: OTHER, alias: 'ua-mine' });
    expect(host.attached).toEqual({ live: [OTHER], config: [OTHER] });
  });

  test('to another domain takes it out of the first, whose VF it is', async () => {
    const host = await attachedHost();
    host.libvirt.domain('db', ['config']);
    await host.apply({ ...WEB, domain: 'db' });
    expect(host.attached).toEqual({ live: [], config: [VF] });
    expect(host.state).toMatchObject({ domain: 'db', domain_uuid: uuidOf('db'), live: false, persistent: true });
  });

  test('to another host takes the VF out on the first; another way to the same host is no change there', async () => {
    const host = await attachedHost();
    const byName = { ...WEB, host: { ssh: { host: 'kvm01' } } };
    expect((await host.apply(byName)).action).toBe('update');
    expect(host.libvirt.changes).toHaveLength(1);
    const other = hostWith();
    host.other = other;
    host.managed = { ...host.managed, state: { ...host.state, host: null } };
    expect((await host.apply(byName)).action).toBe('replace');
    expect(host.attached).toEqual({ live: [], config: [] });
    expect(other.attached).toEqual({ live: [VF], config: [VF] });
  });

  test('one that is replaced is planned as a new one, although the domain has it', async () => {
    const host = await attachedHost();
    const { vm_attachment: core } = await host.command('vm_attachment');
    await core.refresh(host.managed);
    expect(await core.plan(NOTHING, hcl(WEB))).toMatchObject({ action: 'create', planned: { live: true } });
  });

  test('a domain that ends between plan and apply is another plan, of which hosts do nothing', async () => {
    const host = hostWith();
    const plan = await host.plan(WEB);
    host.libvirt.without('web', 'live');
    const { vm_attachment: core } = await host.command('vm_attachment');
    await expect(core.apply(NOTHING, plan, hcl(WEB))).rejects.toThrow(/final plan/);
    expect(host.libvirt.changes).toEqual([]);
  });

  test('a domain that ends after the last plan is found before anything is done', async () => {
    const host = hostWith();
    const plan = await host.plan(WEB);
    const { vm_attachment: core } = await host.command('vm_attachment');
    host.libvirt.sessions = 0;
    host.libvirt.beforeRun = () => host.libvirt.sessions === 2 && host.libvirt.without('web', 'live');
    expect(await errorsOf(core.apply(NOTHING, plan, hcl(WEB)))).toEqual([
      expect.objectContaining({ at: 'live', detail: expect.stringContaining('live true, now false') }),
    ]);
    expect(host.libvirt.changes).toEqual([]);
  });
});

describe('a failure', () => {
  test('of libvirt is told in its words, and leaves no state of what is not there', async () => {
    const host = hostWith();
    host.libvirt.touch('broken');
    const failed = await host.apply(WEB).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ApplyFailed);
    expect((failed as ApplyFailed).message).toMatch(/no room/);
    expect((failed as ApplyFailed).left.state).toBeNull();
  });

  test('halfway keeps what exists, and says it', async () => {
    const host = hostWith();
    host.libvirt.touch('half');
    const failed = (await host.apply(WEB).catch((error: unknown) => error)) as ApplyFailed;
    expect(failed.left.state).toMatchObject({ live: false, persistent: true, address: VF });
    expect(failed.message).toMatch(/no room in the guest/);
    expect(failed.message).toMatch(/web: it has it in its definition, not as it runs/);
  });

  test('after the VF before was taken out says so in the state', async () => {
    const host = await attachedHost();
    host.libvirt.touch('broken');
    const failed = (await host.apply({ ...WEB, address: OTHER }).catch((error: unknown) => error)) as ApplyFailed;
    expect(host.attached).toEqual({ live: [], config: [] });
    expect(failed.left.state).toMatchObject({ address: OTHER, live: false, persistent: false });
  });

  test('to let go of the VF keeps the attachment', async () => {
    const host = await attachedHost();
    host.libvirt.touch('deaf');
    const failed = (await host.apply(null).catch((error: unknown) => error)) as ApplyFailed;
    expect(failed.message).toMatch(/the guest has not let go of it/);
    expect(failed.message).toMatch(/web: it has it as it runs, not in its definition/);
    expect(failed.left.state).toMatchObject({ address: VF });
    expect(await host.plan(WEB)).toMatchObject({ action: 'update', planned: { persistent: true, live: true } });
  });
});

describe('a destroy', () => {
  test('takes the VF out of both, and says at plan that a guest loses it', async () => {
    const host = await attachedHost();
    const plan = await host.apply(null);
    expect(warningsOf(plan)).toContainEqual(
      expect.objectContaining({ detail: expect.stringContaining('its guest must let go of it') }),
    );
    expect(host.attached).toEqual({ live: [], config: [] });
  });

  test.each<['live' | 'config', { live: string[]; config: string[] }]>([
    ['live', { live: [], config: [VF] }],
    ['config', { live: [VF], config: [] }],
  ])('of what reaches %s alone leaves the other as it is', async (reach, left) => {
    const host = await attachedHost({ ...WEB, reach });
    host.libvirt.domain('web', BOTH, device(0, String(host.state['alias'])));
    await host.apply(null);
    expect(host.attached).toEqual(left);
  });

  test('of what is gone, with its domain or without, does nothing', async () => {
    const host = await attachedHost();
    const { managed } = host;
    for (const kind of BOTH) host.libvirt.without('web', kind);
    const { vm_attachment: core } = await host.command('vm_attachment');
    const plan = await core.plan(managed, null);
    expect((await core.apply(managed, plan, null)).state).toBeNull();
    expect(host.libvirt.changes).toHaveLength(1);
  });

  test('lets the PF go in the same plan, which is refused while the VM has the VF otherwise', async () => {
    const host = new HostWithDomains(igbHost());
    hosts.push(host);
    host.libvirt.domain('web', BOTH);
    const pools = { tenants: { count: 2, settings: { spoof_check: true }, vms: { web: {} } } };
    const config = hcl({ address: PF, num_vfs: 2, persistence: 'none', pools });
    const planned = await (await host.command('physical_function')).physical_function.plan(NOTHING, config);
    const pf = await (await host.command('physical_function')).physical_function.apply(NOTHING, planned, config);
    await host.apply(WEB);
    inUse(host);
    const alone = await host.command('physical_function');
    expect(await errorsOf(alone.physical_function.plan(pf, null))).toContainEqual(
      expect.objectContaining({ summary: expect.stringMatching(/^OPS-002/) }),
    );
    const { physical_function, vm_attachment } = await host.command('physical_function', 'vm_attachment');
    await vm_attachment.plan(host.managed, null);
    expect((await physical_function.plan(pf, null)).action).toBe('delete');
  });
});

/** As a domain shows that has VF 0 while it runs. */
function inUse({ memory }: HostWithDomains): void {
  const { inventory } = memory.state;
  const physicalFunctions = inventory.physicalFunctions.map((pf) => ({
    ...pf,
    virtualFunctions: pf.virtualFunctions.map((vf) =>
      vf.index === 0
        ? {
            ...vf,
            users: [
              { kind: 'domain' as const, detail: 'web' },
              { kind: 'vfio' as const, detail: 'process 4711 (qemu-system-x86)' },
            ],
          }
        : vf,
    ),
  }));
  memory.state = { ...memory.state, inventory: { ...inventory, physicalFunctions } };
}

describe('an import', () => {
  test.each([`web/${VF}`, `local#web/${VF}`, `${uuidOf('web')}/${VF}`])('by %s finds no change', async (id) => {
    const host = hostWith();
    host.libvirt.domain('web', BOTH, device(0, 'ua-by-hand'));
    await host.import(id);
    expect(host.state).toMatchObject({ managed: false, alias: 'ua-by-hand', live: true, persistent: true });
    const own = id.startsWith('local#') ? { host: { local: true } } : {};
    expect((await host.plan({ ...WEB, ...own })).action).toBe('none');
  });

  test('takes the aliases that libvirt gives by itself for none', async () => {
    const host = hostWith();
    host.libvirt.domain('db', ['live'], device(0, 'hostdev0'));
    await host.import(`db/${VF}`);
    expect(host.state).toMatchObject({ alias: null, live: true, persistent: false });
    expect((await host.plan({ ...WEB, domain: 'db' })).action).toBe('none');
  });

  test('of a VF of a domain that does not run reads how its definition has it', async () => {
    const host = hostWith();
    host.libvirt.domain('db', ['config'], device(0, 'ua-by-hand'));
    await host.import(`db/${VF}`);
    expect(host.state).toMatchObject({ alias: 'ua-by-hand', live: false, persistent: true });
  });

  test.each(['web', VF, `/${VF}`, 'web/3b:01', `no such host!#web/${VF}`])(
    'by %j is refused with the form',
    async (id) => {
      const errors = await errorsOf(hostWith().import(id));
      expect(errors).toEqual([expect.objectContaining({ detail: expect.stringContaining('[HOST#]DOMAIN/VF') })]);
    },
  );

  test('of a VF that the domain does not have finds nothing', async () => {
    const host = hostWith();
    await host.import(`web/${VF}`);
    expect(host.managed.state).toBeNull();
  });
});
