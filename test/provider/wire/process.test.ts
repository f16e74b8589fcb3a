import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { ChildProcessByStdio } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { status } from '@grpc/grpc-js';
import { execFileSync, spawn, spawnSync } from '../../support/child';
import { requireTool } from '../../support/require-tool';
import { serverCertificate } from '../../../lib/provider/wire/certificate';
import type { Endpoint } from '../../../lib/provider/wire/handshake';
import { hostOf, type Host } from '../toy/client';

/** The toy as a program that a host starts: how it begins, what it does when it is told to end, and what it leaves behind. */

const FORMS = [
  { form: 'a file for Node', script: 'bundle-provider.mjs', ...requireTool() },
  { form: 'an executable', script: 'release/executable.mjs', ...requireTool('bun') },
];

const folder = mkdtempSync(join(tmpdir(), 'toy-'));
const program = join(folder, 'bin', 'terraform-provider-toy');
const temporary = join(folder, 'tmp');
const own = serverCertificate(new Date());

// Each starts a process, on machines that have others to run.
jest.setTimeout(60_000);

beforeAll(() => mkdirSync(temporary));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function make(script: string): void {
  rmSync(join(folder, 'bin'), { recursive: true, force: true });
  mkdirSync(join(folder, 'bin'));
  execFileSync(process.execPath, [
    join(__dirname, '../../../scripts', script),
    join(__dirname, '../toy/main.ts'),
    program,
  ]);
}

const ENV = {
  PATH: process.env.PATH,
  TMPDIR: temporary,
  TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
  PLUGIN_PROTOCOL_VERSIONS: '5,6',
  PLUGIN_CLIENT_CERT: own.certificatePem,
};

interface Started {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly line: string;
  readonly endpoint: Endpoint;
  /** Of the provider, as its line says it. */
  readonly certificatePem: string;
  readonly host: Host;
  readonly stderr: () => string;
}

const started: Started[] = [];
/** Leaders of groups, in which may be whom they left behind. */
const orphans: { readonly pid?: number }[] = [];
afterEach(() => {
  for (const { pid = 0 } of orphans.splice(0)) killGroup(pid);
  for (const { child, host } of started.splice(0)) {
    host.close();
    child.kill('SIGKILL');
  }
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary);
});

/** Starts it as a host does, and connects to the address of its line. */
async function start(env: Record<string, string> = {}): Promise<Started> {
  const child = spawn(program, [], { env: { ...ENV, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (data) => (stderr += String(data)));
  const line = await firstLine(child.stdout);
  const [, , network, address = '', , certificate = ''] = line.split('|');
  const pem = `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`;
  const endpoint = { network: network as 'unix', address };
  const certificatePem = padded(pem);
  const host = hostOf(endpoint, { server: certificatePem, own });
  const all = { child, line, endpoint, certificatePem, host, stderr: () => stderr };
  started.push(all);
  return all;
}

/** PEM asks for the padding that the line leaves out. */
const padded = (pem: string): string =>
  pem.replace(/\n([^\n-]+)\n/, (_, text: string) => `\n${text.padEnd(Math.ceil(text.length / 4) * 4, '=')}\n`);

async function firstLine(stdout: Readable): Promise<string> {
  let text = '';
  for await (const data of stdout) {
    text += String(data);
    if (text.includes('\n')) break;
  }
  return text.slice(0, text.indexOf('\n'));
}

const answers = async ({ host }: Started) => (await host.call('getMetadata', {})).resources.length === 1;
/** The first line on standard error, which comes by a way of its own. */
async function lineOf({ stderr }: Started): Promise<string> {
  while (!stderr().includes('\n')) await new Promise((resolve) => setTimeout(resolve, 10));
  return stderr().slice(0, stderr().indexOf('\n'));
}
/** Exit code or signal. */
const end = async ({ child }: Started) => {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode;
  const [code, signal] = await once(child, 'exit');
  return code ?? signal;
};

FORMS.forEach(({ form, script, describe: describeForm }) =>
  describeForm(`as ${form}`, () => {
    beforeAll(() => make(script));

    describe('it begins', () => {
      it('with one line, and answers who shows the certificate', async () => {
        const toy = await start();
        expect(toy.line).toMatch(/^1\|6\|unix\|.+\/provider-\w{6}\/socket\|grpc\|[A-Za-z0-9+/]+$/);
        expect(await answers(toy)).toBe(true);
        expect(toy.stderr()).toBe('');
      });

      it.each([
        ['nobody without a certificate', { own: null }],
        ['nobody with another one', { own: serverCertificate(new Date()) }],
        ['nobody without encryption', null],
      ])('and answers %s, whatever the environment says', async (_, stranger) => {
        const toy = await start({ NODE_TLS_REJECT_UNAUTHORIZED: '0' });
        const host = hostOf(toy.endpoint, stranger && { server: toy.certificatePem, ...stranger });
        started.push({ ...toy, host });
        await expect(host.call('getMetadata', {})).rejects.toMatchObject({ code: status.UNAVAILABLE });
        expect(await answers(toy)).toBe(true);
      });

      it('and loads the rest later, which knows what it shares with what was there before', async () => {
        const { host } = await start();
        await expect(host.call('callFunction', { name: 'x', arguments: [] })).rejects.toMatchObject({
          code: status.UNIMPLEMENTED,
          details: 'a toy has no such call',
        });
      });

      it.each(['prints', 'writes'])('with that line alone when a library %s something', async (TOY) => {
        const toy = await start({ TOY });
        expect(toy.line).toMatch(/^1\|6\|unix/);
        expect(await answers(toy)).toBe(true);
        expect(await lineOf(toy)).toBe('a library says hello');
      });

      it('in another folder when TMPDIR is too long for a socket', async () => {
        const TMPDIR = join(temporary, 'x'.repeat(100));
        mkdirSync(TMPDIR);
        const toy = await start({ TMPDIR });
        expect(toy.line).toMatch(/^1\|6\|unix\|\/tmp\/provider-/);
        expect(await answers(toy)).toBe(true);
        toy.child.kill('SIGTERM');
        await end(toy);
      });

      it.each([
        ['nobody who merely runs it', { TF_PLUGIN_MAGIC_COOKIE: '' }, 'terraform-provider-toy is a provider'],
        [
          'no host of protocol 5',
          { PLUGIN_PROTOCOL_VERSIONS: '4,5' },
          'speaks plugin protocol 6, this host speaks 4, 5',
        ],
      ])('for %s, and says so', (_, env, words) => {
        const ran = spawnSync(program, [], { env: { ...ENV, ...env }, encoding: 'utf8' });
        expect([ran.status, ran.stdout]).toEqual([1, '']);
        expect(ran.stderr).toContain(words);
      });

      it('in front of a debugger, where it tells how a host finds it', async () => {
        const child = spawn(program, ['--debug'], {
          env: { ...ENV, PLUGIN_CLIENT_CERT: '' },
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let stdout = '';
        for await (const data of child.stdout) {
          stdout += String(data);
          if (stdout.includes("'\n")) break;
        }
        const [, json = ''] = /TF_REATTACH_PROVIDERS='(.+)'/.exec(stdout) ?? [];
        const { Pid, Addr } = JSON.parse(json)['registry.terraform.io/example/toy'];
        expect(Pid).toBe(child.pid);
        const endpoint: Endpoint = { network: 'unix', address: Addr.String };
        const host = hostOf(endpoint, null);
        const toy = { child, line: '', endpoint, certificatePem: '', host, stderr: () => '' };
        started.push(toy);
        await host.send('/plugin.GRPCController/Shutdown', Buffer.alloc(0));
        expect(await answers(toy)).toBe(true);
        child.kill('SIGINT');
        expect(await end(toy)).toBe(0);
        expect(readdirSync(temporary)).toEqual([]);
      });
    });

    describe('it goes on', () => {
      it('after Ctrl-C, which the terminal sends to it as to its host', async () => {
        const toy = await start();
        toy.child.kill('SIGINT');
        await new Promise((resolve) => setTimeout(resolve, 100));
        expect(await answers(toy)).toBe(true);
      });

      it('after a rejection that nobody waited for, and logs it', async () => {
        const toy = await start({ TOY: 'rejects', TF_LOG: 'info' });
        expect(await answers(toy)).toBe(true);
        expect(JSON.parse(await lineOf(toy))).toMatchObject({
          '@level': 'error',
          '@module': 'terraform-provider-toy',
          '@message': 'a rejection outside of any call',
          error: expect.stringContaining('nobody waits for this'),
        });
      });
    });

    describe('it ends, and leaves nothing', () => {
      it('after Shutdown, which is answered', async () => {
        const toy = await start();
        await toy.host.send('/plugin.GRPCController/Shutdown', Buffer.alloc(0));
        expect(await end(toy)).toBe(0);
        expect(readdirSync(temporary)).toEqual([]);
      });

      it.each(['SIGTERM', 'SIGHUP'] as const)('at %s', async (signal) => {
        const toy = await start();
        toy.child.kill(signal);
        expect(await end(toy)).toBe(0);
        expect(readdirSync(temporary)).toEqual([]);
      });

      it('when its host was killed', async () => {
        const host = join(folder, 'host.sh');
        writeFileSync(host, `#!/bin/sh\n"${program}" &\nwait\n`);
        chmodSync(host, 0o755);
        const child = spawn(host, [], { env: ENV, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
        orphans.push(child);
        await firstLine(child.stdout);
        expect(readdirSync(temporary)).toHaveLength(1);
        // Both have it open: it ends with the last of them.
        const ended = once(child.stderr, 'end');
        child.stderr.resume();
        child.kill('SIGKILL');
        await ended;
        expect(readdirSync(temporary)).toEqual([]);
      });
    });
  }),
);

describe('the file for Node begins', () => {
  beforeAll(() => make('bundle-provider.mjs'));

  it('without Node with a line that the host shows', () => {
    const ran = spawnSync(program, [], { env: { ...ENV, PATH: folder }, encoding: 'utf8' });
    expect([ran.status, ran.stdout]).toEqual([1, 'this provider needs Node.js 20 or newer on PATH\n']);
  });

  it('in a project of ES modules as well', async () => {
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    expect(await answers(await start())).toBe(true);
    rmSync(join(folder, 'package.json'));
  });
});

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}
