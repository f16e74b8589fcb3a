import { HOST } from '../blank';
import type { CpuFacts } from '../inventory';
import { lineOf, printable } from './attributes';
import type { Reading } from './tree';

const FOLDER = 'sys/devices/system/cpu';

/** Processors from the topology in sysfs; where it is not there, from `/proc/cpuinfo`. */
export function readCpus(reading: Reading): CpuFacts {
  const cpuinfo = reading.tree.readText('proc/cpuinfo') ?? '';
  const model = printable(/^model name\s*: (.+)$/m.exec(cpuinfo)?.[1] ?? '').trim() || null;
  return { ...HOST.cpus, ...(fromTopology(reading) ?? fromCpuinfo(cpuinfo)), model };
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

function fromCpuinfo(cpuinfo: string): Partial<CpuFacts> {
  const sockets = new Set<string>();
  const cores = new Set<string>();
  let threads = 0;
  for (const block of cpuinfo.split(/\n\s*\n/)) {
    if (!/^processor\s*:/m.test(block)) continue;
    threads++;
    const socket = /^physical id\s*: (\d+)$/m.exec(block)?.[1];
    const core = /^core id\s*: (\d+)$/m.exec(block)?.[1];
    if (socket !== undefined) sockets.add(socket);
    if (socket !== undefined && core !== undefined) cores.add(`${socket}:${core}`);
  }
  return { sockets: sockets.size || null, cores: cores.size || null, threads: threads || null };
}
