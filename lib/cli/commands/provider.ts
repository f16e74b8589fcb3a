import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import packageJson from '../../../package.json';
import { installProvider } from '../../host/provider-mirror';
import { InputError } from '../../model/errors';
import { PROVIDER_SOURCE } from '../../model/provider-source';
import { type CommandContext, withExample } from '../command';

/** Where both engines look for providers without being told. */
const OWN_FOLDER = join('.terraform.d', 'plugins');

/** The provider beside this command line, as packages have it. */
const PROVIDER_FILE = join('build', 'provider', 'terraform-provider-sriov');

interface InstallOptions {
  readonly dir?: string;
}

/** `sriov provider install` */
export function providerCommand(command: Command, context: CommandContext): void {
  command.addCommand(installCommand(context).copyInheritedSettings(command));
}

function installCommand({ terminal }: CommandContext): Command {
  const command = new Command('install')
    .description('Put the provider where OpenTofu and Terraform find it when they run init.')
    .option('--dir <dir>', 'a folder for a filesystem_mirror', join('~', OWN_FOLDER))
    .action(({ dir }: InstallOptions) => {
      const own = dir === undefined || dir === join('~', OWN_FOLDER);
      const mirror = own ? join(process.env.HOME ?? homedir(), OWN_FOLDER) : resolve(dir);
      const { version } = packageJson;
      const { platform, arch } = process;
      const files = installProvider(mirror, { file: providerFile(), version, platform, arch });
      terminal.result(
        [...files.map((file) => `written: ${file}`), '', ...nextSteps(own ? null : mirror), ''].join('\n'),
      );
    });
  withExample(command, 'sriov provider install', 'sriov provider install --dir ./providers');
  return command;
}

function providerFile(): string {
  const program = process.argv[1];
  const file = program === undefined ? undefined : join(dirname(dirname(realpathSync(program))), PROVIDER_FILE);
  if (file === undefined || !existsSync(file)) {
    const where = file ?? PROVIDER_FILE;
    throw new InputError(
      where,
      'the provider is not there',
      'Install the package anew; in a checkout run npm run build',
    );
  }
  return file;
}

/** What a configuration needs, and what the engine's own configuration needs for a folder that it does not know. */
function nextSteps(mirror: string | null): string[] {
  const required = [
    'terraform {',
    '  required_providers {',
    `    sriov = { source = "${PROVIDER_SOURCE}", version = "${packageJson.version}" }`,
    '  }',
    '}',
  ];
  if (mirror === null) return ['In a configuration:', '', ...required];
  const installation = [
    'provider_installation {',
    '  filesystem_mirror {',
    `    path    = ${JSON.stringify(mirror)}`,
    `    include = ["${PROVIDER_SOURCE}"]`,
    '  }',
    '  direct {',
    `    exclude = ["${PROVIDER_SOURCE}"]`,
    '  }',
    '}',
  ];
  return ['In ~/.tofurc or ~/.terraformrc:', '', ...installation, '', 'In a configuration:', '', ...required];
}
