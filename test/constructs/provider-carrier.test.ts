import { Fn, type TerraformStack, TerraformVariable } from 'cdktf';
import {
  Carrier,
  Demand,
  MigrationMethod,
  NumaPolicy,
  OnDestroy,
  Persistence,
  type ProviderCarrierProps,
  Sriov,
  SriovHost,
  SriovProvider,
  VfDriver,
} from 'cdktf-sriov';
import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import type { HostPlan, TargetPf } from '../../lib/plan/host-plan';
import { lastPart } from '../../lib/model/lock';
import type { Inventory } from '../../lib/inventory/inventory';
import { fromJson } from '../../lib/provider/cty/json';
import { objectTypeOf } from '../../lib/provider/schema/body';
import { judge, type Judgement } from '../../lib/provider/resources/physical-function/judge';
import { physicalFunctionSchema } from '../../lib/provider/resources/physical-function/schema';
import type { Config } from '../../lib/provider/resources/physical-function/wanted';
import { MemoryHost } from '../apply/memory-host';
import { inventory, nicFacts, nvmeFacts } from '../support/facts';
import { healthyHost, messageOf, TestApp, TIDY } from './app';

const SSH = { connection: { ssh: { host: 'kvm01.example.net', user: 'ops', sudo: true } } } as const;

type Arguments = Readonly<Record<string, unknown>> & { readonly address?: string };

let app: TestApp;
beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.dispose());

const carried = (stack: TerraformStack, props: Partial<ProviderCarrierProps> = {}) =>
  healthyHost(stack, 'kvm01', { carrier: Carrier.provider({ ...SSH, ...props }) });

/** Arguments of the resources, as Terraform has them once it has read the templates. */
function physicalFunctions(): Arguments[] {
  app.app.synth();
  const resources: Record<string, Arguments> = app.stackJson().resource.sriov_physical_function;
  return Object.values(resources).map((stated) => {
    const { '//': _comment, provider: _provider, depends_on: _after, ...args } = stated as Record<string, unknown>;
    return JSON.parse(JSON.stringify(args).replaceAll('$${', '${').replaceAll('%%{', '%{')) as Arguments;
  });
}

const uplink = (): Arguments => {
  const [first] = physicalFunctions();
  if (first === undefined) throw new Error('there is none');
  return first;
};

/** What the provider makes of the arguments on a host like that. */
async function judged({ host: _host, ...args }: Arguments, on: Inventory): Promise<Judgement> {
  const config = fromJson(objectTypeOf(physicalFunctionSchema), JSON.stringify(args)) as unknown as Config;
  const port = new MemoryHost(on).connect();
  const reading = await port.observe();
  return judge(config, null, reading, { ...port, observe: () => Promise.resolve(reading) }, DEFAULT_CATALOG);
}

/** Steps and targets without the names that constructs and resources give to what they mean. */
const stepsOf = (plan: HostPlan | undefined, address: string | undefined) =>
  plan?.steps
    .filter(({ pf }) => pf === address)
    .map((step) => ({ ...step, ...('attachments' in step && { attachments: step.attachments?.map(lastPart) }) }));
const targetOf = ({ virtualFunctions, ...pf }: TargetPf) => ({
  ...pf,
  path: '',
  virtualFunctions: virtualFunctions.map(({ attachment, ...vf }) => ({ ...vf, isOwned: attachment !== undefined })),
});

async function expectSamePlan(on: Inventory): Promise<void> {
  const all = physicalFunctions();
  const plan = app.json('out/sriov/plans.json')['rack1/kvm01'] as HostPlan;
  expect(all).toHaveLength(plan.target.physicalFunctions.length);
  for (const args of all) {
    const { plan: provided, findings } = await judged(args, on);
    expect(findings.filter(({ severity }) => severity === 'error' || severity === 'fatal')).toEqual([]);
    const [target] = provided?.live.plan.target.physicalFunctions ?? [];
    const wanted = plan.target.physicalFunctions.find(({ address }) => address === target?.address);
    expect(stepsOf(provided?.live.plan, target?.address)).toEqual(stepsOf(plan, target?.address));
    expect(target && targetOf(target)).toEqual(wanted && targetOf(wanted));
  }
}

const HOST = inventory([nicFacts(), nvmeFacts()]);

describe('the provider carrier', () => {
  test('makes one resource a PF, with a provider of the stack', () => {
    const host = carried(app.stack());
    host.addPhysicalFunction('uplink', { address: '0000:3b:00.0' }).addPool('vms', { ...TIDY, count: 2, vlan: 100 });
    host.addPhysicalFunction('drive', { address: '0000:86:00.0' }).addPool('controllers', { count: 1 });
    expect(physicalFunctions()).toHaveLength(2);
    const { provider, terraform } = app.stackJson();
    expect(provider.sriov).toEqual([{}]);
    expect(terraform.required_providers.sriov).toMatchObject({ source: 'cdktf-sriov/sriov' });
  });

  test('says what is wanted of the PF, and how its host is reached', () => {
    const pool = carried(app.stack(), { onDestroy: OnDestroy.KEEP })
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0', numVfs: 8, mtu: 9000 })
      .addPool('vms', { ...TIDY, count: 4, vlan: 100, maxTxRateMbps: 500, tenant: 'blue' });
    pool.attach('web', { mac: '52:54:00:00:00:07', vlan: 200 });
    expect(uplink()).toEqual({
      host: { ssh: { host: 'kvm01.example.net', user: 'ops', sudo: true } },
      address: '0000:3b:00.0',
      num_vfs: 8,
      mtu: 9000,
      persistence: 'external',
      policy: { multi_tenant: false },
      on_destroy: 'keep',
      pools: {
        vms: {
          count: 4,
          first_vf: 0,
          settings: {
            driver: 'vfio-pci',
            vlan: 100,
            max_tx_rate_mbps: 500,
            spoof_check: true,
            trust: false,
            link_state: 'auto',
          },
          use: { tenant: 'blue' },
          vms: { web: { pinned_vf: 0, settings: { mac: '52:54:00:00:00:07', vlan: 200 } } },
        },
      },
    });
  });

  test('gives each VM the VF and the MAC of the lock file', () => {
    const pool = carried(app.stack())
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 4, vlan: 100 });
    for (const vm of ['web', 'db']) pool.attach(vm);
    const { vms } = (uplink()['pools'] as Record<string, { vms: object }>)['vms'] ?? { vms: {} };
    const owned = Object.entries(app.lock.attachments).map(([path, { vf, mac }]) => [
      path.split('/').at(-1),
      { pinned_vf: vf, settings: { mac } },
    ]);
    expect(vms).toEqual(Object.fromEntries(owned));
  });

  test('plans on the host what the synth plans', async () => {
    const host = carried(app.stack());
    const pf = host.addPhysicalFunction('uplink', { address: '0000:3b:00.0', numVfs: 16, mtu: 9000 });
    const tenants = pf.addPool('tenants', { ...TIDY, count: 6, vlan: 100, maxTxRateMbps: 800, tenant: 'blue' });
    const hosts = pf.addPool('a-first-by-name', { ...TIDY, count: 3, driver: VfDriver.NATIVE });
    for (const vm of ['web', 'db', 'mail']) tenants.attach(vm, vm === 'db' ? { vlan: 200, trust: false } : {});
    hosts.attach('web', { tenant: 'green', demand: Demand.network({ txMbps: 100, rxMbps: 200 }) });
    host
      .addPhysicalFunction('drive', { address: '0000:86:00.0' })
      .addPool('disks', { count: 2, nvmeVirtualQueues: 2, nvmeVirtualInterrupts: 1 })
      .attach('db', { namespaceId: 1 });
    await expectSamePlan(HOST);
  });

  test('plans the same where pools have VFs apart from each other', async () => {
    const declare = (count: number, to: TestApp) => {
      const pf = carried(to.stack()).addPhysicalFunction('uplink', { address: '0000:3b:00.0' });
      pf.addPool('first', { ...TIDY, count, vlan: 100 }).attach('web');
      pf.addPool('second', { ...TIDY, count: 2, vlan: 200 }).attach('db');
    };
    declare(2, app);
    app.app.synth();
    const again = new TestApp({ folder: app.folder });
    declare(3, again);
    app = again;
    expect((uplink()['pools'] as Record<string, object>)['first']).toMatchObject({ count: 3, vfs: '0-1,4' });
    await expectSamePlan(HOST);
  });

  test('names what may be disrupted as the resource does, and nothing of other PFs', () => {
    const host = healthyHost(app.stack(), 'kvm01', {
      carrier: Carrier.provider(SSH),
      allowDisrupt: [
        'rack1/kvm01/uplink/vms/web',
        'rack1/kvm01/uplink/vms/gone',
        'rack1/kvm01/drive/disks/db',
        '0000:3b:01.1',
      ],
    });
    const pf = host.addPhysicalFunction('uplink', { address: '0000:3b:00.0' });
    pf.addPool('vms', { ...TIDY, count: 2, vlan: 100 }).attach('web');
    expect(uplink()['allow_disrupt']).toEqual(['web', 'gone', '0000:3b:01.1']);
  });

  test('tells apart what two pools call alike', () => {
    const pf = carried(app.stack()).addPhysicalFunction('uplink', { address: '0000:3b:00.0' });
    for (const [pool, vlan] of [
      ['front', 100],
      ['back', 200],
    ] as const)
      pf.addPool(pool, { ...TIDY, count: 1, vlan }).attach('web');
    expect(uplink()['pools']).toMatchObject({
      front: { vms: { 'front/web': { vm: 'web', pinned_vf: 0 } } },
      back: { vms: { 'back/web': { vm: 'web', pinned_vf: 1 } } },
    });
  });

  test('wants of a host that nobody has read what is stated, and no more', () => {
    const host = new SriovHost(app.stack(), 'kvm09', {
      carrier: Carrier.provider(SSH),
      persistence: Persistence.EXTERNAL,
    });
    host
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0', device: 'intel-e810-xxv-sfp' })
      .addPool('vms', { ...TIDY, count: 2, vlan: 100 });
    const { pools, ...pf } = uplink();
    expect(Object.keys(pf).sort()).toEqual(['address', 'device', 'host', 'persistence', 'policy']);
    expect(pools).toMatchObject({ vms: { count: 2, first_vf: 0, settings: { vlan: 100 } } });
  });

  test('carries that VFs move their state', () => {
    carried(app.stack())
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 2, vlan: 100, migrationMethod: MigrationMethod.VFIO });
    expect(uplink()['pools']).toMatchObject({ vms: { migration_method: 'vfio' } });
  });

  test('passes references on', () => {
    const stack = app.stack();
    const variable = (id: string, type: string) => new TerraformVariable(stack, id, { type });
    const vlan = variable('vlan', 'number').numberValue;
    const mac = variable('mac', 'string').stringValue;
    const pool = carried(stack)
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0', mtu: variable('mtu', 'number').numberValue })
      .addPool('vms', { ...TIDY, count: 2, vlan });
    pool.attach('web', { mac, tenant: Fn.lower('BLUE') });
    expect(uplink()).toMatchObject({
      mtu: '${var.mtu}',
      pools: {
        vms: {
          settings: { vlan: '${var.vlan}' },
          vms: { web: { settings: { mac: '${var.mac}' }, use: { tenant: '${lower("BLUE")}' } } },
        },
      },
    });
  });

  test('writes names as they are, whatever Terraform would read in them', () => {
    carried(app.stack())
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('v${ms}', { ...TIDY, spoofCheck: undefined, count: 2, vlan: 100 })
      .acknowledge('SEC-001', '%{if}');
    app.app.synth();
    expect(JSON.stringify(app.stackJson().resource)).toContain('"v$${ms}":{');
    expect(JSON.stringify(app.stackJson().resource)).toContain('"%%{if}"');
  });

  test('accepts on the host what is accepted in the app', () => {
    const pf = carried(app.stack()).addPhysicalFunction('uplink', { address: '0000:3b:00.0' });
    pf.addPool('vms', { ...TIDY, spoofCheck: undefined, count: 2, vlan: 100 }).acknowledge('SEC-001', 'a lab');
    expect(uplink()).toMatchObject({ acknowledge: { 'SEC-001': 'a lab' } });
  });

  test('makes what uses a VF depend on it', () => {
    const stack = app.stack();
    const web = carried(stack)
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 2, vlan: 100 })
      .attach('web');
    stack.addOverride('output.web.value', web.pciAddress);
    app.app.synth();
    expect(app.stackJson().output.web.value).toMatch(/^\$\{\["0000:3b:01.0", sriov_physical_function\.\w+\]\[0\]\}$/);
  });

  test('uses a provider that the app makes, which then may say how hosts are reached', () => {
    const stack = app.stack();
    const provider = new SriovProvider(stack, 'hosts', { alias: 'lab', local: true });
    healthyHost(stack, 'kvm01', { carrier: Carrier.provider({ provider }) })
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 2, vlan: 100 });
    app.app.synth();
    const { provider: providers, resource } = app.stackJson();
    expect(providers.sriov).toEqual([{ alias: 'lab', local: true }]);
    expect(Object.values(resource.sriov_physical_function)).toMatchObject([{ provider: 'sriov.lab' }]);
    expect(Object.values<object>(resource.sriov_physical_function)[0]).not.toHaveProperty('host');
  });

  test.each([
    ['nothing says how the host is reached', {}],
    ['connection says no way to the host', { connection: {} }],
    ['connection says ssh and local', { connection: { ssh: { host: 'a' }, local: true } }],
  ])('is refused where %s', (problem, props) => {
    expect(messageOf(() => Carrier.provider(props))).toContain(problem);
  });

  test('says of a property that there is not', () => {
    const connection = { ssh: { hots: 'kvm01' } };
    carried(app.stack(), { connection } as never)
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 2, vlan: 100 });
    expect(messageOf(() => app.app.synth())).toMatch(/carrier\.connection\.ssh.*hots/);
  });

  describe('says what the provider does not carry', () => {
    const found = (ruleId: string) => app.findings.find((finding) => finding.ruleId === ruleId);

    test('a unit of systemd, which is an error', () => {
      healthyHost(app.stack(), 'kvm01', { carrier: Carrier.provider(SSH), persistence: Persistence.SYSTEMD })
        .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
        .addPool('vms', { ...TIDY, count: 2, vlan: 100 });
      expect(messageOf(() => app.app.synth())).toMatch(/OUT-008 .*installs no unit.*Persistence\.NONE/);
    });

    test('the name of an interface that is a reference', () => {
      const stack = app.stack();
      const interfaceName = new TerraformVariable(stack, 'name', { type: 'string' }).stringValue;
      carried(stack).addPhysicalFunction('uplink', { interfaceName });
      expect(messageOf(() => app.app.synth())).toMatch(/OUT-008 .*interfaceName is a reference/);
    });

    test('devices that the app has and its own provider has not', () => {
      const stack = app.stack();
      Sriov.of(app.app).addDevice('intel-e810-xxv-sfp', { source: 'measured', maxVfsPerPf: 64 });
      const provider = new SriovProvider(stack, 'hosts', { alias: 'lab' });
      carried(stack, { provider }).addPhysicalFunction('uplink', { address: '0000:3b:00.0' });
      expect(messageOf(() => app.app.synth())).toMatch(/OUT-008 .*does not know them/);
    });

    test('what is judged at synth alone, in passing', () => {
      carried(app.stack())
        .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
        .addPool('vms', { ...TIDY, count: 2, vlan: 100 })
        .attach('web', { vmNumaNode: 0, numaPolicy: NumaPolicy.REQUIRED });
      app.app.synth();
      expect(found('OUT-009')).toMatchObject({
        severity: 'info',
        message: 'numaPolicy of attachments are judged here, and not again at a plan, on the live host',
      });
    });
  });

  describe('takes the resource along', () => {
    const nameOf = (pf: string, host = 'kvm01') => {
      const other = new TestApp();
      healthyHost(other.stack(), host, { carrier: Carrier.provider(SSH) }).addPhysicalFunction(pf, {
        address: '0000:3b:00.0',
      });
      other.app.synth();
      const [name] = Object.keys(other.stackJson().resource.sriov_physical_function);
      other.dispose();
      return `sriov_physical_function.${name}`;
    };

    test('of a PF that has another name', () => {
      carried(app.stack()).addPhysicalFunction('left', { address: '0000:3b:00.0', movedFrom: 'rack1/kvm01/uplink' });
      app.app.synth();
      expect(app.stackJson().moved).toEqual([{ from: nameOf('uplink'), to: nameOf('left') }]);
    });

    test('of a PF whose host has another name', () => {
      healthyHost(app.stack(), 'kvm01', {
        carrier: Carrier.provider(SSH),
        movedFrom: 'rack1/hypervisor',
      }).addPhysicalFunction('uplink', { address: '0000:3b:00.0' });
      app.app.synth();
      expect(app.stackJson().moved).toEqual([{ from: nameOf('uplink', 'hypervisor'), to: nameOf('uplink') }]);
    });

    test('but not from another stack, which is said unless nothing is restored there', () => {
      const movedFrom = 'rack2/kvm01/uplink';
      carried(app.stack()).addPhysicalFunction('uplink', { address: '0000:3b:00.0', movedFrom });
      expect(messageOf(() => app.app.synth())).toMatch(/OUT-008 .*was rack2\/kvm01\/uplink, in another stack/);
      const kept = new TestApp();
      carried(kept.stack(), { onDestroy: OnDestroy.KEEP }).addPhysicalFunction('uplink', {
        address: '0000:3b:00.0',
        movedFrom,
      });
      kept.app.synth();
      expect(kept.stackJson()).not.toHaveProperty('moved');
      kept.dispose();
    });
  });

  test('tells the provider of the devices that the app adds', () => {
    Sriov.of(app.app).addDevice('intel-e810-xxv-sfp', { source: 'measured', maxVfsPerPf: 64 });
    carried(app.stack())
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 2, vlan: 100 });
    app.app.synth();
    const [{ device_overrides }] = app.stackJson().provider.sriov;
    expect(device_overrides.map((text: string) => JSON.parse(text))).toEqual([
      { catalogVersion: 1, devices: [{ id: 'intel-e810-xxv-sfp', source: 'measured', sriov: { maxVfsPerPf: 64 } }] },
    ]);
  });

  test('keeps none of the settings of a host that is managed elsewhere', () => {
    healthyHost(app.stack(), 'kvm01', {
      carrier: Carrier.provider(SSH),
      persistence: Persistence.EXTERNAL,
      externallyManaged: true,
    }).addPhysicalFunction('uplink', { address: '0000:3b:00.0' });
    app.app.synth();
    expect(app.stackJson()).not.toHaveProperty('resource');
  });
});
