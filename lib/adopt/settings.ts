import type { NvmeFacts, VirtualFunctionFacts } from '../inventory/inventory';
import { ADDRESSES, GPU_SETTINGS, NIC_SETTINGS, SETTING_ROWS, type SettingName } from '../model/vf-settings';
import type { Waivable } from '../model/waivers';
import type { AdoptedSettings } from './adopted';

/** What is to be stated whatever its value: rules ask for it, and drivers differ in what a new VF has. */
const ALWAYS: ReadonlySet<SettingName> = new Set(['spoofCheck', 'trust']);
const INDIVIDUAL: ReadonlySet<string> = new Set(ADDRESSES);

/** Settings of a VF that stating them leaves as they are; what its driver does not report, and what is usual, is left out. */
export function settingsOf(vf: VirtualFunctionFacts, nvme: NvmeFacts | null): AdoptedSettings {
  const settings: Partial<Record<SettingName, boolean | number | string>> = { driver: driverOf(vf.driver) };
  for (const name of NIC_SETTINGS) {
    const value: unknown = (vf.network as Readonly<Record<string, unknown>> | null)?.[name];
    if (INDIVIDUAL.has(name) || !isStatable(value)) continue;
    if (ALWAYS.has(name) || value !== SETTING_ROWS[name].usual) settings[name] = value;
  }
  for (const name of GPU_SETTINGS) {
    const value = vf[name];
    if (value !== undefined) settings[name] = value;
  }
  return { ...settings, ...resourcesOf(vf, nvme) };
}

function isStatable(value: unknown): value is boolean | number | string {
  return typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string';
}

function driverOf(driver: string | null): string {
  if (driver === null) return 'none';
  return driver.includes('vfio') ? driver : 'native';
}

/** Of a drive whose controllers share queues and interrupts out; the own ones of others are no choice. */
function resourcesOf({ index }: VirtualFunctionFacts, nvme: NvmeFacts | null): AdoptedSettings {
  const controller = nvme?.secondaryControllers.find(({ vf }) => vf === index);
  const { vqFlexibleTotal = 0, viFlexibleTotal = 0 } = nvme?.capabilities ?? {};
  if (controller === undefined) return {};
  const { virtualQueues, virtualInterrupts } = controller;
  return {
    ...(vqFlexibleTotal > 0 && virtualQueues > 0 && { nvmeVirtualQueues: virtualQueues }),
    ...(viFlexibleTotal > 0 && virtualInterrupts > 0 && { nvmeVirtualInterrupts: virtualInterrupts }),
  };
}

const FOUND_SO = 'found so when the host was adopted: say why, or change it';

/** Reasons for what rules refuse without one. */
export function waiversOf({ spoofCheck, trust, queryRss }: AdoptedSettings): Partial<Record<Waivable, string>> {
  return {
    ...(spoofCheck === false && { spoofCheck: FOUND_SO }),
    ...(trust === true && { trust: FOUND_SO }),
    ...(queryRss === true && { queryRss: FOUND_SO }),
  };
}
