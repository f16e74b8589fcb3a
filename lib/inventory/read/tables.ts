import { InputError } from '../../model/errors';
import { linesOf } from './lines';

/** Most entries of one table of a host, and why no host has more. */
interface TableLimit {
  readonly file: string;
  readonly most: number;
  readonly entries: string;
  readonly source: string;
}

/** What the texts of a host are taken apart into and kept: limits are what the largest host can have, or a multiple of it. */
export const TABLES = {
  functions: {
    file: 'sys/bus/pci/devices',
    most: 65_536,
    entries: 'PCI functions',
    source: 'the bus, device and function numbers of a PCI segment address no more',
  },
  mounts: {
    file: 'proc/mounts',
    most: 100_000,
    entries: 'mounts',
    source: 'fs.mount-max of Linux, Documentation/admin-guide/sysctl/fs.rst',
  },
  swaps: { file: 'proc/swaps', most: 32, entries: 'swap areas', source: 'MAX_SWAPFILES of include/linux/swap.h' },
  defaultRoutes: {
    file: 'proc/net/route',
    most: 65_536,
    entries: 'netdevs with a default route',
    source: 'a host of 2000 VFs has some 5000 netdevs',
  },
  listeners: {
    file: 'proc/net/dev_mcast',
    most: 65_536,
    entries: 'netdevs that listen',
    source: 'a host of 2000 VFs has some 5000 netdevs',
  },
  vlans: {
    file: 'proc/net/vlan/config',
    most: 100_000,
    entries: 'VLAN netdevs',
    source: 'all 4094 VLANs on 24 netdevs',
  },
  sessions: {
    file: 'proc/net/tcp',
    most: 10_000,
    entries: 'ssh sessions',
    source: 'each is a process of sshd, of which it starts 100 at a time by default (MaxStartups of sshd_config)',
  },
  modules: {
    file: 'proc/modules',
    most: 10_000,
    entries: 'modules',
    source: 'kernels of distributions come with some 4000',
  },
  openDevices: {
    file: 'cmd/device-open.txt',
    most: 100_000,
    entries: 'open device files',
    source: 'VMs on 2000 VFs hold some 10000',
  },
  hostdevs: {
    file: 'cmd/libvirt-hostdevs.txt',
    most: 65_536,
    entries: 'functions of domains',
    source: 'a PCI segment has no more functions',
  },
  domains: {
    file: 'cmd/virsh-*.xml',
    most: 65_536,
    entries: 'functions of domains',
    source: 'a PCI segment has no more functions',
  },
  udevBlocks: {
    file: 'cmd/udev-blocks.txt',
    most: 100_000,
    entries: 'block devices',
    source: 'the largest hosts have some 10000 paths to drives',
  },
  machine: { file: 'cmd/machine.txt', most: 64, entries: 'hashes', source: 'sriov capture writes three' },
  cpus: {
    file: 'proc/cpuinfo',
    most: 8192,
    entries: 'processors',
    source: 'NR_CPUS of arch/x86/Kconfig is at most 8192',
  },
  namespaces: {
    file: 'cmd/nvmeN-list-ns.json',
    most: 65_536,
    entries: 'NVMe namespaces',
    source: 'drives take up to some thousand',
  },
  bootVfs: {
    file: 'etc',
    most: 10_000,
    entries: 'settings that make VFs',
    source: 'one for each netdev of the largest hosts is less',
  },
} as const satisfies Record<string, TableLimit>;

export type TableName = keyof typeof TABLES;

/**
 * Most values of all JSON documents. With 2000 VFs, and a netdev of a VM on each, `ip -d link` prints some 280000, and all
 * commands some 400000.
 */
export const MOST_JSON_VALUES = 750_000;

/** Most characters of a line that is one value: a page, where pages are largest. */
const MOST_LINE_CHARACTERS = 65_536;

/** Most characters of all that is kept of tables; of a host of 2000 VFs these are some 5 million. */
const MOST_CHARACTERS = 32 * 1024 * 1024;

const FIX = 'Look at what was put into it; take the capture again with sriov capture';

/** Counts what is kept of the tables of one host, so that no text made to that end fills the memory. */
export class TableBudget {
  private readonly counts = new Map<string, number>();
  private characters = 0;
  private values = 0;

  /** @param where file, folder or host, for messages */
  public constructor(private readonly where: string) {}

  /** @throws InputError when there are more entries than a host has */
  public add(table: TableName, characters: number, file: string = TABLES[table].file): void {
    const { most, entries, source } = TABLES[table];
    const count = (this.counts.get(file) ?? 0) + 1;
    this.counts.set(file, count);
    if (count > most) throw this.refused(`${file} has more than ${most} ${entries}, a host has fewer (${source})`);
    this.take(characters, file);
  }

  /** Lines of a table, each of which is an entry. @throws InputError as `add` */
  public *lines(table: TableName, text: string | null, file?: string): Generator<string, void, void> {
    for (const line of linesOf(text)) {
      this.add(table, line.length, file);
      yield line;
    }
  }

  /** @throws InputError for a line that is longer than what the kernel writes into a file of one value */
  public line(file: string, characters: number): void {
    if (characters <= MOST_LINE_CHARACTERS) return;
    const source = 'files of sysfs have at most a page, Documentation/filesystems/sysfs.rst';
    throw this.refused(
      `${file} has a line of ${characters} characters, at most ${MOST_LINE_CHARACTERS} are read (${source})`,
    );
  }

  /** @throws InputError for a document by which there are more values than commands print, before it is parsed */
  public json(file: string, text: string): void {
    this.values++;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === COMMA || code === BRACE || code === BRACKET) this.values++;
    }
    if (this.values > MOST_JSON_VALUES) {
      const found = `its JSON documents, up to ${file}, have ${this.values} values, at most ${MOST_JSON_VALUES} are read`;
      throw this.refused(`${found} (those of a host with 2000 VFs and a netdev on each have some 400000)`);
    }
    this.take(text.length, file);
  }

  private take(characters: number, file: string): void {
    this.characters += characters;
    if (this.characters <= MOST_CHARACTERS) return;
    const found = `its tables, up to ${file}, have more than ${MOST_CHARACTERS} characters`;
    throw this.refused(`${found}, those of a host with 2000 VFs have some 5 million`);
  }

  private refused(problem: string): InputError {
    return new InputError(this.where, problem, FIX);
  }
}

const [COMMA, BRACE, BRACKET] = [0x2c, 0x7b, 0x5b];
