import type { FunctionClass } from '../device-class';
import type { CatalogDevice } from '../catalog/device';
import type { DriverProfile } from '../catalog/driver-profile';
import type { Inventory, PhysicalFunctionFacts, VirtualFunctionFacts } from '../inventory/inventory';
import type { VfSettings, VfUse } from '../model/settings';
import type { ConstructPath, Mbps, PciAddress, VfIndex } from '../model/units';
import type { AddressesOrNull } from '../model/vf-settings';
import type { VfRanges } from '../model/vf-ranges';
import type { WantedAttachment, WantedHost, WantedPhysicalFunction, WantedPool } from '../model/wanted';

/**
 * Wanted x inventory x catalog x lock file, brought together: every PF found on its host, every VF index given to its
 * pool and attachment, every limit with its source. Rules, plan and prediction read this and nothing else.
 */
export interface ResolvedHost {
  readonly path: ConstructPath;
  readonly name: string;
  readonly wanted: WantedHost;
  readonly inventory: Inventory;
  /** No inventory was given: `inventory` is what the catalog and the constructs let one presume of a fresh host. */
  readonly presumed: boolean;
  /** VMs of different tenants without trust share the host. */
  readonly multiTenant: boolean;
  readonly physicalFunctions: readonly ResolvedPf[];
  readonly attachments: readonly ResolvedAttachment[];
}

/** A number that must not be passed, and who says so. */
export interface Limit {
  readonly value: number;
  /** `sriov_totalvfs of 0000:3b:00.0`, or the catalog's source text. */
  readonly source: string;
}

export interface ResolvedPf {
  readonly path: ConstructPath;
  readonly wanted: WantedPhysicalFunction;
  /** null: the selector matched no PF of the inventory, or more than one (there is a finding then). */
  readonly facts: PhysicalFunctionFacts | null;
  readonly device: CatalogDevice | null;
  readonly profile: DriverProfile | null;
  readonly deviceClass: FunctionClass;
  /** VFs to exist; null when a token decides. Whatever was asked for: rules judge it. */
  readonly numVfs: number | null;
  /** Fewest VFs that suffice where the number is not stated; null where it is, or a token decides. */
  readonly leastNumVfs: number | null;
  /** Most VFs: host, then override, then catalog; null when nobody knows. */
  readonly totalVfs: Limit | null;
  /** Speed of the port: as negotiated when up, else the catalog's highest; null when nobody knows. */
  readonly linkMbps: Limit | null;
  readonly linkType: 'ethernet' | 'infiniband' | null;
  readonly eswitchMode: 'legacy' | 'switchdev';
  readonly pools: readonly ResolvedPool[];
  /** Every VF that a pool covers, by index; empty when counts are unusable. */
  readonly virtualFunctions: readonly ResolvedVf[];
}

export interface ResolvedPool {
  readonly path: ConstructPath;
  readonly wanted: WantedPool;
  /** First VF index; null when a token or an unusable count before it decides. */
  readonly firstVf: VfIndex | null;
  /** VFs that it takes: more than one range where it grew and its neighbours kept theirs. */
  readonly ranges: VfRanges;
  /** Its VFs move their state to another host with a VM that migrates, or take that of others. */
  readonly movesState: boolean;
  readonly attachments: readonly ResolvedAttachment[];
}

export interface ResolvedVf {
  readonly index: VfIndex;
  readonly pool: ResolvedPool;
  readonly attachment: ResolvedAttachment | null;
  /** Settings of the pool with the attachment's on top, MAC included. */
  readonly settings: VfSettings;
  readonly use: VfUse;
  /** Names of settings whose value is a token. */
  readonly unresolved: readonly string[];
  /** As observed, or computed from offset and stride; null when neither is known. */
  readonly address: PciAddress | null;
  readonly facts: VirtualFunctionFacts | null;
}

/**
 * Its addresses are given, kept in the lock file, or derived; null for functions that are no NIC and for tokens, GUIDs for VFs
 * that are not on InfiniBand, and the MAC for those that are.
 */
export interface ResolvedAttachment extends AddressesOrNull {
  readonly path: ConstructPath;
  readonly wanted: WantedAttachment;
  readonly pfPath: ConstructPath;
  readonly poolPath: ConstructPath;
  /** VF it owns; null when the pool is full or unusable (there is a finding then). */
  readonly vf: VfIndex | null;
  readonly address: PciAddress | null;
  readonly settings: VfSettings;
  readonly use: VfUse;
  readonly unresolved: readonly string[];
}

/** Address of the PF as found, else as selected; null when it is named by something else and was not found. */
export function pfAddress(pf: ResolvedPf): PciAddress | null {
  return pf.facts?.address ?? pf.wanted.selector.address ?? null;
}

/** What a PF's transmit side may carry, for messages: its name, address and driver. */
export function describePf(pf: ResolvedPf): string {
  const address = pf.facts?.address ?? pf.wanted.selector.address ?? 'PF not found';
  const driver = pf.facts?.driver ?? pf.device?.driver.pf;
  return driver ? `${address}, ${driver}` : address;
}

/** Rates that guarantee something, in Mbit/s; absent and 0 both mean none. */
export function guaranteedMbps(vf: ResolvedVf): Mbps {
  return vf.settings.minTxRateMbps ?? 0;
}
