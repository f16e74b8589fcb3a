import { wordOf } from './attributes';
import { listed } from './listed';
import type { Reading, SysfsTree } from './tree';
import type { UdevBlocks } from './udev-blocks';

const BLOCK_FOLDER = 'sys/class/block';

/** Stands for a mount point of swap space. */
export const SWAP = '[swap]';

/** What is mounted, by block device. */
export interface Mounts {
  /** Mount points by name of the block device: `nvme0n1p2`, `dm-0`; `[swap]` for swap space. */
  readonly points: ReadonlyMap<string, readonly string[]>;
  /** Something is mounted whose block devices cannot be told: any device without a mount may be one of them. */
  readonly hasHidden: boolean;
  /** File systems of ZFS are mounted, of whose pools some devices are known: one that udev did not look at may be another. */
  readonly hasPools: boolean;
}

/** Block devices behind the source of a mount. */
interface Located {
  readonly devices: readonly string[];
  readonly isHidden: boolean;
  readonly isPool?: boolean;
}

const NOWHERE: Located = { devices: [], isHidden: false };

/** null: the table of mounts is not there. */
export function readMounts(reading: Reading, udev: UdevBlocks): Mounts | null {
  const { tree, tables } = reading;
  const table = tree.readText('proc/mounts') ?? tree.readText('proc/self/mounts');
  if (table === null) return null;
  const mapped = readMapped(reading);
  const points = new Map<string, string[]>();
  let hasHidden = false;
  let hasPools = false;
  const add = ({ devices, isHidden, isPool = false }: Located, point: string): void => {
    hasHidden ||= isHidden;
    hasPools ||= isPool;
    for (const device of devices) listed(points, device).push(point);
  };
  for (const line of tables.lines('mounts', table)) {
    const [source = '', point = '', type = ''] = line.split(' ', 3).map(unescapeOctal);
    add(type === 'zfs' ? poolDevices(source, udev) : locate(tree, source, type, mapped), point);
  }
  const swaps = tables.lines('swaps', tree.readText('proc/swaps'));
  // Headings.
  swaps.next();
  for (const line of swaps) {
    add(locate(tree, unescapeOctal(line.split(/\s+/, 1)[0] ?? ''), 'swap', mapped), SWAP);
  }
  return { points, hasHidden, hasPools };
}

function locate(tree: SysfsTree, source: string, type: string, mapped: ReadonlyMap<string, string>): Located {
  // The kernel calls a root device so that it mounted without an initramfs.
  if (source === '/dev/root') return { devices: [], isHidden: true };
  if (!source.startsWith('/dev/')) return NOWHERE;
  const name = source.slice('/dev/'.length);
  const device = name.startsWith('mapper/') ? mapped.get(name.slice('mapper/'.length)) : name;
  if (device === undefined) return { devices: [], isHidden: true };
  return type === 'btrfs' ? btrfsDevices(tree, device) : { devices: [device], isHidden: false };
}

/** A pool of ZFS names no device in the table of mounts; `tank/vm/root` is a file system of `tank`. */
function poolDevices(source: string, udev: UdevBlocks): Located {
  const devices = udev.devicesOf(source.split('/', 1)[0] ?? '');
  return { devices, isHidden: devices.length === 0, isPool: true };
}

/** A file system over several devices is mounted by the name of one of them. */
function btrfsDevices(tree: SysfsTree, device: string): Located {
  for (const id of tree.list('sys/fs/btrfs')) {
    const members = tree.list(`sys/fs/btrfs/${id}/devices`);
    if (members.includes(device)) return { devices: members, isHidden: false };
  }
  return { devices: [device], isHidden: true };
}

/** Names that the device mapper gives: `vg-root` for `dm-0`. */
function readMapped(reading: Reading): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const device of reading.tree.list(BLOCK_FOLDER)) {
    const name = device.startsWith('dm-') ? wordOf(reading, `${BLOCK_FOLDER}/${device}/dm/name`) : null;
    if (name !== null) names.set(name, device);
  }
  return names;
}

/** `\040` for a blank. */
function unescapeOctal(text: string): string {
  return text.includes('\\')
    ? text.replaceAll(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
    : text;
}
