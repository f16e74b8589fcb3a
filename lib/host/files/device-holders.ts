import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { FILES_OF_EVERYBODY, FILES_OF_FUNCTIONS } from '../../evidence/device-files';

const DEVICES = '/dev/';

const OF_FUNCTIONS = new RegExp(FILES_OF_FUNCTIONS);
const OF_EVERYBODY = new RegExp(FILES_OF_EVERYBODY);

/** Line that says that not every process could be looked at. */
export const REMARK = '# processes of other users could not be looked at; root can';

/**
 * Which processes hold device files open: lines `/dev/vfio/10 4242 qemu-system-x86 vm-a`, the last word the name that
 * QEMU gave its guest. A block device that has another name inside a container stands there as `/dev/block/259:3`. A first
 * line with # says so when not every process could be looked at.
 *
 * @param proc for tests: a folder in place of `/proc`
 */
export function openDevices(proc = '/proc'): string {
  const lines: string[] = [];
  let isComplete = true;
  for (const pid of namesIn(proc) ?? []) {
    if (!/^\d+$/.test(pid)) continue;
    const files = namesIn(`${proc}/${pid}/fd`);
    if (files === null) isComplete = false;
    const held = new Set((files ?? []).flatMap((file) => deviceOf(`${proc}/${pid}/fd/${file}`) ?? []));
    for (const path of held)
      lines.push(holderLine(path, pid, textOf(`${proc}/${pid}/comm`), textOf(`${proc}/${pid}/cmdline`)));
  }
  return `${[...(isComplete ? [] : [REMARK]), ...lines.sort()].join('\n')}\n`;
}

/** null: not permitted. A process that has ended meanwhile holds nothing. */
function namesIn(folder: string): string[] | null {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EACCES' || code === 'EPERM' ? null : [];
  }
}

function deviceOf(link: string): string | null {
  try {
    const target = readlinkSync(link);
    if (!target.startsWith(DEVICES)) return null;
    const name = target.slice(DEVICES.length);
    if (OF_FUNCTIONS.test(name)) return target;
    return OF_EVERYBODY.test(name) ? null : blockOf(link);
  } catch {
    return null;
  }
}

function blockOf(link: string): string | null {
  const stats = statSync(link);
  if (!stats.isBlockDevice()) return null;
  // As the C library packs them: 8 bits of the minor, 12 of the major, 12 more of the minor.
  const major = Math.floor(stats.rdev / 256) & 0xfff;
  const minor = (stats.rdev & 0xff) | (Math.floor(stats.rdev / 4096) & 0xfff00);
  return `/dev/block/${major}:${minor}`;
}

/**
 * Line of a process that holds a path open: path, process, name of the command, and of the guest where its command line
 * has one: `-name guest=vm-a,debug-threads=on`.
 */
export function holderLine(path: string, pid: string, comm: string, cmdline: string): string {
  const command = comm.trim() || '?';
  const words = cmdline.split('\0');
  const guest = /^(?:guest=)?([^,=]+)/.exec(words[words.indexOf('-name') + 1] ?? '')?.[1];
  const isNamed = words.includes('-name') && guest !== undefined;
  const names = isNamed ? [command, guest] : [command];
  return [path, pid, ...names.map((name) => name.replaceAll(/\s/g, '_'))].join(' ');
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
