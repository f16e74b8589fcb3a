import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { status } from '@grpc/grpc-js';
import type * as grpc from '@grpc/grpc-js';
import { NotImplemented, type CallContext, type ProviderCalls } from '../../../lib/provider/wire/calls';
import { serverCertificate, type ServerCertificate } from '../../../lib/provider/wire/certificate';
import { grpcServer } from '../../../lib/provider/wire/grpc';
import { listen, type Listening } from '../../../lib/provider/wire/listen';
import { logTo } from '../../../lib/provider/wire/log';
import * as wire from '../../../lib/provider/wire/tfplugin6';
import { toyCalls } from '../toy/calls';
import { hostOf, type Host } from '../toy/client';

const certificate = () => serverCertificate(new Date());
const [SERVER, CLIENT, STRANGER] = [certificate(), certificate(), certificate()];

let server: grpc.Server;
let close: () => Promise<void>;
let listening: Listening;
const hosts: Host[] = [];
let lines: string[];
const onShutdown = jest.fn();

/** A server in this process, and a host that is connected to it. */
async function serve(calls: Partial<ProviderCalls> | Promise<ProviderCalls> = {}, platform = process.platform) {
  lines = [];
  const log = logTo((line) => lines.push(line), 'toy', 'trace');
  const answering = calls instanceof Promise ? calls : Promise.resolve({ ...toyCalls, ...calls });
  answering.catch(() => {});
  ({ server, close } = grpcServer({ calls: answering, log, onShutdown }));
  listening = await listen(server, { own: SERVER, clientCertificate: CLIENT.certificatePem }, platform);
  return connect(CLIENT);
}

function connect(own: ServerCertificate | null, trusted = SERVER): Host {
  const host = hostOf(listening.endpoint, { server: trusted.certificatePem, own });
  hosts.push(host);
  return host;
}

afterEach(() => {
  for (const host of hosts.splice(0)) host.close();
  server.forceShutdown();
  listening.cleanUp();
});

const metadata = (host: Host) => host.call('getMetadata', {});
const read = (typeName: string, state = new Uint8Array()) =>
  wire.ReadResourceRequest.create({ typeName, currentState: { msgpack: state } });
/** Answers when told to, or not at all; what happens to its signal can be waited for. */
function waiting() {
  let started = () => {};
  let aborted = (_: unknown) => {};
  const whenStarted = new Promise<void>((resolve) => (started = resolve));
  const whenAborted = new Promise<unknown>((resolve) => (aborted = resolve));
  const readResource = async (_: unknown, { signal }: CallContext): Promise<wire.ReadResourceResponse> => {
    started();
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    aborted(signal.reason);
    return wire.ReadResourceResponse.create();
  };
  return { readResource, whenStarted, whenAborted };
}

describe('who may call', () => {
  it('is who shows the certificate that the environment named', async () => {
    const host = await serve();
    expect((await metadata(host)).resources).toEqual([{ typeName: 'toy_thing' }]);
  });

  it.each<[string, ServerCertificate | null]>([
    ['nobody without a certificate', null],
    ['nobody with another one', STRANGER],
  ])('is %s', async (_, own) => {
    await serve();
    await expect(metadata(connect(own))).rejects.toMatchObject({ code: status.UNAVAILABLE });
  });

  it('is not for the environment to widen', async () => {
    await serve();
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      await expect(metadata(connect(STRANGER))).rejects.toMatchObject({ code: status.UNAVAILABLE });
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
  });

  it('is told who answers: a host that trusts another certificate hangs up', async () => {
    await serve();
    await expect(metadata(connect(CLIENT, STRANGER))).rejects.toMatchObject({ code: status.UNAVAILABLE });
  });

  it('is kept from the socket by its folder', async () => {
    await serve();
    const folder = dirname(listening.endpoint.address);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    listening.cleanUp();
    expect(existsSync(folder)).toBe(false);
  });

  it('is on the loopback on Windows', async () => {
    const host = await serve({}, 'win32');
    expect(listening.endpoint).toEqual({ network: 'tcp', address: expect.stringMatching(/^127\.0\.0\.1:\d+$/) });
    expect((await metadata(host)).resources).toHaveLength(1);
    await expect(metadata(connect(STRANGER))).rejects.toMatchObject({ code: status.UNAVAILABLE });
  });
});

describe('a call', () => {
  it('carries 30 MiB both ways', async () => {
    const host = await serve();
    const state = Buffer.alloc(30 * 1024 * 1024, 7);
    const { newState } = await host.call('readResource', read('toy_thing', state));
    expect(Buffer.from(newState?.msgpack ?? []).equals(state)).toBe(true);
  });

  it('runs beside 49 others', async () => {
    let [running, all] = [0, () => {}];
    const met = new Promise<void>((resolve) => (all = resolve));
    const host = await serve({
      readResource: async () => {
        running += 1;
        if (running === 50) all();
        await met;
        return wire.ReadResourceResponse.create();
      },
    });
    await Promise.all(Array.from({ length: 50 }, (_, at) => host.call('readResource', read(`${at}`))));
    expect(running).toBe(50);
  });

  it('is aborted when the host cancels it', async () => {
    const { readResource, whenStarted, whenAborted } = waiting();
    const host = await serve({ readResource });
    const during = (call: grpc.ClientUnaryCall) => void whenStarted.then(() => call.cancel());
    await expect(host.call('readResource', read(''), { during })).rejects.toMatchObject({ code: status.CANCELLED });
    expect(await whenAborted).toMatchObject({ message: 'the host waits no longer' });
  });

  it('is aborted when its deadline is over', async () => {
    const { readResource, whenAborted } = waiting();
    const host = await serve({ readResource });
    await expect(host.call('readResource', read(''), { deadline: Date.now() + 200 })).rejects.toMatchObject({
      code: status.DEADLINE_EXCEEDED,
    });
    expect(await whenAborted).toMatchObject({ message: 'the host waits no longer' });
  });

  it('is aborted when the user interrupts the run; what is called later is not', async () => {
    const { readResource, whenStarted, whenAborted } = waiting();
    const after: boolean[] = [];
    const host = await serve({
      readResource,
      closeEphemeralResource: async (_, { signal }) => {
        after.push(signal.aborted);
        return wire.CloseEphemeralResourceResponse.create();
      },
    });
    const answer = host.call('readResource', read(''));
    await whenStarted;
    expect(await host.call('stopProvider', {})).toEqual({ error: '' });
    expect(await whenAborted).toMatchObject({ message: 'the run is interrupted' });
    await answer;
    await host.call('closeEphemeralResource', wire.CloseEphemeralResourceRequest.create());
    expect(after).toEqual([false]);
  });

  it.each<[string, Partial<ProviderCalls>, number, string]>([
    [
      'throws',
      { readResource: () => Promise.reject(new Error('the disk is full')) },
      status.INTERNAL,
      'ReadResource: the disk is full',
    ],
    [
      'throws before it waits',
      {
        readResource: () => {
          throw new Error('a bug');
        },
      },
      status.INTERNAL,
      'ReadResource: a bug',
    ],
    ['throws what is no error', { readResource: () => Promise.reject(null) }, status.INTERNAL, 'ReadResource: null'],
    [
      'throws a novel',
      { readResource: () => Promise.reject(new Error('x'.repeat(100_000))) },
      status.INTERNAL,
      'ReadResource: xxx',
    ],
    [
      'is none of this provider',
      { readResource: () => Promise.reject(new NotImplemented('no reads here')) },
      status.UNIMPLEMENTED,
      'no reads here',
    ],
    ['answers what is no response', { readResource: async () => ({ newState: 1 }) as never }, status.INTERNAL, ''],
  ])('that %s is answered with a status, and the next one as ever', async (_, calls, code, details) => {
    const host = await serve(calls);
    await expect(host.call('readResource', read(''))).rejects.toMatchObject({
      code,
      details: expect.stringContaining(details),
    });
    expect((await metadata(host)).resources).toHaveLength(1);
  });

  it('that throws leaves its trace in the log', async () => {
    const host = await serve({ readResource: () => Promise.reject(new Error('the disk is full')) });
    await expect(host.call('readResource', read(''))).rejects.toThrow();
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        '@level': 'error',
        '@message': 'ReadResource failed',
        error: expect.stringMatching(/the disk is full\n +at /),
      }),
    ]);
  });

  it('of bytes that are no request is answered with a status', async () => {
    const host = await serve();
    for (const bytes of [[0xff], [0x0a, 0x7f, 0x00], [0x12, 0x03, 0x0a, 0xff, 0xff]])
      await expect(host.send('/tfplugin6.Provider/ReadResource', Buffer.from(bytes))).rejects.toMatchObject({
        code: status.INTERNAL,
      });
    expect((await metadata(host)).resources).toHaveLength(1);
  });

  it.each([
    '/tfplugin6.Provider/ListResource',
    '/tfplugin5.Provider/GetSchema',
    '/grpc.reflection.v1.ServerReflection/Info',
  ])('%s is UNIMPLEMENTED', async (path) => {
    const host = await serve();
    await expect(host.send(path, Buffer.alloc(0))).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
  });

  it('waits until what answers it is loaded', async () => {
    let loaded = (_: ProviderCalls) => {};
    const host = await serve(new Promise<ProviderCalls>((resolve) => (loaded = resolve)));
    const answer = metadata(host);
    setTimeout(() => loaded(toyCalls), 50);
    expect((await answer).resources).toHaveLength(1);
  });

  it('tells why nothing could be loaded', async () => {
    const host = await serve(Promise.reject(new Error('a file is missing')));
    await expect(metadata(host)).rejects.toMatchObject({
      code: status.INTERNAL,
      details: 'GetMetadata: a file is missing',
    });
  });
});

describe('what go-plugin asks of every plugin', () => {
  const bytes = (each: Buffer) => each;

  it('Shutdown is answered, and tells the process', async () => {
    const host = await serve();
    expect(await host.send('/plugin.GRPCController/Shutdown', Buffer.alloc(0))).toHaveLength(0);
    expect(onShutdown).toHaveBeenCalledTimes(1);
  });

  it('the health check says SERVING', async () => {
    const host = await serve();
    const answer = await host.send('/grpc.health.v1.Health/Check', Buffer.from([0x0a, 0x06, ...Buffer.from('plugin')]));
    expect([...answer]).toEqual([8, 1]);
  });

  const streamsOf = ({ client }: Host) => ({
    stdio: client.makeServerStreamRequest('/plugin.GRPCStdio/StreamStdio', bytes, bytes, Buffer.alloc(0)),
    broker: client.makeBidiStreamRequest('/plugin.GRPCBroker/StartStream', bytes, bytes),
  });

  it('the streams stay open and say nothing', async () => {
    const host = await serve();
    const seen: string[] = [];
    const { stdio, broker } = streamsOf(host);
    for (const [name, stream] of Object.entries({ stdio, broker }))
      for (const event of ['data', 'end', 'error']) stream.on(event, () => seen.push(`${name} ${event}`));
    await metadata(host);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(seen).toEqual([]);
    const ended = new Promise((resolve) => broker.on('end', resolve));
    broker.end();
    await ended;
    expect(seen).toEqual(['broker end']);
    stdio.cancel();
  });

  it('who closes waits for answers, and not for streams', async () => {
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    let started = () => {};
    const whenStarted = new Promise<void>((resolve) => (started = resolve));
    const host = await serve({
      readResource: async () => {
        started();
        await answered;
        return wire.ReadResourceResponse.create({ private: Buffer.from('p') });
      },
    });
    for (const stream of Object.values(streamsOf(host))) stream.on('error', () => {}).resume();
    const reading = host.call('readResource', read(''));
    await whenStarted;
    let closed = false;
    const closing = close().then(() => (closed = true));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(closed).toBe(false);
    answer();
    expect((await reading).private).toHaveLength(1);
    await closing;
  });
});
