import type { LockFile } from '../model/lock';
import { comparePlain } from '../model/order';
import { PART_NAMES, PARTS } from './format';

/** The file's content: keys sorted, two blanks a level, newline at the end; the same for the same ownership. */
export function serializeLockFile(lock: LockFile): string {
  const parts = PART_NAMES.flatMap((part) => {
    const text = partText(lock[part], PARTS[part]);
    return text === null && part !== 'attachments' ? [] : [`  "${part}": ${text ?? '{}'}`];
  });
  const seed = lock.macSeed === undefined ? [] : [`  "macSeed": ${JSON.stringify(lock.macSeed)}`];
  return `{\n${[`  "lockVersion": ${lock.lockVersion}`, ...seed, ...parts].join(',\n')}\n}\n`;
}

/** As `JSON.stringify` would write it, without building a sorted copy of a large file first. */
function partText(members: object | undefined, fields: readonly string[] | null): string | null {
  const entries = Object.entries(members ?? {}) as [string, Readonly<Record<string, unknown>>][];
  if (entries.length === 0) return null;
  entries.sort(([a], [b]) => comparePlain(a, b));
  const lines = entries.map(([path, member]) => `    ${JSON.stringify(path)}: ${memberText(member, fields)}`);
  return `{\n${lines.join(',\n')}\n  }`;
}

function memberText(member: Readonly<Record<string, unknown>>, fields: readonly string[] | null): string {
  if (fields === null) return JSON.stringify(member);
  let text = '';
  for (const field of fields) {
    if (member[field] === undefined) continue;
    text += `${text === '' ? '' : ','}\n      "${field}": ${JSON.stringify(member[field])}`;
  }
  return text === '' ? '{}' : `{${text}\n    }`;
}
