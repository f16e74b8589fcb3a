import type { VfNetworkFacts } from '../../inventory/inventory';
import type { VfSettings } from '../../model/settings';
import { GPU_SETTINGS, NIC_SETTINGS, type SettingName } from '../../model/vf-settings';
import type { ResolvedPf, ResolvedVf } from '../../resolve/resolved';

/** Why every VF of the PF that exists now is destroyed and created anew; null when they stay. */
export function recreation(pf: ResolvedPf): string | null {
  const { facts, numVfs, wanted, profile } = pf;
  if (facts === null || facts.numVfs === 0 || numVfs === null || wanted.externallyManaged) return null;
  if (facts.numVfs !== numVfs) return `numVfs goes from ${facts.numVfs} to ${numVfs}`;
  // Other drivers switch the mode while VFs exist, and unbind them for it.
  if (switchesMode(pf) && profile?.eswitch?.order === 'mode-before-vfs') {
    return `the eswitch goes from ${facts.network?.eswitchMode} to ${wanted.eswitchMode}`;
  }
  const gone = pf.virtualFunctions.find((vf) => vf.facts === null && vf.index < facts.numVfs);
  if (gone !== undefined) return `sriov_numvfs counts VF ${gone.index} and it is not there, so that all come anew`;
  return null;
}

function switchesMode({ facts, wanted }: ResolvedPf): boolean {
  const mode = facts?.network?.eswitchMode ?? null;
  return wanted.eswitchMode !== undefined && mode !== null && mode !== wanted.eswitchMode;
}

/**
 * Names of what is stated for a VF and differs from what it has now, which a plan would change under its user. What the
 * driver does not report is left alone while the VF is in use.
 */
export function changesOf(vf: ResolvedVf, pf: ResolvedPf): string[] {
  const { settings, facts } = vf;
  if (facts === null) return [];
  const changes: string[] = [];
  if (switchesMode(pf)) changes.push('eswitchMode');
  if (driverDiffers(settings, facts.driver)) changes.push('driver');
  if (facts.network !== null) addNetworkChanges(settings, facts.network, changes);
  for (const name of GPU_SETTINGS) if (differs(settings[name], facts[name] ?? null)) changes.push(name);
  if (pf.deviceClass === 'nvme') addNvmeChanges(vf, pf, changes);
  return changes;
}

function driverDiffers({ driver }: VfSettings, found: string | null): boolean {
  if (driver === undefined) return false;
  if (driver === 'none') return found !== null;
  if (driver === 'native') return found === null || found.includes('vfio');
  return found !== driver;
}

function addNetworkChanges(wanted: VfSettings, found: VfNetworkFacts, changes: string[]): void {
  const reported: Readonly<Partial<Record<SettingName, unknown>>> = found;
  for (const name of NIC_SETTINGS) if (differs(wanted[name], reported[name] ?? null)) changes.push(name);
}

function differs(wanted: unknown, found: unknown): boolean {
  return wanted !== undefined && found !== null && wanted !== found;
}

function addNvmeChanges({ index, settings }: ResolvedVf, pf: ResolvedPf, changes: string[]): void {
  const controller = pf.facts?.nvme?.secondaryControllers.find(({ vf }) => vf === index);
  if (controller === undefined) return;
  const { nvmeVirtualQueues: queues, nvmeVirtualInterrupts: interrupts } = settings;
  if (queues !== undefined && queues !== controller.virtualQueues) changes.push('nvmeVirtualQueues');
  if (interrupts !== undefined && interrupts !== controller.virtualInterrupts) changes.push('nvmeVirtualInterrupts');
}
