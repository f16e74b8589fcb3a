import { UNKNOWN, type Value } from '../../../lib/provider/cty/value';
import type { PhysicalFunctionFacts, UserFacts } from '../../../lib/inventory/inventory';
import { igbHost, PF } from '../../apply/hosts';
import { inventory, nicFacts } from '../../support/facts';
import { ApplyFailed } from '../support/core/fake-core';
import { hcl, ManagedHost, NOTHING } from './support/host';
import { errorsOf, warningsOf } from './support/said';

const SETTINGS = { vlan: 100, spoof_check: true };
const POOL = { count: 4, settings: SETTINGS, vms: { vm1: {}, vm2: { settings: { vlan: 200 } } } };
const TENANTS = { address: PF, num_vfs: 4, persistence: 'none', pools: { tenants: POOL } };

const withSettings = (change: object) => withPool({ settings: { ...SETTINGS, ...change } });
const withPool = (change: object) => ({ ...TENANTS, pools: { tenants: { ...POOL, ...change } } });

async function managed(config: Record<string, unknown> = TENANTS): Promise<ManagedHost> {
  const host = new ManagedHost(igbHost());
  await host.apply(config);
  return host;
}

const vfs = (host: ManagedHost) => host.state['vf_addresses'] as readonly string[];
const vms = (host: Pick<ManagedHost, 'state'>) => host.state['vms'] as ReadonlyMap<string, Record<string, Value>>;

const VM: UserFacts = { kind: 'vfio', detail: 'process 4711 (qemu-system-x86)' };

function usedBy(index: number, pf: PhysicalFunctionFacts): PhysicalFunctionFacts {
  const virtualFunctions = pf.virtualFunctions.map((vf) => (vf.index === index ? { ...vf, users: [VM] } : vf));
  return { ...pf, virtualFunctions };
}

function changed(index: number, pf: PhysicalFunctionFacts, vlan: number): PhysicalFunctionFacts {
  const virtualFunctions = pf.virtualFunctions.map((vf) =>
    vf.index === index && vf.network !== null ? { ...vf, network: { ...vf.network, vlan } } : vf,
  );
  return { ...pf, virtualFunctions };
}

describe('creating a physical function', () => {
  it('plans what becomes of every VF before anything is written', async () => {
    const host = new ManagedHost(igbHost());
    const { action, planned } = await host.plan(TENANTS);
    expect(action).toBe('create');
    expect(host.runs).toBe(0);
    expect(planned).toMatchObject({
      num_vfs: 4,
      drivers_autoprobe: false,
      vf_addresses: ['0000:3b:01.0', '0000:3b:01.1', '0000:3b:01.2', '0000:3b:01.3'],
      pool_vfs: new Map([['tenants', '0-3']]),
    });
    const owners = (planned as { readonly vms: ReadonlyMap<string, Record<string, Value>> }).vms;
    expect([...owners].map(([name, { vf = null, address = null }]) => [name, vf, address])).toEqual([
      ['vm1', 0, '0000:3b:01.0'],
      ['vm2', 1, '0000:3b:01.1'],
    ]);
  });

  it('tells what is managed of VFs once for all that have it alike, and what each has alone by its VF', async () => {
    const { state } = await managed();
    const alike = new Map([
      ['driver', 'vfio-pci'],
      ['vlan', '100 qos 0 802.1Q'],
      ['spoof_check', 'true'],
    ]);
    expect(state['vf_settings']).toEqual(
      new Map([
        ['0,2-3', alike],
        ['1', new Map([...alike, ['vlan', '200 qos 0 802.1Q']])],
      ]),
    );
    expect(state['vf_link_addresses']).toEqual(
      new Map([...vms({ state }).values()].map(({ vf, mac }) => [String(vf), new Map([['mac', mac]])])),
    );
  });

  it('says in changes what is done, VF by VF, and for how long the link goes', async () => {
    const { planned } = await new ManagedHost(igbHost()).plan(TENANTS);
    const { changes } = planned as { readonly changes: string };
    expect(changes).toMatch(/num_vfs +0 -> 4/);
    expect(changes).toMatch(/VF 1 of 0000:3b:00\.0 \(vm2\)/);
    expect(changes).toMatch(/link of 0000:3b:00\.0: away for about 2 s/);
  });

  it('makes the VFs, and finds nothing to do the next time', async () => {
    const host = await managed();
    expect(host.pf.numVfs).toBe(4);
    expect(host.pf.virtualFunctions[1]).toMatchObject({ driver: 'vfio-pci', network: { vlan: 200 } });
    expect((await host.plan(TENANTS)).action).toBe('none');
  });

  it('finds nothing to do either where nothing is read before', async () => {
    const host = await managed();
    expect((await (await host.command()).plan(host.managed, hcl(TENANTS))).action).toBe('none');
  });

  it('looks at the host once a command that only reads and plans', async () => {
    const host = await managed();
    host.looks = 0;
    await host.plan(TENANTS);
    // The refresh and the plan are one command; so are both of them in a core of their own.
    expect(host.looks).toBe(1);
  });

  it('takes VFs as they are needed where no number is stated', async () => {
    const host = await managed({ ...TENANTS, num_vfs: null });
    expect(host.pf.numVfs).toBe(4);
    expect(host.state['num_vfs']).toBe(4);
  });

  it('gives VMs of two PFs of the same names different MACs', async () => {
    const other = new ManagedHost(igbHost());
    other.byHand((pf) => withMac(pf, '3c:fd:fe:00:00:02'));
    await other.apply(TENANTS);
    expect(vms(other).get('vm1')?.['mac']).not.toBe(vms(await managed()).get('vm1')?.['mac']);
  });
});

function withMac(pf: PhysicalFunctionFacts, permanentMac: string): PhysicalFunctionFacts {
  if (pf.network === null) return pf;
  const interfaces = pf.network.interfaces.map((netdev) => ({ ...netdev, permanentMac, mac: permanentMac }));
  return { ...pf, network: { ...pf.network, interfaces } };
}

describe('what is not known', () => {
  it('stands in the log of a plan, which has no place for it, and holds nothing up', async () => {
    const pool = { count: 2, settings: { spoof_check: true, driver: 'nosuch' } };
    const host = await managed({ ...TENANTS, num_vfs: 2, pools: { tenants: pool } });
    expect(host.infos).toContainEqual(expect.stringMatching(/DRV-005: .*whether the module nosuch can be loaded/));
  });
});

describe('what a configuration says of VFs', () => {
  it('gives a pool the VFs that it names', async () => {
    const host = await managed({
      ...TENANTS,
      num_vfs: 5,
      pools: { first: { count: 3, vfs: '0-1,4', settings: SETTINGS }, second: { count: 2, settings: SETTINGS } },
    });
    expect(host.state['pool_vfs']).toEqual(
      new Map([
        ['first', '0-1,4'],
        ['second', '2-3'],
      ]),
    );
  });

  it('goes over what the state says of a pool', async () => {
    const pools = (first: object) => ({ ...TENANTS, num_vfs: 4, pools: { first: { settings: SETTINGS, ...first } } });
    const host = await managed(pools({ count: 2 }));
    await host.apply(pools({ count: 2, vfs: '2-3' }));
    expect(host.state['pool_vfs']).toEqual(new Map([['first', '2-3']]));
  });

  it.each([
    ['another number of VFs', { count: 3, vfs: '0-1' }, /3/],
    ['a first VF besides', { count: 2, vfs: '0-1', first_vf: 0 }, /one of vfs and first_vf/],
    ['no ranges', { count: 2, vfs: '1-0' }, /0-3,6/],
  ])('is refused with %s', async (_, pool, words) => {
    const errors = await errorsOf(new ManagedHost(igbHost()).plan({ ...TENANTS, pools: { first: pool } }));
    expect(errors).toContainEqual(
      expect.objectContaining({ at: 'pools["first"].vfs', detail: expect.stringMatching(words) as string }),
    );
  });
});

describe('what is known beside the host', () => {
  it('is judged at its own attribute, in the words of the configuration', async () => {
    const config = { ...TENANTS, conditions: { other_managers: ['netplan'] } };
    const errors = await errorsOf(new ManagedHost(igbHost()).plan(config));
    expect(errors).toContainEqual(
      expect.objectContaining({
        at: 'conditions.other_managers',
        summary: expect.stringMatching(/^OPS-004: netplan/) as string,
        detail: expect.stringContaining('and of conditions.other_managers') as string,
      }),
    );
  });

  it('stands for what the other PFs of the host have: tenants who do not trust each other', async () => {
    const rules = async (policy: object) => {
      const plan = await new ManagedHost(igbHost()).plan({ ...TENANTS, policy });
      return warningsOf(plan).map(({ summary }) => summary);
    };
    const alone = await rules({});
    const among = await rules({ multi_tenant: true });
    expect(among.length).toBeGreaterThan(alone.length);
  });
});

describe('a plan', () => {
  it('puts what rules find on the attribute that is meant', async () => {
    const errors = await errorsOf(new ManagedHost(igbHost()).plan(withSettings({ vlan: 5000 })));
    expect(errors).toContainEqual(
      expect.objectContaining({
        at: 'pools["tenants"].settings.vlan',
        summary: expect.stringMatching(/^VLAN-\d+: /) as string,
      }),
    );
  });

  it('names attributes, not properties of constructs', async () => {
    const plan = await new ManagedHost(igbHost()).plan(withSettings({ spoof_check: null }));
    expect(warningsOf(plan)).toContainEqual(
      expect.objectContaining({
        at: 'pools["tenants"].settings.spoof_check',
        detail: expect.stringContaining('State spoof_check = true,') as string,
      }),
    );
  });

  it('accepts a finding by rule and reason', async () => {
    const config = { ...withSettings({ spoof_check: null }), acknowledge: { 'SEC-001': 'the lab has no tenants' } };
    const plan = await new ManagedHost(igbHost()).plan(config);
    expect(warningsOf(plan).map(({ summary }) => summary)).not.toContainEqual(expect.stringMatching(/^SEC-001/));
  });

  it('fails where the PF is not on the host, and lists those that are', async () => {
    const errors = await errorsOf(new ManagedHost(igbHost()).plan({ ...TENANTS, address: '0000:99:00.0' }));
    expect(errors).toContainEqual(
      expect.objectContaining({ at: 'address', summary: expect.stringMatching(/^SEL-001: .*0000:3b:00\.0/) as string }),
    );
  });

  it('warns of a demand that is not met', async () => {
    const plan = await new ManagedHost(igbHost()).plan(
      withPool({ vms: { vm1: { demand: { tx_mbps: 5000, rx_mbps: 10 } } } }),
    );
    expect(warningsOf(plan)).toContainEqual(
      expect.objectContaining({
        at: 'pools["tenants"].vms["vm1"].demand',
        summary: expect.stringMatching(/^PERF-001: /) as string,
      }),
    );
  });

  it('fails where another number of VFs would take one out of a running VM', async () => {
    const host = await managed();
    host.byHand((pf) => usedBy(0, pf));
    const errors = await errorsOf(host.plan({ ...TENANTS, num_vfs: 6 }));
    expect(errors.map(({ summary }) => summary).join()).toMatch(/OPS-0\d\d: .*in use/);
  });

  it('lets it be taken away where it is allowed by the name of the VM', async () => {
    const host = await managed();
    host.byHand((pf) => usedBy(0, pf));
    const plan = await host.plan({ ...TENANTS, num_vfs: 6, allow_disrupt: ['vm1'] });
    const { changes } = plan.planned as { readonly changes: string };
    expect(changes).toMatch(/vm1/);
    expect(changes).toMatch(/VMs that own them: vm1/);
  });

  it('knows VMs that have no VF yet by name as well', async () => {
    const plan = await (await managed()).plan({ ...withPool({ vms: { vm7: {} } }), allow_disrupt: ['vm7', 'vm1'] });
    expect(warningsOf(plan).filter(({ at }) => at === 'allow_disrupt')).toEqual([]);
  });

  it.each(['vm9', ''])('warns of the name %j in allow_disrupt, which means nothing, and quotes it', async (name) => {
    const plan = await (await managed()).plan({ ...TENANTS, allow_disrupt: [name] });
    expect(warningsOf(plan)).toContainEqual(
      expect.objectContaining({ at: 'allow_disrupt', detail: expect.stringContaining(` "${name}",`) as string }),
    );
  });

  it('says once what a rule, the plan and the simulation find wrong, in words of the resource', async () => {
    const host = await managed();
    host.byHand((pf) => usedBy(0, pf));
    const inUse = await errorsOf(host.plan({ ...TENANTS, num_vfs: 6 }));
    const [first] = inUse;
    expect(inUse.map(({ summary }) => summary.slice(0, 7))).toEqual(['OPS-002']);
    expect(first?.detail).toContain('name the VMs or VFs in allow_disrupt.');
    const tooMany = await errorsOf(new ManagedHost(igbHost()).plan({ ...TENANTS, num_vfs: 500 }));
    expect(tooMany.filter(({ summary }) => summary.startsWith('CAP-001'))).toHaveLength(1);
    const multicast = await errorsOf(
      new ManagedHost(igbHost()).plan(withPool({ vms: { vm1: { settings: { mac: '01:00:00:00:00:01' } } } })),
    );
    expect(multicast.map(({ summary }) => summary.slice(0, 7))).toEqual(['MAC-001']);
  });

  it('speaks of VMs and the state where the constructs have attachments and a lock file', async () => {
    const errors = await errorsOf(new ManagedHost(igbHost()).plan(withPool({ count: 1, vms: { vm1: {}, vm2: {} } })));
    expect(JSON.stringify(errors)).toMatch(/2 VMs, the pool has 1 VF/);
    expect(JSON.stringify(errors)).not.toMatch(/ attachment|lock file|numVfs|firstVf/);
  });

  it('says a value of the wrong shape once', async () => {
    const [error] = await errorsOf(
      new ManagedHost(igbHost()).plan(withPool({ vms: { vm1: { settings: { mac: 'zz' } } } })),
    );
    expect(error?.detail.match(/"zz"/g)).toEqual(['"zz"']);
  });

  it('names the source of what has no limit as a source', async () => {
    const pinned = withPool({ vms: { vm1: { pinned_vf: 1 }, vm2: { pinned_vf: 1 } } });
    const errors = await errorsOf(new ManagedHost(igbHost()).plan(pinned));
    expect(errors).toContainEqual(
      expect.objectContaining({ detail: expect.stringMatching(/\. Source: a VF is a PCI function/) as string }),
    );
  });

  it('refuses two pools with a VM of one name', async () => {
    const pools = { a: { count: 1, vms: { vm1: {} } }, b: { count: 1, vms: { vm1: {} } } };
    const errors = await errorsOf(new ManagedHost(igbHost()).plan({ ...TENANTS, pools }));
    expect(errors[0]).toMatchObject({ at: 'pools["b"].vms["vm1"]' });
  });
});

describe('values that are not known before the apply', () => {
  it.each([
    ['a setting', withSettings({ vlan: UNKNOWN }), 'pools["tenants"].settings.vlan'],
    ['the pools', { ...TENANTS, pools: UNKNOWN }, 'pools'],
    ['what names the PF', { ...TENANTS, address: UNKNOWN }, 'address'],
  ])('leave to the apply what depends on them: %s', async (_, config, name) => {
    const host = new ManagedHost(igbHost());
    const plan = await host.plan(config);
    expect(plan.planned).toMatchObject({ vf_addresses: UNKNOWN, vf_settings: UNKNOWN, changes: UNKNOWN });
    expect(warningsOf(plan)).toContainEqual(
      expect.objectContaining({ severity: 'warning', detail: expect.stringContaining(name) as string }),
    );
  });

  it('leave all of it to the apply where they say how the host is reached', async () => {
    const host = new ManagedHost(igbHost());
    const core = await host.command({ ssh: { host: UNKNOWN } });
    const plan = await core.plan(host.managed, hcl(TENANTS));
    expect(plan.planned).toMatchObject({ num_vfs: 4, mtu: UNKNOWN, changes: UNKNOWN });
    expect(warningsOf(plan)).toContainEqual(
      expect.objectContaining({ detail: expect.stringContaining('the configuration of the provider') as string }),
    );
    expect(host.looks).toBe(0);
    host.managed = await (await host.command()).apply(host.managed, plan, hcl(TENANTS));
    expect(host.pf.numVfs).toBe(4);
  });

  it('are checked and carried out by the apply', async () => {
    const host = new ManagedHost(igbHost());
    await host.apply(withSettings({ vlan: UNKNOWN }), TENANTS);
    expect(host.pf.virtualFunctions[0]?.network?.vlan).toBe(100);
    expect((await host.plan(TENANTS)).action).toBe('none');
  });

  it('stop the apply where the checks find an error', async () => {
    const host = new ManagedHost(igbHost());
    const errors = await errorsOf(host.apply(withSettings({ vlan: UNKNOWN }), withSettings({ vlan: 5000 })));
    expect(errors).toContainEqual(expect.objectContaining({ at: 'pools["tenants"].settings.vlan' }));
    expect(host.runs).toBe(0);
  });
});

describe('a change', () => {
  it('of one VM leaves the VFs of the others alone', async () => {
    const host = await managed();
    const before = vms(host).get('vm2');
    const plan = await host.apply(
      withPool({ vms: { vm2: { settings: { vlan: 200 } }, vm3: { settings: { vlan: 300 } } } }),
    );
    expect(plan.action).toBe('update');
    expect(vms(host).get('vm2')).toEqual(before);
    expect(vms(host).get('vm1')).toBeUndefined();
    expect(host.pf.virtualFunctions.map((vf) => vf.network?.vlan)).toContain(300);
  });

  it('keeps index and MAC of owners when VFs are made anew', async () => {
    const host = await managed();
    const before = [...vms(host)].map(([name, { vf, mac }]) => [name, vf, mac]);
    await host.apply({ ...TENANTS, num_vfs: 6 });
    expect(host.pf.numVfs).toBe(6);
    expect([...vms(host)].map(([name, { vf, mac }]) => [name, vf, mac])).toEqual(before);
  });

  it('of what the host does not know is an update without changes there', async () => {
    const host = await managed();
    const plan = await host.apply({ ...TENANTS, allow_disrupt: ['vm1'] });
    expect(plan.action).toBe('update');
    expect(host.state['changes']).toBe('none');
    expect(host.runs).toBe(1);
  });

  it('is not made where the host has changed since the plan', async () => {
    const host = await managed();
    let looks = 0;
    // The apply plans once more; after that, and before the turn of the change comes, somebody sets the VLAN by hand.
    const plan = await host.plan(withSettings({ vlan: 101 }));
    host.beforeLook = () => {
      looks += 1;
      host.clock += 11_000;
      if (looks === 2) host.byHand((pf) => changed(1, pf, 0));
    };
    const core = await host.command();
    const failure = core.apply(host.managed, plan, hcl(withSettings({ vlan: 101 })));
    expect(await errorsOf(failure)).toMatchObject([
      { at: 'changes', detail: expect.stringMatching(/Nothing was done[^]*vlan +none -> 200/) as string },
    ]);
    expect(host.runs).toBe(1);
  });

  it('finds what was set by hand right after the look when it reads back', async () => {
    const host = await managed();
    const plan = await host.plan(withSettings({ vlan: 101 }));
    const core = await host.command();
    host.beforeRun = () => host.byHand((pf) => changed(1, pf, 0));
    expect(await errorsOf(core.apply(host.managed, plan, hcl(withSettings({ vlan: 101 }))))).toMatchObject([
      {
        summary: expect.stringMatching(/is not as wanted although every step worked/) as string,
        detail: expect.stringMatching(/vlan of VF 1 is none, wanted is 200/) as string,
      },
    ]);
  });

  it('that failed half-way leaves in the state what there is', async () => {
    const host = new ManagedHost(igbHost());
    // The host answers otherwise than the model: its modules lack vfio-pci.
    host.failsAt('driver-bind');
    const failure = await host.apply(TENANTS).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApplyFailed);
    const { left } = failure as ApplyFailed;
    expect(left.state).toMatchObject({
      num_vfs: 4,
      vf_addresses: host.pf.virtualFunctions.map(({ address }) => address),
    });
    expect((failure as ApplyFailed).message).toMatch(/failed/);
  });
});

describe('drift', () => {
  it.each<[words: string, byHand: (pf: PhysicalFunctionFacts) => PhysicalFunctionFacts, found: RegExp]>([
    ['a VLAN that was lost', (pf) => changed(1, pf, 0), /vlan +none -> 200|vlan +0/],
    ['VFs that were taken away', (pf) => ({ ...pf, numVfs: 0, virtualFunctions: [] }), /num_vfs +0 -> 4/],
    [
      'a driver that was changed',
      (pf) => ({
        ...pf,
        virtualFunctions: pf.virtualFunctions.map((vf) => (vf.index === 0 ? { ...vf, driver: 'igbvf' } : vf)),
      }),
      /driver +igbvf -> vfio-pci/,
    ],
    [
      'a MAC that was made up',
      (pf) => ({
        ...pf,
        virtualFunctions: pf.virtualFunctions.map((vf) =>
          vf.index === 0 && vf.network !== null ? { ...vf, network: { ...vf.network, mac: '9a:00:00:00:00:01' } } : vf,
        ),
      }),
      /mac +9a:00:00:00:00:01 -> /,
    ],
  ])('is found and mended: %s', async (_, byHand, found) => {
    const host = await managed();
    const before = host.state;
    host.byHand(byHand);
    const plan = await host.plan(TENANTS);
    expect(plan.action).toBe('update');
    expect((plan.planned as { readonly changes: string }).changes).toMatch(found);
    await host.apply(TENANTS);
    expect((await host.plan(TENANTS)).action).toBe('none');
    expect(vms(host)).toEqual(before['vms']);
    expect(vfs(host)).toHaveLength(4);
  });

  it('is told with what the host knows of its cause', async () => {
    const host = await managed();
    host.byHand((pf) => changed(1, pf, 0));
    expect(warningsOf(await host.plan(TENANTS))).toContainEqual(
      expect.objectContaining({
        summary: 'The PF is not as it was left',
        detail: expect.stringMatching(/VF 1, vlan: .*another program changed it since/) as string,
      }),
    );
    // What is wanted anew is no drift.
    expect(
      warningsOf(await host.plan(withSettings({ vlan: 101 })))
        .map(({ detail }) => detail)
        .join(),
    ).not.toMatch(/VF 0/);
  });

  it('of a PF without its driver keeps what is known of the card', async () => {
    const host = await managed({ ...TENANTS, on_destroy: 'keep' });
    const { pf } = host;
    host.byHand((each) => ({ ...each, driver: null, network: null, numVfs: 0, virtualFunctions: [] }));
    await errorsOf(host.plan(TENANTS));
    expect(host.state).toMatchObject({ permanent_mac: '3c:fd:fe:00:00:01', num_vfs: 0 });
    host.byHand(() => pf);
    expect((await host.plan({ ...TENANTS, on_destroy: 'keep' })).action).toBe('update');
    await host.apply({ ...TENANTS, on_destroy: 'keep' });
    expect(host.runs).toBe(1);
  });

  it('of a PF that is gone is a state that is gone', async () => {
    const host = await managed();
    host.byHand(() => null);
    await errorsOf(host.plan(TENANTS));
    expect(host.managed.state).toBeNull();
  });

  it('of a card in another slot is told by its address, with the owners that it had', async () => {
    const host = await managed({ ...TENANTS, address: null, permanent_mac: '3c:fd:fe:00:00:01' });
    const config = { ...TENANTS, address: null, permanent_mac: '3C:FD:FE:00:00:01' };
    const before = [...vms(host)].map(([name, { vf, mac }]) => [name, vf, mac]);
    host.byHand((pf) => ({ ...pf, address: '0000:3c:00.0', numVfs: 0, virtualFunctions: [] }));
    const plan = await host.plan(config);
    expect(plan).toMatchObject({ action: 'update', planned: { address: '0000:3c:00.0' } });
    await host.apply(config);
    expect([...vms(host)].map(([name, { vf, mac }]) => [name, vf, mac])).toEqual(before);
  });

  it('of another card at the address is a PF that is gone', async () => {
    const host = await managed();
    host.byHand((pf) => ({ ...withMac(pf, '3c:fd:fe:00:00:99'), numVfs: 0, virtualFunctions: [] }));
    expect((await host.plan(TENANTS)).action).toBe('create');
  });
});

describe('importing', () => {
  const BY_HAND = {
    address: PF,
    num_vfs: 4,
    persistence: 'none',
    pools: { tenants: { count: 4, settings: SETTINGS } },
  };

  it('a PF that was set by hand is no change where the configuration says the same', async () => {
    const host = await managed(BY_HAND);
    for (const id of [PF, '3c:fd:fe:00:00:01', 'slot=1']) {
      await host.import(id);
      expect(host.state).toMatchObject({ address: PF, num_vfs: 4 });
      expect((await host.plan({ ...BY_HAND, persistence: null })).action).toBe('none');
    }
  });

  it('and declaring its VMs writes down who owns what, and nothing on the host', async () => {
    const config = withPool({ vms: { vm1: { settings: { mac: '02:5a:00:00:00:01' } } } });
    const host = await managed(config);
    await host.import(PF);
    const plan = await host.apply(config);
    expect(host.runs).toBe(1);
    expect((await host.plan(config)).action).toBe('none');
    expect(plan.action).toBe('update');
    expect(plan.planned).toMatchObject({ vms: new Map([['vm1', expect.objectContaining({ vf: 0 })]]) });
  });

  it('fails for a PF that the host does not have, and lists those that it has', async () => {
    expect(await errorsOf(new ManagedHost(igbHost()).import('0000:99:00.0'))).toMatchObject([
      { detail: expect.stringMatching(/^0000:99:00\.0 is not on .*, which has 0000:3b:00\.0/) as string },
    ]);
  });

  it('refuses an id that is none', async () => {
    expect(await errorsOf(new ManagedHost(igbHost()).import('eth0'))).toMatchObject([
      { detail: expect.stringContaining('PCI address') as string },
    ]);
  });
});

/** A QAT on Linux 6.1, whose driver lets go of no VFs that it has made. */
const QAT = { driver: '4xxx', deviceId: '4940', classCode: '0b4000', deviceClass: 'other', network: null } as const;
const QAT_CONFIG = { address: PF, num_vfs: 2, persistence: 'none' };

async function managedQat(): Promise<ManagedHost> {
  const card = nicFacts({ ...QAT, totalVfs: 2, vfDeviceId: '4941', qatServices: 'sym;asym' });
  const host = new ManagedHost(inventory([card], { kernelRelease: '6.1.0-50-amd64', modules: ['qat_4xxx'] }));
  await host.apply(QAT_CONFIG);
  return host;
}

function carryingManagement(pf: PhysicalFunctionFacts): PhysicalFunctionFacts {
  return pf.network === null ? pf : { ...pf, network: { ...pf.network, carriesManagement: true } };
}

describe('destroying', () => {
  it('takes the PF back to how the first apply found it', async () => {
    const host = await managed();
    await host.apply({ ...TENANTS, num_vfs: 6 });
    await host.apply(null);
    expect(host.managed.state).toBeNull();
    expect(host.pf).toMatchObject({ numVfs: 0, driversAutoprobe: true });
  });

  it('leaves it where that is asked', async () => {
    const host = await managed({ ...TENANTS, on_destroy: 'keep' });
    const plan = await host.apply(null);
    expect(warningsOf(plan)).toEqual([]);
    expect(host.pf.numVfs).toBe(4);
  });

  it('fails at plan while a VM uses a VF', async () => {
    const host = await managed();
    host.byHand((pf) => usedBy(1, pf));
    const errors = await errorsOf(host.plan(null));
    expect(errors).toMatchObject([{ at: 'allow_disrupt', summary: expect.stringMatching(/in use/) as string }]);
    expect(errors[0]?.detail).not.toContain('on_destroy');
    expect(host.pf.numVfs).toBe(4);
  });

  it('fails at plan where the driver keeps its VFs, and says at on_destroy how they can be left', async () => {
    const host = await managedQat();
    const errors = await errorsOf(host.plan(null));
    expect(errors).toMatchObject([
      {
        at: 'on_destroy',
        summary: expect.stringMatching(/^CAP-011: .*4xxx keeps those that it has made in Linux before 6\.9/) as string,
        detail: expect.stringMatching(
          /Take its driver off .*\. To leave the PF with its VFs as it is, set on_destroy = "keep" in an apply before the destroy\.$/,
        ) as string,
      },
    ]);
    await host.apply({ ...QAT_CONFIG, on_destroy: 'keep' });
    await host.apply(null);
    expect([host.managed.state, host.pf.numVfs]).toEqual([null, 2]);
  });

  it('fails at allow_management where the PF carries the management by now', async () => {
    const host = await managed();
    host.byHand(carryingManagement);
    const errors = await errorsOf(host.plan(null));
    expect(errors).toMatchObject([{ at: 'allow_management', summary: expect.stringMatching(/^OPS-001: /) as string }]);
    expect(errors[0]?.detail).not.toContain('on_destroy');
  });

  describe('what the resource did not make', () => {
    /** As a hand or a script has set it. */
    const found = async (config: Record<string, unknown> = TENANTS) => {
      const host = await managed(config);
      host.managed = NOTHING;
      return host;
    };

    it.each<[string, (host: ManagedHost) => Promise<unknown>]>([
      ['was imported', (host) => host.import(PF)],
      ['was found as it is wanted by a create', (host) => host.apply(TENANTS)],
    ])('leaves a PF that %s and never changed', async (_words, adopt) => {
      const host = await found();
      const before = host.pf;
      await adopt(host);
      const plan = await host.apply(null);
      expect(warningsOf(plan)).toEqual([]);
      expect(host.managed.state).toBeNull();
      expect([host.runs, host.pf]).toEqual([1, before]);
    });

    it.each<[string, (host: ManagedHost) => Promise<unknown>]>([
      ['was imported', (host) => host.import(PF)],
      ['was found as it is wanted by a create', (host) => host.apply(TENANTS)],
      ['was taken over by a create that changes it', async () => undefined],
    ])('takes a PF that %s, and changed then, back to how that change found it', async (_words, adopt) => {
      const host = await found();
      const before = host.pf;
      await adopt(host);
      await host.apply({ ...withSettings({ vlan: 300 }), num_vfs: 6 });
      expect(host.pf.numVfs).toBe(6);
      await host.apply(null);
      expect(host.pf).toMatchObject({ numVfs: 4, driversAutoprobe: before.driversAutoprobe });
      expect(host.pf.virtualFunctions.map(({ driver, network }) => [driver, network?.mac, network?.vlan])).toEqual(
        before.virtualFunctions.map(({ driver, network }) => [driver, network?.mac, network?.vlan]),
      );
    });
  });
});
