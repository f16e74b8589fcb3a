import { kernelOf } from '../../resolve/driver-context';
import { factIn, rangeOf, rangeWords } from '../../model/kernel-release';
import { describePf, type ResolvedHost, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, type Rule, unknown, type Verdict, violation } from '../rule';
import { driverUnknown, kernelOpenWords, nameOf, profileName, withoutSwitchdev } from '../shared/port';
import { joined } from '../shared/words';

export const ESW_002: Rule = {
  id: 'ESW-002',
  title: 'switchdev mode in the order of the driver',
  severity: 'error',
  protects:
    'ice changes its mode only while it has no VFs, bnxt of Linux 6.1 only while it has some, mlx5 at any time, but for PFs that have one netdev (Socket Direct). In the wrong order the change fails, as it does in kernels whose driver has no such mode (ice before Linux 5.16).',
  source:
    'catalog, eswitch of the driver profile: ice_eswitch_mode_set, bnxt_dl_eswitch_mode_set, mlx5_devlink_eswitch_mode_set',
  fix: 'Leave eswitchMode out, or use a card whose driver has switchdev mode',
  on: 'physicalFunction',
  check(pf, host) {
    const without = withoutSwitchdev(pf);
    if (without !== undefined) return without;
    const eswitch = pf.profile?.eswitch;
    const has = eswitch?.switchdev ?? null;
    if (has === null) return driverUnknown(pf, 'has switchdev mode');
    if (!has) {
      return violation({
        message: `eswitchMode is switchdev, and the driver ${profileName(pf)} has no such mode (${describePf(pf)})`,
        pointer: 'eswitchMode',
        found: 'switchdev',
        limit: 'legacy',
        limitSource: eswitch?.source ?? undefined,
      });
    }
    if (eswitch?.fixedBy !== undefined) return fixedMode(pf);
    const early = earlyKernel(pf, host);
    if (early !== null) return early;
    const needsVfs = withoutVfs(pf, host);
    if (needsVfs !== null) return needsVfs;
    const shared = ofJoinedPfs(pf, host);
    if (shared !== null) return shared;
    const { facts } = pf;
    if (!host.presumed && facts?.network != null && facts.network.eswitchMode === null) return unseenMode(pf);
    // The plan follows the order that the catalog knows.
    if (eswitch?.order !== undefined) return COMPLIANT;
    return driverUnknown(pf, 'wants its VFs before switchdev mode or after it');
  },
};

/** Of a driver that has the mode in later kernels; null where the host's is one of these. */
function earlyKernel(pf: ResolvedPf, host: ResolvedHost): Verdict | null {
  const { eswitch } = pf.profile ?? {};
  const range = rangeOf(eswitch?.modeErrno ?? null, kernelOf(pf.facts, host.inventory.host.kernelRelease));
  if (range === null || (range.isCertain ? range.value === null : host.presumed)) return null;
  const driver = profileName(pf);
  const kernels = rangeWords(range.kernel);
  if (!range.isCertain) {
    return unknown(
      `whether the driver ${driver} has switchdev mode, as it has not in ${kernels}: ${kernelOpenWords(pf, host)}`,
    );
  }
  return violation({
    message: `eswitchMode is switchdev, and the driver ${driver} has no such mode in ${kernels}: ${range.value} (${describePf(pf)})`,
    pointer: 'eswitchMode',
    found: 'switchdev',
    limit: 'legacy',
    limitSource: eswitch?.source ?? undefined,
    fix: 'Leave eswitchMode out, or take a later kernel',
  });
}

/** Of a driver that has the mode only while VFs exist, in some kernels; null where it has it without, and where there will be VFs. */
function withoutVfs(pf: ResolvedPf, host: ResolvedHost): Verdict | null {
  const { eswitch } = pf.profile ?? {};
  if (pf.numVfs !== 0 || eswitch?.switchdevNeedsVfs === undefined) return null;
  const range = rangeOf(eswitch.switchdevNeedsVfs, kernelOf(pf.facts, host.inventory.host.kernelRelease));
  if (range?.isCertain === true && range.value === false) return null;
  const driver = profileName(pf);
  if (range?.isCertain !== true) return driverUnknown(pf, "of the host's kernel has switchdev mode while no VF exists");
  return violation({
    message: `eswitchMode is switchdev, and the driver ${driver} has that mode only while VFs exist in ${rangeWords(range.kernel)}: EPERM (${describePf(pf)})`,
    pointer: 'eswitchMode',
    found: 'no VFs',
    limit: '1 VF at least',
    limitSource: eswitch.source ?? undefined,
    fix: 'Set numVfs, or leave eswitchMode out until there are VFs',
  });
}

/** Of a driver that keeps PFs with one netdev in legacy mode; null where it does not, and where the PF has a netdev for itself. */
function ofJoinedPfs(pf: ResolvedPf, host: ResolvedHost): Verdict | null {
  const { eswitch } = pf.profile ?? {};
  if (eswitch?.joinedPfsStayLegacy === undefined || host.presumed) return null;
  const stays = factIn(eswitch.joinedPfsStayLegacy, kernelOf(pf.facts, host.inventory.host.kernelRelease));
  if (stays === false) return null;
  const others = pf.facts?.network?.joinedPfs ?? [];
  if (others.length === 0) {
    const bare = peersWithoutNetdev(pf, host);
    if (bare.length === 0) return null;
    return unknown(
      `whether the netdev of ${nameOf(pf)} stands for ${joined(bare)} as well (Socket Direct), which ${bare.length > 1 ? 'have' : 'has'} none: read as root, with debugfs, the inventory tells`,
    );
  }
  if (stays === null) {
    return driverUnknown(pf, `of the host's kernel has switchdev mode for a netdev of several PFs (${joined(others)})`);
  }
  return violation({
    message: `eswitchMode is switchdev, and one netdev stands for this PF and ${joined(others)} (Socket Direct), which ${profileName(pf)} keeps in legacy mode: EPERM (${describePf(pf)})`,
    pointer: 'eswitchMode',
    found: 'a netdev of several PFs',
    limit: 'legacy',
    limitSource: eswitch.source ?? undefined,
    fix: 'Leave eswitchMode out, or turn Socket Direct off in the firmware of the card',
  });
}

/** PFs of the same device and driver without a netdev: the PFs of a Socket Direct NIC have one together. */
function peersWithoutNetdev({ facts }: ResolvedPf, { inventory }: ResolvedHost): string[] {
  if (facts === null || facts.network?.interfaces.length === 0) return [];
  const { address, vendorId, deviceId, driver } = facts;
  const peers = inventory.physicalFunctions.filter(
    (other) =>
      other.address !== address &&
      other.driver === driver &&
      other.vendorId === vendorId &&
      other.deviceId === deviceId &&
      other.network?.interfaces.length === 0,
  );
  return peers.map((other) => other.address);
}

/** Of a mode that nothing sets, the host alone tells which one it is. */
function fixedMode(pf: ResolvedPf): Verdict {
  const { eswitch } = pf.profile ?? {};
  const mode = pf.facts?.network?.eswitchMode ?? null;
  if (mode === 'switchdev') return COMPLIANT;
  if (mode === null) return unknown(`eswitch mode of the port, on which the ${eswitch?.fixedBy} of the card decides`);
  return violation({
    message: `eswitchMode is switchdev, the port is in ${mode} mode, and with ${profileName(pf)} the ${eswitch?.fixedBy} of the card decides on it (${describePf(pf)})`,
    pointer: 'eswitchMode',
    found: 'switchdev',
    limit: mode,
    limitSource: eswitch?.source ?? undefined,
    fix: 'Leave eswitchMode out, or load firmware onto the card that has switchdev mode (nfp: flower)',
  });
}

/** mlx5 shows its eswitch mode to the function alone that manages the eswitch (mlx5_devlink_eswitch_get). */
function unseenMode(pf: ResolvedPf): Verdict {
  return violation({
    message: `eswitchMode is switchdev, and the port shows no eswitch mode: it was read without devlink, or the card's own cores have the eswitch, as with a BlueField in DPU mode (${describePf(pf)})`,
    pointer: 'eswitchMode',
    found: 'no eswitch mode',
    severity: 'warning',
    limitSource: 'mlx5_devlink_eswitch_get in eswitch.c of mlx5_core, Linux 6.1 and 6.12',
    fix: 'Run devlink dev eswitch show on the host. Where it is refused, set the mode on the DPU and leave eswitchMode out, or put the card into NIC mode; else read the inventory again',
  });
}
