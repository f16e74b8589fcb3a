import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { Carrier, HostInventory, Persistence, Sriov, SriovHost, VfDriver } from 'cdktf-sriov';
import type { Inventory } from '../../lib/inventory/inventory';
import { STATE_FOLDER } from '../../lib/render/persistence';
import { IGB, igbVf, NVME } from '../conformance/emulated-host';
import { describeWithLab } from '../lab/available';
import { ALIAS } from '../lab/ssh';
import { EngineFolder } from '../provider/engine/engine-folder';
import { bundledSriov } from '../provider/resources/engine/support/hosts-folder';
import { requireTool } from '../support/require-tool';
import { holdVfioGroup, observe, settingsOf } from './support/observe';
import { addEcdsaHostKey, SshAgent } from './support/terraform';

const LIMIT_MS = 900_000;

/** A stack of a real host that goes over from scripts to the provider. */
describeWithLab('a stack with scripts on a real kernel', 'flat', (host) => {
  const { provider } = bundledSriov();
  let engine: EngineFolder;
  let agent: SshAgent;
  beforeAll(() => {
    agent = new SshAgent(host().privateKeyFile);
    engine = new EngineFolder('tofu', provider());
    engine.env = { SSH_AUTH_SOCK: agent.socket };
  }, LIMIT_MS);
  afterAll(() => {
    engine.remove();
    agent.stop();
  });

  function write(inventory: Inventory, carrier: Carrier): void {
    const outdir = mkdtempSync(join(tmpdir(), 'sriov-out-'));
    const app = new App({ outdir });
    Sriov.of(app).configure({ lockFile: join(engine.folder, 'sriov.lock.json'), print: false });
    const stack = new TerraformStack(app, 'rack1');
    const kvm = new SriovHost(stack, 'kvm01', {
      inventory: HostInventory.fromObject(inventory),
      persistence: Persistence.EXTERNAL,
      carrier,
    });
    const uplink = kvm.addPhysicalFunction('uplink', { address: IGB, numVfs: 4 });
    const vfio = { driver: VfDriver.VFIO_PCI, spoofCheck: true } as const;
    uplink.addPool('frontend', { ...vfio, count: 2, vlan: 100, trust: false }).attach('web');
    uplink.addPool('backend', { ...vfio, count: 2, vlan: 200, trust: false, maxTxRateMbps: 500 }).attach('db');
    kvm
      .addPhysicalFunction('drive', { address: NVME })
      .addPool('disks', { driver: VfDriver.VFIO_PCI, count: 2, nvmeVirtualQueues: 2, nvmeVirtualInterrupts: 1 });
    app.synth();
    const stackJson = JSON.parse(readFileSync(join(outdir, 'stacks/rack1/cdk.tf.json'), 'utf8'));
    rmSync(outdir, { recursive: true });
    delete stackJson.terraform.backend;
    engine.put('cdk.tf.json', JSON.stringify(stackJson));
  }

  const settings = () => [IGB, NVME].map((pf) => settingsOf(host(), pf));
  /** What runs have left on the host, with its time. */
  const traces = () => host().ssh(`find ${STATE_FOLDER} -type f -exec stat -c '%y %n' {} + | sort`).stdout;

  requireTool('tofu').test(
    'goes over to the provider under a VF in use, without a step, and is found as it is wanted from then on',
    () => {
      const hostKey = addEcdsaHostKey(host());
      const fresh = observe(host());
      const connection = {
        type: 'ssh',
        host: '127.0.0.1',
        port: host().port,
        user: 'root',
        agent: 'true',
        hostKey,
      } as const;
      write(fresh, Carrier.terraformData({ connection }));
      expect(engine.apply()).toMatchObject({ status: 0, text: expect.stringContaining('4 added') as string });
      const made = settings();
      const left = traces();

      const holder = holdVfioGroup(host(), igbVf(0));
      try {
        const ssh = { host: ALIAS, configFile: host().sshConfigFile };
        write(fresh, Carrier.provider({ connection: { ssh } }));
        const planned = engine.plan();
        expect(planned.text).toContain('2 to add, 0 to change, 4 to destroy');
        expect(planned.text.match(/changes += "none"/g)).toHaveLength(2);
        expect(engine.apply()).toMatchObject({ status: 0, text: expect.stringContaining('2 added') as string });
        expect(holder.isAlive()).toBe(true);
      } finally {
        holder.release();
      }
      expect(settings()).toEqual(made);
      expect(traces()).toBe(left);
      expect(engine.plan()).toMatchObject({ status: 0 });

      expect(engine.destroy()).toMatchObject({ status: 0 });
      expect(settings()).toEqual(made);
    },
    LIMIT_MS,
  );
});
