import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config, TestRunnerContext } from 'jest-runner';
import { spawn, UNLIMITED } from '../../../support/child';
import { deathOfQemu, type EmulationDeath } from '../../pool/emulation';
import type { Machine } from '../../pool/pool';
import LabRunner from '../../runner';

/** The lab's runner, with hosts that are a process which sleeps. */
export default class FakeRunner extends LabRunner {
  public constructor(globalConfig: Config.GlobalConfig, context: TestRunnerContext) {
    super(globalConfig, context, bootFake);
  }
}

async function bootFake(): Promise<Machine> {
  const folder = mkdtempSync(join(process.env.FAKE_HOSTS ?? tmpdir(), 'host-'));
  const deaths: EmulationDeath[] = [];
  const sleep = spawn('sleep', ['600'], UNLIMITED);
  let isEnded = false;
  sleep.once('exit', (exitCode, signal) => {
    const death = deathOfQemu({ exitCode, signal }, Date.now(), null);
    if (death !== null && !isEnded) deaths.push(death);
  });
  const stop = () => {
    isEnded = true;
    sleep.kill('SIGKILL');
  };
  return {
    place: { folder, port: 1 },
    start: '',
    pid: () => (sleep.exitCode === null && sleep.signalCode === null ? (sleep.pid ?? null) : null),
    reset: async () => '',
    kill: async () => stop(),
    reboot: () => Promise.reject(new Error('a process does not boot')),
    stop,
    rest: () => undefined,
    wake: () => undefined,
    deaths: async () => deaths.splice(0),
  };
}
