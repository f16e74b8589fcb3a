import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import type { CallName, ProviderCalls } from '../../../lib/provider/wire/calls';
import { ProviderDefinition } from '../../../lib/provider/wire/tfplugin6';
import { spawn } from '../../support/child';
import fc from '../../support/properties';
import { bundledProvider, type BundledProvider } from '../engine/engine-folder';
import type { Value } from '../../../lib/provider/cty/value';
import { FakeCore, type Managed } from '../support/core/fake-core';
import { hostOf, type Host } from '../toy/client';
import { hcl, NOTHING } from './support/host';

/** The program as it is shipped, before engines and hosts that are broken or mean no good: it answers, goes on, and does not hang. */

const ROOT = join(__dirname, '../../..');
const METHODS = Object.keys(ProviderDefinition.methods).filter((name) => name !== 'stopProvider') as CallName[];
/** For one call, on a machine with other work. */
const LIMIT_MS = 20_000;

const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
let provider: BundledProvider;
let child: ChildProcess;
let host: Host;

jest.setTimeout(240_000);

beforeAll(async () => {
  provider = bundledProvider(join(ROOT, 'lib/provider/main.ts'), 'cdktf-sriov/sriov');
  mkdirSync(join(folder, 'bin'));
  ({ child, host } = await started());
});
afterAll(() => {
  host.close();
  child.kill('SIGKILL');
  for (const each of [folder, provider.bin]) rmSync(each, { recursive: true, force: true });
});

/** Without TLS, as a debugger has it; relative paths of virtual hosts are in its folder. */
async function started(): Promise<{ readonly child: ChildProcess; readonly host: Host }> {
  const { PATH } = process.env;
  const env = {
    PATH: `${join(folder, 'bin')}:${PATH}`,
    HOME: folder,
    TMPDIR: folder,
    TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
    PLUGIN_PROTOCOL_VERSIONS: '6',
  };
  const process_ = spawn(join(provider.bin, 'terraform-provider-sriov'), [], {
    env,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let line = '';
  for await (const data of process_.stdout) {
    line += String(data);
    if (line.includes('\n')) break;
  }
  const [, , , address = ''] = line.split('|');
  return { child: process_, host: hostOf({ network: 'unix', address }, null) };
}

/** Whatever it answers, it does so in time. */
async function answered(name: CallName, bytes: Uint8Array): Promise<void> {
  const { fullName, methods } = ProviderDefinition;
  const call = host.send(`/${fullName}/${methods[name].name}`, bytes).catch((error: { readonly code: number }) => {
    // INVALID_ARGUMENT, UNIMPLEMENTED, INTERNAL; nothing that a dead process or a broken connection gives.
    expect([3, 12, 13]).toContain(error.code);
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} is not answered within ${LIMIT_MS} ms`)), LIMIT_MS);
  });
  await Promise.race([call, late]).finally(() => clearTimeout(timer));
}

const goesOn = async (): Promise<void> => {
  expect((await host.call('getMetadata', {})).resources.length).toBeGreaterThan(0);
  expect(child.exitCode).toBeNull();
};

/** The calls of the process, noted down. */
function recorded(into: [CallName, Uint8Array][]): ProviderCalls {
  const calls = METHODS.map((name) => [
    name,
    (request: never) => {
      into.push([name, ProviderDefinition.methods[name].requestType.encode(request).finish()]);
      return host.call(name, request);
    },
  ]);
  return Object.fromEntries(calls) as ProviderCalls;
}

const WANTED = hcl({
  address: '0000:3b:00.0',
  num_vfs: 4,
  persistence: 'none',
  on_destroy: 'restore',
  pools: { tenants: { count: 4, settings: { vlan: 100, spoof_check: true }, vms: { web1: {} } } },
});
const VIRTUAL = { virtual: { file: 'kvm01.host.json', from: join(ROOT, 'examples/provider/kvm01.json') } };

/** The messages of a life: made, read, planned, destroyed. */
async function messagesOfALife(): Promise<[CallName, Uint8Array][]> {
  const messages: [CallName, Uint8Array][] = [];
  const command = () => FakeCore.start(recorded(messages), 'sriov_physical_function', hcl(VIRTUAL));
  const applied = async (from: Managed, wanted: Value): Promise<Managed> => {
    const plan = await (await command()).plan(from, wanted);
    return (await command()).apply(from, plan, wanted);
  };
  const made = await applied(NOTHING, WANTED);
  await applied(await (await command()).refresh(made), null);
  return messages;
}

test('bytes that are no message are answered, whatever the call', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...METHODS), fc.uint8Array({ maxLength: 200 }), async (name, bytes) => {
      await answered(name, bytes);
      await goesOn();
    }),
    { numRuns: 200 },
  );
});

test('messages of a life that are cut, or have other bytes in them, are answered', async () => {
  const messages = await messagesOfALife();
  const message = fc.constantFrom(...messages);
  const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
  await fc.assert(
    fc.asyncProperty(
      message,
      place,
      fc.uint8Array({ maxLength: 3 }),
      fc.boolean(),
      async ([name, bytes], at, other, isCut) => {
        const index = Math.floor(at * bytes.length);
        const changed = isCut ? bytes.slice(0, index) : Uint8Array.from(bytes);
        if (!isCut) changed.set(other.slice(0, Math.max(0, bytes.length - index)), index);
        await answered(name, changed);
        await goesOn();
      },
    ),
    { numRuns: 300 },
  );
});

const huge = 'x'.repeat(1024 * 1024);
const manyPools = Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [`p${n}`, { count: 1 }]));

test.each<[string, Record<string, unknown>]>([
  ['an address of a mebibyte', { address: huge }],
  ['a number of VFs that no card has', { address: '0000:3b:00.0', num_vfs: 2 ** 53 }],
  ['a pool of more VFs than memory holds', { address: '0000:3b:00.0', pools: { a: { count: 2 ** 53 } } }],
  [
    'a VF far behind all others',
    { address: '0000:3b:00.0', pools: { a: { count: 1, vms: { a: { pinned_vf: 2 ** 53 } } } } },
  ],
  ['two thousand pools', { address: '0000:3b:00.0', pools: manyPools }],
  ['the name of a VM of a mebibyte', { address: '0000:3b:00.0', pools: { a: { count: 1, vms: { [huge]: {} } } } }],
])('%s is refused in words of a size that people read', async (_, wanted) => {
  const core = await FakeCore.start(recorded([]), 'sriov_physical_function', hcl(VIRTUAL));
  const begun = Date.now();
  const said = await core.plan(NOTHING, hcl({ on_destroy: 'restore', persistence: 'none', ...wanted })).then(
    () => 'nothing',
    (error: Error) => error.message,
  );
  expect(said).not.toBe('nothing');
  expect(said.length).toBeLessThan(50_000);
  expect(Date.now() - begun).toBeLessThan(LIMIT_MS);
  await goesOn();
});

test.each<[string, string]>([
  ['ends at once', 'echo nonsense; exit 255'],
  ['says things without end', 'exec yes "an endless line"'],
  ['says bytes without a line end', 'exec cat /dev/zero'],
  ['dies in the middle', 'kill -KILL $$'],
])('an ssh that %s is an error in words', async (_, script) => {
  const ssh = join(folder, 'bin/ssh');
  writeFileSync(ssh, `#!/bin/sh\n${script}\n`);
  chmodSync(ssh, 0o755);
  const core = await FakeCore.start(recorded([]), 'sriov_physical_function', hcl({ ssh: { host: 'kvm01' } }));
  const said = await core.plan(NOTHING, WANTED).then(
    () => 'nothing',
    (error: Error) => error.message,
  );
  expect(said).toContain('kvm01');
  await goesOn();
});

test('an ssh that is silent is given up when the run is interrupted', async () => {
  const ssh = join(folder, 'bin/ssh');
  writeFileSync(ssh, '#!/bin/sh\nexec sleep 60\n');
  chmodSync(ssh, 0o755);
  const core = await FakeCore.start(recorded([]), 'sriov_physical_function', hcl({ ssh: { host: 'kvm01' } }));
  const said = core.plan(NOTHING, WANTED).catch((error: Error) => error.message);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await host.call('stopProvider', {});
  expect(await said).toContain('the run is interrupted');
}, 10_000);
