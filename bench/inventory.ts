import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInventoryAt } from '../lib/host/files';
import { parseInventory, serializeInventory } from '../lib/inventory/parse';
import { HostTree } from '../test/inventory/support/host-tree';
import { execFileSync } from '../test/support/child';
import { type Goal, median, report } from './report';

/**
 * CPU time of reading a host of 8 PFs with 256 VFs each, from a folder and from an archive.
 */

const PFS = 8;
const VFS = 256;
const RUNS = 5;
/** CPU seconds that a reading may take. */
const GOAL_SECONDS = 1;

/** Files of a function that the kernel shows besides those that the reader looks at (Linux 6.1, igb). */
const OTHER_FILES =
  'aer_dev_correctable aer_dev_fatal aer_dev_nonfatal broken_parity_status consistent_dma_mask_bits d3cold_allowed ' +
  'dma_mask_bits enable irq local_cpulist local_cpus modalias msi_bus power_state reset_method resource revision ' +
  'subsystem_device subsystem_vendor uevent current_link_speed current_link_width max_link_speed max_link_width';

const folder = mkdtempSync(join(tmpdir(), 'sriov-bench-'));
try {
  const rows = measureAll(folder);
  report({ bench: 'inventory', rows, goals: rows.flatMap(goalOf) });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measureAll(folder: string) {
  const root = join(folder, 'host');
  const archive = join(folder, 'host.tar');
  hostTree().writeTo(root);
  execFileSync('tar', ['-C', root, '-cf', archive, '.']);
  execFileSync('tar', ['-C', root, '-czf', `${archive}.gz`, '.']);
  const json = serializeInventory(readInventoryAt(root).inventory);
  const read = (path: string) => () => readInventoryAt(path).inventory.physicalFunctions;
  return [
    measure('folder', read(root)),
    measure('tar', read(archive)),
    measure('tar.gz', read(`${archive}.gz`)),
    measure('JSON', () => parseInventory(JSON.parse(json), 'bench').physicalFunctions),
  ];
}

/** The first run, which is the one that a user has, and the median of those after it. */
function measure(source: string, work: () => readonly { readonly virtualFunctions: readonly unknown[] }[]) {
  const seconds: number[] = [];
  let functions = 0;
  for (let n = 0; n <= RUNS; n++) {
    const cpu = process.cpuUsage();
    functions = work().reduce((sum, pf) => sum + 1 + pf.virtualFunctions.length, 0);
    const used = process.cpuUsage(cpu);
    seconds.push((used.user + used.system) / 1e6);
  }
  return { source, functions, 'first run, CPU s': seconds[0] ?? Number.NaN, 'median, CPU s': median(seconds.slice(1)) };
}

function goalOf(row: ReturnType<typeof measure>): Goal[] {
  if (row.source === 'JSON') return [];
  return [{ name: `CPU time from a ${row.source}`, value: row['first run, CPU s'], unit: 's', goal: GOAL_SECONDS }];
}

/** A host with every file of each function, its registers included. */
function hostTree(): HostTree {
  const tree = new HostTree();
  const settings: unknown[] = [];
  for (let pf = 0; pf < PFS; pf++) {
    const bus = 0x20 + 0x10 * pf;
    const port = `0000:00:${(pf + 1).toString(16).padStart(2, '0')}.0`;
    tree.bridge(port, bus, bus + 2);
    const address = `0000:${bus.toString(16)}:00.0`;
    const group = (VFS + 1) * pf;
    const sketch = {
      address,
      below: [port],
      numVfs: VFS,
      totalVfs: VFS,
      group,
      vfGroup: group + 1,
      netdev: `ens${pf}`,
    };
    tree.pf({ ...sketch, vfDriver: 'vfio-pci' });
    settings.push({
      ifname: `ens${pf}`,
      flags: ['UP'],
      vfinfo_list: Array.from({ length: VFS }, (_, vf) => ({ vf, address: '02:00:00:00:00:01', vlan_list: [{}] })),
    });
  }
  fillFunctions(tree);
  return tree.json('ip-link', settings).file('cmd/vfio-open.txt', '/dev/vfio/10 4242 qemu-system-x86 vm-a\n');
}

function fillFunctions(tree: HostTree): void {
  const registers = new Uint8Array(4096).fill(1);
  for (const path of [...tree.entries.keys()]) {
    if (!path.endsWith('/vendor')) continue;
    const folder = path.slice(0, -'/vendor'.length);
    tree.file(`${folder}/config`, registers);
    for (const name of OTHER_FILES.split(' ')) {
      if (!tree.entries.has(`${folder}/${name}`)) tree.file(`${folder}/${name}`, '0\n');
    }
  }
}
