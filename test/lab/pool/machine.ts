import { bootLab } from '../lab';
import { consoleFile } from '../qemu';
import { ConsoleWatch } from './console';
import { deathOfKernel, deathOfQemu, type EmulationDeath } from './emulation';
import { resetTo, startOf } from './look';
import type { Kind, Machine } from './pool';

const ANSWER_LIMIT_MS = 30_000;

/** Boots a host for a pool, in this process, which must not be kept busy: it sees when QEMU ends. */
export async function bootMachine(kind: Kind): Promise<Machine> {
  const { topology, management, clock, kernel } = kind;
  const deaths: EmulationDeath[] = [];
  let watch: ConsoleWatch | null = null;
  const host = await bootLab(topology, {
    management,
    clock,
    kernel,
    onEnd: (end) => {
      const death = deathOfQemu(end, Date.now(), watch?.glance() ?? null);
      if (death !== null) deaths.push(death);
    },
  });
  const console = (watch = new ConsoleWatch(consoleFile(host.folder)));
  const start = await startOf(host).catch((error: unknown) => {
    console.end();
    host.stop();
    throw error;
  });

  /** What a console says is of this boot alone. */
  const noticeDeath = async () => {
    const sign = console.glance();
    if (sign === null || host.pid() === null) return;
    const answers = (await host.sshAsync('true', '', ANSWER_LIMIT_MS)).status === 0;
    const death = deathOfKernel(sign, answers);
    if (death !== null) deaths.push(death);
  };
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    const pid = host.pid();
    // Its time is that of its instructions: it is never idle, and does not notice.
    if (clock === 'own' && pid !== null) process.kill(pid, name);
  };
  return {
    place: { folder: host.folder, port: host.port },
    pid: host.pid,
    start,
    reset: () => resetTo(host, start),
    kill: async () => {
      await noticeDeath();
      await host.kill();
    },
    reboot: async () => {
      await noticeDeath();
      await host.reboot();
      console.begin();
      await startOf(host);
    },
    stop: () => {
      console.end();
      host.stop();
    },
    rest: () => signal('SIGSTOP'),
    wake: () => signal('SIGCONT'),
    deaths: async () => {
      await noticeDeath();
      return deaths.splice(0);
    },
  };
}
