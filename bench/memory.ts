import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInventoryAt } from '../lib/host/files';
import { HostTree } from '../test/inventory/support/host-tree';
import { execFileSync } from '../test/support/child';
import { type Goal, report } from './report';

/**
 * Memory and time that captures take which were made to take much: each is read by a process of its own, which has to
 * refuse it or to be done.
 */

const GOAL_MIB = 256;
const GOAL_SECONDS = 10;
/** No file of a tree may be larger. */
const FILE_BYTES = 32 * 1024 * 1024 - 512;

interface Reading {
  readonly said: string;
  readonly mib: number;
  readonly seconds: number;
}

function readOne(path: string): Reading {
  let said: string;
  try {
    said = `${readInventoryAt(path).inventory.physicalFunctions.length} PFs`;
  } catch (error) {
    said = (error as Error).message.replace(path, 'tar');
  }
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  return { said, mib: Math.round(maxRSS / 1024), seconds: (userCPUTime + systemCPUTime) / 1e6 };
}

function measureAll(): void {
  const folder = mkdtempSync(join(tmpdir(), 'sriov-memory-'));
  try {
    const rows = Object.entries(CAPTURES).map(([capture, make]) => {
      const root = join(folder, 'host');
      const tar = join(folder, 'host.tar');
      make(sound()).writeTo(root);
      execFileSync('tar', ['-C', root, '-cf', tar, '.']);
      rmSync(root, { recursive: true });
      const { said, mib, seconds } = JSON.parse(String(execFileSync(process.execPath, [__filename, tar]))) as Reading;
      return { capture, said: said.slice(0, 160), MiB: mib, 'CPU s': seconds };
    });
    const goals = rows.flatMap((row): Goal[] => [
      { name: `memory, ${row.capture}`, value: row.MiB, unit: 'MiB', goal: GOAL_MIB },
      { name: `time, ${row.capture}`, value: row['CPU s'], unit: 's', goal: GOAL_SECONDS },
    ]);
    report({ bench: 'memory', rows, goals });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sound(): HostTree {
  const tree = new HostTree();
  tree.bridge('0000:00:01.0', 1, 2);
  tree.pf({
    address: '0000:01:00.0',
    below: ['0000:00:01.0'],
    numVfs: 2,
    group: 1,
    vfGroup: 10,
    netdev: 'ens1f0',
  });
  return tree;
}

/** Lines that differ, as many as fit into a file, or as there may be. */
function lines(line: (n: number) => string, most = Infinity): string {
  const found: string[] = [];
  for (let n = 0, bytes = 0; n < most; n++) {
    const text = line(n);
    bytes += text.length + 1;
    if (bytes > FILE_BYTES) break;
    found.push(text);
  }
  return `${found.join('\n')}\n`;
}

const wide = (text: string) => text.replace('\n', '\u0101\n');

/** Tables that a text is taken apart into, line by line. */
const TABLES: Readonly<Record<string, (n: number) => string>> = {
  'proc/mounts': (n) => `/dev/v${n} /mnt/point${n} ext4`,
  'cmd/device-open.txt': (n) => `/dev/vfio/${n} ${n} qemu-system`,
  'proc/net/vlan/config': (n) => `ens${n} | 5 | eth${n}`,
  'cmd/udev-blocks.txt': (n) => `259:${n} zfs_member tank${n}`,
  'proc/modules': (n) => `module_of_a_name${n} 1 0`,
  'proc/net/tcp': (n) => `0: ${(n >>> 0).toString(16).padStart(8, '0')}:0016 00000000:0000 01`,
  'cmd/libvirt-hostdevs.txt': (n) => `0000:${(n & 255).toString(16).padStart(2, '0')}:10.${n & 7} vm-${n}`,
};

const flood = (tree: HostTree, most: number, change: (text: string) => string): HostTree => {
  for (const [file, line] of Object.entries(TABLES)) tree.file(file, change(lines(line, most)));
  return tree;
};

const CAPTURES: Readonly<Record<string, (tree: HostTree) => HostTree>> = {
  'a host of 2 PCI functions': (tree) => tree,
  'seven tables of 32 MiB': (tree) => flood(tree, Infinity, (text) => text),
  'seven tables of 32 MiB, not in Latin 1': (tree) => flood(tree, Infinity, wide),
  'seven tables at their limits': (tree) => flood(tree, 9_990, (text) => text),
  'a line kept of each of seven files of 32 MiB': (tree) => {
    for (const [file, line] of Object.entries(TABLES)) {
      tree.file(file, wide(`${line(1)}\n${'\n'.repeat(FILE_BYTES - 100)}`));
    }
    return tree;
  },
  'seven names of 32 MiB': (tree) => {
    for (let n = 0; n < 7; n++) tree.file(`sys/class/block/dm-${n}/dm/name`, `${n}${'x'.repeat(FILE_BYTES - 9)}\n`);
    return tree.file('proc/mounts', '/dev/mapper/x / ext4 rw 0 0\n');
  },
  'JSON of many values': (tree) =>
    ['ip-link', 'ip-addr', 'ip-route-all', 'ip-route', 'ip-route6', 'devlink-dev'].reduce<HostTree>(
      (host, name) => host.file(`cmd/${name}.json`, `[${lines(() => '{},')}{}]`),
      tree,
    ),
  'JSON at its limits': (tree) =>
    ['ip-link', 'ip-addr', 'ip-route-all', 'ip-route', 'ip-route6', 'devlink-dev'].reduce<HostTree>(
      (host, name) =>
        host.file(`cmd/${name}.json`, `[${lines((n) => `{"${name[0]}${n.toString(36)}":1},`, 62_000)}{}]`),
      tree,
    ),
  'kernel arguments of 32 MiB': (tree) => tree.file('proc/cmdline', 'a '.repeat(FILE_BYTES / 2)),
  'domains without end': (tree) =>
    tree.file(
      'cmd/virsh-00000000-0000-0000-0000-000000000000.xml',
      lines(() => '<source>'),
    ),
  'domains of many functions': (tree) =>
    tree.file(
      'cmd/virsh-00000000-0000-0000-0000-000000000000.xml',
      lines((n) => `<source><address bus='${n & 255}' slot='1' function='0'/></source>`),
    ),
  'processors without end': (tree) =>
    tree.file(
      'proc/cpuinfo',
      lines((n) => `processor : ${n}\nphysical id : ${n}\n\n`),
    ),
  'PCI functions without end': (tree) => {
    for (let n = 0; n < 70_000; n++) {
      const address = `${(n >> 16).toString(16).padStart(4, '0')}:${((n >> 8) & 255).toString(16).padStart(2, '0')}`;
      const slot = ((n >> 3) & 31).toString(16).padStart(2, '0');
      tree.folder(`sys/bus/pci/devices/${address}:${slot}.${n & 7}`);
    }
    return tree;
  },
};

const [, , archive] = process.argv;
if (__filename === process.argv[1] && archive !== undefined) process.stdout.write(JSON.stringify(readOne(archive)));
else measureAll();
