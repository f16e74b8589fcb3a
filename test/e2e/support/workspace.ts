import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync, spawnSync } from '../../support/child';
import { pathOfTool } from '../../support/require-tool';

const ROOT = join(__dirname, '../../..');

/** A folder of a configuration, and the provider of this tree, bundled as it is shipped, under OpenTofu. */
export class Workspace {
  private readonly folder = mkdtempSync(join(tmpdir(), 'sriov-provider-'));

  /** @param sshConfig of the host `lab`, which the provider reaches */
  public constructor(private readonly sshConfig: string) {
    const bundle = [join(ROOT, 'scripts/bundle-provider.mjs'), join(ROOT, 'lib/provider/main.ts')];
    execFileSync(process.execPath, [...bundle, join(this.folder, 'bin/terraform-provider-sriov')]);
    const overrides = `"registry.opentofu.org/cdktf-sriov/sriov" = "${join(this.folder, 'bin')}"`;
    writeFileSync(
      join(this.folder, 'cli.tfrc'),
      `provider_installation {\n  dev_overrides {\n${overrides}\n}\n  direct {}\n}\n`,
    );
  }

  public write(resources: string): void {
    writeFileSync(
      join(this.folder, 'main.tf'),
      `terraform {
  required_providers {
    sriov = { source = "cdktf-sriov/sriov" }
  }
}
provider "sriov" {
  ssh = { host = "lab", config_file = "${this.sshConfig}" }
}
${resources}`,
    );
  }

  /** 0: no change, 2: changes, 1: it failed. */
  public plan() {
    return this.run('plan', '-detailed-exitcode', '-input=false');
  }

  public apply() {
    return this.run('apply', '-auto-approve', '-input=false');
  }

  public destroy() {
    return this.run('destroy', '-auto-approve', '-input=false');
  }

  public run(...args: readonly string[]): { readonly status: number | null; readonly text: string } {
    const { status, stdout, stderr } = spawnSync(pathOfTool('tofu'), [...args, '-no-color'], {
      cwd: this.folder,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: this.folder,
        TF_CLI_CONFIG_FILE: join(this.folder, 'cli.tfrc'),
        TF_IN_AUTOMATION: '1',
      },
    });
    return { status, text: `${stdout}${stderr}` };
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
