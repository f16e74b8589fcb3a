import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from '../../support/child';
import { requireTool } from '../../support/require-tool';
import { bundled, Workspace } from './workspace';

/** What passes between real hosts and a provider below its schema: the process, the connection, values as bytes. */

interface Engine {
  readonly program: string;
  /** Where it looks for a source that names no registry. */
  readonly registry: string;
}

const ENGINES: readonly Engine[] = [
  { program: 'tofu', registry: 'registry.opentofu.org' },
  { program: 'terraform', registry: 'registry.terraform.io' },
];

let bin: string;
let at: Workspace;
beforeAll(() => {
  bin = bundled('../toy/main.ts');
});
afterAll(() => rmSync(bin, { recursive: true, force: true }));

const thing = (name: string) => `resource "toy_thing" "it" {\n  name = "${name}"\n}\n`;
const added = (count: number) => ({ status: 0, text: expect.stringContaining(`${count} added`) });

jest.setTimeout(60_000);

describe.each(ENGINES)('Under $program', ({ program, registry }) => {
  const { test } = requireTool(program);
  beforeEach(() => {
    at = new Workspace(program, bin);
  });
  afterEach(() => at.remove());

  test('a value arrives as it is: known late, longer than a double, or by a name that objects have', () => {
    at.write(`
      resource "terraform_data" "late" { input = "x" }
      resource "toy_thing" "it" {
        name     = "n-\${terraform_data.late.output}"
        size     = 9007199254740993
        labels   = { "__proto__" = "p", "a\\nb" = terraform_data.late.output }
        anything = { list = [1, 0.1, 123456789012345678901234567890.5], late = terraform_data.late.output, none = null }
      }`);
    expect(at.apply()).toEqual(added(2));
    expect(at.attributes('toy_thing.it')).toMatchObject({ id: 'thing-n-x', name: 'n-x' });
    // As text, since JSON.parse would round.
    for (const part of [
      '"size": 9007199254740993',
      '"__proto__": "p"',
      '"a\\nb": "x"',
      '123456789012345678901234567890.5',
      ' 0.1,',
    ])
      expect(at.state).toContain(part);
    expect(at.plan().status).toBe(0);
  });

  test('a call that the user interrupts is given up, and nothing stays behind', async () => {
    at.env = { TF_LOG_PROVIDER: 'info' };
    at.write(thing('endless'));
    const child = at.start('apply', '-auto-approve', '-input=false');
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (text += String(data)));
    while (!text.includes('waits without end')) await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(text).toContain('the run is interrupted');
    expect(readdirSync(at.temporary)).toEqual([]);
  });

  test('without TLS, where the user wants it so, a log line is sorted by its level', () => {
    at.env = { TF_DISABLE_PLUGIN_TLS: '1', TF_LOG_PROVIDER: 'info', TOY: 'rejects' };
    at.write(thing('x'));
    const { status, text } = at.apply();
    expect(status).toBe(0);
    expect(text).toMatch(/\[ERROR\] +\S*toy\S*: a rejection outside of any call/);
  });

  test('a provider that runs already is used, and not ended', async () => {
    const child = spawn(join(bin, 'terraform-provider-toy'), ['--debug'], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      let text = '';
      for await (const data of child.stdout) {
        text += String(data);
        if (text.includes("'\n")) break;
      }
      const [, reattach = ''] = /TF_REATTACH_PROVIDERS='(.+)'/.exec(text) ?? [];
      at.env = { TF_REATTACH_PROVIDERS: reattach.replace('registry.terraform.io', registry) };
      at.write(thing('x'));
      expect(at.apply()).toEqual(added(1));
      expect(child.exitCode).toBeNull();
    } finally {
      child.kill('SIGTERM');
    }
  });

  test('a mirror in the file system serves it, below a project of ES modules as well', () => {
    const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
    const mirror = join(at.folder, 'mirror');
    const place = join(mirror, registry, 'example/toy/1.0.0', platform);
    mkdirSync(place, { recursive: true });
    for (const [from, to] of [
      ['terraform-provider-toy', 'terraform-provider-toy_v1.0.0'],
      ['package.json', 'package.json'],
    ] as const)
      copyFileSync(join(bin, from), join(place, to));
    writeFileSync(
      join(at.folder, 'cli.tfrc'),
      `provider_installation {\n  filesystem_mirror { path = "${mirror}" }\n}\n`,
    );
    writeFileSync(join(at.folder, 'package.json'), '{"type":"module"}');
    at.write(thing('x'));
    expect(at.run('init').status).toBe(0);
    expect(at.apply()).toEqual(added(1));
  });
});
