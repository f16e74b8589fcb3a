import type { VfSettings, VfUse } from '../../model/settings';
import { handsToVms } from '../../model/vfio-drivers';
import type { Waivable } from '../../model/waivers';
import type { ResolvedHost, ResolvedPf, ResolvedPool } from '../../resolve/resolved';
import { hostGivesPfsToVms } from './whole-function';
import { joined } from './words';

/**
 * Whether a VF with these settings goes to a VM as a PCI device: it is bound to vfio-pci or a variant of it, or a VM holds it and its
 * driver is left to the VM manager (`none`, or not managed). A VF on its native driver stays with the host, unless that hands VFs to VMs.
 */
export function goesToVm({ profile }: ResolvedPf, { driver }: VfSettings, attached: boolean): boolean {
  const stays = driver === 'native' && profile?.behaviour?.nativeHandsToVms !== true;
  return handsToVms(driver) || (attached && !stays);
}

/** Whether at least one VF of the pool goes to a VM. */
export function poolGoesToVms(pf: ResolvedPf, pool: ResolvedPool): boolean {
  if (handsToVms(pool.wanted.settings.driver)) return true;
  return pool.attachments.some((attachment) => goesToVm(pf, attachment.settings, true));
}

export function pfGoesToVms(pf: ResolvedPf): boolean {
  return pf.pools.some((pool) => poolGoesToVms(pf, pool));
}

/** What of the host goes to VMs: `VFs`, `PFs`, `VFs and PFs`; null where nothing does. */
export function givenToVms(host: ResolvedHost): string | null {
  const kinds = [
    ...(host.physicalFunctions.some(pfGoesToVms) ? ['VFs'] : []),
    ...(hostGivesPfsToVms(host) ? ['PFs'] : []),
  ];
  return kinds.length === 0 ? null : joined(kinds);
}

/**
 * Whether the user of a VF is not to be trusted with what reaches its neighbours: said so, or on a host of several
 * tenants not said to be trusted.
 */
export function isUntrusted(use: VfUse, host: ResolvedHost): boolean {
  return use.trustedTenant === false || (use.trustedTenant !== true && host.multiTenant);
}

/** The reviewer's reason for leaving a setting as it is, if there is one. Reasons that nobody can read at synth are none. */
export function waiverOf(pool: ResolvedPool, setting: Waivable): string | undefined {
  const reason = pool.wanted.waivers?.[setting];
  return reason === undefined || reason.trim() === '' ? undefined : reason;
}
