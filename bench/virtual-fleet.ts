import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACE_VARIABLE } from '../lib/cli/live-hosts';
import { run } from '../lib/cli/run';
import { OUT_FOLDER } from '../lib/host/out-folder';
import { parseInventory } from '../lib/inventory/parse';
import type { Inventory } from '../lib/inventory/inventory';
import type { TargetPf, TargetVf } from '../lib/plan/host-plan';
import { planHost } from '../lib/plan/plan';
import { serializeHostPlan } from '../lib/plan/serialize';
import { nvmeInventory } from './hosts';
import type { Goal, Row } from './report';

const HOSTS = 50;
/** Hosts of the fleet that are measured alone: they differ in size, and the largest takes longest. */
const ALONE = [0, 1, 2];

/**
 * `sriov apply` on fifty virtual hosts at once, at the default parallelism and in the time that real ones would take,
 * against the slowest of them alone.
 */
export async function benchVirtualFleet(): Promise<{ readonly rows: readonly Row[]; readonly goals: readonly Goal[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'sriov-bench-'));
  const before = process.env[PACE_VARIABLE];
  process.env[PACE_VARIABLE] = '1';
  try {
    const out = outFolder(folder);
    // The first run of a process compiles schemas and code; that is not what is compared.
    await applied(out, join(folder, 'warm'), 3);
    const alone: number[] = [];
    for (const n of ALONE) alone.push(await applied(out, join(folder, `alone${n}`), n));
    const slowest = Math.max(...alone);
    const together = await applied(out, join(folder, 'together'), null);
    const unchanged = await applied(out, join(folder, 'together'), null);
    return {
      rows: [
        { what: 'slowest virtual host alone', milliseconds: slowest },
        { what: `${HOSTS} virtual hosts at once`, milliseconds: together },
        { what: `${HOSTS} virtual hosts at once, nothing to do`, milliseconds: unchanged },
      ],
      goals: [
        {
          name: `${HOSTS} virtual hosts at once against the slowest alone`,
          value: together / slowest,
          unit: 'times',
          goal: 1.5,
        },
      ],
    };
  } finally {
    if (before === undefined) delete process.env[PACE_VARIABLE];
    else process.env[PACE_VARIABLE] = before;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of the command, for one host or for all. */
async function applied(out: string, virtual: string, host: number | null): Promise<number> {
  const args = ['apply', out, '--virtual', `${virtual}/`, '--yes', ...(host === null ? [] : ['--host', nameOf(host)])];
  const said: string[] = [];
  const writers = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  for (const { stream } of writers) stream.write = (text: string | Uint8Array) => said.push(String(text)) > 0;
  const start = process.hrtime.bigint();
  let exitCode: number;
  try {
    exitCode = await run(args);
  } finally {
    for (const { stream, write } of writers) stream.write = write;
  }
  if (exitCode !== 0) throw new Error(`sriov apply ended with ${exitCode}: ${said.slice(-5).join('')}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function nameOf(n: number): string {
  return `kvm${String(n).padStart(2, '0')}`;
}

function outFolder(folder: string): string {
  const out = join(folder, 'out');
  const hosts = join(out, OUT_FOLDER.hosts);
  mkdirSync(hosts, { recursive: true });
  const observed: Record<string, Inventory> = {};
  for (let n = 0; n < HOSTS; n++) {
    const host = { path: `fleet/${nameOf(n)}`, name: nameOf(n), presumed: false };
    const inventory = inventoryOfHost();
    observed[host.path] = inventory;
    const target = { physicalFunctions: [nic(n), drive()] };
    const file = join(hosts, `${host.name}${OUT_FOLDER.planEnding}`);
    writeFileSync(file, serializeHostPlan(planHost(host, target, inventory)));
  }
  writeFileSync(join(hosts, OUT_FOLDER.observed), JSON.stringify(observed));
  return out;
}

/** One igb port, which loses its link when its VFs come, and one NVMe drive. */
function inventoryOfHost(): Inventory {
  const nicAddress = '0000:01:00.0';
  const port = {
    address: nicAddress,
    vendorId: '8086',
    deviceId: '10c9',
    classCode: '020000',
    deviceClass: 'net',
    driver: 'igb',
    totalVfs: 7,
    numVfs: 0,
    vfOffset: 128,
    vfStride: 2,
    driversAutoprobe: true,
    iommuGroup: { id: 20, members: [nicAddress] },
    link: { address: nicAddress, speedGTs: 2.5, width: 1, maxSpeedGTs: 2.5, maxWidth: 1 },
    network: {
      interfaces: [
        { name: 'eth1', mac: '52:54:00:aa:00:01', mtu: 1500, adminUp: true, carrier: true, speedMbps: 1000 },
      ],
      linkType: 'ethernet',
      carriesManagement: false,
    },
  };
  const host = { modules: ['vfio_pci', 'igb', 'nvme'] };
  return parseInventory({ inventoryVersion: 1, host, physicalFunctions: [port, nvmeInventory()] }, 'bench');
}

function nic(n: number): TargetPf {
  const vfs = n % 3 === 2 ? 7 : 5 + (n % 3);
  const virtualFunctions = Array.from({ length: vfs }, (_, index): TargetVf => ({
    index,
    address: null,
    attachment: `fleet/${nameOf(n)}/uplink/vms/vm${index}`,
    vm: `vm${index}`,
    driver: 'vfio-pci',
    mac: `02:00:00:00:00:0${index}`,
    vlan: { vlan: 100 + index, qos: 0, protocol: '802.1Q' },
    spoofCheck: false,
    trust: true,
    rate: { minTxMbps: 0, maxTxMbps: 100 },
  }));
  return {
    path: `fleet/${nameOf(n)}/uplink`,
    address: '0000:01:00.0',
    deviceClass: 'net',
    driver: 'igb',
    vfDriver: 'igbvf',
    numVfs: vfs,
    driversAutoprobe: false,
    adminUp: true,
    virtualFunctions,
  };
}

function drive(): TargetPf {
  const virtualFunctions = Array.from({ length: 4 }, (_, index): TargetVf => ({
    index,
    address: null,
    driver: 'vfio-pci',
    nvme: { controllerId: index + 1, virtualQueues: 4, virtualInterrupts: 2, namespaceIds: [1] },
  }));
  return {
    path: 'fleet/drive',
    address: '0000:86:00.0',
    deviceClass: 'nvme',
    driver: 'nvme',
    vfDriver: 'nvme',
    numVfs: 4,
    driversAutoprobe: false,
    virtualFunctions,
  };
}
