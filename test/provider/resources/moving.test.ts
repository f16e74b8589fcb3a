import { UNKNOWN } from '../../../lib/provider/cty/value';
import { igbHost } from '../../apply/hosts';
import { addressOf, device } from '../../host/libvirt/support/libvirt-of-files';
import { requireShell } from '../../support/shells';
import type { ApplyFailed, FakeCore, Managed, Planned } from '../support/core/fake-core';
import { HostWithDomains } from './support/domains';
import { hcl, NOTHING } from './support/host';
import { errorsOf, warningsOf } from './support/said';

/** VFs that go from one domain to another in one apply, with an attachment for each. */

const { test } = requireShell();

jest.setTimeout(120_000);

const VF = addressOf(0);
const OTHER = addressOf(1);
const BOTH = ['live', 'config'] as const;

type Config = Readonly<Record<string, unknown>> | null;
/** An attachment as it is, and what is wanted of it. */
interface Change {
  readonly from: Managed;
  readonly to: Config;
}

const hosts: HostWithDomains[] = [];
afterEach(() => hosts.splice(0).forEach((host) => host.remove()));

const never = () => new Promise(() => undefined);

/** Domains `web` and `db` run and are defined; the VFs are on vfio-pci. */
function hostWith(driver = 'vfio-pci'): HostWithDomains {
  const host = new HostWithDomains(igbHost({ vfs: [{ driver }, { driver }] }));
  hosts.push(host);
  host.libvirt.domain('web', BOTH);
  host.libvirt.domain('db', BOTH);
  return host;
}

async function attached(host: HostWithDomains, config: Config): Promise<Managed> {
  host.managed = NOTHING;
  await host.apply(config);
  return host.managed;
}

/** All at once, in this order, as an engine does with what does not depend on each other. */
async function planned(core: FakeCore, changes: readonly Change[]): Promise<Planned[]> {
  return Promise.all(
    changes.map(async ({ from, to }) => core.plan(await core.refresh(from), to === null ? null : hcl(to))),
  );
}

async function planAll(host: HostWithDomains, ...changes: readonly Change[]): Promise<Planned[]> {
  return planned((await host.command('vm_attachment')).vm_attachment, changes);
}

/** Plans, and applies in a command of its own. */
async function applyAll(host: HostWithDomains, ...changes: readonly Change[]) {
  const plans = await planAll(host, ...changes);
  const { vm_attachment: core } = await host.command('vm_attachment');
  const ends = await Promise.allSettled(
    changes.map(({ from, to }, at) => core.apply(from, plans[at] as Planned, to === null ? null : hcl(to))),
  );
  return { plans, ends };
}

const done = { status: 'fulfilled' };
const hasNow = (host: HostWithDomains, domain: string) => host.libvirt.of(domain);

describe('a VF that one attachment lets go of', () => {
  test.each<[string, Config]>([
    ['is destroyed', null],
    ['goes to another VF', { domain: 'web', address: OTHER }],
  ])('and another takes, where the first %s, moves in one apply, whichever is planned first', async (_words, to) => {
    for (const isFirst of [true, false]) {
      const host = hostWith();
      host.quiet = never;
      const leaving = { from: await attached(host, { domain: 'web', address: VF }), to };
      const coming = { from: NOTHING, to: { domain: 'db', address: VF } };
      const { plans, ends } = await applyAll(host, ...(isFirst ? [leaving, coming] : [coming, leaving]));
      expect(ends).toEqual([expect.objectContaining(done), expect.objectContaining(done)]);
      expect(hasNow(host, 'db')).toEqual({ live: [VF], config: [VF] });
      expect(hasNow(host, 'web')).toEqual(to === null ? { live: [], config: [] } : { live: [OTHER], config: [OTHER] });
      expect(plans.flatMap((plan) => warningsOf(plan))).toContainEqual(
        expect.objectContaining({
          summary: 'The VF comes from another domain',
          detail: expect.stringMatching(/is held by domain web, which runs\. .* waits .* 60 s to let go/),
        }),
      );
    }
  });

  test('is attached as libvirt is to have it once it is given back to its driver', async () => {
    const host = hostWith('igbvf');
    host.quiet = never;
    const leaving = { from: await attached(host, { domain: 'web', address: VF }), to: null };
    expect(leaving.from.state).toMatchObject({ managed: true });
    // While a domain has it, libvirt has bound it to vfio-pci.
    const state = host.memory.state;
    host.memory.state = { ...state, inventory: igbHost({ vfs: [{ driver: 'vfio-pci' }, {}] }) };
    const [, plan] = await planAll(host, leaving, { from: NOTHING, to: { domain: 'db', address: VF } });
    expect(plan?.planned).toMatchObject({ managed: true });
    const stated = { domain: 'db', address: VF, managed: false };
    expect(await errorsOf(planAll(host, leaving, { from: NOTHING, to: stated }))).toEqual([
      expect.objectContaining({ at: 'managed', detail: expect.stringContaining('is on no driver') }),
    ]);
  });

  test('is looked at again where it was in use by the domain that had it', async () => {
    const host = hostWith();
    const leaving = { from: await attached(host, { domain: 'web', address: VF }), to: null };
    const free = host.memory.state;
    const users = [{ kind: 'domain' as const, detail: 'web' }];
    host.memory.state = { ...free, inventory: igbHost({ vfs: [{ users }, {}] }) };
    host.libvirt.beforeRun = () => {
      if (host.libvirt.of('web').live.length === 0) host.memory.state = free;
    };
    const { ends } = await applyAll(host, { from: NOTHING, to: { domain: 'db', address: VF } }, leaving);
    expect(ends).toEqual([expect.objectContaining(done), expect.objectContaining(done)]);
  });
});

test('two attachments swap their VFs in one apply', async () => {
  const host = hostWith();
  host.quiet = never;
  const [web, db] = [
    await attached(host, { domain: 'web', address: VF }),
    await attached(host, { domain: 'db', address: OTHER }),
  ];
  const { ends } = await applyAll(
    host,
    { from: web, to: { domain: 'web', address: OTHER } },
    { from: db, to: { domain: 'db', address: VF } },
  );
  expect(ends).toEqual([expect.objectContaining(done), expect.objectContaining(done)]);
  expect([hasNow(host, 'web').live, hasNow(host, 'db').live]).toEqual([[OTHER], [VF]]);
});

describe('a plan refuses a VF of another domain', () => {
  test('that nothing takes out there, and says how it could be', async () => {
    const host = hostWith();
    await attached(host, { domain: 'web', address: VF });
    const errors = await errorsOf(planAll(host, { from: NOTHING, to: { domain: 'db', address: VF } }));
    expect(errors).toEqual([
      expect.objectContaining({
        at: 'address',
        summary: 'Another domain has the VF',
        detail: expect.stringMatching(/held by domain web.*remove or change that one in the same plan/),
      }),
    ]);
  });

  test('whose attachment keeps it, without waiting for others', async () => {
    const host = hostWith();
    host.quiet = never;
    const config = { domain: 'web', address: VF };
    const keeping = { from: await attached(host, config), to: config };
    const errors = await errorsOf(planAll(host, { from: NOTHING, to: { domain: 'db', address: VF } }, keeping));
    expect(errors).toContainEqual(expect.objectContaining({ summary: 'Two attachments have one VF' }));
  });

  test('that leaves the domain as it runs and not its definition', async () => {
    const host = hostWith();
    const leaving = { from: await attached(host, { domain: 'web', address: VF, reach: 'live' }), to: null };
    host.libvirt.domain('web', ['config'], device(0));
    const errors = await errorsOf(planAll(host, leaving, { from: NOTHING, to: { domain: 'db', address: VF } }));
    expect(errors).toEqual([expect.objectContaining({ summary: 'Another domain has the VF' })]);
  });

  test('of an attachment that another domain is not known yet of with a warning, which the apply settles', async () => {
    const host = hostWith();
    host.quiet = never;
    const from = await attached(host, { domain: 'web', address: VF });
    const [, plan] = await planAll(
      host,
      { from, to: { domain: 'web', address: UNKNOWN } },
      { from: NOTHING, to: { domain: 'db', address: VF } },
    );
    expect(warningsOf(plan as Planned)).toEqual([
      expect.objectContaining({ summary: 'Another domain may keep the VF' }),
    ]);
  });
});

describe('an apply in which the other domain keeps the VF', () => {
  test('changes nothing, and says what was waited for', async () => {
    const host = hostWith();
    const leaving = { from: await attached(host, { domain: 'web', address: VF }), to: null };
    const coming = { from: NOTHING, to: { domain: 'db', address: VF } };
    host.libvirt.touch('deaf');
    const { ends } = await applyAll(host, coming, leaving);
    const [came, left] = ends.map((end) => (end.status === 'rejected' ? (end.reason as ApplyFailed) : null));
    expect(left?.message).toMatch(/the guest has not let go of it/);
    expect(came?.message).toMatch(
      /Another domain has the VF still: .* taken out of domain web .* by another attachment.* Nothing was changed/,
    );
    expect(hasNow(host, 'db')).toEqual({ live: [], config: [] });
    expect(hasNow(host, 'web').live).toEqual([VF]);
  });

  test('leaves the VF of before where it is, unless another one waits for that', async () => {
    const host = hostWith();
    const leaving = { from: await attached(host, { domain: 'web', address: VF }), to: null };
    const from = await attached(host, { domain: 'db', address: OTHER });
    host.libvirt.touch('deaf');
    await applyAll(host, { from, to: { domain: 'db', address: VF } }, leaving);
    expect(hasNow(host, 'db')).toEqual({ live: [OTHER], config: [OTHER] });
  });
});
