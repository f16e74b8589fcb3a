import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { readTextFile, writeFileAtomic } from '../../host/files';
import { textAtRevision } from '../../host/git';
import { defaultLockFile } from '../../host/lock-place';
import { InputError } from '../../model/errors';
import { isBlocking } from '../../model/finding';
import { EMPTY_LOCK, isWithin, type LockFile } from '../../model/lock';
import { parseLockFile } from '../../lock/parse';
import { serializeLockFile } from '../../lock/serialize';
import { movedPath, pathsOf, withoutPaths, withPaths } from '../../model/lock-paths';
import { unsafeLine } from '../../model/text';
import { countChanges, lockChanges, renderChange } from '../../resolve/lock-changes';
import { type CommandContext, withExample } from '../command';
import { EXIT } from '../exit-codes';

interface LockOptions {
  readonly lockFile?: string;
  readonly json?: boolean;
}

/** `sriov lock mv|rm|diff` */
export function lockCommand(command: Command, context: CommandContext): void {
  for (const sub of [moveCommand(context), removeCommand(context), diffCommand(context)]) {
    command.addCommand(sub.copyInheritedSettings(command));
  }
}

function moveCommand({ terminal }: CommandContext): Command {
  const command = new Command('mv')
    .description('Put what the lock file has under a construct path, and under all within it, under another one.')
    .argument('<old>', 'construct path of a stack, host, PF, pool, attachment or what is around them')
    .argument('<new>', 'its path from now on');
  addFileOption(command).action((from: string, to: string, options: LockOptions) => {
    const file = fileOf(options);
    const lock = readLock(file);
    const moving = requireKnown(lock, file, from);
    const reason = to === '' ? 'is empty' : unsafeLine(to);
    if (reason !== null) throw new InputError(to, `the new path ${reason}`, 'Name a construct path');
    const known = pathsOf(lock);
    const taken = moving
      .map((path) => movedPath(path, from, to))
      .find((path) => known.has(path) && !isWithin(path, from));
    if (taken !== undefined) {
      throw new InputError(
        file,
        `it has ${taken} already`,
        'Put that one elsewhere first, or remove it with sriov lock rm',
      );
    }
    write(
      file,
      lock,
      withPaths(lock, (path) => movedPath(path, from, to)),
      terminal,
    );
  });
  withExample(
    command,
    'sriov lock mv rack1/kvm01 rack1/node1',
    'sriov lock mv rack1/kvm01/uplink/vms/web rack1/kvm01/uplink/vms/shop',
  );
  return command;
}

function removeCommand({ terminal }: CommandContext): Command {
  const command = new Command('rm')
    .description('Drop what the lock file has under a construct path: VFs there are given out anew, MACs derived anew.')
    .argument('<path>', 'construct path of a stack, host, PF, pool, attachment or what is around them');
  addFileOption(command).action((path: string, options: LockOptions) => {
    const file = fileOf(options);
    const lock = readLock(file);
    requireKnown(lock, file, path);
    write(file, lock, withoutPaths(lock, path), terminal);
  });
  withExample(command, 'sriov lock rm rack1/kvm07');
  return command;
}

function diffCommand({ terminal, exit }: CommandContext): Command {
  const command = new Command('diff')
    .description('Whose VFs and MACs differ between the lock file and the one of a git revision.')
    .argument('[rev]', 'revision of git', 'HEAD')
    .option('--json', 'print JSON');
  addFileOption(command).action((revision: string, options: LockOptions) => {
    const file = fileOf(options);
    const now = readLock(file);
    const text = textAtRevision(file, revision);
    const before = text === null ? EMPTY_LOCK : usable(text, `${file} of ${revision}`);
    const changes = lockChanges(before, now);
    if (options.json === true) terminal.result(JSON.stringify(changes, null, 2));
    else if (changes.length === 0) terminal.result(`lock: no owner differs from ${revision}`);
    else terminal.result([...changes.map(renderChange), `lock: ${countChanges(changes)}`].join('\n'));
    if (changes.length > 0) exit(EXIT.FOUND);
  });
  withExample(command, 'sriov lock diff', 'sriov lock diff main --json');
  return command;
}

function addFileOption(command: Command): Command {
  return command.option('--lock-file <file>', 'lock file (default: sriov.lock.json beside cdktf.json)');
}

function fileOf({ lockFile }: LockOptions): string {
  return resolve(lockFile ?? process.env.SRIOV_LOCK_FILE ?? defaultLockFile());
}

function readLock(file: string): LockFile {
  if (!existsSync(file))
    throw new InputError(file, 'there is no such file', 'Name it with --lock-file, or run a synth');
  return usable(readTextFile(file), file);
}

function usable(text: string, file: string): LockFile {
  const { lock, findings } = parseLockFile(text, file);
  const fault = findings.find(isBlocking);
  if (fault !== undefined) throw new InputError(file, fault.message, fault.fix);
  return lock;
}

/** Paths of the lock file under this one. */
function requireKnown(lock: LockFile, file: string, path: string): string[] {
  const known = [...pathsOf(lock)].filter((it) => isWithin(it, path));
  if (known.length > 0 && path !== '') return known;
  throw new InputError(
    file,
    `it has nothing under ${path === '' ? 'an empty path' : path}`,
    'Name a path as the file has it',
  );
}

function write(file: string, before: LockFile, after: LockFile, terminal: CommandContext['terminal']): void {
  writeFileAtomic(file, serializeLockFile(after));
  const changes = lockChanges(before, after);
  terminal.result([...changes.map(renderChange), `lock: ${countChanges(changes)}`].join('\n'));
}
