import type { Guid, MacAddress, Mbps } from './units';
import type { VlanList } from './vlan-list';

/** What the values of a setting are; a list of words: one of them. */
export interface ValueKinds {
  readonly flag: boolean;
  readonly count: number;
  readonly rate: Mbps;
  readonly mac: MacAddress;
  readonly guid: Guid;
  readonly vlans: VlanList;
  /** Name under `/sys/bus/pci/drivers`, or `native` or `none`. */
  readonly driver: string;
}

/** What there is to know of a setting of a VF, but for what its device or driver makes of it. */
interface SettingRow {
  /** Class of PFs on whose VFs it means something; `any`: on all. */
  readonly on: 'any' | 'net' | 'nvme' | 'gpu';
  /** Type of the link on which it exists; absent: both. */
  readonly link?: 'ethernet' | 'infiniband';
  readonly value: keyof ValueKinds | readonly string[];
  /** Goes with one VM: no two VFs are alike in it, and no pool that a VM moves to has it. */
  readonly individual?: true;
  /** What a VF has that was given nothing. Absent: there is no one value. */
  readonly usual?: boolean | number | string;
  /** Stating the usual value asks for something, too: not every driver gives it to a new VF. */
  readonly usualIsAsked?: true;
  /** Attribute of `ip link set PF vf N`, by its name in driver profiles. */
  readonly attribute?: string;
  /** What a driver has that takes the attribute, in words. @default `ip` */
  readonly feature?: string;
  /** The report of the PF always tells it: what it leaves out is the usual value. Without this it may be not known. */
  readonly alwaysReported?: true;
  /** Word of `ip link set PF vf N` that writes it, alone; absent: it is written together with others. */
  readonly ip?: string;
  /** Its key in `ip --json link show`. */
  readonly json?: string;
  /** The words before its value in `ip link show`. @default `ip` */
  readonly shown?: string;
  /** The words before its value for people. */
  readonly words?: string;
  /** Unit of its number, for people; absent: the name tells, or there is none. */
  readonly unit?: string;
  /** File of the VF's quota below `sriov_admin/vfN/profile` of the PF. */
  readonly quotaFile?: string;
  /** What it is, for the schemas. */
  readonly description?: string;
}

/**
 * Every setting of a VF that can be stated, one row each. What is the same for all settings of a kind goes over these rows:
 * types, planner, kernel model, scripts, reports, rules and the parts of `schemas/` that `npm run docs` writes. A flag of
 * NICs that `ip link` writes (`trust`) is done with its row, and its property in `NicVfSettings`; a GUID with its row, and its
 * property in `VmAttachmentOptions`, its entry in the lock file and its output.
 *
 * Port VLAN and transmit rates are several settings that one command writes: `vlan` and `rate` have code of their own
 * beside that for flags and choices.
 */
export const VF_SETTINGS = {
  driver: { on: 'any', value: 'driver' },
  /** Administrative MAC, set through the PF. */
  mac: { on: 'net', link: 'ethernet', value: 'mac', individual: true, attribute: 'mac', ip: 'mac', words: 'MAC' },
  /** GUID of the VF as a node of an InfiniBand fabric, set through the PF. */
  nodeGuid: {
    on: 'net',
    link: 'infiniband',
    value: 'guid',
    individual: true,
    attribute: 'nodeGuid',
    feature: 'node_guid',
    ip: 'node_guid',
    json: 'node guid',
    shown: 'NODE_GUID',
    words: 'node GUID',
    description: 'GUID of the VF as a node of an InfiniBand fabric.',
  },
  /** GUID of the VF's port, by which the subnet manager gives it its LID and its partitions. */
  portGuid: {
    on: 'net',
    link: 'infiniband',
    value: 'guid',
    individual: true,
    attribute: 'portGuid',
    feature: 'port_guid',
    ip: 'port_guid',
    json: 'port guid',
    shown: 'PORT_GUID',
    words: 'port GUID',
    description: "GUID of the VF's port in an InfiniBand fabric.",
  },
  /** Port VLAN, 1 to 4094; 0: none, so that a VLAN from before is taken off. */
  vlan: {
    on: 'net',
    link: 'ethernet',
    value: 'count',
    usual: 0,
    attribute: 'vlan',
    feature: 'vlan',
    alwaysReported: true,
  },
  /** 802.1p priority of the port VLAN, 0 to 7. */
  vlanQos: {
    on: 'net',
    link: 'ethernet',
    value: 'count',
    usual: 0,
    attribute: 'vlanQos',
    feature: 'qos of a vlan',
    alwaysReported: true,
  },
  /** 802.1Q (C-tag) or 802.1ad (S-tag), the `proto` of `ip link set PF vf N vlan`. */
  vlanProtocol: {
    on: 'net',
    link: 'ethernet',
    value: ['802.1Q', '802.1ad'],
    usual: '802.1Q',
    usualIsAsked: true,
    attribute: 'vlanProto8021ad',
    alwaysReported: true,
  },
  /** VLANs that the guest may use; `all`: a list from before is taken off. */
  allowedVlans: { on: 'net', link: 'ethernet', value: 'vlans', usual: 'all' },
  spoofCheck: {
    on: 'net',
    link: 'ethernet',
    value: 'flag',
    usual: true,
    usualIsAsked: true,
    attribute: 'spoofchk',
    ip: 'spoofchk',
    json: 'spoofchk',
    shown: 'spoof checking',
    words: 'spoof check',
    description: "Frames whose source MAC is not the VF's own are dropped.",
  },
  trust: {
    on: 'net',
    link: 'ethernet',
    value: 'flag',
    usual: false,
    attribute: 'trust',
    ip: 'trust',
    json: 'trust',
    words: 'trust',
    description: 'The guest may change its MAC and ask for promiscuous mode.',
  },
  linkState: {
    on: 'net',
    value: ['auto', 'enable', 'disable'],
    usual: 'auto',
    attribute: 'linkState',
    feature: 'link state',
    ip: 'state',
    json: 'link_state',
    shown: 'link-state',
    words: 'link state',
    description: "The VF's link as its guest sees it: follow the port, always up, always down.",
  },
  /** Guaranteed transmit rate; 0 means none. */
  minTxRateMbps: {
    on: 'net',
    link: 'ethernet',
    value: 'rate',
    usual: 0,
    attribute: 'minTxRate',
    feature: 'min_tx_rate',
    alwaysReported: true,
  },
  /** Transmit rate limit; 0 means none. */
  maxTxRateMbps: {
    on: 'net',
    link: 'ethernet',
    value: 'rate',
    usual: 0,
    attribute: 'maxTxRate',
    feature: 'max_tx_rate',
    alwaysReported: true,
  },
  queryRss: {
    on: 'net',
    link: 'ethernet',
    value: 'flag',
    usual: false,
    attribute: 'queryRss',
    ip: 'query_rss',
    json: 'query_rss_en',
    words: 'RSS query',
    description: 'The VF may read the RSS configuration of the PF.',
  },
  /** MTU the VF's user will set, in bytes of payload. */
  mtu: { on: 'net', value: 'count' },
  /** Vectors written to `sriov_vf_msix_count`. */
  msixVectors: { on: 'any', value: 'count' },
  /** Virtual queue resources of the NVMe secondary controller, admin queue included. */
  nvmeVirtualQueues: { on: 'nvme', value: 'count' },
  /** Virtual interrupt resources of the NVMe secondary controller. */
  nvmeVirtualInterrupts: { on: 'nvme', value: 'count' },
  /** Namespace to attach to the NVMe secondary controller. */
  namespaceId: { on: 'nvme', value: 'count', individual: true },
  /** Whether that namespace may be attached to several controllers. */
  namespaceShared: { on: 'nvme', value: 'flag', individual: true },
  /** How long the GPU works for the VF before it is another function's turn; 0: without limit. */
  execQuantumMs: {
    on: 'gpu',
    value: 'count',
    unit: 'ms',
    quotaFile: 'exec_quantum_ms',
    words: 'execution quantum',
    description: 'Time slice of the VF on the GPU in milliseconds; 0: without limit.',
  },
  /** How long the GPU waits for the VF to give way when its turn is over; 0: without limit. */
  preemptTimeoutUs: {
    on: 'gpu',
    value: 'count',
    unit: 'us',
    quotaFile: 'preempt_timeout_us',
    words: 'preemption timeout',
    description: 'Time that the VF has to give way when its time slice is over, in microseconds; 0: without limit.',
  },
  /** Video memory of the VF. */
  vramQuotaBytes: {
    on: 'gpu',
    value: 'count',
    unit: 'bytes',
    quotaFile: 'vram_quota',
    words: 'VRAM quota',
    description: 'Video memory of the VF in bytes.',
  },
} as const satisfies Readonly<Record<string, SettingRow>>;

type Rows = typeof VF_SETTINGS;

/** Name of a setting, as it is stated. */
export type SettingName = keyof Rows;

/** Names of the settings whose row has the fields of F. */
type NamesWith<F> = { [K in SettingName]: Rows[K] extends F ? K : never }[SettingName];

type ValueAs<V> = V extends keyof ValueKinds ? ValueKinds[V] : V extends readonly (infer W)[] ? W : never;

/** Type of the values of a setting. */
export type SettingValue<K extends SettingName> = ValueAs<Rows[K]['value']>;

/** Settings that VFs of every class have, and those of one class alone. */
export type CommonSetting = NamesWith<{ readonly on: 'any' }>;
export type NicSetting = NamesWith<{ readonly on: 'net' }>;
export type NvmeSetting = NamesWith<{ readonly on: 'nvme' }>;
export type GpuSetting = NamesWith<{ readonly on: 'gpu' }>;
/** What `ip link set PF vf N` writes, so that the PF reports it. */
export type LinkSetting = NamesWith<{ readonly attribute: string }>;
export type VfAttributeName = Rows[LinkSetting]['attribute'];
/** Of these, what the report always tells. */
export type ReportedSetting = NamesWith<{ readonly alwaysReported: true }>;
/** What is on or off, and is written alone. */
export type FlagName = NamesWith<{ readonly ip: string; readonly value: 'flag' }>;
/** What is an InfiniBand GUID, and is written alone. */
export type GuidName = NamesWith<{ readonly ip: string; readonly value: 'guid' }>;
/** What no two VFs have alike, so that each attachment is given one of its own. */
export type AddressName = 'mac' | GuidName;
/** What is one of some words, and is written alone. */
export type ChoiceName = NamesWith<{ readonly ip: string; readonly value: readonly string[] }>;
export type FlagOrChoice = FlagName | ChoiceName;

/** The addresses of one VF, as far as it has them. */
export type Addresses = { readonly [K in AddressName]?: SettingValue<K> };
/** The same where each is known to be there, or not. */
export type AddressesOrNull = { readonly [K in AddressName]: SettingValue<K> | null };

/** The same rows, where it does not matter which one. */
export const SETTING_ROWS: Readonly<Record<SettingName, SettingRow>> = VF_SETTINGS;

export const SETTING_NAMES = Object.keys(VF_SETTINGS) as readonly SettingName[];
export const COMMON_SETTINGS = namesWith<CommonSetting>(({ on }) => on === 'any');
export const NIC_SETTINGS = namesWith<NicSetting>(({ on }) => on === 'net');
export const NVME_SETTINGS = namesWith<NvmeSetting>(({ on }) => on === 'nvme');
export const GPU_SETTINGS = namesWith<GpuSetting>(({ on }) => on === 'gpu');
export const LINK_SETTINGS = namesWith<LinkSetting>(({ attribute }) => attribute !== undefined);
export const FLAGS = namesWith<FlagName>(({ ip, value }) => ip !== undefined && value === 'flag');
export const GUIDS = namesWith<GuidName>(({ ip, value }) => ip !== undefined && value === 'guid');
export const ADDRESSES: readonly AddressName[] = ['mac', ...GUIDS];
export const CHOICES = namesWith<ChoiceName>(({ ip, value }) => ip !== undefined && Array.isArray(value));
export const FLAGS_AND_CHOICES = namesWith<FlagOrChoice>(
  ({ ip, value }) => ip !== undefined && (value === 'flag' || Array.isArray(value)),
);

/** Attributes of `ip link set PF vf N` that drivers take or refuse, by their name in a driver profile. */
export const VF_ATTRIBUTE_NAMES: readonly VfAttributeName[] = LINK_SETTINGS.map((name) => VF_SETTINGS[name].attribute);

/** Whether a value asks a driver for nothing: every VF has it, whatever its driver takes. */
export function asksForNothing(name: SettingName, value: unknown): boolean {
  const { usual, usualIsAsked } = SETTING_ROWS[name];
  return usual !== undefined && value === usual && usualIsAsked !== true;
}

/** A flag or choice with its value for people: `trust on`, `link state auto`. */
export function valueWords(name: FlagOrChoice, value: boolean | string): string {
  return `${VF_SETTINGS[name].words} ${typeof value === 'string' ? value : value ? 'on' : 'off'}`;
}

/** A quota with its value for people: `VRAM quota 1073741824 bytes`. */
export function quotaWords(name: GpuSetting, value: number): string {
  const { words, unit } = VF_SETTINGS[name];
  return `${words} ${value} ${unit}`;
}

function namesWith<K extends SettingName>(has: (row: SettingRow) => boolean): readonly K[] {
  return SETTING_NAMES.filter((name): name is K => has(SETTING_ROWS[name]));
}

/** Something for each address. */
export function byAddress<T>(of: (name: AddressName) => T): Record<AddressName, T> {
  // Asked for each VF of a fleet: entries that become an object took a hundredth of a synth.
  const each: Partial<Record<AddressName, T>> = {};
  for (const name of ADDRESSES) each[name] = of(name);
  return each as Record<AddressName, T>;
}
