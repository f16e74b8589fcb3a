import type { OperationContext, Operations } from '../catalog/operations';
import type { PhysicalFunctionFacts } from '../inventory/inventory';
import type { KernelFact } from '../model/kernel-release';
import type { PciAddress } from '../model/units';
import type { ResolvedPf, ResolvedVf } from '../resolve/resolved';
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
  readonly notes: string[];
  /** What the PF's driver does with settings, and where it is asked. */
  readonly operations: Operations;
  readonly where: OperationContext;
}

export function addMsixVectors(target: VfTargetDraft, { settings }: ResolvedVf, pf: VfContext): void {
  const msixVectors = writable(pf, 'msixVectors', settings.msixVectors, 0, MAX_U16);
  if (msixVectors !== undefined) target.msixVectors = msixVectors;
}
