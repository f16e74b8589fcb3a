import type { HostFacts, HugepageFacts, NumaNodeFacts } from '../inventory';
import { integerOf, lineOf, printable, wordOf } from './attributes';
import { readBootVfs } from './boot-vfs';
import { readCpus, socketsByCpu } from './cpus';
import type { IommuGroups } from './iommu-groups';
import { readIommu } from './iommu-state';
import { readMachine } from './machine';
import type { PciDevices } from './pci-devices';
import type { Reading } from './tree';

const NODE_FOLDER = 'sys/devices/system/node';
const KIB = 1024;

/** Facts about the whole host. */
export function readHost(reading: Reading, devices: PciDevices, groups: IommuGroups): HostFacts {
  const kernelArguments = readKernelArguments(reading);
  const names = readUname(reading);
  const cpus = readCpus(reading);
  const numaNodes = readNumaNodes(reading);
  return {
    ...names,
    machine: readMachine(reading),
    kernelArguments: kernelArguments ?? [],
    iommu: readIommu(reading, devices, groups, kernelArguments, {
      architecture: names.architecture,
      cpuModel: cpus.model,
    }),
    cpus,
    numaNodes,
    hugepages: readHugepages(reading, numaNodes),
    modules: readModules(reading),
    ...readVfioModules(reading),
    bootVfs: readBootVfs(reading),
  };
}

/** `Linux kvm01 6.1.0-56-amd64 #1 SMP ... x86_64 GNU/Linux`, else what `/proc` says. */
function readUname(reading: Reading): Pick<HostFacts, 'hostname' | 'kernelRelease' | 'architecture'> {
  const words = (lineOf(reading, 'uname.txt') ?? '').split(/\s+/);
  const [, hostname, release] = words[0] === 'Linux' ? words : [];
  return {
    hostname: hostname ?? wordOf(reading, 'proc/sys/kernel/hostname'),
    kernelRelease: release ?? wordOf(reading, 'proc/sys/kernel/osrelease'),
    architecture: (words.length > 4 ? words.at(-2) : undefined) ?? wordOf(reading, 'proc/sys/kernel/arch'),
  };
}

/** Split at blanks; inside double quotes a blank belongs to the argument, as for the kernel. */
function readKernelArguments({ tree, tables }: Reading): string[] | null {
  const line = tree.readText('proc/cmdline');
  if (line === null) return null;
  tables.line('proc/cmdline', line.length);
  return printable(line).match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
}

function readNumaNodes(reading: Reading): NumaNodeFacts[] {
  const sockets = socketsByCpu(reading);
  return numbered(reading.tree.list(NODE_FOLDER), 'node').map((id) => {
    const folder = `${NODE_FOLDER}/node${id}`;
    const memory = /MemTotal:\s+(\d{1,12}) kB/.exec(reading.tree.readText(`${folder}/meminfo`) ?? '')?.[1];
    const distances = (lineOf(reading, `${folder}/distance`) ?? '').split(/\s+/).filter(Boolean).map(Number);
    const cpus = lineOf(reading, `${folder}/cpulist`) ?? '';
    return {
      id,
      cpus,
      memoryBytes: memory === undefined ? null : Number(memory) * KIB,
      distances: distances.every((distance) => Number.isInteger(distance) && distance >= 0) ? distances : [],
      sockets: socketsOf(cpus, sockets),
    };
  });
}

/** @param cpus as the kernel prints them: `0-15,32-47` */
function socketsOf(cpus: string, byCpu: ReadonlyMap<number, number>): number[] {
  const ranges = cpus.split(',').map((range) => range.split('-').map(Number));
  const isIn = (cpu: number) => ranges.some(([first = Number.NaN, last = first]) => cpu >= first && cpu <= last);
  const sockets = [...byCpu].flatMap(([cpu, socket]) => (isIn(cpu) ? [socket] : []));
  return [...new Set(sockets)].sort((a, b) => a - b);
}

/** Of the whole host first, then of each node; without sysfs the default size from `/proc/meminfo`. */
function readHugepages(reading: Reading, nodes: readonly NumaNodeFacts[]): HugepageFacts[] {
  const found = hugepagesIn(reading, 'sys/kernel/mm/hugepages', null);
  for (const { id } of nodes) found.push(...hugepagesIn(reading, `${NODE_FOLDER}/node${id}/hugepages`, id));
  return found.length > 0 ? found : defaultHugepages(reading.tree.readText('proc/meminfo') ?? '');
}

function hugepagesIn(reading: Reading, folder: string, numaNode: number | null): HugepageFacts[] {
  const found: HugepageFacts[] = [];
  for (const name of reading.tree.list(folder)) {
    const kibibytes = /^hugepages-(\d{1,12})kB$/.exec(name)?.[1];
    const total = kibibytes === undefined ? null : integerOf(reading, `${folder}/${name}/nr_hugepages`);
    if (total === null) continue;
    const free = integerOf(reading, `${folder}/${name}/free_hugepages`);
    found.push({ pageBytes: Number(kibibytes) * KIB, numaNode, total, free });
  }
  return found.sort((a, b) => a.pageBytes - b.pageBytes);
}

function defaultHugepages(meminfo: string): HugepageFacts[] {
  const number = (key: string): number =>
    Number(new RegExp(`^${key}:\\s+(\\d{1,12})`, 'm').exec(meminfo)?.[1] ?? Number.NaN);
  const [size, total, free] = [number('Hugepagesize'), number('HugePages_Total'), number('HugePages_Free')];
  if (!(size > 0) || Number.isNaN(total)) return [];
  return [{ pageBytes: size * KIB, numaNode: null, total, free: Number.isNaN(free) ? null : free }];
}

/**
 * Loaded modules. A driver that is built in counts where the kernel shows it both as a module (it has parameters) and
 * as a driver of the PCI bus: what needs `vfio-pci` does not care how it came into the kernel.
 */
function readModules({ tree, tables }: Reading): string[] | null {
  const table = tree.readText('proc/modules');
  const shown = new Set(tree.list('sys/module'));
  if (table === null && shown.size === 0) return null;
  const modules = new Set(table === null ? shown : []);
  for (const line of tables.lines('modules', table)) {
    const name = line.slice(0, Math.max(0, line.indexOf(' ')));
    if (name !== '') modules.add(printable(name).replaceAll('-', '_'));
  }
  for (const driver of tree.list('sys/bus/pci/drivers')) {
    const name = driver.replaceAll('-', '_');
    if (shown.has(name)) modules.add(name);
  }
  return [...modules].sort();
}

/** Numbers of `node0`, `node1` in order. */
function numbered(names: readonly string[], prefix: string): number[] {
  const pattern = new RegExp(`^${prefix}(0|[1-9]\\d{0,4})$`);
  return names
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

const MODULE = /^[A-Za-z0-9_]{1,64}$/;
/** Linux 6.12 has 20 of them. */
const MOST_VFIO_MODULES = 200;

function readVfioModules({ tree }: Reading): Pick<HostFacts, 'vfioModules'> {
  const text = tree.readText('cmd/vfio-modules.txt');
  if (text === null) return {};
  const names = text.split('\n').filter((name) => MODULE.test(name));
  return names.length > MOST_VFIO_MODULES ? {} : { vfioModules: [...new Set(names)].sort() };
}
