import { integerOf } from './attributes';
import { type Mounts, readMounts } from './mounts';
import type { Reading } from './tree';

const FOLDER = 'sys/class/block';
/** Bytes of the sectors that sysfs counts sizes in, whatever those of the drive. */
const SECTOR_BYTES = 512;

/** Mount points of what the machine boots from. */
const BOOT_POINTS: ReadonlySet<string> = new Set(['/', '/boot', '/boot/efi', '/boot/firmware', '/efi']);

/** Where a block device is mounted: itself, its partitions, or what is built on them. */
export interface BlockUse {
  /** Mount points; `[swap]` for swap space. */
  readonly points: readonly string[];
  /** null: not known. */
  readonly mounted: boolean | null;
  readonly boot: boolean | null;
}

/** Block devices of the host and what is mounted of them. */
export class BlockDevices {
  private mounts: Mounts | null | undefined;

  public constructor(private readonly reading: Reading) {}

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
    if (this.mounts === undefined) this.mounts = readMounts(this.reading);
    if (this.mounts === null) return { points: [], mounted: null, boot: null };
    const points = name === null ? [] : this.pointsOf(name, this.mounts.points);
    // Without the folder of block devices nobody can tell what is built on the device.
    const otherwise = this.reading.tree.exists(FOLDER) && !this.mounts.hasHidden ? false : null;
    const isBoot = points.some((point) => BOOT_POINTS.has(point));
    return { points, mounted: points.length > 0 || otherwise, boot: isBoot || otherwise };
  }

  /** Mounts of the device, of its partitions, and of their holders, such as volumes of LVM or RAID sets. */
  private pointsOf(name: string, mounted: Mounts['points']): string[] {
    const { tree } = this.reading;
    const points = new Set<string>();
    const seen = new Set<string>();
    const open = [name, ...[...mounted.keys()].filter((other) => isPartition(other, name))];
    for (let device = open.pop(); device !== undefined; device = open.pop()) {
      if (seen.has(device)) continue;
      seen.add(device);
      for (const point of mounted.get(device) ?? []) points.add(point);
      open.push(...tree.list(`${FOLDER}/${device}/holders`));
      open.push(...tree.list(`${FOLDER}/${device}`).filter((entry) => isPartition(entry, name)));
    }
    return [...points].sort();
  }
}

/** `nvme0n1p2` of `nvme0n1`. */
function isPartition(name: string, device: string): boolean {
  return name.startsWith(`${device}p`) && /^\d+$/.test(name.slice(device.length + 1));
}
