import { isInRange, type KernelRange, type KernelRelease, rangeWords } from '../model/kernel-release';
import { ZERO_GUID } from '../model/guid';
import { ZERO_MAC } from '../model/mac';
import type { VfLinkState } from '../model/settings';
import type { Mbps } from '../model/units';
import { GUIDS, VF_ATTRIBUTE_NAMES, type VfAttributeName, VF_SETTINGS } from '../model/vf-settings';
import type { PfConditions } from '../model/wanted';

/** What is done to a VF: an attribute of `ip link set PF vf N`, or the MTU that its own netdev is given. */
export type OperationName = VfAttributeName | 'mtu';

export const OPERATION_NAMES: readonly OperationName[] = [...VF_ATTRIBUTE_NAMES, 'mtu'];

/** What a driver may refuse for a moment: an attribute of `ip link set PF vf N`, or VFs where there are none (`sriov_numvfs`). */
export type PassingOperation = VfAttributeName | 'numVfs';

export const PASSING_OPERATIONS: readonly PassingOperation[] = [...VF_ATTRIBUTE_NAMES, 'numVfs'];

/** Whether there is an operation on InfiniBand links alone, whatever the driver. */
export function isOfInfiniband(name: OperationName): boolean {
  return GUIDS.some((guid) => VF_SETTINGS[guid].attribute === name);
}

/** Operations that a NIC on Ethernet may have. */
export const ETHERNET_OPERATIONS: readonly OperationName[] = OPERATION_NAMES.filter((name) => !isOfInfiniband(name));

/** Errno names that VF operations of drivers give. */
export type OperationErrno =
  'EOPNOTSUPP' | 'EINVAL' | 'EPROTONOSUPPORT' | 'EPERM' | 'EAGAIN' | 'EBUSY' | 'ENETDOWN' | 'EADDRNOTAVAIL' | 'EIO';

/** One case of what a driver does; of a list of them the first whose conditions hold decides. */
export interface OperationCase {
  /** All must hold. Absent: it always does. */
  readonly when?: OperationCondition;
  /**
   * `taken`: as asked for; `refused`: an error, and nothing changes; `ignored`: no error, and nothing changes; `rounded`: no
   * error, and a rate that is no multiple of `unitMbps` is set to another one.
   */
  readonly does: 'taken' | 'refused' | 'ignored' | 'rounded';
  /** Of what is refused. @default EOPNOTSUPP, which the kernel gives where the driver has no such operation */
  readonly errno?: OperationErrno;
  /** Of what is rounded. */
  readonly unitMbps?: Mbps;
  /** What the PF reports of what is taken, whatever it is; null: it reports nothing. Absent: what was taken. */
  readonly reports?: boolean | VfLinkState | null;
  /** Kernels, path and function that were read, or how it was measured. */
  readonly source: string;
}

/** What decides between cases. Conditions that are not known leave open which case it is. */
export interface OperationCondition {
  readonly kernel?: KernelRange;
  readonly eswitchMode?: 'legacy' | 'switchdev';
  readonly linkType?: 'ethernet' | 'infiniband';
  /** The PF is up, or down. */
  readonly pfUp?: boolean;
  readonly carrier?: boolean;
  /** The PF has VFs. */
  readonly hasVfs?: boolean;
  /** PFs with these PCI ids, `8086:1521`. */
  readonly devices?: readonly string[];
  /** The PCI revision of the PF is lower, by which drivers tell generations of hardware with the same ids. */
  readonly revisionBelow?: number;
  readonly value?: 'zero' | 'non-zero' | 'on' | 'off' | 'auto' | 'enable' | 'disable';
  /** The number asked for is higher, or lower. */
  readonly above?: number;
  readonly below?: number;
  /** The rate, or the sum of all guarantees of the PF, is more than the link carries. */
  readonly aboveLink?: 'rate' | 'sum';
  /** A guaranteed rate is above the limit of its VF, where no limit counts as 0; or within it. */
  readonly aboveOwnLimit?: boolean;
  /** The link runs at another speed than this. */
  readonly linkNotMbps?: Mbps;
  /** The MTU is above that of the PF. */
  readonly abovePfMtu?: boolean;
  /** What only the user can say of the card, by its name in `conditions` of the PF. */
  readonly stated?: 'dcb' | 'adq' | 'doubleVlanMode' | 'firmwareVlanTpidPcp' | 'multiFunctionPartitioning';
  /** What card or firmware must have, and nothing on the host tells, in words. */
  readonly capability?: string;
}

/** What a driver does with each operation; an empty list: no source says anything. */
export type Operations = Readonly<Record<OperationName, readonly OperationCase[]>>;

/** The value asked for; `ordinary`: any that no case treats apart, as where it is asked whether a driver has the operation. */
export type OperationValue = number | boolean | string | typeof ORDINARY;

export const ORDINARY: unique symbol = Symbol('ordinary');

/** Where an operation is tried; null: not known. */
export interface OperationContext {
  readonly kernel: KernelRelease | null;
  readonly eswitchMode: 'legacy' | 'switchdev' | null;
  readonly linkType: 'ethernet' | 'infiniband' | null;
  readonly pfUp: boolean | null;
  readonly carrier: boolean | null;
  readonly hasVfs: boolean | null;
  /** PCI ids that the PF may have. */
  readonly devices: readonly string[] | null;
  /** PCI revision of the PF. */
  readonly revision: number | null;
  /** Most that the link carries. */
  readonly linkMbps: Mbps | null;
  /** Sum of all guarantees of the PF with this one. */
  readonly guaranteedMbps: Mbps | null;
  /** Rate limit of the VF, 0 for none; of guarantees alone. */
  readonly maxTxMbps: Mbps | null;
  readonly pfMtu: number | null;
  readonly conditions: PfConditions;
}

/** Nothing is known of where it is tried. */
export const NOWHERE: OperationContext = {
  kernel: null,
  eswitchMode: null,
  linkType: null,
  pfUp: null,
  carrier: null,
  hasVfs: null,
  devices: null,
  revision: null,
  linkMbps: null,
  guaranteedMbps: null,
  maxTxMbps: null,
  pfMtu: null,
  conditions: {},
};

/** As it is while a plan writes settings: the PF is up, and has VFs and carrier. Nothing else is known. */
export const STEADY: OperationContext = { ...NOWHERE, pfUp: true, carrier: true, hasVfs: true };

export type OperationAnswer =
  | { readonly is: 'taken' | 'ignored'; readonly by: OperationCase }
  | { readonly is: 'refused'; readonly errno: OperationErrno; readonly by: OperationCase }
  | { readonly is: 'rounded'; readonly unitMbps: Mbps; readonly by: OperationCase }
  | {
      readonly is: 'unknown';
      /** Conditions of which one decides; none: no source says anything of the operation. */
      readonly undecided: readonly OperationCondition[];
      /** What it may come to. */
      readonly possible: readonly OperationCase[];
    };

const DECIDED: OperationCondition = {};

const NOTHING_SAID: OperationAnswer = { is: 'unknown', undecided: [], possible: [] };

/** What a driver does with a value; `unknown` wherever what is not known decides. */
export function answerOf(
  cases: readonly OperationCase[],
  value: OperationValue,
  context: OperationContext,
): OperationAnswer {
  const undecided: OperationCondition[] = [];
  const possible: OperationCase[] = [];
  let isComplete = false;
  for (const each of cases) {
    const open = each.when === undefined ? DECIDED : openConditions(each.when, value, context);
    if (open === null) continue;
    if (open === DECIDED && possible.length === 0) return answerBy(each, value);
    possible.push(each);
    isComplete = open === DECIDED;
    if (isComplete) break;
    undecided.push(open);
  }
  if (possible.length === 0) return NOTHING_SAID;
  return (isComplete ? commonAnswer(possible, value) : null) ?? { is: 'unknown', undecided, possible };
}

/** Where all cases come to the same, the last one is why: nothing of it is undecided. */
function commonAnswer(cases: readonly OperationCase[], value: OperationValue): OperationAnswer | null {
  const answers = cases.map((each) => answerBy(each, value));
  const last = answers.at(-1);
  return last !== undefined && answers.every((other) => isSame(last, other)) ? last : null;
}

/** Whether a driver has an operation at all, there; null: not known. */
export function takesAny(cases: readonly OperationCase[], context: OperationContext): boolean | null {
  const answer = answerOf(cases, ORDINARY, context);
  if (answer.is === 'unknown') {
    const outcomes = new Set(answer.possible.map(({ does }) => does === 'taken' || does === 'rounded'));
    const [only] = outcomes;
    return only !== undefined && outcomes.size === 1 && answer.undecided.length < answer.possible.length ? only : null;
  }
  return answer.is === 'taken' || answer.is === 'rounded';
}

/** Whether what was taken can be read back. */
export function isReported({ reports }: OperationCase, value: unknown): boolean {
  return reports === undefined || reports === value;
}

/** The conditions of a case that are not decided; null where one does not hold. */
function openConditions(
  when: OperationCondition,
  value: OperationValue,
  context: OperationContext,
): OperationCondition | null {
  const names = namesIn(when);
  let undecided = 0;
  for (const name of names) {
    const holds = holdsOf(name, when, value, context);
    if (holds === false) return null;
    if (holds === null) undecided += 1;
  }
  if (undecided === 0) return DECIDED;
  if (undecided === names.length) return when;
  return Object.fromEntries(
    names.filter((name) => holdsOf(name, when, value, context) === null).map((name) => [name, when[name]]),
  );
}

/** Listed once: the cases of an operation are asked for every setting of every VF of a fleet. */
const NAMES = new WeakMap<OperationCondition, readonly (keyof OperationCondition)[]>();

function namesIn(when: OperationCondition): readonly (keyof OperationCondition)[] {
  let names = NAMES.get(when);
  if (names === undefined) {
    names = Object.keys(when) as (keyof OperationCondition)[];
    NAMES.set(when, names);
  }
  return names;
}

type Holds<K extends keyof OperationCondition> = (
  wanted: NonNullable<OperationCondition[K]>,
  value: OperationValue,
  context: OperationContext,
) => boolean | null;

const HOLDS: { readonly [K in keyof OperationCondition]-?: Holds<K> } = {
  kernel: (range, _value, { kernel }) => isInRange(range, kernel),
  eswitchMode: (mode, _value, { eswitchMode }) => isEqual(mode, eswitchMode),
  linkType: (type, _value, { linkType }) => isEqual(type, linkType),
  pfUp: (up, _value, { pfUp }) => isEqual(up, pfUp),
  carrier: (is, _value, { carrier }) => isEqual(is, carrier),
  hasVfs: (has, _value, { hasVfs }) => isEqual(has, hasVfs),
  devices: (ids, _value, { devices }) => isAmong(ids, devices),
  revisionBelow: (limit, _value, { revision }) => (revision === null ? null : revision < limit),
  value: (wanted, value) => isValue(wanted, value),
  above: (limit, value) => typeof value === 'number' && value > limit,
  below: (limit, value) => typeof value === 'number' && value < limit,
  aboveLink: (what, value, { linkMbps, guaranteedMbps }) => {
    const rate = what === 'sum' ? guaranteedMbps : value;
    if (value === 0 || value === ORDINARY) return false;
    return linkMbps === null || typeof rate !== 'number' ? null : rate > linkMbps;
  },
  aboveOwnLimit: (is, value, { maxTxMbps }) => {
    if (value === 0 || value === ORDINARY) return false;
    return maxTxMbps === null || typeof value !== 'number' ? null : value > maxTxMbps === is;
  },
  linkNotMbps: (speed, _value, { linkMbps }) => (linkMbps === null ? null : linkMbps !== speed),
  abovePfMtu: (is, value, { pfMtu }) => {
    if (value === ORDINARY) return false;
    return pfMtu === null || typeof value !== 'number' ? null : value > pfMtu === is;
  },
  stated: (name, _value, { conditions }) => conditions[name] ?? null,
  capability: () => null,
};

function holdsOf<K extends keyof OperationCondition>(
  key: K,
  when: OperationCondition,
  value: OperationValue,
  context: OperationContext,
): boolean | null {
  const holds = HOLDS[key] as Holds<K>;
  const wanted = when[key];
  return wanted === undefined ? true : holds(wanted as NonNullable<OperationCondition[K]>, value, context);
}

function isEqual<T>(wanted: T, found: T | null): boolean | null {
  return found === null ? null : wanted === found;
}

function isAmong(ids: readonly string[], found: readonly string[] | null): boolean | null {
  if (found === null || found.length === 0) return null;
  const among = found.filter((id) => ids.includes(id)).length;
  return among === 0 ? false : among === found.length ? true : null;
}

function isValue(wanted: NonNullable<OperationCondition['value']>, value: OperationValue): boolean {
  switch (wanted) {
    case 'zero':
      return isZero(value);
    case 'non-zero':
      return !isZero(value);
    case 'on':
      return value === true || value === ORDINARY;
    case 'off':
      return value === false;
    case 'auto':
    case 'enable':
    case 'disable':
      return value === wanted;
  }
}

function isZero(value: OperationValue): boolean {
  return value === 0 || value === ZERO_MAC || value === ZERO_GUID;
}

function answerBy(by: OperationCase, value: OperationValue): OperationAnswer {
  const { does, errno = 'EOPNOTSUPP', unitMbps = 1 } = by;
  switch (does) {
    case 'taken':
    case 'ignored':
      return { is: does, by };
    case 'refused':
      return { is: does, errno, by };
    case 'rounded':
      return typeof value === 'number' && value % unitMbps !== 0 ? { is: does, unitMbps, by } : { is: 'taken', by };
  }
}

function isSame(a: OperationAnswer, b: OperationAnswer): boolean {
  if (a.is === 'refused' && b.is === 'refused') return a.errno === b.errno;
  if (a.is === 'rounded' && b.is === 'rounded') return a.unitMbps === b.unitMbps;
  if (a.is === 'taken' && b.is === 'taken') return a.by.reports === b.by.reports;
  return a.is === b.is;
}

const STATED_WORDS: Readonly<Record<NonNullable<OperationCondition['stated']>, string>> = {
  dcb: 'DCB',
  adq: 'ADQ',
  doubleVlanMode: 'Double VLAN Mode',
  firmwareVlanTpidPcp: 'firmware with DFLT_VLAN_TPID_PCP',
  multiFunctionPartitioning: 'multi-function partitioning',
};

type Words<K extends keyof OperationCondition> = (wanted: NonNullable<OperationCondition[K]>) => string;

const WORDS: { readonly [K in keyof OperationCondition]-?: Words<K> } = {
  kernel: (range) => `in ${rangeWords(range)}`,
  eswitchMode: (mode) => `in ${mode} mode`,
  linkType: (type) => `on ${type === 'infiniband' ? 'InfiniBand' : 'Ethernet'} links`,
  pfUp: (up) => `while the PF is ${up ? 'up' : 'down'}`,
  carrier: (is) => (is ? 'with carrier' : 'without carrier'),
  hasVfs: (has) => (has ? 'while there are VFs' : 'without VFs'),
  devices: (ids) => `on ${ids.join(', ')}`,
  revisionBelow: (limit) => `on hardware of a PCI revision below 0x${limit.toString(16)}`,
  value: (value) => (value === 'zero' ? 'for zero' : value === 'non-zero' ? 'but for zero' : `for ${value}`),
  above: (limit) => `above ${limit}`,
  below: (limit) => `below ${limit}`,
  aboveLink: (what) =>
    what === 'sum' ? 'where guarantees add up to more than the link' : 'above the speed of the link',
  aboveOwnLimit: (is) => (is ? 'above the rate limit of the VF, or without one' : 'within the rate limit of the VF'),
  linkNotMbps: (speed) => `at another link speed than ${speed} Mbit/s`,
  abovePfMtu: (is) => (is ? 'above the MTU of the PF' : 'within the MTU of the PF'),
  stated: (name) => `with ${STATED_WORDS[name]}`,
  capability: (words) => `with ${words}`,
};

/** Conditions in words, to stand behind what comes of them: `in switchdev mode but for zero`; empty: always. */
export function conditionWords(when: OperationCondition = DECIDED): string {
  let words = SAID.get(when);
  if (words === undefined) {
    words = namesIn(when)
      .map((name) => wordsOf(name, when))
      .join(' ');
    SAID.set(when, words);
  }
  return words;
}

const SAID = new WeakMap<OperationCondition, string>();

function wordsOf<K extends keyof OperationCondition>(key: K, when: OperationCondition): string {
  const words = WORDS[key] as Words<K>;
  return words(when[key] as NonNullable<OperationCondition[K]>);
}
