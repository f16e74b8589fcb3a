import { Console } from 'node:console';
import { writeSync } from 'node:fs';
import type { ProviderCalls } from './calls';
import { serverCertificate } from './certificate';
import { grpcServer } from './grpc';
import { handshakeLine, readOffer, reattachment, type Endpoint, type HostOffer } from './handshake';
import { listen } from './listen';
import { askedLevel, logTo, type Log } from './log';

export interface ProviderProgram {
  /** Of the file: `terraform-provider-NAME`. */
  readonly name: string;
  /** Its source address: `registry.terraform.io/NAMESPACE/NAME`. */
  readonly address: string;
  /** Loads what answers the calls. It begins after the handshake, so that the host need not wait for it. */
  readonly load: () => Promise<ProviderCalls>;
}

/** Hosts wait two seconds for a provider to end, and kill it then. */
const CLOSE_LIMIT_MS = 1000;
/** A host that was killed closes nothing: whoever has no parent any more ends. */
const PARENT_CHECK_MS = 1000;
/** What has begun is to come to its end also where nobody waits for it; what never ends must not keep the process. */
const LAST_WORK_LIMIT_MS = 300_000;

/**
 * The main function of a provider: serves the host that started this process until that says Shutdown, or is gone. With `--debug` it serves
 * whoever is told the address, and ends with Ctrl-C.
 */
export async function runProvider(program: ProviderProgram): Promise<void> {
  keepStandardOutput();
  const debug = process.argv.includes('--debug');
  const offer = debug ? WITHOUT_HOST : readOffer(process.env, program.name);
  if ('refusal' in offer) return end(offer.refusal);
  const log = logTo((line) => process.stderr.write(line), program.name, askedLevel(process.env));
  outlive(log);
  try {
    await serve(program, offer, debug, log);
  } catch (error) {
    end(`${program.name} cannot serve: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const WITHOUT_HOST: HostOffer = { clientCertificate: null, asksForMultiplexing: false };

async function serve(program: ProviderProgram, offer: HostOffer, debug: boolean, log: Log): Promise<void> {
  const own = offer.clientCertificate === null ? null : serverCertificate(new Date());
  const loading = later<ProviderCalls>();
  const { server, close, giveUp } = grpcServer({
    calls: loading.promise,
    log,
    onShutdown: () => {
      // A host that was told where this process is does not own it.
      if (debug) return;
      setTimeout(() => process.exit(0), CLOSE_LIMIT_MS);
      void close().then(() => process.exit(0));
    },
  });
  const tls =
    own === null || offer.clientCertificate === null ? null : { own, clientCertificate: offer.clientCertificate };
  const { endpoint, cleanUp } = await listen(server, tls, process.platform);
  process.on('exit', cleanUp);
  let isEnding = false;
  const endWithWork = (why: string) => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => process.exit(0), LAST_WORK_LIMIT_MS);
    void giveUp(new Error(why)).then(() => process.exit(0));
  };
  listenToSignals(debug, endWithWork);
  if (!debug) whenOrphaned(() => endWithWork('the host is gone'));
  // Once the line is out, the host connects, and may call.
  writeSync(1, debug ? debugLines(program, endpoint) : handshakeLine(offer, endpoint, own?.der ?? null));
  program.load().then(loading.resolve, loading.reject);
}

const debugLines = ({ address }: ProviderProgram, endpoint: Endpoint): string =>
  `Serving until Ctrl-C. In another terminal:\n\n  export TF_REATTACH_PROVIDERS='${reattachment(address, process.pid, endpoint)}'\n\n`;

function later<T>() {
  let [resolve, reject] = [(_: T) => {}, (_: unknown) => {}];
  const promise = new Promise<T>((whenDone, whenFailed) => ([resolve, reject] = [whenDone, whenFailed]));
  // Each call tells of it; without one nobody does.
  promise.catch(() => {});
  return { promise, resolve, reject };
}

/** Standard output has one line for the host; whatever else a library prints would stand in its place. */
function keepStandardOutput(): void {
  globalThis.console = new Console(process.stderr, process.stderr);
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
  // A host that is gone no longer reads.
  process.stderr.on('error', () => {});
  process.stdout.on('error', () => {});
}

/** One stray rejection must not take the other resources' calls with it: their states would be lost. */
function outlive(log: Log): void {
  process.on('uncaughtException', (error) => log.error('an error outside of any call', { error }));
  process.on('unhandledRejection', (error) => log.error('a rejection outside of any call', { error }));
}

function listenToSignals(debug: boolean, endWithWork: (why: string) => void): void {
  // The terminal sends it to host and provider alike; the host then says StopProvider, and waits.
  process.on('SIGINT', () => (debug ? process.exit(0) : undefined));
  for (const signal of ['SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => endWithWork(`the provider was told to end (${signal})`));
}

function whenOrphaned(then: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) then();
  }, PARENT_CHECK_MS).unref();
}

function end(message: string): never {
  writeSync(2, `${message}\n`);
  process.exit(1);
}
