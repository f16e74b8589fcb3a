import { USE, USE_UNKNOWN, type UseEvidenceId } from '../../evidence/use';
import { integerOf, lineOf, printable, wordOf } from './attributes';
import { listed } from './listed';
import { type Mounts, readMounts, SWAP } from './mounts';
import type { OpenDevices } from './open-devices';
import type { Reading } from './tree';
import { UdevBlocks } from './udev-blocks';

const FOLDER = 'sys/class/block';
/** Bytes of the sectors that sysfs counts sizes in, whatever those of the drive. */
const SECTOR_BYTES = 512;

/** Mount points of what the machine boots from. */
const BOOT_POINTS: ReadonlySet<string> = new Set(['/', '/boot', '/boot/efi', '/boot/firmware', '/efi']);

export interface BlockUser {
  readonly id: UseEvidenceId;
  readonly detail: string;
}

/** Who uses a block device: itself, its partitions, or what is built on them. */
export interface BlockUse {
  readonly users: readonly BlockUser[];
  /** What could not be read of its users. */
  readonly unknown: readonly string[];
  /** In use by the host or a process of it; null: not known. */
  readonly mounted: boolean | null;
  readonly boot: boolean | null;
}

const NO_BLOCK: BlockUse = { users: [], unknown: [], mounted: null, boot: null };

/** Block devices of the host and what uses them. */
export class BlockDevices {
  private readonly udev: UdevBlocks;
  private mounts: Mounts | null | undefined;
  private loops: ReadonlyMap<string, readonly string[]> | null = null;
  private readonly uses = new Map<string, BlockUse>();

  public constructor(
    private readonly reading: Reading,
    private readonly open: OpenDevices,
  ) {
    this.udev = new UdevBlocks(reading);
  }

  /** Size of a device or of the folder of one, from its number of sectors. */
  public bytesIn(folder: string): number | null {
    const bytes = (integerOf(this.reading, `${folder}/size`) ?? Number.NaN) * SECTOR_BYTES;
    return Number.isSafeInteger(bytes) ? bytes : null;
  }

  public bytesOf(name: string): number | null {
    return this.bytesIn(`${FOLDER}/${name}`);
  }

  /** @param name block device, or null where the kernel shows none */
  public useOf(name: string | null): BlockUse {
    if (name === null) return this.useOfHidden();
    let use = this.uses.get(name);
    if (use === undefined) this.uses.set(name, (use = this.read(name)));
    return use;
  }

  /** A namespace without a block device: nothing is built on it, but where mounts do not tell, nothing is known. */
  private useOfHidden(): BlockUse {
    const mounts = this.readMounts();
    if (mounts === null) return NO_BLOCK;
    const otherwise = this.reading.tree.exists(FOLDER) && !mounts.hasHidden && !mounts.hasPools ? false : null;
    return { ...NO_BLOCK, mounted: otherwise, boot: otherwise };
  }

  private read(name: string): BlockUse {
    const mounts = this.readMounts();
    const users: BlockUser[] = [];
    const points = new Set<string>();
    const family = this.familyOf(name, mounts?.points ?? new Map(), users);
    for (const device of family) {
      for (const point of mounts?.points.get(device) ?? []) {
        points.add(point);
        users.push({ id: point === SWAP ? 'swap' : 'mount', detail: point });
      }
      for (const who of this.open.holdersOfBlock(device)) {
        users.push({ id: 'blockOpen', detail: USE.blockOpen.says(device, who) });
      }
    }
    const unknown: string[] = [];
    if (mounts === null) unknown.push(USE_UNKNOWN.mounts(name));
    else if (points.size === 0 && this.mayBeMountedHidden(name, mounts)) unknown.push(USE_UNKNOWN.hiddenMounts(name));
    // Without the folder of block devices nobody can tell what is built on the device.
    if (!this.reading.tree.exists(FOLDER)) unknown.push(USE_UNKNOWN.holders(name));
    const isTold = unknown.length === 0;
    if (!this.open.isKnown(`/dev/${name}`)) unknown.push(USE_UNKNOWN.processes(`/dev/${name}`));
    const otherwise = isTold ? false : null;
    const isBoot = [...points].some((point) => BOOT_POINTS.has(point));
    return { users, unknown, mounted: users.length > 0 || otherwise, boot: isBoot || otherwise };
  }

  /** Of pools of ZFS all devices are known where udev has looked at this one and its partitions, and found something else. */
  private mayBeMountedHidden(name: string, { hasHidden, hasPools }: Mounts): boolean {
    if (hasHidden || !hasPools) return hasHidden;
    const parts = this.reading.tree.list(`${FOLDER}/${name}`).filter((entry) => isPartition(entry, name));
    return ![name, ...parts].every((device) => this.udev.isTold(device));
  }

  /** The device, its partitions, and their holders, such as volumes of LVM or RAID sets. */
  private familyOf(name: string, mounted: Mounts['points'], users: BlockUser[]): ReadonlySet<string> {
    const { tree } = this.reading;
    const family = new Set<string>();
    const open = [name, ...[...mounted.keys()].filter((other) => isPartition(other, name))];
    for (let device = open.pop(); device !== undefined; device = open.pop()) {
      if (family.has(device)) continue;
      family.add(device);
      for (const holder of tree.list(`${FOLDER}/${device}/holders`)) {
        users.push({ id: 'blockHolder', detail: USE.blockHolder.says(device, this.wordsOf(holder)) });
        open.push(holder);
      }
      for (const loop of this.loopsOn(device)) {
        users.push({ id: 'loop', detail: USE.loop.says(device, loop) });
        open.push(loop);
      }
      const pool = this.udev.poolOf(device);
      if (pool !== null) users.push({ id: 'zfs', detail: USE.zfs.says(device, pool) });
      const entries = tree.list(`${FOLDER}/${device}`);
      if (entries.includes('bcache')) users.push({ id: 'bcache', detail: USE.bcache.says(device) });
      for (const entry of entries) if (isPartition(entry, device)) open.push(entry);
    }
    return family;
  }

  /** `dm-0 (vg-root)`. */
  private wordsOf(device: string): string {
    const name = wordOf(this.reading, `${FOLDER}/${device}/dm/name`);
    return name === null ? printable(device) : `${printable(device)} (${name})`;
  }

  private loopsOn(device: string): readonly string[] {
    this.loops ??= this.readLoops();
    return this.loops.get(`/dev/${device}`) ?? [];
  }

  private readLoops(): ReadonlyMap<string, readonly string[]> {
    const loops = new Map<string, string[]>();
    for (const name of this.reading.tree.list(FOLDER)) {
      if (!/^loop\d+$/.test(name)) continue;
      const file = lineOf(this.reading, `${FOLDER}/${name}/loop/backing_file`);
      if (file !== null) listed(loops, file).push(name);
    }
    return loops;
  }

  private readMounts(): Mounts | null {
    if (this.mounts === undefined) this.mounts = readMounts(this.reading, this.udev);
    return this.mounts;
  }
}

/** `nvme0n1p2` of `nvme0n1`. */
function isPartition(name: string, device: string): boolean {
  return name.startsWith(`${device}p`) && /^\d+$/.test(name.slice(device.length + 1));
}
