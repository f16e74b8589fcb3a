import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import { createInterface } from 'node:readline';
import { carryOut, planLive } from '../../lib/apply';
import { fileStore, virtualHost } from '../../lib/host/virtual';
import { HostUnreachable } from '../../lib/host/unreachable';
import type { HostPlan } from '../../lib/plan/host-plan';

/** What a client is asked to do, as one line of JSON on its input. */
export interface RaceTask {
  readonly file: string;
  readonly plan: HostPlan;
}

/** What became of it, as one line of JSON on its output. */
export interface RaceResult {
  /** Of each try in its order: the last one is no `busy` and no `outdated`. */
  readonly tries: readonly string[];
  /** What a try that went wrong had to say. */
  readonly problem?: string;
}

const MOST_TRIES = 500;

/** Applies until the host was free for it, as a person does who is told that another run is going on. */
async function race({ file, plan }: RaceTask): Promise<RaceResult> {
  const tries: string[] = [];
  const port = virtualHost({
    kernel: { drivers: BUILT_IN_DRIVERS },
    name: file,
    store: fileStore(file),
    pace: 0.005,
    initial: () => {
      throw new Error('the file is there');
    },
  });
  while (tries.length < MOST_TRIES) {
    try {
      const live = await planLive(port, plan);
      const result = await carryOut(port, live);
      tries.push(result.status);
      if (result.status === 'busy' || result.status === 'outdated') {
        await new Promise((done) => setTimeout(done, 1 + Math.random() * 10));
        continue;
      }
      const isGood = ['done', 'unchanged', 'overtaken'].includes(result.status);
      if (isGood) return { tries };
      return { tries, problem: JSON.stringify({ result, refusals: live.plan.refusals, simulation: live.simulation }) };
    } catch (error) {
      tries.push(error instanceof HostUnreachable ? 'lost' : 'error');
      return { tries, problem: String(error) };
    }
  }
  return { tries, problem: 'never free' };
}

createInterface({ input: process.stdin }).on('line', (line) => {
  void race(JSON.parse(line) as RaceTask).then((result) => process.stdout.write(`${JSON.stringify(result)}\n`));
});
