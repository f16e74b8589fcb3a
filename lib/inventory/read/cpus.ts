import { HOST } from '../blank';
import type { CpuFacts } from '../inventory';
import { lineOf, printable } from './attributes';
import { detached, linesOf } from './lines';
import type { Reading } from './tree';

const FOLDER = 'sys/devices/system/cpu';

/** Processors from the topology in sysfs; where it is not there, from `/proc/cpuinfo`. */
export function readCpus(reading: Reading): CpuFacts {
  const cpuinfo = reading.tree.readText('proc/cpuinfo') ?? '';
  const named = /^model name\s*: (.{1,256})/m.exec(cpuinfo)?.[1] ?? '';
  const model = printable(detached(named)).trim() || null;
  return { ...HOST.cpus, ...(fromTopology(reading) ?? fromCpuinfo(reading, cpuinfo)), model };
}

/** CPUs that are offline have no topology. */
function fromTopology(reading: Reading): Partial<CpuFacts> | null {
  const sockets = new Set<string>();
  const cores = new Set<string>();
  let threads = 0;
  for (const name of reading.tree.list(FOLDER)) {
    if (!/^cpu\d+$/.test(name)) continue;
    const siblings = lineOf(reading, `${FOLDER}/${name}/topology/thread_siblings_list`);
    const socket = lineOf(reading, `${FOLDER}/${name}/topology/physical_package_id`);
    if (siblings === null) continue;
    threads++;
    cores.add(siblings);
    // -1: the firmware does not tell.
    if (socket !== null && socket !== '-1') sockets.add(socket);
  }
  return threads === 0 ? null : { sockets: sockets.size || null, cores: cores.size, threads };
}

/** Socket of each CPU that is online, by its number; empty where the firmware does not tell. */
export function socketsByCpu(reading: Reading): ReadonlyMap<number, number> {
  const sockets = new Map<number, number>();
  for (const name of reading.tree.list(FOLDER)) {
    const cpu = /^cpu(\d{1,7})$/.exec(name)?.[1];
    if (cpu === undefined) continue;
    const socket = /^\d{1,7}$/.exec(lineOf(reading, `${FOLDER}/${name}/topology/physical_package_id`) ?? '')?.[0];
    if (socket !== undefined) sockets.set(Number(cpu), Number(socket));
  }
  return sockets;
}

/** Each processor begins with its number. */
function fromCpuinfo({ tables }: Reading, cpuinfo: string): Partial<CpuFacts> {
  const sockets = new Set<string>();
  const cores = new Set<string>();
  let threads = 0;
  let socket: string | undefined;
  let isCounted = true;
  for (const line of linesOf(cpuinfo)) {
    const [, key, value = ''] = /^(processor|physical id|core id)\s*:\s*(\d{0,7})/.exec(line) ?? [];
    if (key === 'processor') {
      tables.add('cpus', line.length);
      threads++;
      socket = undefined;
      isCounted = false;
    } else if (key === 'physical id' && !isCounted && value !== '') {
      sockets.add((socket = value));
    } else if (key === 'core id' && socket !== undefined && !isCounted) {
      cores.add(`${socket}:${value}`);
      isCounted = true;
    }
  }
  return { sockets: sockets.size || null, cores: cores.size || null, threads: threads || null };
}
