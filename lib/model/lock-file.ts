import type { ErrorObject, ValidateFunction } from 'ajv';
import schema from '../../schemas/lock.schema.json';
import type { Finding } from './finding';
import { pointerMember, repeatedKeys } from './json-keys';
import { EMPTY_LOCK, type LockEntry, type LockFile, MAX_VF_INDEX } from './lock';
import { isMulticastMac, parseMac, ZERO_MAC } from './mac';
import { comparePlain } from './order';
import { quoted } from './text';
import type { ConstructPath } from './units';

/** Name of the lock file beside `cdktf.json`. */
export const LOCK_FILE_NAME = 'sriov.lock.json';

const LOCK_VERSION = 1;

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
      `has lockVersion ${value.lockVersion}, this version of the library reads ${LOCK_VERSION}`,
      'Upgrade the library to the version that wrote the file',
    );
  }
  const errors = schemaErrors(value);
  const wholeFile = errors.find((error) => entryPathOf(error) === null);
  if (wholeFile) return unusable(file, `is no lock file: ${errorText(wholeFile)}`, RESTORE);
  const findings = [...repeatedEntries(text, value as unknown as LockFile, file), ...badEntries(errors, file)];
  if (errors.length === 0) return { lock: value as unknown as LockFile, findings };
  return { lock: usableEntries(value.attachments as Readonly<Record<ConstructPath, unknown>>), findings };
}

/** The file's content: keys sorted, two blanks a level, newline at the end; the same for the same ownership. */
export function serializeLockFile(lock: LockFile): string {
  const paths = Object.keys(lock.attachments).sort(comparePlain);
  const entries = paths.map((path) => `    ${JSON.stringify(path)}: ${entryText(lock.attachments[path])}`);
  const attachments = entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n  }`;
  return `{\n  "lockVersion": ${lock.lockVersion},\n  "attachments": ${attachments}\n}\n`;
}

/** As `JSON.stringify` would write it, without building a sorted copy of a large file first. */
function entryText(entry: LockEntry | undefined): string {
  if (entry === undefined) return '{}';
  const mac = entry.mac === undefined ? '' : `,\n      "mac": ${JSON.stringify(entry.mac)}`;
  return `{\n      "physicalFunction": ${JSON.stringify(entry.physicalFunction)},\n      "vf": ${entry.vf}${mac}\n    }`;
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

let compiled: ValidateFunction | undefined;

/** Compiled on first use: loading ajv costs more than all else here. */
function schemaErrors(value: unknown): readonly ErrorObject[] {
  if (compiled === undefined) {
    const { Ajv } = require('ajv') as typeof import('ajv');
    compiled = new Ajv({ allErrors: true }).compile(schema);
  }
  compiled(value);
  return compiled.errors ?? [];
}

/** Path of the attachment whose entry an error is about; null when it is about the file. */
function entryPathOf(error: ErrorObject): ConstructPath | null {
  if (error.propertyName !== undefined) return error.propertyName;
  const [, member, path] = error.instancePath.split('/');
  if (member !== 'attachments') return null;
  if (path !== undefined) return path.replaceAll('~1', '/').replaceAll('~0', '~');
  return error.keyword === 'propertyNames' ? String(error.params.propertyName) : null;
}

function errorText(error: ErrorObject): string {
  const { keyword, params, instancePath, message } = error;
  const at = instancePath === '' ? '' : `${instancePath} `;
  if (keyword === 'additionalProperties') return `${at}has the unknown field ${quoted(params.additionalProperty)}`;
  if (keyword === 'required') return `${at}lacks ${params.missingProperty}`;
  if (keyword === 'const') return `${at}must be ${JSON.stringify(params.allowedValue)}`;
  if (instancePath.endsWith('/mac')) return `${at}is no unicast MAC address in lower case`;
  if (error.propertyName !== undefined) return `${at}has a key that is no construct path`;
  return `${at}${message}`;
}

function badEntries(errors: readonly ErrorObject[], file: string): Finding[] {
  const byPath = new Map<ConstructPath, string>();
  for (const error of errors) {
    const path = entryPathOf(error);
    if (path !== null && !byPath.has(path)) byPath.set(path, errorText(error));
  }
  const findings: Finding[] = [];
  for (const [path, text] of byPath) {
    if (findings.length === MOST_FINDINGS) break;
    const more = byPath.size - MOST_FINDINGS;
    const rest = findings.length === MOST_FINDINGS - 1 && more > 0 ? ` (and ${more} more entries)` : '';
    findings.push(entryFinding(path, `${file}: ${text}${rest}`));
  }
  return findings;
}

function repeatedEntries(text: string, { attachments }: LockFile, file: string): Finding[] {
  // What stands twice in the text stands once in the object. Counting is many times as fast as reading every key.
  const entries = Object.values<Partial<LockEntry> | null>(attachments);
  const isLost = (key: keyof LockEntry) =>
    occurrences(text, `"${key}"`) !== entries.filter((entry) => entry?.[key] !== undefined).length;
  if (!isLost('physicalFunction') && !isLost('vf') && !isLost('mac')) return [];
  return repeatedKeys(text)
    .slice(0, MOST_FINDINGS)
    .map(({ key, pointer }) => {
      const path = pointer === '/attachments' ? key : '';
      return entryFinding(
        path,
        `${file}: ${quoted(key, 200)} stands twice in ${pointer || 'the document'}, the last one counts`,
      );
    });
}

function occurrences(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count++;
  return count;
}

function entryFinding(path: ConstructPath, message: string): Finding {
  return {
    ruleId: 'LOCK-002',
    severity: 'error',
    constructPath: path,
    pointer: path === '' ? '/attachments' : `/attachments/${pointerMember(path)}`,
    message,
    fix: 'Restore the entry from version control, or delete it so that the attachment is given a free VF',
  };
}

/** Entries as far as they name a VF; a MAC that is none is left out. */
function usableEntries(attachments: Readonly<Record<ConstructPath, unknown>>): LockFile {
  const entries: [ConstructPath, LockEntry][] = [];
  for (const path of Object.keys(attachments)) {
    const entry = usableEntry(attachments[path]);
    if (entry !== null) entries.push([path, entry]);
  }
  return { lockVersion: LOCK_VERSION, attachments: Object.fromEntries(entries) };
}

function usableEntry(value: unknown): LockEntry | null {
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
