import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync, spawnSync } from './child';
import { pathOfTool, requireTool } from './require-tool';

const ROOT = join(__dirname, '../..');

/** Engines that tests may find, each with what registers a test of it. */
export const ENGINES = [
  { name: 'OpenTofu', program: 'tofu', test: requireTool('tofu').test },
  { name: 'Terraform', program: 'terraform', test: requireTool('terraform').test },
];

/** A folder with the provider as engines start it; for the caller to remove. */
export function bundledProvider(): string {
  const bin = mkdtempSync(join(tmpdir(), 'sriov-bin-'));
  const bundle = [join(ROOT, 'scripts/bundle-provider.mjs'), join(ROOT, 'lib/provider/main.ts')];
  execFileSync(process.execPath, [...bundle, join(bin, 'terraform-provider-sriov')]);
  return bin;
}

export interface EngineOutcome {
  readonly status: number | null;
  readonly text: string;
}

/** A folder in which a real engine works with the provider, without `init` and without a network. */
export class EngineFolder {
  public readonly folder = mkdtempSync(join(tmpdir(), 'sriov-engine-'));

  /** @param bin folder of the provider */
  public constructor(
    private readonly program: string,
    bin: string,
  ) {
    const overrides = ['terraform.io', 'opentofu.org'].map((host) => `"registry.${host}/cdktf-sriov/sriov" = "${bin}"`);
    writeFileSync(
      join(this.folder, 'cli.tfrc'),
      `provider_installation {\n  dev_overrides {\n${overrides.join('\n')}\n}\n  direct {}\n}\n`,
    );
  }

  public path(name: string): string {
    return join(this.folder, name);
  }

  /** A stack as an app wrote it. Its backend would need `init`, and keeps the state elsewhere. */
  public writeStack(stack: { readonly terraform: object }): void {
    const { backend: _backend, ...terraform } = stack.terraform as { readonly backend?: object };
    writeFileSync(this.path('cdk.tf.json'), JSON.stringify({ ...stack, terraform }));
  }

  public run(...args: readonly string[]): EngineOutcome {
    const { status, stdout, stderr } = spawnSync(pathOfTool(this.program), [...args, '-no-color'], {
      cwd: this.folder,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: this.folder,
        TF_CLI_CONFIG_FILE: this.path('cli.tfrc'),
        TF_IN_AUTOMATION: '1',
        CHECKPOINT_DISABLE: '1',
      },
    });
    return { status, text: `${stdout}${stderr}` };
  }

  /** 0: nothing would change, 2: something would, 1: it failed. */
  public plan(): EngineOutcome {
    return this.run('plan', '-detailed-exitcode', '-input=false');
  }

  public apply(): EngineOutcome {
    return this.run('apply', '-auto-approve', '-input=false');
  }

  public destroy(): EngineOutcome {
    return this.run('destroy', '-auto-approve', '-input=false');
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into documents of any shape
  public json(name: string): any {
    return JSON.parse(readFileSync(this.path(name), 'utf8'));
  }

  public edit(name: string, change: (text: string) => string): void {
    writeFileSync(this.path(name), change(readFileSync(this.path(name), 'utf8')));
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
