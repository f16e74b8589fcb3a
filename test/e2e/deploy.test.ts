import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, LocalBackend, TerraformStack, TerraformVariable } from 'cdktf';
import { Carrier, HostInventory, Persistence, Sriov, SriovHost, VfDriver } from 'cdktf-sriov';
import type { Inventory } from '../../lib/inventory/inventory';
import { IGB, igbVf, NVME } from '../conformance/emulated-host';
import { describeWithLab } from '../lab/available';
import type { LabHost } from '../lab/lab';
import { pathOfTool, requireTool } from '../support/require-tool';
import { holdVfioGroup, observe, settingsOf } from './support/observe';
import { NullProviderMirror } from './support/null-provider';
import { addEcdsaHostKey, SshAgent, Workspace } from './support/terraform';

const LIMIT_MS = 900_000;

/** What of the stack changes from one deployment to the next. */
interface Wish {
  readonly type: 'terraform_data' | 'null_resource';
  readonly inventory: Inventory;
  readonly frontendTrust?: boolean;
  readonly numVfs?: number;
  readonly hostKey: string;
  readonly sshTimeout?: string;
}

/** A NIC with two pools and a drive with one, as JSON for Terraform. */
function synthesise(host: LabHost, workspace: Workspace, wish: Wish): unknown {
  const outdir = mkdtempSync(join(tmpdir(), 'sriov-out-'));
  try {
    const app = new App({ outdir });
    Sriov.of(app).configure({ lockFile: join(workspace.folder, 'sriov.lock.json'), print: false });
    const stack = new TerraformStack(app, 'rack1');
    new LocalBackend(stack, { path: join(workspace.folder, 'terraform.tfstate') });
    // Known only at deploy, as the address of a machine that the same stack orders.
    const address = new TerraformVariable(stack, 'kvm01_address', { type: 'string', default: '127.0.0.1' }).stringValue;
    const connection = {
      type: 'ssh',
      host: address,
      port: host.port,
      user: 'root',
      agent: 'true',
      hostKey: wish.hostKey,
      timeout: wish.sshTimeout ?? '2m',
    } as const;
    const carrier = wish.type === 'null_resource' ? Carrier.nullResource : Carrier.terraformData;
    const kvm = new SriovHost(stack, 'kvm01', {
      inventory: HostInventory.fromObject(wish.inventory),
      persistence: Persistence.EXTERNAL,
      carrier: carrier({ connection }),
    });
    const uplink = kvm.addPhysicalFunction('uplink', { address: IGB, numVfs: wish.numVfs ?? 4 });
    const vfio = { driver: VfDriver.VFIO_PCI, spoofCheck: true } as const;
    uplink.addPool('frontend', { ...vfio, count: 2, vlan: 100, trust: wish.frontendTrust ?? false });
    uplink.addPool('backend', { ...vfio, count: 2, vlan: 200, trust: false, maxTxRateMbps: 500 });
    kvm
      .addPhysicalFunction('drive', { address: NVME })
      .addPool('disks', { driver: VfDriver.VFIO_PCI, count: 2, nvmeVirtualQueues: 2, nvmeVirtualInterrupts: 1 });
    app.synth();
    return JSON.parse(readFileSync(join(outdir, 'stacks', 'rack1', 'cdk.tf.json'), 'utf8'));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

describeWithLab('a stack that is deployed to a real kernel', 'flat', (host) => {
  let agent: SshAgent;
  let hostKey: string;
  let workspace: Workspace;
  beforeAll(() => {
    agent = new SshAgent(host().privateKeyFile);
    hostKey = addEcdsaHostKey(host());
  });
  afterAll(() => agent.stop());

  const start = (program: string, mirror: string | null = null) => {
    workspace = new Workspace(program, mirror, { SSH_AUTH_SOCK: agent.socket });
  };
  const write = (wish: Omit<Wish, 'hostKey'>, key = hostKey) =>
    workspace.write(synthesise(host(), workspace, { ...wish, hostKey: key }));

  /** Applies and expects it to end well. */
  function apply(wish: Omit<Wish, 'hostKey'>): string {
    write(wish);
    const { status, output } = workspace.run('apply');
    if (status !== 0) throw new Error(output);
    return output;
  }

  /** Creates, applies again, changes a pool, meets a VF in use, and destroys. */
  function deploys(tool: string, type: Wish['type']): void {
    let providers: NullProviderMirror | undefined;
    let fresh: Inventory;
    let before: readonly string[];
    const settings = () => [IGB, NVME].map((pf) => settingsOf(host(), pf));

    beforeAll(() => {
      if (type === 'null_resource') providers = new NullProviderMirror();
      start(pathOfTool(tool), providers?.folder ?? null);
      fresh = observe(host());
      before = settings();
    }, LIMIT_MS);
    afterAll(() => {
      workspace.remove();
      providers?.remove();
    });

    test(
      'creates VFs with settings and drivers, of a NIC and of a drive',
      () => {
        write({ type, inventory: fresh });
        expect(workspace.run('init')).toMatchObject({ status: 0 });
        const { status, output } = workspace.run('apply');
        expect({ status, output }).toMatchObject({ status: 0 });
        expect(output).toContain('4 added, 0 changed, 0 destroyed');
        expect(output).toMatch(new RegExp(`sriov ${IGB}: as wanted after \\d+ changes`));
        expect(output).toMatch(new RegExp(`sriov ${NVME}: as wanted after \\d+ changes`));
        const [nic = '', drive = ''] = settings();
        expect(nic.match(/vfio-pci vfio-pci$/gm)).toHaveLength(4);
        expect(nic.match(/, vlan 100,/g)).toHaveLength(2);
        expect(nic.match(/, max_tx_rate 500Mbps/g)).toHaveLength(2);
        expect(drive.match(/vfio-pci vfio-pci$/gm)).toHaveLength(2);
        expect(drive.match(/"secondary-controller-state":1/g)).toHaveLength(2);
      },
      LIMIT_MS,
    );

    test(
      'does nothing when it is applied again',
      () => {
        expect(apply({ type, inventory: fresh })).toContain('0 added, 0 changed, 0 destroyed');
      },
      LIMIT_MS,
    );

    test(
      'changes one pool and nothing else, while a VF of the other is in use',
      () => {
        const [nic = '', drive] = settings();
        const holder = holdVfioGroup(host(), igbVf(3));
        try {
          const output = apply({ type, inventory: fresh, frontendTrust: true });
          expect(output).toContain('1 added, 0 changed, 1 destroyed');
          expect(output.match(/sriov 0000:.*/g)).toEqual([
            `sriov ${IGB}: vf 0 trust on`,
            `sriov ${IGB}: vf 1 trust on`,
            `sriov ${IGB}: as wanted after 2 changes`,
          ]);
          expect(holder.isAlive()).toBe(true);
        } finally {
          holder.release();
        }
        const trusted = nic.replace(/^( *vf [01] .*)trust off/gm, '$1trust on');
        expect(settings()).toEqual([trusted, drive]);
      },
      LIMIT_MS,
    );

    test(
      'is refused where a VF in use would go, says who uses it, and leaves everything as it is',
      () => {
        const inventory = observe(host());
        const now = settings();
        const wish = { type, inventory, frontendTrust: true, numVfs: 6 };
        const holder = holdVfioGroup(host(), igbVf(3));
        try {
          write(wish);
          const { status, output } = workspace.run('apply');
          expect(status).toBe(1);
          expect(output).toMatch(
            /sriov 0000:01:00\.0: refused: VF 3 \(0000:01:10\.6\) is in use: process \d+ \(sleep\) holds \/dev\/vfio\/\d+; this would touch it: sriov_numvfs 4 -> 0/,
          );
          expect(settings()).toEqual(now);
          expect(holder.isAlive()).toBe(true);
        } finally {
          holder.release();
        }
        expect(apply(wish)).toContain(`sriov ${IGB}: sriov_numvfs 0 -> 6`);
      },
      LIMIT_MS,
    );

    test(
      'does not restore under a VF in use, and restores what was there before once it is free',
      () => {
        const holder = holdVfioGroup(host(), igbVf(3));
        try {
          const { status, output } = workspace.run('destroy');
          expect(status).toBe(1);
          expect(output).toContain('VF 3 (0000:01:10.6) is in use');
          expect(settingsOf(host(), IGB)).toMatch(/^sriov_numvfs:6$/m);
        } finally {
          holder.release();
        }
        const { status, output } = workspace.run('destroy');
        expect({ status, output }).toMatchObject({ status: 0 });
        expect(settings()).toEqual(before);
      },
      LIMIT_MS,
    );
  }

  requireTool('tofu').describe('by OpenTofu with terraform_data', () => {
    deploys('tofu', 'terraform_data');
  });

  requireTool('terraform').describe('by Terraform with terraform_data', () => {
    deploys('terraform', 'terraform_data');
  });

  requireTool('tofu').describe('by OpenTofu with null_resource', () => {
    deploys('tofu', 'null_resource');
  });

  requireTool('tofu').test(
    'runs nothing on a host with another key',
    () => {
      start(pathOfTool('tofu'));
      const another = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE5x0x8m7p2Jc8Y0Jr0sVQb0H0m3o1m3p6mQ5c1d2e3f';
      try {
        const before = settingsOf(host(), IGB);
        write({ type: 'terraform_data', inventory: observe(host()), sshTimeout: '10s' }, another);
        workspace.run('init');
        const { status, output } = workspace.run('apply');
        expect(status).toBe(1);
        expect(output).toMatch(/key mismatch|host key/i);
        expect(settingsOf(host(), IGB)).toBe(before);
      } finally {
        workspace.remove();
      }
    },
    LIMIT_MS,
  );
});
