import { createConnection, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { alive } from '../../support/alive';
import { type LabHost, showRunFolder } from '../lab';
import { startTimeOf } from '../runs';
import { sshAccess } from '../ssh';
import type { Kind } from './pool';
import { type Answer, POOL_SOCKET, type Request } from './protocol';

/** Boots are tried several times, and hosts waited for that are on their way back. */
const ANSWER_LIMIT_MS = 900_000;
const ALIVE_MS = 10_000;

export interface LeasedHost extends LabHost {
  /** Back to the pool, which has heard of it when this ends. */
  readonly giveBack: () => Promise<void>;
}

/** A host for a suite alone. @throws Error when none comes up */
export async function leaseLab(kind: Kind, suite: string): Promise<LeasedHost> {
  const path = process.env[POOL_SOCKET];
  if (path === undefined) throw new Error('no pool of hosts: suites of the lab run as "npx jest --selectProjects lab"');
  const socket = createConnection(path);
  const asked: ((answer: Answer) => void)[] = [];
  const end = (why: string) => asked.splice(0).forEach((answer) => answer({ error: why }));
  createInterface({ input: socket })
    .on('line', (line) => asked.shift()?.(JSON.parse(line) as Answer))
    .on('close', () => end('the pool of hosts is gone'));
  socket.on('error', (error) => end(`the pool of hosts cannot be reached: ${error.message}`));

  let process_: { readonly pid: number; readonly startTime: string | undefined } | null = null;
  const ask = async (request: Request) => {
    const answer = await answerOf(socket, asked, request);
    if ('error' in answer) throw new Error(answer.error);
    process_ = answer.pid === null ? null : { pid: answer.pid, startTime: startTimeOf(answer.pid) };
    return answer.place;
  };
  let place;
  try {
    place = await ask({ do: 'lease', kind, suite });
  } catch (error) {
    socket.destroy();
    throw error;
  }
  // Where its consoles are looked for when this process is silent.
  const forget = showRunFolder(place.folder);
  const giveBack = async () => {
    forget();
    try {
      await ask({ do: 'give-back' });
    } finally {
      socket.destroy();
    }
  };
  return {
    topology: kind.topology,
    kernel: kind.kernel,
    ...place,
    ...sshAccess(place.folder, place.port, kind.kernel),
    pid: () => (process_ !== null && startTimeOf(process_.pid) === process_.startTime ? process_.pid : null),
    kill: async () => void (await ask({ do: 'kill' })),
    reboot: async () => void (await ask({ do: 'reboot' })),
    stop: () => void giveBack(),
    giveBack,
  };
}

function answerOf(socket: Socket, asked: ((answer: Answer) => void)[], request: Request): Promise<Answer> {
  return new Promise((done) => {
    const answer = (given: Answer) => {
      clearTimeout(timer);
      clearInterval(waits);
      done(given);
    };
    const late = `the pool of hosts has not answered for ${ANSWER_LIMIT_MS / 60_000} minutes`;
    const timer = setTimeout(() => answer({ error: late }), ANSWER_LIMIT_MS);
    // A boot takes its time, and is watched by its own limits.
    const waits = setInterval(alive, ALIVE_MS);
    asked.push(answer);
    socket.write(`${JSON.stringify(request)}\n`);
  });
}
