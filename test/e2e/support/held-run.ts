import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabHost } from '../../lab/lab';
import { spawn } from '../../support/child';

const PROGRAM = readFileSync(join(__dirname, 'hold.pl'), 'utf8');
const LIMIT_MS = 330_000;
/** A host that a connection is torn off of sees it at once; this is for machines that do other work as well. */
const GONE_LIMIT_SECONDS = 60;

/** A run on a host that stands still in one of its steps, however fast host and client are. */
export interface HeldRun {
  /** Lets it go on, once it knows that its client is gone. */
  readonly release: () => void;
}

/** The next run on a host will be held. */
export interface Hold {
  /** Waits until the run stands still. @throws Error where it does not come to that step */
  readonly held: () => Promise<HeldRun>;
}

/**
 * Has the next run on a host stopped in a step, some time after the step has begun: at its end, where it takes less time
 * than that. It is the host that watches, so that what happens meanwhile between it and its client does not matter.
 */
export async function holdNextRun(host: LabHost, index: number, afterMs: number): Promise<Hold> {
  const command = `chrt -f 50 taskset -c 0 perl - ${index} ${afterMs}`;
  const child = spawn('ssh', [...host.sshArguments, command], { timeout: LIMIT_MS, killSignal: 'SIGKILL' });
  let said = '';
  let errors = '';
  let isReady: () => void;
  const ready = new Promise<void>((done) => (isReady = done));
  child.stdout.on('data', (data: Buffer) => {
    said += data.toString();
    if (/^ready$/m.test(said)) isReady();
  });
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const ended = once(child, 'close');
  child.stdin.end(PROGRAM);
  const held = async () => {
    await ended;
    const [, id, processes] = /^held (\S+) ([\d ]+)$/m.exec(said) ?? [];
    if (id === undefined || processes === undefined) throw new Error(`no run was held in step ${index}: ${errors}`);
    return { release: () => release(host, id, processes) };
  };
  await Promise.race([ready, ended]);
  if (!/^ready$/m.test(said)) throw new Error(`no run can be held: ${errors}`);
  return { held };
}

function release(host: LabHost, id: string, processes: string): void {
  const { status } = host.ssh(`
    tries=${GONE_LIMIT_SECONDS * 10}
    until [ -e /run/cdktf-sriov/gone.${id} ]; do
      [ $((tries -= 1)) -gt 0 ] || break
      sleep 0.1
    done
    kill -CONT ${processes}
    [ -e /run/cdktf-sriov/gone.${id} ]`);
  if (status !== 0) throw new Error(`the host has not noticed for ${GONE_LIMIT_SECONDS} s that its client is gone`);
}
