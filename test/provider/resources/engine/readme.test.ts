import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync, spawnSync } from '../../../support/child';
import { pathOfTool, requireTool } from '../../../support/require-tool';

/** The configuration of the README as it stands there, but for the way to the host: a virtual one that has its PF. */

const ROOT = join(__dirname, '../../../..');
const SSH = /ssh = \{ host = "kvm01\.example\.net".*\}/;
const VIRTUAL = 'virtual = { file = "${path.root}/kvm01.host.json", from = "${path.root}/kvm01.json" }';

function configurationOfReadme(): string {
  const [, text = ''] = /```hcl\n([^]*?)```/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
  return text;
}

describe('the configuration of the README', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sriov-readme-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is thirty lines, or about', () => {
    const lines = configurationOfReadme().trim().split('\n');
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.length).toBeLessThan(36);
  });

  requireTool('tofu').test(
    'makes the VFs that it says, and the XML of the VM',
    () => {
      const text = configurationOfReadme();
      expect(text).toMatch(SSH);
      writeFileSync(join(folder, 'main.tf'), text.replace(SSH, VIRTUAL));
      cpSync(join(ROOT, 'examples/provider/kvm01.json'), join(folder, 'kvm01.json'));
      const bundle = [join(ROOT, 'scripts/bundle-provider.mjs'), join(ROOT, 'lib/provider/main.ts')];
      execFileSync(process.execPath, [...bundle, join(folder, 'bin/terraform-provider-sriov')]);
      const overrides = `"registry.opentofu.org/cdktf-sriov/sriov" = "${join(folder, 'bin')}"`;
      const cli = `provider_installation {\n  dev_overrides {\n    ${overrides}\n  }\n  direct {}\n}\n`;
      writeFileSync(join(folder, 'cli.tfrc'), cli);
      const run = (...args: readonly string[]) =>
        spawnSync(pathOfTool('tofu'), args, {
          cwd: folder,
          encoding: 'utf8',
          env: { PATH: process.env.PATH, HOME: folder, TF_CLI_CONFIG_FILE: join(folder, 'cli.tfrc') },
        });
      expect(run('validate', '-no-color')).toMatchObject({ status: 0, stderr: '' });
      // A virtual host has no libvirt to attach anything to.
      const applied = run(
        'apply',
        '-target=sriov_physical_function.uplink',
        '-auto-approve',
        '-no-color',
        '-input=false',
      );
      expect(applied.stdout).toContain('1 added, 0 changed, 0 destroyed');
      const [pf] = JSON.parse(run('show', '-json').stdout).values.root_module.resources;
      expect(pf.values.vms.web1.hostdev_xml).toMatch(/^<hostdev mode='subsystem' type='pci'/);
    },
    120_000,
  );
});
