import { MACHINE_PART_NAMES, MACHINE_PARTS, machineHash, type MachinePart } from '../../model/identity';
import type { MachineFacts } from '../inventory';
import { lineOf } from './attributes';
import { linesOf } from './lines';
import type { Reading } from './tree';

/** What a capture, or a look over ssh, has in place of the texts themselves: a line `PART HASH` each. */
export const MACHINE_FILE = 'cmd/machine.txt';

/** By what the machine is told from others: hashes that were made where it was read, else of what stands in the tree. */
export function readMachine(reading: Reading): MachineFacts {
  const made = hashesOf(reading);
  const part = (name: MachinePart): string | null =>
    made === null ? hashOfFile(reading, name) : (made.get(MACHINE_PARTS[name].word) ?? null);
  const facts = Object.fromEntries(MACHINE_PART_NAMES.map((name) => [name, part(name)]));
  return facts as MachineFacts;
}

function hashesOf({ tree, tables }: Reading): ReadonlyMap<string, string> | null {
  const text = tree.readText(MACHINE_FILE);
  if (text === null) return null;
  const hashes = new Map<string, string>();
  for (const line of tables.lines('machine', text)) {
    const [, word, hash] = /^([a-z-]+) ([0-9a-f]{32})\s*$/.exec(line) ?? [];
    if (word !== undefined && hash !== undefined) hashes.set(word, hash);
  }
  return hashes;
}

function hashOfFile(reading: Reading, name: MachinePart): string | null {
  const { file } = MACHINE_PARTS[name];
  if (name === 'machineId' && isTransient(reading)) return null;
  const line = lineOf(reading, file);
  return line === null ? null : machineHash(name, line);
}

/**
 * A host that cannot keep a machine id has another one after each boot: systemd mounts it over the file
 * (machine-id(5), "Initialization").
 */
function isTransient({ tree }: Reading): boolean {
  for (const line of linesOf(tree.readText('proc/self/mounts') ?? tree.readText('proc/mounts'))) {
    if (line.split(' ', 2)[1] === '/etc/machine-id') return true;
  }
  return false;
}
