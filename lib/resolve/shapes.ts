import { QAT_SERVICES } from '../model/qat-services';
import type { BlockDemand, Guarantee, NetworkDemand } from '../model/demand';
import { isUserAlias, USER_ALIAS_WORDS } from '../model/libvirt';
import { parseGuid } from '../model/guid';
import { parseMac } from '../model/mac';
import { normalizePciAddress } from '../model/pci';
import type { VfSettings, VfUse } from '../model/settings';
import { MAX_NAME_LENGTH, quoted, unsafeLine, unsafeName } from '../model/text';
import { SETTING_ROWS, type ValueKinds } from '../model/vf-settings';
import { DRIVER_NAME_WORDS, driverNameProblem } from '../model/vfio-drivers';
import { parseVlanList, VLAN_LIST_WORDS } from '../model/vlan-list';
import { WAIVABLE } from '../model/waivers';
import type {
  HostPolicy,
  PfConditions,
  PfSelector,
  WantedAttachment,
  WantedHost,
  WantedPhysicalFunction,
  WantedPool,
} from '../model/wanted';

/** What a property must look like for any rule to judge it. */
export interface Shape {
  readonly ruleId: 'INP-001' | 'INP-002' | 'INP-003' | 'INP-004' | 'INP-005';
  /** What is wrong with a value, to follow the property's name; null when nothing is. */
  readonly problem: (value: unknown) => string | null;
  /** What to give instead, to follow "to". */
  readonly expected: string;
  /** The value as the rest of the library writes it. */
  readonly normal?: (value: string) => string;
}

/** The shape of each property of T; null where something else checks it. A map: every property of a fleet is looked up. */
export type Shapes<T> = ReadonlyMap<string, Shape | null> & { readonly of?: T };

/** A shape for each property: the compiler tells of one that is missing. */
export function shapes<T>(byName: { readonly [K in keyof Required<T>]: Shape | null }): Shapes<T> {
  return new Map(Object.entries<Shape | null>(byName));
}

function number(expected: string, accepts: (value: number) => boolean): Shape {
  return {
    ruleId: 'INP-001',
    expected,
    problem: (value) => (typeof value === 'number' && accepts(value) ? null : `is ${quoted(value)}, not ${expected}`),
  };
}

function text(ruleId: Shape['ruleId'], expected: string, normal: (value: string) => string | null): Shape {
  return {
    ruleId,
    expected,
    problem: (value) =>
      typeof value === 'string' && normal(value) !== null ? null : `is ${quoted(value)}, not ${expected}`,
    normal: (value) => normal(value) ?? value,
  };
}

function name(unsafe: (value: string) => string | null): Shape {
  return {
    ruleId: 'INP-004',
    expected: 'a name of letters, digits, dots, dashes and underscores',
    problem: (value) => {
      if (typeof value !== 'string') return `is ${quoted(value)}, not a text`;
      const reason = unsafe(value);
      return reason === null ? null : `${quoted(value)} ${reason}`;
    },
  };
}

function type(expected: string, accepts: (value: unknown) => boolean): Shape {
  return {
    ruleId: 'INP-005',
    expected,
    problem: (value) => (accepts(value) ? null : `is ${quoted(value)}, not ${expected}`),
  };
}

function oneOf(...values: readonly string[]): Shape {
  return type(`one of ${values.join(', ')}`, (value) => typeof value === 'string' && values.includes(value));
}

/** Every VLAN id, and those that are none: more members than that name some twice. */
const MAX_GUEST_VLANS = 4096;

function listOf(shape: Shape, most = Infinity): Shape {
  return {
    ...shape,
    expected: `a list, each member ${shape.expected}`,
    problem: (value) => {
      if (!Array.isArray(value)) return `is ${quoted(value)}, not a list`;
      if (value.length > most) return `has ${value.length} members, at most ${most} are allowed`;
      for (const member of value) {
        const problem = shape.problem(member);
        if (problem !== null) return `has a member that ${problem}`;
      }
      return null;
    },
  };
}

const isWhole = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
export const COUNT = number('a whole number from 0', isWhole);
const POSITIVE = number('a whole number from 1', (value) => isWhole(value) && value > 0);
const RATE = number('a whole number of Mbit/s from 0', isWhole);
const SIZE = number('a finite number above 0', (value) => Number.isFinite(value) && value > 0);
export const AMOUNT = number('a finite number from 0', (value) => Number.isFinite(value) && value >= 0);
const SHARE = number('a number from 0 to 1', (value) => value >= 0 && value <= 1);
/** Limits of `NetworkDemand.frameBytes`: the least Ethernet frame, and the largest jumbo frame of the drivers read. */
const FRAME = number('a number of bytes from 64 to 9216', (value) => value >= 64 && value <= 9216);
/** -1 is what the kernel prints where the platform names no node. */
const NODE = number('a NUMA node, -1 or a whole number', (value) => Number.isSafeInteger(value) && value >= -1);
const MAC = text('INP-002', 'a MAC address like 02:5a:00:00:00:01', parseMac);
const GUID = text('INP-002', 'a GUID like 02:5a:00:00:00:00:00:01', parseGuid);
const ADDRESS = text('INP-003', 'a full PCI address like 0000:3b:00.0', normalizePciAddress);
const VLAN_LIST = text('INP-001', VLAN_LIST_WORDS, parseVlanList);
const ALIAS: Shape = {
  ruleId: 'INP-004',
  expected: USER_ALIAS_WORDS,
  problem: (value) =>
    typeof value === 'string' && isUserAlias(value) ? null : `is ${quoted(value)}, not ${USER_ALIAS_WORDS}`,
};
export const BOOLEAN = type('true or false', (value) => typeof value === 'boolean');
export const RECORD_OF_TEXT = type('an object of texts', isRecordOfText);
const DRIVER: Shape = {
  ruleId: 'INP-004',
  expected: `vfio-pci, native, none, or ${DRIVER_NAME_WORDS}`,
  problem: driverNameProblem,
};
const WAIVERS: Shape = {
  ...RECORD_OF_TEXT,
  expected: `reasons by ${WAIVABLE.join(', ')}`,
  problem: (value) => RECORD_OF_TEXT.problem(value) ?? problemOfNames(value as object, WAIVABLE),
};
export const OBJECT = type('an object', isObject);
export const NAME = name(unsafeName);
export const LINE = name(unsafeLine);
export const TEXT = type('a text that is not empty', (value) => typeof value === 'string' && value !== '');
/** As the lock file takes it. */
export const APP_NAME: Shape = {
  ...name((value) => {
    if (value === '') return 'is empty';
    return value.length > MAX_NAME_LENGTH ? `has more than ${MAX_NAME_LENGTH} characters` : unsafeLine(value);
  }),
  expected: `a text of one line, of 1 to ${MAX_NAME_LENGTH} characters`,
};

const BY_KIND: { readonly [K in keyof ValueKinds]: Shape } = {
  flag: BOOLEAN,
  count: COUNT,
  rate: RATE,
  mac: MAC,
  guid: GUID,
  vlans: VLAN_LIST,
  driver: DRIVER,
};

export const SETTINGS: Shapes<VfSettings> = new Map(
  Object.entries(SETTING_ROWS).map(([setting, { value }]) => [
    setting,
    typeof value === 'string' ? BY_KIND[value] : oneOf(...value),
  ]),
);

export const USE = shapes<VfUse>({
  tenant: NAME,
  rdma: BOOLEAN,
  promiscuous: BOOLEAN,
  guestMacChange: BOOLEAN,
  guestVlans: listOf(COUNT, MAX_GUEST_VLANS),
  macFilters: COUNT,
  queuePairs: COUNT,
  vdpa: BOOLEAN,
  trustedTenant: BOOLEAN,
  needsControllerMemory: BOOLEAN,
});

export const POLICY = shapes<HostPolicy>({
  multiTenant: BOOLEAN,
  iommuMode: oneOf('translated', 'passthrough'),
  kernelArguments: listOf(LINE),
  allowReboot: BOOLEAN,
  persistence: oneOf('systemd', 'external', 'none'),
  vmVcpus: SIZE,
  vmMemoryGib: SIZE,
  failoverGroup: NAME,
  allowDisrupt: listOf(LINE),
});

export const SELECTOR = shapes<PfSelector>({
  address: ADDRESS,
  permanentMac: MAC,
  serial: NAME,
  slot: NAME,
  interfaceName: NAME,
});

/** What of a host is neither required nor checked by itself. */
export const HOST = shapes<Pick<WantedHost, 'movedFrom'>>({ movedFrom: LINE });

export const PHYSICAL_FUNCTION = shapes<WantedPhysicalFunction>({
  path: null,
  movedFrom: LINE,
  selector: null,
  device: NAME,
  numVfs: COUNT,
  eswitchMode: oneOf('legacy', 'switchdev'),
  qatServices: listOf(oneOf(...QAT_SERVICES)),
  driversAutoprobe: BOOLEAN,
  adminUp: BOOLEAN,
  mtu: COUNT,
  linkType: oneOf('ethernet', 'infiniband'),
  externallyManaged: BOOLEAN,
  allowManagement: BOOLEAN,
  guaranteeHeadroom: SHARE,
  assignedToVm: NAME,
  vfTokenProvided: BOOLEAN,
  conditions: null,
  pools: null,
  unresolved: null,
});

export const CONDITIONS = shapes<PfConditions>({
  trafficClasses: COUNT,
  dcb: BOOLEAN,
  adq: BOOLEAN,
  multiFunctionPartitioning: BOOLEAN,
  macvlanOffload: BOOLEAN,
  doubleVlanMode: BOOLEAN,
  firmwareVlanTpidPcp: BOOLEAN,
  firmwareNumVfs: COUNT,
  pauseFrames: oneOf('off', 'filtered', 'on'),
  vfToVf: oneOf('allowed', 'isolated'),
  namePinned: BOOLEAN,
  otherManagers: listOf(NAME),
});

const METHOD = oneOf('vfio', 'teaming', 'replug');

export const POOL = shapes<WantedPool>({
  path: null,
  movedFrom: LINE,
  firstVf: COUNT,
  count: COUNT,
  settings: null,
  driverIsDefault: null,
  migrationMethod: METHOD,
  whereTaken: null,
  settingsBy: null,
  use: null,
  reserve: COUNT,
  waivers: WAIVERS,
  namespaceBytes: COUNT,
  unresolved: null,
});

export const ATTACHMENT = shapes<WantedAttachment>({
  path: null,
  vm: null,
  pool: null,
  pinnedVf: COUNT,
  movedFrom: LINE,
  overrides: null,
  whereTaken: null,
  settingsBy: null,
  use: null,
  demand: null,
  guarantee: null,
  vmNumaNode: NODE,
  numaPolicy: oneOf('required', 'preferred', 'socket', 'none'),
  haGroup: NAME,
  haAcrossCards: BOOLEAN,
  teamingStandbyMac: MAC,
  teamingStandbyAlias: ALIAS,
  migratable: BOOLEAN,
  migrationMethod: METHOD,
  migrationTargets: listOf(LINE),
  unresolved: null,
});

export const NETWORK_DEMAND = shapes<NetworkDemand>({ kind: null, txMbps: AMOUNT, rxMbps: AMOUNT, frameBytes: FRAME });

export const BLOCK_DEMAND = shapes<BlockDemand>({
  kind: null,
  iops: AMOUNT,
  blockBytes: POSITIVE,
  readShare: SHARE,
  queueDepth: POSITIVE,
});

export const DEMAND_KIND = oneOf('network', 'block');

export const GUARANTEE = shapes<Guarantee>({ txMbps: AMOUNT, rxMbps: AMOUNT, iops: AMOUNT });

/** An object of properties: no list, date, map or the like, whose properties nobody would see. */
function isObject(value: unknown): value is object {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** A name that none of ours is would be read by nobody. */
function problemOfNames(value: object, names: readonly string[]): string | null {
  const other = Object.keys(value).find((each) => !names.includes(each));
  return other === undefined ? null : `names ${quoted(other)}, not one of ${names.join(', ')}`;
}

function isRecordOfText(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((member) => typeof member === 'string');
}
