import type { VfSettings, VfUse } from '../../model/settings';
import type { ResolvedHost, ResolvedPf, ResolvedPool } from '../../resolve/resolved';

/**
 * Whether a VF with these settings goes to a VM as a PCI device: it is bound to vfio-pci, or a VM holds it and its
 * driver is left to the VM manager (`none`, or not managed). A VF on its native driver stays with the host.
 */
export function goesToVm(settings: VfSettings, attached: boolean): boolean {
  return settings.driver === 'vfio-pci' || (attached && settings.driver !== 'native');
}

/** Whether at least one VF of the pool goes to a VM. */
export function poolGoesToVms(pool: ResolvedPool): boolean {
  if (pool.wanted.settings.driver === 'vfio-pci') return true;
  return pool.attachments.some((attachment) => goesToVm(attachment.settings, true));
}

export function pfGoesToVms(pf: ResolvedPf): boolean {
  return pf.pools.some(poolGoesToVms);
}

export function hostGivesVfsToVms(host: ResolvedHost): boolean {
  return host.physicalFunctions.some(pfGoesToVms);
}

/**
 * Whether the user of a VF is not to be trusted with what reaches its neighbours: said so, or on a host of several
 * tenants not said to be trusted.
 */
export function isUntrusted(use: VfUse, host: ResolvedHost): boolean {
  return use.trustedTenant === false || (use.trustedTenant !== true && host.multiTenant);
}

/** The reviewer's reason for leaving a setting as it is, if there is one. */
export function waiverOf(pool: ResolvedPool, setting: string): string | undefined {
  const reason = pool.wanted.waivers?.[setting];
  return reason === undefined || reason.trim() === '' ? undefined : reason;
}
