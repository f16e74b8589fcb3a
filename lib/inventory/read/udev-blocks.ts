import { lineOf, printable } from './attributes';
import { listed } from './listed';
import type { Reading } from './tree';

/** What udev found on block devices: lines `259:2 zfs_member tank`; `-`: nothing, `?`: it cannot tell. */
export const UDEV_BLOCKS_FILE = 'cmd/udev-blocks.txt';

const BLOCK_FOLDER = 'sys/class/block';
const ZFS_MEMBER = 'zfs_member';

interface Found {
  /** Type of the file system. */
  readonly type: string;
  readonly label: string;
}

/** What udev knows of block devices, of those that it has looked at. */
export class UdevBlocks {
  private readonly byNumber = new Map<string, Found>();
  private members: ReadonlyMap<string, readonly string[]> | null = null;

  public constructor(private readonly reading: Reading) {
    for (const line of reading.tables.lines('udevBlocks', reading.tree.readText(UDEV_BLOCKS_FILE))) {
      const [, number, type, label] = /^(\d+:\d+) (\S+) (\S+)$/.exec(line) ?? [];
      if (number !== undefined && type !== undefined && label !== undefined) this.byNumber.set(number, { type, label });
    }
  }

  /** The pool of ZFS that a block device is part of; null: of none, or nobody looked. */
  public poolOf(device: string): string | null {
    const found = this.of(device);
    return found?.type === ZFS_MEMBER ? printable(found.label) : null;
  }

  /** Whether udev has looked at a block device and can tell what is on it. */
  public isTold(device: string): boolean {
    const found = this.of(device);
    return found !== undefined && found.type !== '?';
  }

  /** Block devices that a pool of ZFS is known to be made of. */
  public devicesOf(pool: string): readonly string[] {
    this.members ??= this.readMembers();
    return this.members.get(pool) ?? [];
  }

  private of(device: string): Found | undefined {
    const number = this.byNumber.size === 0 ? null : lineOf(this.reading, `${BLOCK_FOLDER}/${device}/dev`);
    return number === null ? undefined : this.byNumber.get(number);
  }

  private readMembers(): ReadonlyMap<string, readonly string[]> {
    const members = new Map<string, string[]>();
    for (const device of this.reading.tree.list(BLOCK_FOLDER)) {
      const found = this.of(device);
      if (found?.type !== ZFS_MEMBER) continue;
      listed(members, found.label).push(device);
    }
    return members;
  }
}
