import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NullProvider } from '@cdktf/provider-null/lib/provider';
import { Resource } from '@cdktf/provider-null/lib/resource';
import { App, type TerraformResourceConfig, TerraformStack } from 'cdktf';
import {
  Carrier,
  Demand,
  HostInventory,
  LinkState,
  PauseFrames,
  Persistence,
  Sriov,
  SriovHost,
  VfToVf,
} from 'cdktf-sriov';
import { nicInventory, nvmeInventory } from './hosts';

/** The two apps of the bench: one with hosts, and one that emits the same number of resources and nothing else. */
const CONNECTION = {
  type: 'ssh',
  host: '192.0.2.1',
  user: 'root',
  agent: 'true',
  hostKey: 'ssh-ed25519 AAAA',
} as const;

export function inTemporaryFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'sriov-bench-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** 2 NICs x 32 VFs and 1 NVMe x 8 VFs, 40 attachments a host. */
export function fullApp(hosts: number, outdir: string): App {
  const app = new App({ outdir });
  Sriov.of(app).configure({ lockFile: join(outdir, 'sriov.lock.json'), print: false });
  const stack = new TerraformStack(app, 'fleet');
  for (let n = 0; n < hosts; n++) addHost(stack, n);
  return app;
}

function addHost(stack: TerraformStack, n: number): void {
  const inventory = {
    inventoryVersion: 1,
    host: {},
    physicalFunctions: [nicInventory(0), nicInventory(1), nvmeInventory()],
  };
  const host = new SriovHost(stack, `kvm${n}`, {
    inventory: HostInventory.fromObject(inventory).asTemplate(),
    persistence: Persistence.EXTERNAL,
    carrier: Carrier.nullResource({ connection: { ...CONNECTION, host: `kvm${n}.example.net` } }),
  });
  for (const port of [0, 1]) {
    const uplink = host.addPhysicalFunction(`uplink${port}`, {
      address: `0000:3b:00.${port}`,
      conditions: { pauseFrames: PauseFrames.OFF, vfToVf: VfToVf.ISOLATED, dcb: false, adq: false },
    });
    const pool = uplink.addPool('vms', {
      count: 32,
      vlan: 100 + port,
      spoofCheck: true,
      trust: false,
      linkState: LinkState.AUTO,
      maxTxRateMbps: 5_000,
    });
    for (let vm = 0; vm < 18; vm++) {
      pool.attach(`vm-${18 * port + vm}`, { demand: Demand.network({ txMbps: 500, rxMbps: 500 }) });
    }
  }
  const drive = host.addPhysicalFunction('drive', { address: '0000:86:00.0' });
  const controllers = drive.addPool('controllers', {
    count: 8,
    nvmeVirtualQueues: 4,
    nvmeVirtualInterrupts: 2,
    namespaceId: 1,
    namespaceShared: true,
  });
  for (let vm = 0; vm < 4; vm++) controllers.attach(`vm-${vm}`);
}

/** What one resource of the full app carries to its host. */
type Provisioners = NonNullable<TerraformResourceConfig['provisioners']>;

/** As many resources as the full app emits, with provisioners of the same sizes, in an app that knows nothing else. */
export function bareApp(payloads: readonly Provisioners[], outdir: string): App {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, 'fleet');
  const provider = new NullProvider(stack, 'null');
  payloads.forEach((provisioners, n) => {
    const triggers = { target: 'x'.repeat(64), host: CONNECTION.host };
    // The binding as users have it, not the library's own.
    new Resource(stack, `pf${n}`, { provider, triggers, connection: CONNECTION, provisioners: [...provisioners] });
  });
  return app;
}

/**
 * What the full app brings to its hosts, every text replaced by one of the same length: the scripts as they are on the
 * host, with what the stack keeps once for all of them.
 */
export function payloadsOf(hosts: number): Provisioners[] {
  return inTemporaryFolder((outdir) => {
    const app = fullApp(1, outdir);
    app.synth();
    const stack = JSON.parse(readFileSync(join(outdir, 'stacks/fleet/cdk.tf.json'), 'utf8')) as Synthesised;
    const whole = (text: string) => text.replace(/\$\{local\.(\w+)\}/g, (_, name: string) => stack.locals[name] ?? '');
    const perHost = Object.values(stack.resource.null_resource).map((resource) =>
      resource.provisioner.map((provisioner) => ofSameSize(provisioner, whole)),
    );
    const scripts = perHost.flat().filter((provisioner) => provisioner.type === 'file');
    if (scripts.length !== 3 || scripts.some((script) => (script.content?.length ?? 0) < 1000)) {
      throw new Error('the app emits no scripts');
    }
    return Array.from({ length: hosts }, () => perHost).flat();
  });
}

/** Bytes of the scripts. */
export function sizeOf(payloads: readonly Provisioners[]): number {
  let bytes = 0;
  for (const provisioner of payloads.flat()) if (provisioner.type === 'file') bytes += provisioner.content?.length ?? 0;
  return bytes;
}

interface Synthesised {
  readonly locals: Readonly<Record<string, string>>;
  readonly resource: { readonly null_resource: Readonly<Record<string, { readonly provisioner: readonly object[] }>> };
}

interface SynthesisedConnection {
  readonly type: 'ssh';
  readonly host: string;
  readonly script_path: string;
}

type Texts = Readonly<Record<string, string | readonly string[]>>;

function ofSameSize(provisioner: object, whole: (text: string) => string): Provisioners[number] {
  const [type, { connection, ...texts }] = Object.entries(provisioner)[0] as [
    string,
    Texts & { readonly connection?: SynthesisedConnection },
  ];
  // One provisioner has a connection of its own.
  const own = connection && {
    connection: { type: connection.type, host: connection.host, scriptPath: connection.script_path },
  };
  const same = Object.entries(texts).map(([name, text]) => {
    if (name === 'when') return [name, text];
    if (typeof text === 'string') return [name, 'x'.repeat(whole(text).length)];
    return [name, text.map((line) => 'x'.repeat(line.length))];
  });
  return { type, ...own, ...Object.fromEntries(same) } as Provisioners[number];
}
