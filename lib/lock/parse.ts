import { fitsFormat } from '../formats/format';
import { parseJson } from '../formats/json';
import { pointerMember, repeatedKeys } from '../formats/json-keys';
import { placeOf, type Problem } from '../formats/problem';
import type { Finding } from '../model/finding';
import { EMPTY_LOCK, LOCK_VERSION, type LockEntry, type LockFile, MAX_VF_INDEX } from '../model/lock';
import { namesNothing, parseGuid } from '../model/guid';
import { isMulticastMac, parseMac, ZERO_MAC } from '../model/mac';
import { quoted } from '../model/text';
import type { ConstructPath } from '../model/units';
import { parseRanges } from '../model/vf-ranges';
import { ADDRESSES, type AddressName, VF_SETTINGS } from '../model/vf-settings';
import { LOCK, LOCK_FILE_NAME, type LockFileOnDisk, type Part, PART_NAMES } from './format';

/** Bad entries that are said one by one; the rest is counted. */
const MOST_FINDINGS = 20;

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
  const json = parseJson(text);
  if ('problem' in json) {
    return unusable(file, `${file}${json.at}: ${json.problem}`, json.isConflict ? json.fix : LOCK.remedy);
  }
  const read = fitsFormat(LOCK, json.value);
  if ('value' in read) return parsed(text, read.value, [], file);
  // One bad entry must not take the others along: the file without its entries, and each entry, is judged by itself.
  const parts = partsOf(json.value);
  const frame = fitsFormat(LOCK, isObject(json.value) ? { ...json.value, ...emptied(parts) } : json.value);
  if ('problem' in frame) return unusable(file, textAt(file, frame.problem), wayOut(frame.problem));
  const lock = { ...frame.value, ...parts } as LockFileOnDisk;
  return parsed(text, lock, badEntries(lock), file);
}

function parsed(text: string, read: LockFileOnDisk, bad: readonly BadEntry[], file: string): ParsedLock {
  const lock = { ...read, lockVersion: LOCK_VERSION } satisfies LockFile;
  const findings = [...repeatedEntries(text, file), ...entryFindings(bad, file), ...badRanges(lock, bad, file)];
  return { lock: findings.length === 0 ? lock : usablePart(lock, bad), findings };
}

/** Of a file that others wrote nothing is to be added or taken away by hand: VFs would be given out anew. */
function wayOut({ pointer, fix }: Problem): string {
  return pointer === `/${LOCK.versionField}` ? fix : LOCK.remedy;
}

type Members = Readonly<Record<ConstructPath, unknown>>;

/** The parts of the file that can hold members. */
function partsOf(value: unknown): Partial<Record<Part, Members>> {
  if (!isObject(value)) return {};
  return Object.fromEntries(PART_NAMES.filter((part) => isObject(value[part])).map((part) => [part, value[part]]));
}

function emptied(parts: Partial<Record<Part, Members>>): Partial<Record<Part, Members>> {
  return Object.fromEntries(Object.keys(parts).map((part) => [part, {}]));
}

interface BadEntry {
  readonly part: Part;
  readonly path: ConstructPath;
  readonly problem: Problem;
}

function badEntries({ lockVersion, ...lock }: LockFileOnDisk): BadEntry[] {
  return PART_NAMES.flatMap((part) =>
    Object.entries<unknown>(lock[part] ?? {}).flatMap(([path, member]) => {
      const read = fitsFormat(LOCK, { lockVersion, attachments: {}, [part]: { [path]: member } });
      return 'problem' in read ? [{ part, path, problem: read.problem }] : [];
    }),
  );
}

function entryFindings(bad: readonly BadEntry[], file: string): Finding[] {
  const more = bad.length - MOST_FINDINGS;
  return bad.slice(0, MOST_FINDINGS).map((entry, n) => {
    const rest = n === MOST_FINDINGS - 1 && more > 0 ? ` (and ${more} more entries)` : '';
    return entryFinding(entry, `${textAt(file, entry.problem)}${rest}`);
  });
}

function textAt(file: string, { pointer, problem }: Problem): string {
  return `${placeOf(file, pointer)}: ${problem}`;
}

/** Lists of VFs that are in the form of the schema and nevertheless none. */
function badRanges({ pools = {} }: LockFile, bad: readonly BadEntry[], file: string): Finding[] {
  const said = new Set(bad.filter(({ part }) => part === 'pools').map(({ path }) => path));
  return Object.entries(pools)
    .filter(([path, { vfs }]) => !said.has(path) && parseRanges(vfs, MAX_VF_INDEX) === null)
    .slice(0, MOST_FINDINGS)
    .map(([path, { vfs }]) => {
      const pointer = `/pools/${pointerMember(path)}/vfs`;
      const problem = `found ${quoted(vfs)}, which is no sorted list of VFs up to ${MAX_VF_INDEX}`;
      return entryFinding({ part: 'pools', path }, textAt(file, { pointer, problem, fix: ENTRY_FIX }));
    });
}

function repeatedEntries(text: string, file: string): Finding[] {
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

function entryFinding(
  place: { readonly part: Part; readonly path: ConstructPath } | null,
  message: string,
  fix: string = ENTRY_FIX,
): Finding {
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

/** What can be used: entries as far as they name a VF, a MAC or GUID that is none left out; other members only when whole. */
function usablePart(lock: LockFile, bad: readonly BadEntry[]): LockFile {
  const faulty = new Set(bad.map(({ part, path }) => `${part}/${path}`));
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
    ...whole('pools', lock.pools, ({ vfs }) => parseRanges(vfs, MAX_VF_INDEX) !== null),
    attachments: Object.fromEntries(entries),
  };
}

function usableEntry(value: unknown, isWhole: boolean): LockEntry | null {
  if (isWhole) return value as LockEntry;
  if (!isObject(value)) return null;
  const { physicalFunction, vf } = value;
  if (typeof physicalFunction !== 'string' || typeof vf !== 'number') return null;
  if (!Number.isInteger(vf) || vf < 0 || vf > MAX_VF_INDEX) return null;
  const addresses = ADDRESSES.flatMap((name) => {
    const text = value[name];
    const address = typeof text === 'string' ? usableAddress(name, text) : null;
    return address === null ? [] : [[name, address] as const];
  });
  return { physicalFunction, vf, ...Object.fromEntries(addresses) };
}

function usableAddress(name: AddressName, text: string): string | null {
  if (VF_SETTINGS[name].value === 'guid') {
    const guid = parseGuid(text);
    return guid === null || namesNothing(guid) ? null : guid;
  }
  const mac = parseMac(text);
  return mac === null || mac === ZERO_MAC || isMulticastMac(mac) ? null : mac;
}

function unusable(file: string, message: string, fix: string): ParsedLock {
  return { lock: EMPTY_LOCK, findings: [lockFileUnusable(file, message, fix)] };
}

/** LOCK-001, of a file that as a whole can be neither trusted nor overwritten. */
export function lockFileUnusable(file: string, message: string, fix: string): Finding {
  return { ruleId: 'LOCK-001', severity: 'fatal', constructPath: '', pointer: file, message, fix };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
