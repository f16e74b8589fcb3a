import * as grpc from '@grpc/grpc-js';
import { NotImplemented, type CallContext, type CallName, type ProviderCalls } from './calls';
import type { Log } from './log';
import { ProviderDefinition, StopProviderResponse } from './tfplugin6';

/** What a host may send and get: Terraform and OpenTofu take as much (Go's default of 4 MiB is too small for their schemas). */
const MESSAGE_LIMIT_BYTES = 256 * 1024 * 1024;

/** More of an error's text than fits beside other headers would break the connection. */
const DETAILS_LIMIT = 4000;

export interface Served {
  /** The calls, once what answers them is loaded; the first call waits for it. */
  readonly calls: Promise<ProviderCalls>;
  readonly log: Log;
  /** The host is done. Its answer is on the way: `close` waits until it has left. */
  readonly onShutdown: () => void;
}

export interface GrpcServer {
  readonly server: grpc.Server;
  /** Takes no more calls, and is done when those that run have been answered. */
  readonly close: () => Promise<void>;
  /** Tells all calls that run to give up, and is done when they have ended, whether or not there is anybody to answer. */
  readonly giveUp: (reason: Error) => Promise<void>;
}

/** A gRPC server of one provider, which listens nowhere yet. */
export function grpcServer(served: Served): GrpcServer {
  const server = new grpc.Server({
    'grpc.max_receive_message_length': MESSAGE_LIMIT_BYTES,
    'grpc.max_send_message_length': MESSAGE_LIMIT_BYTES,
    // For a service that shows a server to its administrator, which this one has not.
    'grpc.enable_channelz': 0,
  });
  const running = new RunningCalls();
  addProvider(server, served, running);
  const streams = addGoPlugin(server, served);
  const close = () =>
    new Promise<void>((resolve) => {
      // They stay open as long as the host lives, and would be waited for.
      for (const stream of streams) stream.end();
      server.tryShutdown(() => resolve());
    });
  return { server, close, giveUp: (reason) => running.giveUp(reason) };
}

// ---- the provider

type AnyHandler = (request: unknown, context: CallContext) => Promise<unknown>;

interface MethodDefinition {
  readonly name: string;
  readonly requestType: { decode(bytes: Uint8Array): unknown };
  readonly responseType: { encode(message: never): { finish(): Uint8Array } };
}

/** The provider's calls that have not ended yet. */
class RunningCalls {
  private readonly running = new Map<AbortController, Promise<unknown>>();

  /** @param cancel gets a function to call when nobody waits for this call any longer */
  public run<T>(work: (signal: AbortSignal) => Promise<T>, cancel: (done: () => void) => void): Promise<T> {
    const controller = new AbortController();
    // gRPC tells of the end of every call so, also of those that were answered.
    cancel(() => {
      if (this.running.has(controller)) controller.abort(new Error('the host waits no longer'));
    });
    const answer = work(controller.signal).finally(() => this.running.delete(controller));
    this.running.set(controller, answer);
    return answer;
  }

  public async giveUp(reason: Error): Promise<void> {
    for (const controller of this.running.keys()) controller.abort(reason);
    await Promise.allSettled(this.running.values());
  }
}

function addProvider(server: grpc.Server, { calls, log }: Served, running: RunningCalls): void {
  const definition: Record<string, grpc.MethodDefinition<unknown, unknown>> = {};
  const implementation: Record<string, grpc.handleUnaryCall<unknown, unknown>> = {};
  for (const [name, method] of Object.entries<MethodDefinition>(ProviderDefinition.methods)) {
    definition[name] = methodDefinition(method);
    implementation[name] =
      name === 'stopProvider'
        ? answer(log, method.name, async () => {
            void running.giveUp(new Error('the run is interrupted'));
            return StopProviderResponse.create();
          })
        : answer(log, method.name, (request, call) =>
            running.run(
              async (signal) => ((await calls)[name as CallName] as AnyHandler)(request, { signal, log }),
              (cancel) => call.on('cancelled', cancel),
            ),
          );
  }
  server.addService(definition, implementation);
}

function methodDefinition({
  name,
  requestType,
  responseType,
}: MethodDefinition): grpc.MethodDefinition<unknown, unknown> {
  const both = {
    serialize: (message: unknown) => bufferOf(responseType.encode(message as never).finish()),
    deserialize: (bytes: Buffer) => requestType.decode(bytes),
  };
  return {
    path: `/${ProviderDefinition.fullName}/${name}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: both.serialize,
    requestDeserialize: both.deserialize,
    responseSerialize: both.serialize,
    responseDeserialize: both.deserialize,
  };
}

/** The same bytes. */
const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

type UnaryCall = grpc.ServerUnaryCall<unknown, unknown>;

/** What is thrown on the way becomes a status: the process serves other calls as well. */
function answer(
  log: Log,
  name: string,
  handle: (request: unknown, call: UnaryCall) => Promise<unknown>,
): grpc.handleUnaryCall<unknown, unknown> {
  return (call, respond) => {
    handle(call.request, call).then(
      (response) => respond(null, response),
      (error: unknown) => {
        if (error instanceof NotImplemented)
          return respond({ code: grpc.status.UNIMPLEMENTED, details: error.message });
        log.error(`${name} failed`, { error });
        const text = error instanceof Error ? error.message : String(error);
        respond({ code: grpc.status.INTERNAL, details: `${name}: ${text}`.slice(0, DETAILS_LIMIT) });
      },
    );
  };
}

// ---- what go-plugin asks of every plugin; its messages are empty but for the health check's

const NOTHING = Buffer.alloc(0);
/** HealthCheckResponse with status SERVING. */
const SERVING = Buffer.from([0x08, 0x01]);

const bytesMethod = (path: string, requestStream: boolean, responseStream: boolean) => ({
  path,
  requestStream,
  responseStream,
  requestSerialize: (bytes: Buffer) => bytes,
  requestDeserialize: (bytes: Buffer) => bytes,
  responseSerialize: (bytes: Buffer) => bytes,
  responseDeserialize: (bytes: Buffer) => bytes,
});

interface OpenStream {
  end(): void;
}

/** @returns the streams that are open, at any time */
function addGoPlugin(server: grpc.Server, { onShutdown }: Served): ReadonlySet<OpenStream> {
  const streams = new Set<OpenStream>();
  const keep = (stream: OpenStream & { on(event: 'cancelled' | 'finish', done: () => void): unknown }) => {
    streams.add(stream);
    for (const event of ['cancelled', 'finish'] as const) stream.on(event, () => streams.delete(stream));
  };
  server.addService(
    {
      shutdown: bytesMethod('/plugin.GRPCController/Shutdown', false, false),
      streamStdio: bytesMethod('/plugin.GRPCStdio/StreamStdio', false, true),
      startStream: bytesMethod('/plugin.GRPCBroker/StartStream', true, true),
      check: bytesMethod('/grpc.health.v1.Health/Check', false, false),
    },
    {
      shutdown: (_: grpc.ServerUnaryCall<Buffer, Buffer>, respond: grpc.sendUnaryData<Buffer>) => {
        respond(null, NOTHING);
        onShutdown();
      },
      // What a plugin prints once it serves. This one prints nothing, but hosts take an end of the stream for an error.
      streamStdio: (call: grpc.ServerWritableStream<Buffer, Buffer>) => keep(call),
      // More connections, for which providers have no use.
      startStream: (call: grpc.ServerDuplexStream<Buffer, Buffer>) => {
        keep(call);
        call.on('end', () => call.end());
        call.resume();
      },
      check: (_: grpc.ServerUnaryCall<Buffer, Buffer>, respond: grpc.sendUnaryData<Buffer>) => respond(null, SERVING),
    },
  );
  return streams;
}
