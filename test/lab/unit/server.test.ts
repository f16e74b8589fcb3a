import { createConnection, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Kind, type Machine, Pool } from '../pool/pool';
import type { Answer, Request } from '../pool/protocol';
import { PoolServer } from '../pool/server';
import type { LabEvent } from '../record';

const KIND: Kind = { topology: 'flat', management: 'virtio', clock: 'real', kernel: '6.1' };

function fakeMachine(): Machine {
  let isOn = true;
  return {
    place: { folder: '/nowhere', port: 4 },
    start: '',
    pid: () => (isOn ? 7 : null),
    reset: async () => '',
    kill: async () => void (isOn = false),
    reboot: async () => void (isOn = true),
    stop: () => void (isOn = false),
    rest: () => undefined,
    wake: () => undefined,
    deaths: async () => [],
  };
}

describe('the pool of a run, over its socket', () => {
  let server: PoolServer;
  let events: LabEvent[];
  let boots: number;
  beforeEach(async () => {
    events = [];
    boots = 0;
    const boot = async (kind: Kind) => {
      boots += 1;
      if (kind.topology === 'numa') throw new Error('it does not come up');
      return fakeMachine();
    };
    server = await PoolServer.start(new Pool({ boot, record: (event) => events.push(event), mostAtOnce: 3 }));
  });
  afterEach(() => server.close());

  /** A suite's connection; its answers come in the order of what was asked. */
  function suite() {
    const socket: Socket = createConnection(server.path);
    const lines = createInterface({ input: socket });
    const ask = async (request: Request): Promise<Answer> => {
      const answer = once(lines, 'line');
      socket.write(`${JSON.stringify(request)}\n`);
      const [line] = (await answer) as [string];
      return JSON.parse(line) as Answer;
    };
    const lease = (kind = KIND) => ask({ do: 'lease', kind, suite: 'a.test.ts' });
    return { socket, ask, lease };
  }

  const eventually = async (holds: () => boolean) => {
    for (const end = Date.now() + 5000; !holds() && Date.now() < end;) await new Promise((done) => setTimeout(done, 5));
    expect(holds()).toBe(true);
  };

  test('is for this user alone', () => {
    expect(statSync(dirname(server.path)).mode & 0o777).toBe(0o700);
  });

  test('leases a host, takes its power away, boots it again, and takes it back for the next', async () => {
    const { socket, ask, lease } = suite();
    const place = { folder: '/nowhere', port: 4 };
    expect(await lease()).toEqual({ place, pid: 7 });
    expect(await ask({ do: 'kill' })).toEqual({ place, pid: null });
    expect(await ask({ do: 'reboot' })).toEqual({ place, pid: 7 });
    expect(await ask({ do: 'give-back' })).toEqual({ place, pid: 7 });
    socket.destroy();
    const next = suite();
    expect(await next.lease()).toEqual({ place, pid: 7 });
    expect(boots).toBe(1);
    next.socket.destroy();
  });

  test('says why there is no host', async () => {
    const { socket, ask, lease } = suite();
    expect(await lease({ ...KIND, topology: 'numa' })).toEqual({ error: 'it does not come up' });
    expect(await ask({ do: 'kill' })).toEqual({ error: 'nothing is leased' });
    socket.destroy();
  });

  test('throws a host away whose suite is gone without a word', async () => {
    const { socket, lease } = suite();
    await lease();
    socket.destroy();
    await eventually(() => events.length > 0);
    expect(events).toMatchObject([{ event: 'discard', why: 'a.test.ts ended without giving it back' }]);
  });
});
