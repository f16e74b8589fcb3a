import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from '../test/support/child';
import { pathOfTool } from '../test/support/require-tool';
import { measured } from './report';

const LIMIT_MS = 600_000;
const REGISTRIES = ['registry.opentofu.org', 'registry.terraform.io'];

/** A provider, and the folder with its program. */
export type Providers = Readonly<Record<string, string>>;

/** A folder with a configuration, in which OpenTofu works with providers as they were built. */
export class EngineWorkspace {
  /** @param providers by source address without a host */
  public constructor(
    public readonly folder: string,
    providers: Providers,
  ) {
    mkdirSync(folder, { recursive: true });
    const overrides = Object.entries(providers).flatMap(([source, program]) =>
      REGISTRIES.map((registry) => `    "${registry}/${source}" = "${program}"\n`),
    );
    writeFileSync(
      this.cliConfig,
      `provider_installation {\n  dev_overrides {\n${overrides.join('')}  }\n  direct {}\n}\n`,
    );
  }

  private get cliConfig(): string {
    return join(this.folder, 'cli.tfrc');
  }

  /** Begins anew with this configuration, in JSON. */
  public begin(configuration: object): void {
    for (const file of ['terraform.tfstate', 'terraform.tfstate.backup']) {
      rmSync(join(this.folder, file), { force: true });
    }
    writeFileSync(join(this.folder, 'main.tf.json'), JSON.stringify(configuration));
  }

  /** Milliseconds that a command takes. @throws Error with its output where it fails */
  public time(command: 'plan' | 'apply'): number {
    const approval = command === 'apply' ? ['-auto-approve'] : [];
    let result: ReturnType<typeof spawnSync> | undefined;
    const milliseconds = measured(() => {
      result = spawnSync(pathOfTool('tofu'), [command, '-input=false', '-no-color', ...approval], {
        cwd: this.folder,
        encoding: 'utf8',
        timeout: LIMIT_MS,
        maxBuffer: 1 << 28,
        env: { ...process.env, TF_CLI_CONFIG_FILE: this.cliConfig, TF_IN_AUTOMATION: '1' },
      });
    });
    if (result?.status !== 0) throw new Error(`tofu ${command} failed:\n${result?.stdout}${result?.stderr}`);
    return milliseconds;
  }
}
