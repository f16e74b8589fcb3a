import { spawnSync } from 'node:child_process';

/** A command that hangs, as on a device that does not answer, is given up after this time. */
const TIMEOUT_MS = 10_000;
const MAX_OUTPUT_BYTES = 32 * 1024 * 1024;

/** How what a capture calls `cmd/NAME` is had on a live machine. */
interface LiveCommand {
  readonly pattern: RegExp;
  /** Command lines to try in turn; `parts` are the groups of the pattern. */
  readonly lines: (...parts: string[]) => readonly (readonly string[])[];
  /** Part of the output by which a device says that it has no such thing: then there is nothing to complain about. */
  readonly refusal?: RegExp;
  /** Nobody misses the tool where it is not installed. */
  readonly isOptional?: boolean;
}

const NVME = (...line: string[]): readonly string[] => ['nvme', ...line, '-o', 'json'];
/** Words by which nvme-cli passes on that the controller refused, against an error of the system. */
const NVME_REFUSAL = /NVMe status|INVALID_FIELD|INVALID_OPCODE|Invalid Field|Invalid Command/i;

const COMMANDS: readonly LiveCommand[] = [
  { pattern: /^uname\.txt$/, lines: () => [['uname', '-a']] },
  { pattern: /^ip-link\.json$/, lines: () => [['ip', '-j', '-d', 'link', 'show']] },
  { pattern: /^ip-addr\.json$/, lines: () => [['ip', '-j', 'addr', 'show']] },
  { pattern: /^ip-route-all\.json$/, lines: () => [['ip', '-j', 'route', 'show', 'table', 'all', 'default']] },
  { pattern: /^ip-route\.json$/, lines: () => [['ip', '-j', 'route', 'show']] },
  { pattern: /^ip-route6\.json$/, lines: () => [['ip', '-6', '-j', 'route', 'show']], refusal: /not supported/i },
  { pattern: /^devlink-dev\.json$/, lines: () => [['devlink', '-j', 'dev', 'show']], isOptional: true },
  {
    pattern: /^devlink-rate\.json$/,
    lines: () => [['devlink', '-j', 'port', 'function', 'rate', 'show']],
    // Kernels and devlink before 5.13 have no rates.
    refusal: /kernel answers|not found/,
    isOptional: true,
  },
  {
    pattern: /^devlink-eswitch-([0-9a-f:.]+)\.json$/,
    lines: (address) => [['devlink', '-j', 'dev', 'eswitch', 'show', `pci/${address}`]],
    refusal: /kernel answers/,
    isOptional: true,
  },
  {
    pattern: /^devlink-info-([0-9a-f:.]+)\.json$/,
    lines: (address) => [['devlink', '-j', 'dev', 'info', `pci/${address}`]],
    refusal: /kernel answers/,
    isOptional: true,
  },
  { pattern: /^(nvme\d+)-id-ctrl\.json$/, lines: (name) => [NVME('id-ctrl', `/dev/${name}`)] },
  {
    pattern: /^(nvme\d+)-(primary-ctrl-caps|list-secondary|list-ns)\.json$/,
    lines: (name, command) => [NVME(command, `/dev/${name}`)],
    refusal: NVME_REFUSAL,
  },
  {
    pattern: /^(nvme\d+)-list-ns-all\.json$/,
    lines: (name) => [NVME('list-ns', `/dev/${name}`, '--all')],
    refusal: NVME_REFUSAL,
  },
  {
    pattern: /^(nvme\d+)-id-ns-ns(\d+)\.json$/,
    // With --force also a namespace that is attached to no controller; controllers without management refuse it.
    lines: (name, nsid) => [
      NVME('id-ns', `/dev/${name}`, '-n', nsid, '--force'),
      NVME('id-ns', `/dev/${name}`, '-n', nsid),
    ],
    refusal: NVME_REFUSAL,
  },
  {
    pattern: /^(nvme\d+)-list-ctrl-ns(\d+)\.json$/,
    lines: (name, nsid) => [NVME('list-ctrl', `/dev/${name}`, '-n', nsid)],
    refusal: NVME_REFUSAL,
  },
  {
    pattern: /^virsh-list\.txt$/,
    lines: () => [['virsh', '-r', '-c', 'qemu:///system', 'list', '--uuid']],
    refusal: /failed to connect/i,
    isOptional: true,
  },
  {
    pattern: /^virsh-([0-9a-f-]{36})\.xml$/,
    lines: (id) => [['virsh', '-r', '-c', 'qemu:///system', 'dumpxml', id]],
    isOptional: true,
  },
];

/**
 * Output of the command that a capture keeps as `cmd/NAME`; null when there is none.
 *
 * @param complain called with the reason when there should be some
 */
export function commandOutput(name: string, complain: (reason: string) => void): string | null {
  for (const { pattern, lines, refusal, isOptional } of COMMANDS) {
    const parts = pattern.exec(name);
    if (parts === null) continue;
    let failure = '';
    for (const line of lines(...parts.slice(1))) {
      const result = run(line);
      if (result.output !== null) return result.output;
      failure = result.failure;
      if (result.isMissing && isOptional) return null;
    }
    if (refusal === undefined || !refusal.test(failure)) complain(failure);
    return null;
  }
  return null;
}

interface Run {
  readonly output: string | null;
  readonly failure: string;
  readonly isMissing: boolean;
}

function run([program = '', ...args]: readonly string[]): Run {
  const result = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    maxBuffer: MAX_OUTPUT_BYTES,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Messages are matched and numbers parsed: no translation.
    env: { ...process.env, LC_ALL: 'C', PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` },
  });
  const command = [program, ...args].join(' ');
  const { code } = (result.error ?? {}) as NodeJS.ErrnoException;
  if (code === 'ENOENT') return { output: null, failure: `${program} is not installed`, isMissing: true };
  if (code === 'ETIMEDOUT') return failed(`${command} took more than ${TIMEOUT_MS / 1000} s`);
  if (code !== undefined) return failed(`${command}: ${code}`);
  if (result.status === 0) return { output: result.stdout, failure: '', isMissing: false };
  const said = `${result.stderr}\n${result.stdout}`.trim().split('\n')[0] ?? '';
  return failed(`${command}: ${said === '' ? `exit code ${result.status}` : said}`);
}

function failed(failure: string): Run {
  return { output: null, failure, isMissing: false };
}
