import type { PciAddress, VfIndex } from '../model/units';
import type { Waivable } from '../model/waivers';
import type { SettingName } from '../model/vf-settings';

/** A host as it is, in the terms of the constructs: what code is written from. */
export interface AdoptedHost {
  /** Id of its construct. */
  readonly id: string;
  /** Inventory file, as code names it. */
  readonly file: string;
  /** Those that have VFs, in the order of the inventory. */
  readonly physicalFunctions: readonly AdoptedPf[];
}

export interface AdoptedPf {
  readonly id: string;
  readonly address: PciAddress;
  readonly numVfs: number;
  /** null: not known. */
  readonly driversAutoprobe: boolean | null;
  /** Only where it is not the usual one, legacy. */
  readonly eswitchMode: 'switchdev' | null;
  readonly pools: readonly AdoptedPool[];
  /** What cannot be stated without a change of the host, in words. */
  readonly notes: readonly string[];
}

/** Neighbouring VFs with the same settings. */
export interface AdoptedPool {
  readonly id: string;
  readonly firstVf: VfIndex;
  readonly count: number;
  readonly settings: AdoptedSettings;
  /** What is weak and was found so: a reason that people replace by their own. */
  readonly waivers: Partial<Record<Waivable, string>>;
  readonly attachments: readonly AdoptedAttachment[];
  /** What cannot be stated without a change of the host, in words. */
  readonly notes: readonly string[];
}

export type AdoptedSettings = Readonly<Partial<Record<SettingName, boolean | number | string>>>;

export interface AdoptedAttachment {
  readonly vm: string;
  /** null: the name of the VM, as of its first VF of a pool. */
  readonly id: string | null;
  readonly pinnedVf: VfIndex;
  /** `mac`, or of InfiniBand the GUIDs, by their names; empty for functions that have none. */
  readonly addresses: Readonly<Record<string, string>>;
}
