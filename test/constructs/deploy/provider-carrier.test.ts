import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Carrier, HostInventory, Persistence, SriovHost } from 'cdktf-sriov';
import { carryOut, planLive } from '../../../lib/apply';
import { BUILT_IN_DRIVERS } from '../../../lib/catalog/driver-table';
import { fileStore, virtualHost } from '../../../lib/host/virtual';
import type { HostPlan } from '../../../lib/plan/host-plan';
import { EngineFolder } from '../../provider/engine/engine-folder';
import { bundledSriov, ENGINES } from '../../provider/resources/engine/support/hosts-folder';
import { inventory, nicFacts } from '../../support/facts';
import { TestApp, TIDY } from '../app';

/** Stacks of apps, carried out by real engines through the provider, on a virtual host. */

const HOST = 'kvm01.host.json';
const INVENTORY = inventory([nicFacts()]);

const { provider } = bundledSriov();

/** A folder for stacks of an app. */
class StackFolder extends EngineFolder {
  public path(name: string): string {
    return join(this.folder, name);
  }

  /** Its backend would need `init`, and keeps the state elsewhere. */
  public writeStack(stack: { readonly terraform: object }): void {
    const { backend: _backend, ...terraform } = stack.terraform as { readonly backend?: object };
    this.put('cdk.tf.json', JSON.stringify({ ...stack, terraform }));
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into documents of any shape
  public json(name: string): any {
    return JSON.parse(this.text(name));
  }

  public edit(name: string, change: (text: string) => string): void {
    this.put(name, change(this.text(name)));
  }
}

describe.each(ENGINES)('under $name', ({ program, test }) => {
  let engine: StackFolder;
  let app: TestApp;

  beforeEach(() => {
    engine = new StackFolder(program, provider());
    engine.put('kvm01.json', JSON.stringify(INVENTORY));
    app = new TestApp();
  });
  afterEach(() => {
    engine.remove();
    app.dispose();
  });

  const virtual = () =>
    Carrier.provider({ connection: { virtual: { file: engine.path(HOST), from: engine.path('kvm01.json') } } });

  /** Synthesises the app anew, as a second run of it would. */
  function synthesise(carrier: Carrier, vlan: number, name = 'uplink', movedFrom?: string): void {
    app = new TestApp({ folder: app.folder });
    const host = new SriovHost(app.stack(), 'kvm01', {
      inventory: HostInventory.fromObject(INVENTORY),
      persistence: Persistence.EXTERNAL,
      carrier,
    });
    const pf = host.addPhysicalFunction(name, { address: '0000:3b:00.0', numVfs: 4, movedFrom });
    const pool = pf.addPool('tenants', { ...TIDY, count: 4, vlan });
    for (const vm of ['web', 'db']) pool.attach(vm);
    app.app.synth();
  }

  /** The same, and hands the stack to the engine. */
  function synth(carrier: Carrier, vlan = 100, ...named: [name?: string, movedFrom?: string]): void {
    synthesise(carrier, vlan, ...named);
    engine.writeStack(app.stackJson());
  }

  const vlans = () =>
    engine
      .json(HOST)
      .inventory.physicalFunctions[0].virtualFunctions.map(
        ({ network }: { readonly network?: { readonly vlan?: number } }) => network?.vlan ?? 0,
      );

  test('a stack is deployed, left alone, put right, changed and destroyed', () => {
    synth(virtual());
    expect(engine.apply().text).toContain('1 added, 0 changed, 0 destroyed');
    expect(vlans()).toEqual([100, 100, 100, 100]);
    expect(engine.plan()).toMatchObject({ status: 0 });

    engine.edit(HOST, (text) => text.replace('"vlan":100', '"vlan":7').replace('"vlan": 100', '"vlan": 7'));
    expect(vlans()).toContain(7);
    expect(engine.plan().status).toBe(2);
    expect(engine.apply().text).toContain('0 added, 1 changed, 0 destroyed');
    expect(vlans()).toEqual([100, 100, 100, 100]);

    synth(virtual(), 200);
    expect(engine.apply().text).toContain('0 added, 1 changed, 0 destroyed');
    expect(vlans()).toEqual([200, 200, 200, 200]);

    expect(engine.destroy().text).toContain('1 destroyed');
    expect(engine.json(HOST).inventory.physicalFunctions[0].numVfs ?? 0).toBe(0);
  }, 120_000);

  test('a PF that has another name keeps its VFs and their owners', () => {
    synth(virtual());
    engine.apply();
    const { lastRun } = engine.json(HOST);
    synth(virtual(), 100, 'left', 'rack1/kvm01/uplink');
    const renamed = engine.apply();
    expect(renamed.text).toContain('0 added, 0 changed, 0 destroyed');
    expect(engine.json(HOST).lastRun).toEqual(lastRun);
    expect(engine.plan()).toMatchObject({ status: 0 });
  }, 60_000);

  test('a stack is deployed as HCL too', () => {
    process.env['SYNTH_HCL_OUTPUT'] = 'true';
    try {
      synthesise(virtual(), 100);
    } finally {
      delete process.env['SYNTH_HCL_OUTPUT'];
    }
    const hcl = readFileSync(join(app.outdir, 'stacks/rack1/cdk.tf'), 'utf8');
    engine.put('cdk.tf', hcl.replace(/backend "local" \{[^}]*\}/, ''));
    expect(engine.apply().text).toContain('1 added, 0 changed, 0 destroyed');
    expect(vlans()).toEqual([100, 100, 100, 100]);
  }, 60_000);

  /** What the resources of a carrier with scripts do when they run, in place of what they do on a host that is reached by ssh. */
  const LOG = 'scripts.log';
  function runScriptsHere(): void {
    engine.edit('cdk.tf.json', (text) => {
      const stack = JSON.parse(text);
      for (const resource of Object.values<{
        connection?: unknown;
        provisioner: { 'remote-exec'?: { when?: string } }[];
      }>(stack.resource.terraform_data)) {
        delete resource.connection;
        const isRestore = resource.provisioner.some((one) => one['remote-exec']?.when === 'destroy');
        const command = `echo ${isRestore ? 'restored' : 'run'} >> ${engine.path(LOG)}`;
        const provisioner = { 'local-exec': { command, ...(isRestore && { when: 'destroy' }) } };
        resource.provisioner = [provisioner] as never;
      }
      return JSON.stringify(stack);
    });
  }

  /** What the script of the PF does to the host. */
  async function carryOutPlan(): Promise<void> {
    const port = virtualHost({
      name: HOST,
      store: fileStore(engine.path(HOST)),
      kernel: { drivers: BUILT_IN_DRIVERS },
      initial: () => ({ inventory: INVENTORY, source: 'test', presumed: false }),
    });
    const plan = app.json('out/sriov/plans.json')['rack1/kvm01'] as HostPlan;
    expect((await carryOut(port, await planLive(port, plan, {}))).status).toBe('done');
  }

  test('a stack with scripts goes over to the provider without a step, and nothing is restored', async () => {
    const connection = { type: 'ssh', host: '192.0.2.7', user: 'root', agent: 'true', hostKey: 'ecdsa AAAA' } as const;
    synth(Carrier.terraformData({ connection }));
    runScriptsHere();
    expect(engine.apply().text).toContain('2 added, 0 changed, 0 destroyed');
    await carryOutPlan();
    const before = engine.json(HOST);

    synth(virtual());
    const planned = engine.plan();
    expect(planned.status).toBe(2);
    expect(planned.text).toContain('1 to add, 0 to change, 2 to destroy');
    expect(planned.text).toMatch(/changes += "none"/);
    expect(engine.apply().text).toContain('1 added, 0 changed, 2 destroyed');
    expect(engine.text(LOG)).toBe('run\n');
    const { inventory: now, lastRun } = engine.json(HOST);
    expect({ now, lastRun }).toEqual({ now: before.inventory, lastRun: before.lastRun });
    expect(engine.plan()).toMatchObject({ status: 0 });

    // What was there before the scripts it never saw: it leaves what it took over.
    expect(engine.destroy().text).toContain('1 destroyed');
    expect(vlans()).toEqual([100, 100, 100, 100]);
  }, 120_000);

  test('a stack with scripts restores where it is destroyed as it is', () => {
    synth(
      Carrier.terraformData({ connection: { type: 'ssh', host: '192.0.2.7', user: 'root', hostKey: 'ecdsa AAAA' } }),
    );
    runScriptsHere();
    engine.apply();
    expect(existsSync(engine.path(LOG))).toBe(true);
    engine.destroy();
    expect(engine.text(LOG)).toBe('run\nrestored\n');
  }, 60_000);
});
