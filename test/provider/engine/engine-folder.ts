import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { execFileSync, spawn, spawnSync } from '../../support/child';
import { pathOfTool } from '../../support/require-tool';

/** A provider as a file that engines start. */
export interface BundledProvider {
  /** `namespace/name` */
  readonly source: string;
  /** Folder of the file. */
  readonly bin: string;
}

/** A folder with a configuration, and what a real Terraform or OpenTofu does there. */
export class EngineFolder {
  readonly folder: string;
  /** Where providers have their temporary files. */
  readonly temporary: string;
  /** Of the next runs, beside what every run has. */
  env: Readonly<Record<string, string>> = {};

  /** @param engine name of the program */
  public constructor(
    private readonly engine: string,
    { source, bin }: BundledProvider,
  ) {
    this.folder = mkdtempSync(join(tmpdir(), 'engine-'));
    this.temporary = join(this.folder, 't');
    mkdirSync(this.temporary);
    const overrides = [source, `registry.terraform.io/${source}`, `registry.opentofu.org/${source}`].map(
      (each) => `    "${each}" = "${bin}"\n`,
    );
    this.put('cli.tfrc', `provider_installation {\n  dev_overrides {\n${overrides.join('')}  }\n  direct {}\n}\n`);
  }

  /** Writes a file. */
  public put(name: string, text: string): void {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  public text(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  public run(...args: readonly string[]): Outcome {
    const { status, stdout, stderr } = spawnSync(pathOfTool(this.engine), [...args, '-no-color'], {
      cwd: this.folder,
      encoding: 'utf8',
      env: this.environment,
    });
    return { status: status ?? -1, text: onOneLine(`${stdout}${stderr}`) };
  }

  /** Begins what a test is to disturb: a group of processes of its own, as a terminal has it. */
  public start(...args: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
    return spawn(pathOfTool(this.engine), [...args, '-no-color'], {
      cwd: this.folder,
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
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

  public destroy(...args: readonly string[]): Outcome {
    return this.run('destroy', '-auto-approve', '-input=false', ...args);
  }

  /** 0: nothing would change, 2: something would, 1: it failed. */
  public plan(...args: readonly string[]): Outcome {
    return this.run('plan', '-detailed-exitcode', '-input=false', ...args);
  }

  public get state(): string {
    return this.text('terraform.tfstate');
  }

  /** Resources of the state, `TYPE.NAME` with the key of an instance that has one. */
  public get addresses(): string[] {
    return this.resources.flatMap(({ type, name, instances }) =>
      instances.map(({ index_key: key }) => `${type}.${name}${key === undefined ? '' : `[${JSON.stringify(key)}]`}`),
    );
  }

  /** What the state has of a resource. */
  public attributes(address: string): Record<string, unknown> {
    const [type, name] = address.split('.');
    const found = this.resources.find((each) => each.type === type && each.name === name)?.instances[0]?.attributes;
    if (found === undefined) throw new Error(`no ${address} in the state`);
    return found;
  }

  private get resources(): readonly StateResource[] {
    return (JSON.parse(this.state) as { readonly resources: readonly StateResource[] }).resources;
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

interface StateResource {
  readonly type: string;
  readonly name: string;
  readonly instances: readonly { readonly index_key?: unknown; readonly attributes: Record<string, unknown> }[];
}

export interface Outcome {
  readonly status: number;
  /** All that it printed, on one line. */
  readonly text: string;
}

/** Hosts break the lines of messages to the width of the terminal, between bars. */
export const onOneLine = (text: string): string => text.replace(/\s*\n[│╷╵]?\s*/g, ' ');

/**
 * Makes the file that hosts start, in a folder of its own.
 *
 * @param entry its main module
 * @param source `namespace/name`
 */
export function bundledProvider(entry: string, source: string): BundledProvider {
  const [, name] = source.split('/');
  const bin = mkdtempSync(join(tmpdir(), `${name}-bin-`));
  const script = join(__dirname, '../../../scripts/bundle-provider.mjs');
  execFileSync(process.execPath, [script, entry, join(bin, `terraform-provider-${name}`)]);
  return { source, bin };
}
