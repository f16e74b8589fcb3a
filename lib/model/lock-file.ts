import type { ErrorObject } from 'ajv';
import schema from '../../schemas/lock.schema.json';
import type { Finding } from './finding';
import { pointerMember, repeatedKeys } from './json-keys';
import { EMPTY_LOCK, LOCK_VERSION, type LockEntry, type LockFile, MAX_VF_INDEX } from './lock';
import { validator } from './lock-validator';
import { isMulticastMac, parseMac, ZERO_MAC } from './mac';
import { comparePlain } from './order';
import { quoted } from './text';
import type { ConstructPath } from './units';
import { parseRanges } from './vf-ranges';

/** Name of the lock file beside `cdktf.json`. */
export const LOCK_FILE_NAME = 'sriov.lock.json';

/** Bad entries that are said one by one; the rest is counted. */
const MOST_FINDINGS = 20;

const RESTORE = 'Restore the file from version control, or delete it to give every VF out anew';

/** A lock file as read, and what is wrong with it. */
export interface ParsedLock {
  /** What of it can be used; empty when the file as a whole cannot. */
  readonly lock: LockFile;
  /** LOCK-001 (fatal: the file must not be overwritten) and LOCK-002 (one entry). Empty when all is well. */
  readonly findings: readonly Finding[];
}

/**
 * Reads `sriov.lock.json`. Whatever the text is, nothing is thrown: people merge and edit the file by hand.
 * @param file name of the file, for messages
 */
export function parseLockFile(text: string, file: string = LOCK_FILE_NAME): ParsedLock {
  const parsed = parseJson(text);
  if ('problem' in parsed) return unusable(file, parsed.problem, parsed.fix);
  const { value } = parsed;
  if (!isObject(value)) return unusable(file, `holds ${quoted(value)} where an object is expected`, RESTORE);
  if (typeof value.lockVersion === 'number' && value.lockVersion > LOCK_VERSION) {
    return unusable(
      file,
      `has lockVersion ${value.lockVersion}, this version of the library reads ${LOCK_VERSION} and older`,
      'Upgrade the library to the version that wrote the file',
    );
  }
  const errors = schemaErrors(value);
  const wholeFile = errors.find((error) => placeOf(error) === null);
  if (wholeFile) return unusable(file, `is no lock file: ${errorText(wholeFile)}`, RESTORE);
  const read = value as unknown as LockFile;
  const findings = [...repeatedEntries(text, read, file), ...badEntries(errors, file), ...badRanges(read, file)];
  const lock = { ...read, lockVersion: LOCK_VERSION } satisfies LockFile;
  return { lock: findings.length === 0 ? lock : usablePart(lock, errors), findings };
}

/** Parts of the file that hold members by construct path, each with the order of a member's fields. */
const PARTS = {
  apps: null,
  physicalFunctions: ['host', 'address', 'permanentMac', 'serial'],
  pools: ['physicalFunction', 'vfs'],
  attachments: ['physicalFunction', 'vf', 'mac', 'vm'],
} as const;

type Part = keyof typeof PARTS;

const PART_NAMES = Object.keys(PARTS) as readonly Part[];

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

type Json = { readonly value: unknown } | { readonly problem: string; readonly fix: string };

function parseJson(text: string): Json {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    if (/^(<<<<<<<|=======|>>>>>>>)/m.test(text)) {
      return {
        problem: 'holds the marks of a merge conflict',
        fix: 'Resolve the conflict: keep the entries of both sides',
      };
    }
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: `is no JSON: ${quoted(reason, 120)}`, fix: RESTORE };
  }
}

function schemaErrors(value: unknown): readonly ErrorObject[] {
  const validate = validator();
  validate(value);
  return validate.errors ?? [];
}

interface EntryPlace {
  readonly part: Part;
  readonly path: ConstructPath;
}

/** The entry that an error is about; null when it is about the file. */
function placeOf(error: ErrorObject): EntryPlace | null {
  const [, member, pointer] = error.instancePath.split('/');
  const part = PART_NAMES.find((name) => name === member);
  if (part === undefined) return null;
  if (error.propertyName !== undefined) return { part, path: error.propertyName };
  if (pointer !== undefined) return { part, path: pointer.replaceAll('~1', '/').replaceAll('~0', '~') };
  return error.keyword === 'propertyNames' ? { part, path: String(error.params.propertyName) } : null;
}

function errorText(error: ErrorObject): string {
  const { keyword, params, instancePath, message } = error;
  const at = instancePath === '' ? '' : `${instancePath} `;
  if (keyword === 'additionalProperties') return `${at}has the unknown field ${quoted(params.additionalProperty)}`;
  if (keyword === 'required') return `${at}lacks ${params.missingProperty}`;
  if (keyword === 'enum') return `${at}must be one of ${params.allowedValues.join(', ')}`;
  if (/\/(mac|permanentMac)$/.test(instancePath)) return `${at}is no unicast MAC address in lower case`;
  if (error.propertyName !== undefined) return `${at}has a key that is no construct path`;
  return `${at}${message}`;
}

function badEntries(errors: readonly ErrorObject[], file: string): Finding[] {
  const byPlace = new Map<string, { readonly place: EntryPlace; readonly text: string }>();
  for (const error of errors) {
    const place = placeOf(error);
    if (place === null) continue;
    const key = `${place.part}/${place.path}`;
    if (!byPlace.has(key)) byPlace.set(key, { place, text: errorText(error) });
  }
  const findings: Finding[] = [];
  for (const { place, text } of byPlace.values()) {
    if (findings.length === MOST_FINDINGS) break;
    const more = byPlace.size - MOST_FINDINGS;
    const rest = findings.length === MOST_FINDINGS - 1 && more > 0 ? ` (and ${more} more entries)` : '';
    findings.push(entryFinding(place, `${file}: ${text}${rest}`));
  }
  return findings;
}

/** Lists of VFs that are in the form of the schema and nevertheless none. */
function badRanges({ pools = {} }: LockFile, file: string): Finding[] {
  const bad = Object.keys(pools).filter((path) => !isUsablePool(pools[path]) && typeof pools[path]?.vfs === 'string');
  return bad.slice(0, MOST_FINDINGS).flatMap((path) => {
    const { vfs = '' } = pools[path] ?? {};
    const message = `${file}: /pools/${pointerMember(path)}/vfs ${quoted(vfs)} is no sorted list of VFs up to ${MAX_VF_INDEX}`;
    return LIST_OF_VFS.test(vfs) ? [entryFinding({ part: 'pools', path }, message)] : [];
  });
}

/** As the schema has it. */
const LIST_OF_VFS = new RegExp(schema.definitions.pool.properties.vfs.pattern);

function repeatedEntries(text: string, lock: LockFile, file: string): Finding[] {
  // What stands twice in the text stands once in the object. Counting is many times as fast as reading every key.
  const fields = new Map<string, number>([['macSeed', lock.macSeed === undefined ? 0 : 1]]);
  for (const part of PART_NAMES) {
    const members = lock[part] as Readonly<Record<string, Readonly<Record<string, unknown>> | null>> | undefined;
    fields.set(part, (fields.get(part) ?? 0) + Number(members !== undefined));
    for (const field of PARTS[part] ?? []) {
      const holders = Object.values(members ?? {}).filter((member) => member?.[field] !== undefined).length;
      fields.set(field, (fields.get(field) ?? 0) + holders);
    }
  }
  // The names of apps are no fields, and there are few of them.
  const counted = [...fields].every(([field, count]) => occurrences(text, `"${field}"`) === count);
  if (counted && lock.apps === undefined) return [];
  return repeatedKeys(text)
    .slice(0, MOST_FINDINGS)
    .map(({ key, pointer }) => {
      const part = PART_NAMES.find((name) => pointer === `/${name}`);
      return entryFinding(
        part === undefined ? null : { part, path: key },
        `${file}: ${quoted(key, 200)} stands twice in ${pointer || 'the document'}, the last one counts`,
        TWICE,
      );
    });
}

const TWICE = 'Two branches were merged: leave the one that the running VM has, and delete the other';

function occurrences(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count++;
  return count;
}

function entryFinding(place: EntryPlace | null, message: string, fix: string = ENTRY_FIX): Finding {
  const { part = 'attachments', path = '' } = place ?? {};
  return {
    ruleId: 'LOCK-002',
    severity: 'error',
    constructPath: path,
    pointer: path === '' ? `/${part}` : `/${part}/${pointerMember(path)}`,
    message,
    fix,
  };
}

const ENTRY_FIX = 'Restore the entry from version control, or delete it so that the attachment is given a free VF';

/** What can be used: entries as far as they name a VF, a MAC that is none left out; other members only when whole. */
function usablePart(lock: LockFile, errors: readonly ErrorObject[]): LockFile {
  const faulty = new Set(errors.map((error) => placeOf(error)).map((place) => `${place?.part}/${place?.path}`));
  const whole = <T>(part: Part, members: Readonly<Record<string, T>> | undefined, usable: (member: T) => boolean) => {
    if (members === undefined) return {};
    const kept = Object.entries(members).filter(([path, it]) => !faulty.has(`${part}/${path}`) && usable(it));
    return { [part]: Object.fromEntries(kept) };
  };
  const entries: [ConstructPath, LockEntry][] = [];
  for (const [path, value] of Object.entries<unknown>(lock.attachments)) {
    const entry = usableEntry(value, !faulty.has(`attachments/${path}`));
    if (entry !== null) entries.push([path, entry]);
  }
  return {
    lockVersion: LOCK_VERSION,
    ...(lock.macSeed === undefined ? {} : { macSeed: lock.macSeed }),
    ...whole('apps', lock.apps, () => true),
    ...whole('physicalFunctions', lock.physicalFunctions, () => true),
    ...whole('pools', lock.pools, isUsablePool),
    attachments: Object.fromEntries(entries),
  };
}

function isUsablePool(pool: unknown): boolean {
  return isObject(pool) && typeof pool.vfs === 'string' && parseRanges(pool.vfs, MAX_VF_INDEX) !== null;
}

function usableEntry(value: unknown, isWhole: boolean): LockEntry | null {
  if (isWhole) return value as LockEntry;
  if (!isObject(value)) return null;
  const { physicalFunction, vf, mac } = value;
  if (typeof physicalFunction !== 'string' || typeof vf !== 'number') return null;
  if (!Number.isInteger(vf) || vf < 0 || vf > MAX_VF_INDEX) return null;
  const address = typeof mac === 'string' ? parseMac(mac) : null;
  if (address === null || address === ZERO_MAC || isMulticastMac(address)) return { physicalFunction, vf };
  return { physicalFunction, vf, mac: address };
}

function unusable(file: string, problem: string, fix: string): ParsedLock {
  return { lock: EMPTY_LOCK, findings: [lockFileUnusable(file, `${file} ${problem}`, fix)] };
}

/** LOCK-001, of a file that as a whole can be neither trusted nor overwritten. */
export function lockFileUnusable(file: string, message: string, fix: string): Finding {
  return { ruleId: 'LOCK-001', severity: 'fatal', constructPath: '', pointer: file, message, fix };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
