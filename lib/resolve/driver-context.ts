import type { CatalogDevice } from '../catalog/device';
import { operationsOf } from '../catalog/operation-flags';
import {
  answerOf,
  type OperationAnswer,
  type OperationContext,
  type OperationName,
  type Operations,
  type OperationValue,
  STEADY,
} from '../catalog/operations';
import { driverRelease } from '../inventory/driver-release';
import type { PhysicalFunctionFacts } from '../inventory/inventory';
import { type KernelRelease, parseKernelRelease } from '../model/kernel-release';
import { asksForNothing, type LinkSetting, VF_SETTINGS } from '../model/vf-settings';
import type { ResolvedHost, ResolvedPf } from './resolved';

/** Where the driver of a PF is asked, as far as it is known before a plan runs. */
export function driverContext(pf: ResolvedPf, { inventory, presumed }: ResolvedHost): OperationContext {
  const { facts, device, eswitchMode, linkType, linkMbps, wanted } = pf;
  return {
    ...STEADY,
    kernel: kernelOf(facts, inventory.host.kernelRelease),
    eswitchMode,
    linkType,
    devices: facts === null || presumed ? idsOf(device) : [`${facts.vendorId}:${facts.deviceId}`],
    revision: facts?.revision ?? null,
    linkMbps: linkMbps?.value ?? null,
    pfMtu: wanted.mtu ?? facts?.network?.interfaces[0]?.mtu ?? null,
    conditions: wanted.conditions,
  };
}

/** Release by which the driver of a PF is known. */
export function kernelOf(facts: PhysicalFunctionFacts | null, kernelRelease: string | null): KernelRelease | null {
  return driverRelease(facts, parseKernelRelease(kernelRelease));
}

/** PCI ids that a device of the catalog may have; null where it is not known. */
export function idsOf(device: CatalogDevice | null): readonly string[] | null {
  const { vendorId, deviceId, otherDeviceIds = [] } = device?.pf ?? { vendorId: null, deviceId: null };
  return deviceId === null ? null : [deviceId, ...otherDeviceIds].map((id) => `${vendorId}:${id}`);
}

/** What the driver of a PF does with a value, as far as it is known before a plan runs. */
export function driverAnswer(
  pf: ResolvedPf,
  host: ResolvedHost,
  operation: OperationName,
  value: OperationValue,
  change: Partial<OperationContext> = {},
): OperationAnswer {
  return answerOf(operationsOf(pf.profile)[operation], value, { ...driverContext(pf, host), ...change });
}

/** What the driver of a PF does with a setting of its VFs. */
export function settingAnswer(
  pf: ResolvedPf,
  host: ResolvedHost,
  name: LinkSetting,
  value: boolean | string | number,
): OperationAnswer {
  return driverAnswer(pf, host, VF_SETTINGS[name].attribute, value);
}

/**
 * Whether a VF has the value anyway: it is the usual one, and the driver has no operation that could have changed it, so that
 * writing it would only fail.
 */
export function comesAnyway(
  name: LinkSetting,
  value: boolean | string | number,
  operations: Operations,
  context: OperationContext,
): boolean {
  if (!asksForNothing(name, value)) return false;
  return answerOf(operations[VF_SETTINGS[name].attribute], value, context).is === 'refused';
}
