import { printable, wordOf } from './attributes';
import { listed } from './listed';
import type { Reading } from './tree';

/** Who holds device files open: what VMs and drivers in user space use functions by. */
const OPEN_DEVICES = 'cmd/device-open.txt';
/** Older captures list the files of VFIO alone. */
const OPEN_VFIO = 'cmd/vfio-open.txt';

interface OpenList {
  readonly file: string;
  /** Processes by the file that they hold open. */
  readonly holders: ReadonlyMap<string, readonly string[]>;
  readonly isComplete: boolean;
}

/** Processes that hold device files open. Block devices that have other names inside a container are told by number. */
export class OpenDevices {
  private readonly list: OpenList | null;
  private hasOnlyVfio = false;
  private saidUnknown = false;

  public constructor(private readonly reading: Reading) {
    const list = readList(reading, OPEN_DEVICES);
    this.hasOnlyVfio = list === null;
    this.list = list ?? readList(reading, OPEN_VFIO);
  }

  /** `qemu-system-x86 (pid 4242, guest vm-a)`, each process once. */
  public holdersOf(...files: readonly string[]): string[] {
    return [...new Set(files.flatMap((file) => this.list?.holders.get(file) ?? []))];
  }

  public holdersOfBlock(name: string): string[] {
    const number = wordOf(this.reading, `sys/class/block/${name}/dev`);
    return this.holdersOf(`/dev/${name}`, ...(number === null ? [] : [`/dev/block/${number}`]));
  }

  /** Whether the list tells of every process that holds the file. */
  public isKnown(file: string): boolean {
    const { list } = this;
    if (list === null || (this.hasOnlyVfio && !file.startsWith('/dev/vfio/'))) {
      if (list === null && !this.saidUnknown) {
        this.reading.warn(`${OPEN_DEVICES} is missing: which functions VMs hold through VFIO is not known`);
      }
      this.saidUnknown = true;
      return false;
    }
    return list.isComplete;
  }
}

/** Lines `/dev/vfio/10 4242 qemu-system-x86 vm-a`; the last word, the name of the guest, may be missing. */
function readList({ tree, tables, warn }: Reading, file: string): OpenList | null {
  const text = tree.readText(file);
  if (text === null) return null;
  const holders = new Map<string, string[]>();
  let isComplete = true;
  for (const line of tables.lines('openDevices', text, file)) {
    if (line.startsWith('#')) {
      warn(`${file}: ${printable(line.slice(1)).trim()}`);
      isComplete = false;
      continue;
    }
    const [path = '', pid, command = '', ...guest] = printable(line).trim().split(/\s+/);
    if (pid === undefined) continue;
    const name = guest.length > 0 ? `, guest ${guest.join(' ')}` : '';
    listed(holders, path).push(`${command} (pid ${pid}${name})`);
  }
  return { file, holders, isComplete };
}
