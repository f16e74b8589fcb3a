import type { BondFacts, InterfaceFacts } from '../../inventory/inventory';
import { isInRange } from '../../model/kernel-release';
import { kernelOf } from '../../resolve/driver-context';
import { describePf, type ResolvedHost, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, violation } from '../rule';
import { bondOf, driverUnknown, profileName, withoutSwitchdev } from '../shared/port';
import { joined } from '../shared/words';

export const ESW_005: Rule = {
  id: 'ESW-005',
  title: 'bond of switchdev ports in a mode that the card carries',
  severity: 'error',
  protects:
    'The card takes over a bond of its ports in some modes only (mlx5: active-backup, balance-xor, 802.3ad; ice: active-backup, and others with newer kernels and firmware; bnxt: none), and mlx5 none of a PF ' +
    'whose firmware has more than 64 VFs; of any other bond VFs have the first port alone.',
  source: 'ice_lag_chk_comp in ice_lag.c of ice, mlx5_handle_changeupper_event in lag/lag.c of mlx5_core',
  fix: 'Set the bond to a mode that the card takes over, or take the port out of it',
  on: 'physicalFunction',
  check(pf, host) {
    const without = withoutSwitchdev(pf);
    if (without !== undefined) return without;
    if (host.presumed || pf.facts?.network == null) return unknown('bonds of the host');
    const bonded = bondOf(pf);
    if (bonded === undefined) return NOT_APPLICABLE;
    const { bond, port } = bonded;
    if (bond.mode === null) return unknown('mode of the bond');
    const modes = pf.profile?.eswitch?.bondModes;
    if (modes === undefined) return driverUnknown(pf, 'takes over a bond of its ports');
    if (modes.includes(bond.mode)) return ofFewVfs(pf, port, bond);
    const name = profileName(pf);
    if (mayTakeOver(bond.mode, pf, host)) {
      return unknown(`whether kernel and firmware of ${name} take over a bond in mode ${bond.mode}`);
    }
    return violation({
      message:
        modes.length === 0
          ? `${port.name} is a port of ${bond.name}, and ${name} takes over no bond in switchdev mode: VFs have this port alone (${describePf(pf)})`
          : `${port.name} is a port of ${bond.name} in mode ${bond.mode}, which ${name} does not take over in switchdev mode: VFs have this port alone (${describePf(pf)})`,
      pointer: 'eswitchMode',
      found: bond.mode,
      limit: modes.length === 0 ? 'no bond' : modes.join(', '),
      limitSource: pf.profile?.eswitch?.source ?? undefined,
      fix:
        modes.length === 0
          ? `Take ${port.name} out of ${bond.name}, or leave eswitchMode out`
          : `Set ${bond.name} to ${joined(modes, 'or')}, or take ${port.name} out of it`,
    });
  },
};

/** A mode that newer kernels take over where the firmware does. */
function mayTakeOver(mode: string, { profile, facts }: ResolvedPf, { inventory }: ResolvedHost): boolean {
  const more = profile?.eswitch?.bondModesOfFirmware;
  if (more?.modes.includes(mode) !== true) return false;
  return isInRange(more.kernel, kernelOf(facts, inventory.host.kernelRelease)) !== false;
}

/** Firmware that has too many VFs to give offers the driver no bond at all; that a newer one does, nobody read. */
function ofFewVfs(pf: ResolvedPf, port: InterfaceFacts, bond: BondFacts): Verdict {
  const limit = pf.profile?.eswitch?.bondVfs;
  if (limit === undefined) return COMPLIANT;
  const vfs = pf.facts?.totalVfs ?? null;
  if (vfs === null) return unknown('number of VFs that the firmware has for the PF (sriov_totalvfs)');
  if (vfs <= limit.most) return COMPLIANT;
  const keys = pf.profile?.numVfs?.firmwareKeys ?? [];
  return violation({
    message: `${port.name} is a port of ${bond.name}, and its firmware has ${vfs} VFs to make: ${profileName(pf)} takes over no bond of a PF that has more than ${limit.most}, however many are made, and VFs have this port alone (${describePf(pf)})`,
    pointer: 'eswitchMode',
    found: `${vfs} VFs`,
    limit: `${limit.most} VFs`,
    limitSource: limit.source,
    severity: 'warning',
    fix: `Set the firmware to ${limit.most} VFs or less for each port${keys.length === 0 ? '' : ` (${keys.join(', ')})`}, or take ${port.name} out of ${bond.name}; the kernel says as the port joins the bond whether this firmware has the limit`,
  });
}
