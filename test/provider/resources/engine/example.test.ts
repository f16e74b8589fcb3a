import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync, spawnSync } from '../../../support/child';
import { pathOfTool, requireTool } from '../../../support/require-tool';

/** The example of the provider, on a virtual host, under real engines. */

const ROOT = join(__dirname, '../../../..');
const ENGINES = [
  { name: 'OpenTofu', program: 'tofu', test: requireTool('tofu').test },
  { name: 'Terraform', program: 'terraform', test: requireTool('terraform').test },
];

let bin: string;
beforeAll(() => {
  bin = mkdtempSync(join(tmpdir(), 'sriov-bin-'));
  const bundle = [join(ROOT, 'scripts/bundle-provider.mjs'), join(ROOT, 'lib/provider/main.ts')];
  execFileSync(process.execPath, [...bundle, join(bin, 'terraform-provider-sriov')]);
});
afterAll(() => rmSync(bin, { recursive: true, force: true }));

class Example {
  readonly folder = mkdtempSync(join(tmpdir(), 'sriov-example-'));

  public constructor(private readonly program: string) {
    cpSync(join(ROOT, 'examples/provider'), this.folder, { recursive: true });
    const overrides = ['terraform.io', 'opentofu.org'].map((host) => `"registry.${host}/cdktf-sriov/sriov" = "${bin}"`);
    writeFileSync(
      join(this.folder, 'cli.tfrc'),
      `provider_installation {\n  dev_overrides {\n${overrides.join('\n')}\n}\n  direct {}\n}\n`,
    );
  }

  public run(...args: readonly string[]): { readonly status: number | null; readonly text: string } {
    const { status, stdout, stderr } = spawnSync(pathOfTool(this.program), [...args, '-no-color'], {
      cwd: this.folder,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: this.folder,
        TF_CLI_CONFIG_FILE: join(this.folder, 'cli.tfrc'),
        TF_IN_AUTOMATION: '1',
        CHECKPOINT_DISABLE: '1',
      },
    });
    return { status, text: `${stdout}${stderr}` };
  }

  public edit(file: string, change: (text: string) => string): void {
    const path = join(this.folder, file);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
  }

  public get numVfs(): number | undefined {
    const host = JSON.parse(readFileSync(join(this.folder, 'kvm01.host.json'), 'utf8')) as {
      readonly inventory: { readonly physicalFunctions: readonly { readonly numVfs?: number }[] };
    };
    return host.inventory.physicalFunctions[0]?.numVfs;
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** 0: no change, 2: changes, 1: it failed. */
const PLAN = ['plan', '-detailed-exitcode', '-input=false'];
const APPLY = ['apply', '-auto-approve', '-input=false'];

describe.each(ENGINES)('under $name', ({ program, test }) => {
  let example: Example;
  beforeEach(() => (example = new Example(program)));
  afterEach(() => example.remove());

  test('the example is made, left alone, put right, changed, imported and destroyed', () => {
    const made = example.run(...APPLY);
    expect(made.text).toContain('1 added, 0 changed, 0 destroyed');
    expect(example.numVfs).toBe(8);
    expect(example.run(...PLAN).status).toBe(0);

    example.edit('kvm01.host.json', (text) =>
      text.replace('"vlan":200', '"vlan":0').replace('"vlan": 200', '"vlan": 0'),
    );
    const drifted = example.run(...PLAN);
    expect(drifted.status).toBe(2);
    expect(drifted.text).toMatch(/vlan +none -> 200/);
    expect(example.run(...APPLY).text).toContain('0 added, 1 changed, 0 destroyed');

    example.edit('main.tf', (text) => text.replace('vlan = 200', 'vlan = 300'));
    expect(example.run(...APPLY).text).toContain('0 added, 1 changed, 0 destroyed');
    expect(example.run(...PLAN).status).toBe(0);

    example.edit('main.tf', (text) => text.replace('vlan = 300', 'vlan = 5000'));
    const refused = example.run(...PLAN);
    expect(refused.status).toBe(1);
    expect(refused.text).toMatch(/VLAN-\d+/);
    example.edit('main.tf', (text) => text.replace('vlan = 5000', 'vlan = 300'));

    expect(example.run('destroy', '-auto-approve').text).toContain('1 destroyed');
    expect(example.numVfs ?? 0).toBe(0);
  }, 120_000);

  test('a PF that was set by hand is imported without a change', () => {
    example.edit('main.tf', (text) => text.replace(/ +vms = \{[^]*?\n {6}\}\n/, '').replace(/output[^]*/, ''));
    example.edit('main.tf', (text) => text.replace(/ +persistence.*\n/, ''));
    example.run(...APPLY);
    example.run('state', 'rm', 'sriov_physical_function.uplink');
    expect(example.run('import', 'sriov_physical_function.uplink', '0000:3b:00.0').status).toBe(0);
    expect(example.run(...PLAN)).toMatchObject({ status: 0 });
  }, 120_000);
});
