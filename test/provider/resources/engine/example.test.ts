import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { EngineFolder } from '../../engine/engine-folder';
import { bundledSriov, ENGINES } from './support/hosts-folder';

/** The example of the provider, on a virtual host, under real engines. */

const ROOT = join(__dirname, '../../../..');

const { provider } = bundledSriov();

class Example extends EngineFolder {
  public constructor(program: string) {
    super(program, provider());
    cpSync(join(ROOT, 'examples/provider'), this.folder, { recursive: true });
  }

  public edit(file: string, change: (text: string) => string): void {
    this.put(file, change(this.text(file)));
  }

  public get numVfs(): number | undefined {
    return JSON.parse(this.text('kvm01.host.json')).inventory.physicalFunctions[0]?.numVfs;
  }
}

describe.each(ENGINES)('under $name', ({ program, test }) => {
  let example: Example;
  beforeEach(() => (example = new Example(program)));
  afterEach(() => example.remove());

  test('the example is made, left alone, put right, changed, imported and destroyed', () => {
    const made = example.apply();
    expect(made.text).toContain('1 added, 0 changed, 0 destroyed');
    expect(example.numVfs).toBe(8);
    expect(example.plan().status).toBe(0);

    example.edit('kvm01.host.json', (text) =>
      text.replace('"vlan":200', '"vlan":0').replace('"vlan": 200', '"vlan": 0'),
    );
    const drifted = example.plan();
    expect(drifted.status).toBe(2);
    expect(drifted.text).toMatch(/vlan +none -> 200/);
    expect(example.apply().text).toContain('0 added, 1 changed, 0 destroyed');

    example.edit('main.tf', (text) => text.replace('vlan = 200', 'vlan = 300'));
    expect(example.apply().text).toContain('0 added, 1 changed, 0 destroyed');
    expect(example.plan().status).toBe(0);

    example.edit('main.tf', (text) => text.replace('vlan = 300', 'vlan = 5000'));
    const refused = example.plan();
    expect(refused.status).toBe(1);
    expect(refused.text).toMatch(/VLAN-\d+/);
    example.edit('main.tf', (text) => text.replace('vlan = 5000', 'vlan = 300'));

    expect(example.destroy().text).toContain('1 destroyed');
    expect(example.numVfs ?? 0).toBe(0);
  }, 120_000);

  test('a PF that was set by hand is imported without a change', () => {
    example.edit('main.tf', (text) => text.replace(/ +vms = \{[^]*?\n {6}\}\n/, '').replace(/output[^]*/, ''));
    example.edit('main.tf', (text) => text.replace(/ +persistence.*\n/, ''));
    example.apply();
    example.run('state', 'rm', 'sriov_physical_function.uplink');
    expect(example.run('import', 'sriov_physical_function.uplink', '0000:3b:00.0').status).toBe(0);
    expect(example.plan()).toMatchObject({ status: 0 });
  }, 120_000);
});
