import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Calls of ssh, seen by a program of that name before it on PATH: what `sriov` itself counts is not asked. */

export interface SshCall {
  /** `session` goes to the host; ssh answers the others on this machine. */
  readonly kind: 'session' | 'configuration' | 'end';
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
}

export class SshWatch {
  public readonly env: NodeJS.ProcessEnv;
  private readonly log: string;

  public constructor(folder: string) {
    const bin = join(folder, 'bin');
    this.log = join(folder, 'ssh-calls');
    mkdirSync(bin);
    this.env = { PATH: `${bin}${delimiter}${process.env.PATH}` };
    writeFileSync(join(bin, 'ssh'), wrapper(process.env.PATH ?? '', this.log));
    chmodSync(join(bin, 'ssh'), 0o755);
  }

  public calls(): SshCall[] {
    if (!existsSync(this.log)) return [];
    return readFileSync(this.log, 'utf8').trim().split('\n').map(callOf);
  }
}

function wrapper(path: string, log: string): string {
  return `#!/bin/sh
kind=session
for word; do
  case $word in -G) kind=configuration ;; -O) kind=end ;; esac
done
start=$(date +%s%N)
PATH='${path}' ssh "$@"
code=$?
echo "$kind $start $(date +%s%N)" >>'${log}'
exit $code
`;
}

function callOf(line: string): SshCall {
  const [kind, start, end] = line.split(' ');
  return { kind: kind as SshCall['kind'], start: Number(start) / 1e6, end: Number(end) / 1e6 };
}
