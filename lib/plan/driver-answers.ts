import type { DriverBehaviour } from '../catalog/behaviour';
import { answerOf, type OperationContext, type OperationName, ORDINARY, STEADY, takesAny } from '../catalog/operations';
import { driverIn } from '../catalog/driver-table';
import { driverRelease } from '../inventory/driver-release';
import type { PhysicalFunctionFacts } from '../inventory/inventory';
import type { KernelRelease } from '../model/kernel-release';
import { VF_ATTRIBUTE_NAMES, type VfAttributeName } from '../model/vf-settings';
import type { HostPlan } from './host-plan';
import { attributeOf, type VfSettingName } from './vf-settings';

/** Where a driver is asked while settings are written. */
export function steadyContext(
  kernel: KernelRelease | null,
  facts: PhysicalFunctionFacts,
  eswitchMode: 'legacy' | 'switchdev' | null,
): OperationContext {
  const { vendorId, deviceId, network } = facts;
  return {
    ...STEADY,
    kernel: driverRelease(facts, kernel),
    eswitchMode,
    linkType: network?.linkType ?? null,
    devices: [`${vendorId}:${deviceId}`],
    revision: facts.revision ?? null,
    linkMbps: network?.interfaces[0]?.speedMbps ?? null,
  };
}

/** Attributes that the driver has in legacy mode and has not in switchdev mode. */
export function lostInSwitchdev(driver: DriverBehaviour, context: OperationContext): readonly VfAttributeName[] {
  return VF_ATTRIBUTE_NAMES.filter((name) => {
    const cases = driver.operations[name];
    const inSwitchdev = takesAny(cases, { ...context, eswitchMode: 'switchdev' });
    return inSwitchdev === false && takesAny(cases, { ...context, eswitchMode: 'legacy' }) !== false;
  });
}

/** Whether an operation is taken with the PF up, or with carrier, and refused without; null: not known. */
export function needs(
  driver: DriverBehaviour,
  what: 'pfUp' | 'carrier',
  operation: OperationName,
  context: OperationContext,
): boolean | null {
  const without = answerOf(driver.operations[operation], ORDINARY, { ...context, [what]: false });
  if (without.is === 'refused') return without.by.when?.[what] === false;
  if (without.is !== 'unknown') return false;
  const { possible } = without;
  return possible.length > 0 && possible.every(({ when }) => when?.[what] === undefined) ? false : null;
}

/** Whether the native driver of the VFs of a PF on this driver hands them to VMs itself. */
export function nativeHandsToVms({ drivers }: Pick<HostPlan, 'drivers'>, pfDriver: string | null): boolean {
  return driverIn(drivers, pfDriver).nativeHandsToVms;
}

/** Operations that writing a setting asks the driver for. */
export function operationsOfSetting(name: VfSettingName): readonly VfAttributeName[] {
  if (name === 'rate') return ['maxTxRate', 'minTxRate'];
  return name === 'vlan' ? ['vlan', 'vlanQos', 'vlanProto8021ad'] : [attributeOf(name)];
}
