import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { adoptedHost } from '../../adopt/adopt';
import { type Engine, ENGINES, typescriptApp } from '../../adopt/typescript';
import type { AdoptedHost } from '../../adopt/adopted';
import { readJsonFile, writeFileAtomic } from '../../host/files';
import { parseInventory } from '../../inventory/parse';
import { InputError } from '../../model/errors';
import { type CommandContext, withExample } from '../command';

interface AdoptOptions {
  readonly output?: string;
  readonly stack: string;
  readonly engine: Engine;
}

/** `sriov adopt <inventory...>` */
export function adoptCommand(command: Command, { terminal }: CommandContext): void {
  command
    .argument('<inventory...>', 'inventories of the hosts, as sriov inventory writes them')
    .option('-o, --output <file>', 'write the app to a new file instead of standard output')
    .option('--stack <id>', 'id of the stack that the hosts are in', 'hosts')
    .addOption(new Option('--engine <name>', 'engine of the app').choices(ENGINES).default('cdktf'))
    .action((files: readonly string[], { output, stack, engine }: AdoptOptions) => {
      if (output !== undefined && existsSync(output)) {
        throw new InputError('--output', `${output} is there already`, 'Name a new file, and take over from it');
      }
      if (!/^[A-Za-z0-9_-]+$/.test(stack)) {
        throw new InputError('--stack', `${stack} is no id of a stack`, 'Use letters, digits, dashes and underscores');
      }
      const text = typescriptApp(adoptedHosts(files, dirname(output ?? 'main.ts')), stack, engine);
      if (output === undefined) terminal.result(text.trimEnd());
      else {
        writeFileAtomic(output, text);
        terminal.note(`wrote ${output}: run it with sriov synth, and commit the lock file that it makes`);
      }
    });
  withExample(command, 'sriov adopt kvm01.json > main.ts', 'sriov adopt inventories/*.json --stack rack1 -o main.ts');
}

/** @param folder that the app runs in, from which it names the inventories */
function adoptedHosts(files: readonly string[], folder: string): AdoptedHost[] {
  const hosts = files.map((file) =>
    adoptedHost(parseInventory(readJsonFile(file), file), relative(resolve(folder), resolve(file))),
  );
  const seen = new Map<string, string>();
  for (const { id, file } of hosts) {
    const other = seen.get(id);
    if (other !== undefined) {
      throw new InputError(
        file,
        `its host is called ${id}, as that of ${other} is`,
        'Take an inventory on each host, and give each its host name',
      );
    }
    seen.set(id, file);
  }
  const empty = hosts.filter(({ physicalFunctions }) => physicalFunctions.length === 0);
  if (empty.length === hosts.length) {
    throw new InputError(
      files.join(', '),
      'no PF there has a VF: there is nothing to adopt',
      'Describe what is wanted: see the README',
    );
  }
  return hosts;
}
