import { Deferred_Reason, type ClientCapabilities, type Deferred } from '../../wire/tfplugin6';

/** Why something cannot be planned or read in this run. */
export type DeferReason = 'resourceConfigUnknown' | 'providerConfigUnknown' | 'absentPrerequisite';

const REASONS: Readonly<Record<DeferReason, Deferred_Reason>> = {
  resourceConfigUnknown: Deferred_Reason.RESOURCE_CONFIG_UNKNOWN,
  providerConfigUnknown: Deferred_Reason.PROVIDER_CONFIG_UNKNOWN,
  absentPrerequisite: Deferred_Reason.ABSENT_PREREQ,
};

/** Undefined for hosts that know no deferral: they must not get one. */
export const deferredFor = (
  reason: DeferReason | undefined,
  capabilities: ClientCapabilities | undefined,
): Deferred | undefined =>
  reason !== undefined && capabilities?.deferralAllowed === true ? { reason: REASONS[reason] } : undefined;
