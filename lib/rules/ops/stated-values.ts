import { qatServicesOf } from '../../model/qat-services';
import type { PhysicalFunctionFacts, VirtualFunctionFacts } from '../../inventory/inventory';
import { isVfio } from '../../model/vfio-drivers';
import type { Severity } from '../../model/finding';
import { parseMac } from '../../model/mac';
import type { VfDriver, VfSettings } from '../../model/settings';
import { type GpuSetting, LINK_SETTINGS, type LinkSetting, type SettingValue } from '../../model/vf-settings';
import type { WantedPhysicalFunction } from '../../model/wanted';
import { BOND_004 } from '../bond/bond-004';
import { CAP_001 } from '../cap/cap-001';
import { CAP_012 } from '../cap/cap-012';
import { DRV_001 } from '../drv/drv-001';
import { DRV_003 } from '../drv/drv-003';
import { DRV_006 } from '../drv/drv-006';
import { ESW_001 } from '../esw/esw-001';
import { MAC_001 } from '../mac/mac-001';
import { MSIX_001 } from '../msix/msix-001';
import { MTU_001 } from '../mtu/mtu-001';
import { NVM_002 } from '../nvm/nvm-002';
import { NVM_006 } from '../nvm/nvm-006';
import { RATE_002 } from '../rate/rate-002';
import { RATE_004 } from '../rate/rate-004';
import type { RuleText } from '../rule';
import { SEC_001 } from '../sec/sec-001';
import { SEC_002 } from '../sec/sec-002';
import { SEC_008 } from '../sec/sec-008';
import { VLAN_001 } from '../vlan/vlan-001';
import { VLAN_002 } from '../vlan/vlan-002';
import { VLAN_003 } from '../vlan/vlan-003';
import { VLAN_006 } from '../vlan/vlan-006';

/** What the host has for one thing that is stated. */
export type Found =
  | { readonly is: 'same' }
  | { readonly is: 'other'; readonly value: string }
  /** The inventory does not tell. */
  | { readonly is: 'unknown' }
  /** There is nothing on the host that could be compared. */
  | { readonly is: 'nothing' };

/** One thing that may be stated of a subject, and how it is compared with what the host has. */
interface StatedValue<Value, Facts> {
  /** Rule that judges the same thing elsewhere: a difference is as severe. */
  readonly as: RuleText;
  readonly compare: (stated: Value, facts: Facts) => Found;
}

type VfOnHost = { readonly vf: VirtualFunctionFacts; readonly pf: PhysicalFunctionFacts };

type StatedValues<T, Facts> = {
  readonly [K in keyof T]-?: StatedValue<NonNullable<T[K]>, Facts> | null;
};

const SAME: Found = { is: 'same' };
const UNKNOWN: Found = { is: 'unknown' };
const NOTHING: Found = { is: 'nothing' };

function compared(stated: unknown, found: string | number | boolean | null | undefined): Found {
  if (found === null || found === undefined) return UNKNOWN;
  return stated === found ? SAME : { is: 'other', value: String(found) };
}

/** A setting that the PF's driver reports for each VF. */
function reported(name: LinkSetting): StatedValue<unknown, VfOnHost> {
  return { as: JUDGED_BY[name] ?? DRV_001, compare: (stated, { vf }) => compared(stated, vf.network?.[name]) };
}

function secondary(name: 'virtualQueues' | 'virtualInterrupts'): StatedValue<number, VfOnHost> {
  const compare = (stated: number, { vf, pf }: VfOnHost) =>
    compared(stated, pf.nvme?.secondaryControllers.find((controller) => controller.vf === vf.index)?.[name]);
  return { as: NVM_002, compare };
}

function quota(name: GpuSetting): StatedValue<number, VfOnHost> {
  return { as: DRV_001, compare: (stated, { vf }) => compared(stated, vf[name]) };
}

/** Rules that judge what the PF reports of a VF; where there is none, it is DRV-001 whether the driver takes it. */
const JUDGED_BY: { readonly [K in LinkSetting]?: RuleText } = {
  vlan: VLAN_001,
  vlanQos: VLAN_002,
  spoofCheck: SEC_001,
  trust: SEC_002,
  linkState: BOND_004,
  minTxRateMbps: RATE_004,
  maxTxRateMbps: RATE_002,
  queryRss: SEC_008,
};

const REPORTED = Object.fromEntries(LINK_SETTINGS.map((name) => [name, reported(name)])) as {
  readonly [K in LinkSetting]: StatedValue<SettingValue<K>, VfOnHost>;
};

/** Every setting of a VF: the compiler finds one that is missing here. */
export const VF_VALUES: StatedValues<VfSettings, VfOnHost> = {
  ...REPORTED,
  driver: { as: DRV_001, compare: (stated, { vf }) => comparedDriver(stated, vf.driver) },
  mac: {
    as: MAC_001,
    compare: (stated, { vf }) => compared(parseMac(stated) ?? stated, vf.network?.mac),
  },
  vlanProtocol: {
    as: VLAN_003,
    // Without a VLAN there is no tag that could have a protocol.
    compare: (stated, { vf }) => (vf.network?.vlan === 0 ? NOTHING : compared(stated, vf.network?.vlanProtocol)),
  },
  allowedVlans: {
    as: VLAN_006,
    compare: (stated, { vf }) => compared(stated, vf.network?.allowedVlans),
  },
  mtu: {
    as: MTU_001,
    // On a VFIO driver, and on none, the VF has no netdev on the host: its MTU is its user's affair.
    compare: (stated, { vf }) =>
      vf.driver === null || vf.driver.includes('vfio') ? NOTHING : compared(stated, vf.interface?.mtu),
  },
  msixVectors: { as: MSIX_001, compare: (stated, { vf }) => compared(stated, vf.msixVectors) },
  nvmeVirtualQueues: secondary('virtualQueues'),
  nvmeVirtualInterrupts: secondary('virtualInterrupts'),
  namespaceId: { as: NVM_006, compare: comparedNamespace },
  // Judged by NVM-006, from the namespace itself.
  namespaceShared: null,
  execQuantumMs: quota('execQuantumMs'),
  preemptTimeoutUs: quota('preemptTimeoutUs'),
  vramQuotaBytes: quota('vramQuotaBytes'),
};

function comparedDriver(stated: VfDriver, found: string | null): Found {
  const ofWords = new Map([
    ['vfio-pci', isVfio(found)],
    ['native', found !== null && !isVfio(found)],
    ['none', found === null],
  ]);
  const isSame = ofWords.get(stated) ?? found === stated;
  return isSame ? SAME : { is: 'other', value: found ?? 'no driver' };
}

function comparedNamespace(nsid: number, { vf, pf }: VfOnHost): Found {
  const controller = pf.nvme?.secondaryControllers.find((other) => other.vf === vf.index)?.controllerId;
  const controllers = pf.nvme?.namespaces.find((namespace) => namespace.nsid === nsid)?.controllers;
  if (controller === undefined || controllers == null) return UNKNOWN;
  return controllers.includes(controller) ? SAME : { is: 'other', value: 'not attached' };
}

/** Every property of a PF; null for what is no state of a host, or has a rule of its own. */
export const PF_VALUES: StatedValues<WantedPhysicalFunction, PhysicalFunctionFacts> = {
  movedFrom: null,
  numVfs: { as: CAP_001, compare: (stated, { numVfs }) => compared(stated, numVfs) },
  qatServices: {
    as: CAP_012,
    compare: (stated, { qatServices }) => compared(qatServicesOf(stated), qatServices),
  },
  eswitchMode: { as: ESW_001, compare: (stated, { network }) => compared(stated, network?.eswitchMode) },
  driversAutoprobe: { as: DRV_006, compare: (stated, facts) => compared(stated, facts.driversAutoprobe) },
  adminUp: { as: DRV_003, compare: (stated, { network }) => compared(stated, network?.interfaces[0]?.adminUp) },
  mtu: { as: MTU_001, compare: (stated, { network }) => compared(stated, network?.interfaces[0]?.mtu) },
  linkType: { as: ESW_001, compare: (stated, { network }) => compared(stated, network?.linkType) },
  path: null,
  selector: null,
  device: null,
  externallyManaged: null,
  allowManagement: null,
  guaranteeHeadroom: null,
  assignedToVm: null,
  vfTokenProvided: null,
  conditions: null,
  pools: null,
  unresolved: null,
};

/** A value that is stated, and what the host has. */
export interface Comparison {
  readonly name: string;
  readonly stated: string;
  readonly found: Found;
  readonly severity: Severity;
}

/** Compares all that is stated of one subject; what is not stated is left out. */
export function compareStated<T extends object, Facts>(
  values: StatedValues<T, Facts>,
  stated: Partial<T>,
  facts: Facts,
): Comparison[] {
  const comparisons: Comparison[] = [];
  for (const name of Object.keys(values) as (keyof T & string)[]) {
    const value = values[name];
    const wanted = stated[name];
    if (value === null || wanted === undefined || wanted === null) continue;
    const found = value.compare(wanted, facts);
    comparisons.push({ name, stated: String(wanted), found, severity: value.as.severity });
  }
  return comparisons;
}
