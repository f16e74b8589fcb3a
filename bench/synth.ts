import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
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
import { NullProvider, NullResource } from '../lib/engine/null';
import { nicInventory, nvmeInventory } from './hosts';
import { measured, median, report } from './report';

/**
 * `app.synth()` with rules, plan, kernel model and prediction, against a bare app of the same engine that only emits the
 * same number of null_resources with payloads of the same size.
 */
const SIZES = [10, 100, 1000];
const ROUNDS = 3;
const CONNECTION = {
  type: 'ssh',
  host: '192.0.2.1',
  user: 'root',
  agent: 'true',
  hostKey: 'ssh-ed25519 AAAA',
} as const;

function inTemporaryFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'sriov-bench-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** 2 NICs x 32 VFs and 1 NVMe x 8 VFs, 40 attachments a host. */
function fullApp(hosts: number, outdir: string): App {
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
    inventory: HostInventory.fromObject(inventory),
    persistence: Persistence.EXTERNAL,
    carrier: Carrier.nullResource({ connection: CONNECTION }),
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

/** The payloads of the full app, emitted by an app that knows nothing else. */
function bareApp(payloads: readonly string[], outdir: string): App {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, 'fleet');
  const provider = new NullProvider(stack, 'null');
  payloads.forEach((content, n) => {
    new NullResource(stack, `pf${n}`, {
      provider,
      triggers: { target: 'x'.repeat(64) },
      connection: CONNECTION,
      provisioners: [
        { type: 'remote-exec', inline: ['mkdir -p -m 700 .cdktf-sriov'] },
        { type: 'file', destination: '.cdktf-sriov/script.sh', content },
        { type: 'remote-exec', inline: ['sh .cdktf-sriov/script.sh'] },
      ],
    });
  });
  return app;
}

/** Lengths of the scripts that one host carries, as the full app emits them. */
function payloadsOf(hosts: number): string[] {
  return inTemporaryFolder((outdir) => {
    const app = fullApp(1, outdir);
    app.synth();
    const stack = require(join(outdir, 'stacks/fleet/cdk.tf.json')) as {
      resource: { null_resource: Record<string, { provisioner: Record<string, { content?: string }>[] }> };
    };
    const scripts = Object.values(stack.resource.null_resource).map(
      (resource) => resource.provisioner.map((p) => p.file?.content).find((content) => content !== undefined) ?? '',
    );
    if (scripts.length !== 3 || scripts.some((script) => script.length < 1000))
      throw new Error('the app emits no scripts');
    const plain = scripts.map((script) => 'x'.repeat(script.length));
    return Array.from({ length: hosts }, () => plain).flat();
  });
}

function main(): void {
  const rows = SIZES.map((hosts) => {
    const payloads = payloadsOf(hosts);
    const full: number[] = [];
    const bare: number[] = [];
    // One round of each for the JIT, then in turn, so that a drift of the machine hits both.
    for (let round = 0; round <= ROUNDS; round++) {
      const b = inTemporaryFolder((outdir) => measured(() => bareApp(payloads, outdir).synth()));
      const f = inTemporaryFolder((outdir) => measured(() => fullApp(hosts, outdir).synth()));
      if (round > 0 || hosts === SIZES.at(-1)) {
        bare.push(b);
        full.push(f);
      }
    }
    return {
      hosts,
      full: median(full),
      bare: median(bare),
      payloadBytes: payloads.reduce((sum, p) => sum + p.length, 0),
    };
  });
  const largest = rows.at(-1);
  const smallest = rows[0];
  if (!largest || !smallest) throw new Error('nothing was measured');
  report({
    bench: 'synth',
    rows: rows.map(({ hosts, full, bare, payloadBytes }) => ({
      hosts,
      'payload MB': payloadBytes / 1e6,
      'bare ms': bare,
      'full ms': full,
      ratio: full / bare,
      'full ms/host': full / hosts,
    })),
    goals: [
      ...rows.map(({ hosts, full, bare }) => ({
        name: `full / bare at ${hosts} hosts`,
        value: full / bare,
        unit: 'times',
        goal: 3,
      })),
      {
        name: 'cost per host at 1000 hosts against 10',
        value: largest.full / largest.hosts / (smallest.full / smallest.hosts),
        unit: 'times',
        goal: 1.2,
      },
      { name: 'peak memory', value: process.resourceUsage().maxRSS / 1024, unit: 'MiB', goal: 2048 },
    ],
  });
}

main();
