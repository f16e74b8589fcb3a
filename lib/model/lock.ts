import type { ConstructPath, MacAddress, PciAddress, VfIndex } from './units';
import type { Addresses } from './vf-settings';

/** Version of the format that is written. Version 1 had nothing but `attachments`, and is read. */
export const LOCK_VERSION = 2;

/** Content of `sriov.lock.json`: which attachment owns which VF. Keys are sorted, so that diffs stay small. */
export interface LockFile {
  readonly lockVersion: typeof LOCK_VERSION;
  /**
   * What derived MACs begin from, so that two deployments of one source have different ones. Absent: they depend on
   * the construct paths alone, as in version 1.
   */
  readonly macSeed?: string;
  /** Names of the apps that stacks belong to, by path of the stack; those of apps without a name are not there. */
  readonly apps?: Readonly<Record<ConstructPath, string>>;
  /** Which PF is meant by a path: what a rename is recognised by. */
  readonly physicalFunctions?: Readonly<Record<ConstructPath, LockedPf>>;
  /** Which VFs a pool has, so that it keeps them whatever is declared before it. */
  readonly pools?: Readonly<Record<ConstructPath, LockedPool>>;
  readonly attachments: Readonly<Record<ConstructPath, LockEntry>>;
}

/** The addresses are those that the VF is given: an administrative MAC on Ethernet, GUIDs on InfiniBand. */
export interface LockEntry extends Addresses {
  /** Path of the PF construct. */
  readonly physicalFunction: ConstructPath;
  readonly vf: VfIndex;
  /** Name of the VM where it is not the last part of the path. */
  readonly vm?: string;
}

/** What is known of a PF. A permanent MAC or serial number tells it from all others, an address from those of its host. */
export interface LockedPf {
  /** Name of its host. */
  readonly host: string;
  readonly address?: PciAddress;
  readonly permanentMac?: MacAddress;
  /** Of a PF that has no permanent MAC: all ports of a NIC share the serial number of their card. */
  readonly serial?: string;
}

export interface LockedPool {
  /** Path of the PF construct. */
  readonly physicalFunction: ConstructPath;
  /** Its VFs as the kernel writes lists: `0-3,6`. */
  readonly vfs: string;
}

export const EMPTY_LOCK: LockFile = { lockVersion: LOCK_VERSION, attachments: {} };

/** What a seed looks like; the same as in the schema. */
export const MAC_SEED = /^[A-Za-z0-9._-]{1,64}$/;

/** Highest VF index there can be: TotalVFs of the SR-IOV capability is a 16-bit number. */
export const MAX_VF_INDEX: VfIndex = 65_534;

/** The attachment's own entry; names of object methods are no entries. */
export function lockEntry(lock: LockFile, path: ConstructPath): LockEntry | undefined {
  return memberOf(lock.attachments, path);
}

/** The object's own member. */
export function memberOf<T>(members: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return members !== undefined && Object.hasOwn(members, key) ? members[key] : undefined;
}

/** Name of the VM that owns an entry. */
export function vmOf(path: ConstructPath, { vm }: LockEntry): string {
  return vm ?? lastPart(path);
}

/** Id of the construct with this path. */
export function lastPart(path: ConstructPath): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether a path is that of a construct or of one within it. */
export function isWithin(path: ConstructPath, scope: ConstructPath): boolean {
  return scope === '' || path === scope || path.startsWith(`${scope}/`);
}

/** Whether a path belongs to one of these stacks. */
export function isInStacks(path: ConstructPath, stacks: readonly ConstructPath[]): boolean {
  return stacks.some((stack) => isWithin(path, stack));
}

export function isEmptyLock({ attachments, physicalFunctions = {}, pools = {} }: LockFile): boolean {
  // The few first: the keys of all attachments are not listed where one PF tells.
  return [physicalFunctions, pools, attachments].every((members) => Object.keys(members).length === 0);
}
