import type { ChildProcess } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execFileSync, spawn, spawnSync } from '../../support/child';
import type { LabHost } from '../../lab/lab';

/** A file that commands and their output are added to, for the documents. */
const TRANSCRIPT = process.env.SRIOV_TEST_TRANSCRIPT;

const COMMAND_LIMIT_MS = 900_000;
/** It is stopped after its suite; this is for a suite that dies. */
const AGENT_LIMIT_MS = 3_600_000;

/** What a command of Terraform or OpenTofu came to. */
export interface CommandEnd {
  readonly status: number | null;
  /** Standard output and errors. */
  readonly output: string;
}

/** A folder with one synthesised stack and its state. */
export class Workspace {
  public readonly folder = mkdtempSync(join(tmpdir(), 'sriov-deploy-'));
  private readonly configFile = join(this.folder, 'cli.tfrc');

  /** @param mirror folder of providers, the only place where some are looked for; null: no stack here needs one */
  public constructor(
    private readonly program: string,
    mirror: string | null,
    private readonly env: NodeJS.ProcessEnv = {},
  ) {
    const installation = `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`;
    writeFileSync(this.configFile, mirror === null ? '' : installation);
  }

  public write(stack: unknown): void {
    writeFileSync(join(this.folder, 'cdk.tf.json'), JSON.stringify(stack, null, 2));
  }

  public run(command: 'init' | 'plan' | 'apply' | 'destroy', ...args: string[]): CommandEnd {
    const approval = command === 'apply' || command === 'destroy' ? ['-auto-approve'] : [];
    const result = spawnSync(this.program, [command, '-no-color', '-input=false', ...approval, ...args], {
      cwd: this.folder,
      encoding: 'utf8',
      timeout: COMMAND_LIMIT_MS,
      env: {
        ...process.env,
        CHECKPOINT_DISABLE: '1',
        TF_IN_AUTOMATION: '1',
        TF_CLI_CONFIG_FILE: this.configFile,
        ...this.env,
      },
    });
    const output = `${result.stdout}${result.stderr}`;
    if (TRANSCRIPT !== undefined) {
      appendFileSync(TRANSCRIPT, `\n$ ${basename(this.program)} ${command}\n${output}exit code ${result.status}\n`);
    }
    return { status: result.status, output };
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** An ssh agent with one key, for the provisioners. */
export class SshAgent {
  private readonly folder = mkdtempSync(join(tmpdir(), 'sriov-agent-'));
  private readonly process: ChildProcess;
  public readonly socket = join(this.folder, 'agent');

  public constructor(privateKeyFile: string) {
    this.process = spawn('ssh-agent', ['-D', '-a', this.socket], { stdio: 'ignore', timeout: AGENT_LIMIT_MS });
    for (let tries = 0; tries < 100 && !existsSync(this.socket); tries++) spawnSync('sleep', ['0.1']);
    execFileSync('ssh-add', ['-q', privateKeyFile], { env: { ...process.env, SSH_AUTH_SOCK: this.socket } });
  }

  public stop(): void {
    this.process.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * Gives the host an ECDSA key beside its own, and says which: Terraform and OpenTofu ask for ECDSA first, then RSA, and
 * for Ed25519 last, and this dropbear offers RSA without having such a key.
 */
export function addEcdsaHostKey(host: LabHost): string {
  const key = '/etc/dropbear/ecdsa';
  const { stdout, stderr } = host.ssh(`
    dropbearkey -t ecdsa -f ${key} >/dev/null 2>&1
    dropbearkey -y -f ${key} | grep ^ecdsa
    kill "$(cat /run/dropbear.pid)"
    sleep 1
    dropbear -r /etc/dropbear/dropbear_ed25519_host_key -r ${key} -s -p 22 -P /run/dropbear.pid`);
  const [type, base64] = stdout.split(' ');
  if (type === undefined || base64 === undefined) throw new Error(`the host has no ECDSA key: ${stderr}`);
  return `${type} ${base64}`;
}
