import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const VFIO = '/dev/vfio/';
/** The container that every user of VFIO opens besides its groups. */
const CONTAINER = '/dev/vfio/vfio';

/**
 * Which processes hold VFIO groups or devices open: lines `/dev/vfio/10 4242 qemu-system-x86 vm-a`, the last word the
 * name that QEMU gave its guest. A first line with # says so when not every process could be looked at.
 *
 * @param proc for tests: a folder in place of `/proc`
 */
export function openVfioGroups(proc = '/proc'): string {
  const lines: string[] = [];
  let isComplete = true;
  for (const pid of namesIn(proc) ?? []) {
    if (!/^\d+$/.test(pid)) continue;
    const files = namesIn(`${proc}/${pid}/fd`);
    if (files === null) isComplete = false;
    const held = new Set((files ?? []).flatMap((file) => targetOf(`${proc}/${pid}/fd/${file}`) ?? []));
    for (const path of held)
      lines.push(holderLine(path, pid, textOf(`${proc}/${pid}/comm`), textOf(`${proc}/${pid}/cmdline`)));
  }
  const remark = '# processes of other users could not be looked at; root can';
  return `${[...(isComplete ? [] : [remark]), ...lines.sort()].join('\n')}\n`;
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

function targetOf(link: string): string | null {
  try {
    const target = readlinkSync(link);
    return target.startsWith(VFIO) && target !== CONTAINER ? target : null;
  } catch {
    return null;
  }
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
