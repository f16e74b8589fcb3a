import type { VfQuotas } from '../catalog/driver-profile';
import type { OperationContext, Operations } from '../catalog/operations';
import type { PhysicalFunctionFacts } from '../inventory/inventory';
import type { PciAddress } from '../model/units';
import type { ResolvedPf, ResolvedVf } from '../resolve/resolved';
import { GPU_SETTINGS } from '../model/vf-settings';
import { factIn, type KernelFact } from '../model/kernel-release';
import type { TargetVf } from './host-plan';
import { MAX_U16, writable } from './writable';

/** Mutable while it is built, so that a PF with hundreds of VFs costs one object a VF. */
export type VfTargetDraft = { -readonly [K in keyof TargetVf]: TargetVf[K] };

/** What settings of a VF are made of besides what is stated. */
export interface VfContext {
  readonly address: PciAddress;
  readonly facts: PhysicalFunctionFacts;
  readonly deviceClass: ResolvedPf['deviceClass'];
  readonly vfDriver: string | null;
  readonly eswitchMode: ResolvedPf['eswitchMode'];
  /** The devlink port of a VF takes `migratable`. */
  readonly portMigratable: KernelFact<boolean>;
  /** What the driver makes of quotas; null: not known. */
  readonly vfQuotas: VfQuotas | null;
  readonly notes: string[];
  /** What the PF's driver does with settings, and where it is asked. */
  readonly operations: Operations;
  readonly where: OperationContext;
}

export function addMsixVectors(target: VfTargetDraft, { settings }: ResolvedVf, pf: VfContext): void {
  const msixVectors = writable(pf, 'msixVectors', settings.msixVectors, 0, MAX_U16);
  if (msixVectors !== undefined) target.msixVectors = msixVectors;
}

/** Quotas of a VF of a GPU, where the driver has such files: DRV-001 says of others that they cannot be set, or that nobody knows. */
export function addQuotas(target: VfTargetDraft, { settings }: ResolvedVf, pf: VfContext): void {
  for (const name of GPU_SETTINGS) {
    const value = writable(pf, name, settings[name], 0, Number.MAX_SAFE_INTEGER);
    if (value === undefined) continue;
    if (pf.vfQuotas === null) {
      pf.notes.push(`${name} is left out for VFs of ${pf.address}: whether its driver has such a quota is not known`);
    } else if (factIn(pf.vfQuotas[name].takes, pf.where.kernel) !== false) target[name] = value;
  }
}
