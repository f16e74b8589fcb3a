import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { execFileSync, spawn, spawnSync } from '../../support/child';
import { pathOfTool } from '../../support/require-tool';

/** A folder with a configuration of the toy provider, and what a real Terraform or OpenTofu does there. */
export class Workspace {
  readonly folder = mkdtempSync(join(tmpdir(), 'toy-work-'));
  /** Where the boxes are. */
  readonly boxes = join(this.folder, 'boxes');

  /** Where providers have their temporary files. */
  readonly temporary = join(this.folder, 't');
  /** Of the next runs, beside what every run has. */
  env: Readonly<Record<string, string>> = {};

  /** @param engine name of the program */
  public constructor(
    private readonly engine: string,
    bin: string,
  ) {
    for (const each of [this.boxes, this.temporary]) mkdirSync(each);
    const overrides = ['example/toy', 'registry.terraform.io/example/toy', 'registry.opentofu.org/example/toy'].map(
      (source) => `    "${source}" = "${bin}"\n`,
    );
    writeFileSync(
      join(this.folder, 'cli.tfrc'),
      `provider_installation {\n  dev_overrides {\n${overrides.join('')}  }\n  direct {}\n}\n`,
    );
  }

  /** Writes the configuration. */
  public write(body: string): void {
    writeFileSync(
      join(this.folder, 'main.tf'),
      `terraform {
  required_providers {
    toy = { source = "example/toy" }
  }
}
provider "toy" {
  where = "${this.boxes}"
}
${body}`,
    );
  }

  public run(...args: readonly string[]): Outcome {
    const { status, stdout, stderr } = spawnSync(pathOfTool(this.engine), [...args, '-no-color'], {
      cwd: this.folder,
      encoding: 'utf8',
      env: this.environment,
    });
    // Hosts break the lines of messages to the width of the terminal, between bars.
    return { status: status ?? -1, text: `${stdout}${stderr}`.replace(/\s*\n[│╷╵]?\s*/g, ' ') };
  }

  /** Begins what a test is to disturb. */
  public start(...args: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
    return spawn(pathOfTool(this.engine), [...args, '-no-color'], {
      cwd: this.folder,
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  private get environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      HOME: this.folder,
      TMPDIR: this.temporary,
      TF_CLI_CONFIG_FILE: join(this.folder, 'cli.tfrc'),
      TF_IN_AUTOMATION: '1',
      // Terraform asks its maker for newer versions otherwise.
      CHECKPOINT_DISABLE: '1',
      ...this.env,
    };
  }

  public apply(...args: readonly string[]): Outcome {
    return this.run('apply', '-auto-approve', '-input=false', ...args);
  }

  /** 0: nothing would change, 2: something would, 1: it failed. */
  public plan(...args: readonly string[]): Outcome {
    return this.run('plan', '-detailed-exitcode', '-input=false', ...args);
  }

  public get state(): string {
    return readFileSync(join(this.folder, 'terraform.tfstate'), 'utf8');
  }

  /** What the state has of a resource. */
  public attributes(address: string): Record<string, unknown> {
    const [type, name] = address.split('.');
    const { resources } = JSON.parse(this.state) as {
      resources: { type: string; name: string; instances: { attributes: Record<string, unknown> }[] }[];
    };
    const found = resources.find((each) => each.type === type && each.name === name)?.instances[0]?.attributes;
    if (found === undefined) throw new Error(`no ${address} in the state`);
    return found;
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface Outcome {
  readonly status: number;
  /** All that it printed, on one line. */
  readonly text: string;
}

/**
 * Makes the file that hosts start, in a folder of its own.
 *
 * @param entry beside this file
 */
export function bundled(entry = 'main.ts'): string {
  const bin = mkdtempSync(join(tmpdir(), 'toy-bin-'));
  execFileSync(process.execPath, [
    join(__dirname, '../../../scripts/bundle-provider.mjs'),
    join(__dirname, entry),
    join(bin, 'terraform-provider-toy'),
  ]);
  return bin;
}
