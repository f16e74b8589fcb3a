import { kernelOf } from '../../resolve/driver-context';
import type { MsixBehaviour } from '../../catalog/driver-profile';
import { takesMsixCount } from '../../catalog/msix-count';
import { describePf, type ResolvedHost, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdicts, violation, unknownToken } from '../rule';
import { profileName } from '../shared/port';
import { mentionedSettings, sumOverVfs } from '../shared/vfs';
import { counted } from '../shared/words';
import { vectorSource } from './vector-source';

const COUNT_FILE = 'sriov_vf_msix_count';

export const MSIX_001: Rule = {
  id: 'MSIX-001',
  title: 'the MSI-X vectors of all VFs fit into what the card has for them',
  severity: 'error',
  protects:
    'A PF shares a fixed number of interrupt vectors among its VFs. Beyond it a write of the count is refused, or the ' +
    'VFs are not created at all.',
  source: 'sriov_vf_total_msix in sysfs; the driver profile for what each VF takes besides',
  fix: 'Lower msixVectors of the pool or the number of VFs',
  on: 'physicalFunction',
  check: (pf, host) => {
    const msix = pf.profile?.msix;
    const total = pf.facts?.vfTotalMsix ?? null;
    const vfs = pf.virtualFunctions.length;
    if (!mentionedSettings(pf).has('msixVectors')) return leastVectors(pf, msix, total, vfs);
    const wanted = sumOverVfs(pf, 'msixVectors');
    const refusal = refusedCount(pf, host, total, wanted.stated);
    if (refusal) return refusal;
    if (total === null) return unknown('sriov_vf_total_msix of the PF');
    const sum = wanted.sum + (vfs - wanted.stated) * (msix?.minVectorsPerVf ?? 0);
    if (sum > total) {
      return violation({
        message: `the VFs take ${counted(sum, 'MSI-X vector')}, the card has ${total} for them (${describePf(pf)})`,
        found: String(sum),
        limit: String(total),
        limitSource: `sriov_vf_total_msix of ${pf.facts?.address}`,
      });
    }
    if (wanted.incomplete) return unknownToken(['msixVectors']);
    if (wanted.stated === 0 || msix?.boundsInFirmware !== true) return COMPLIANT;
    return unknown(
      `fewest and most MSI-X vectors that the firmware gives a VF of ${profileName(pf)} (EINVAL, EOVERFLOW)`,
    );
  },
};

/** Counts are stated, and nobody would take them. */
function refusedCount(pf: ResolvedPf, host: ResolvedHost, total: number | null, stated: number): Verdicts | undefined {
  if (stated === 0) return undefined;
  const msix = pf.profile?.msix;
  const { kernelRelease } = host.inventory.host;
  const takes = msix?.vfMsixCountSysfs ?? null;
  const leave = 'Leave msixVectors out of the pool';
  if (total !== 0 && takesMsixCount(takes, total, kernelOf(pf.facts, kernelRelease)) === false) {
    const where = takes === false ? '' : ` in Linux ${kernelRelease}`;
    return violation({
      message: `msixVectors is stated for ${counted(stated, 'VF')}, and ${profileName(pf)} has no ${COUNT_FILE}${where}`,
      limitSource: msix?.source ?? MSIX_001.source,
      fix: leave,
    });
  }
  if (total === 0) {
    return violation({
      message: `msixVectors is stated for ${counted(stated, 'VF')}, and sriov_vf_total_msix is 0: a write of ${COUNT_FILE} is not supported (${describePf(pf)})`,
      found: String(stated),
      limit: '0',
      limitSource: `sriov_vf_total_msix of ${pf.facts?.address}`,
      fix: leave,
    });
  }
  const least = msix?.minVectorsPerVf;
  if (least === undefined) return undefined;
  const low = pf.virtualFunctions.find((vf) => (vf.settings.msixVectors ?? least) < least);
  return low === undefined
    ? undefined
    : violation({
        message: `VF ${low.index} is to have ${counted(low.settings.msixVectors ?? 0, 'MSI-X vector')}, ${profileName(pf)} needs ${least} at least`,
        path: low.attachment?.path ?? low.pool.path,
        pointer: 'msixVectors',
        found: String(low.settings.msixVectors),
        limit: String(least),
        limitSource: msix?.source ?? MSIX_001.source,
        fix: `Raise msixVectors to ${least}`,
      });
}

/** Nobody states a count: the driver shares the vectors out, and refuses when some VF would get too few. */
function leastVectors(pf: ResolvedPf, msix: MsixBehaviour | undefined, total: number | null, vfs: number): Verdicts {
  const least = msix?.minVectorsPerVf;
  if (least === undefined || total === null || total === 0 || vfs === 0) return NOT_APPLICABLE;
  const needed = vfs * least;
  if (needed <= total) return COMPLIANT;
  return violation({
    message: `${counted(vfs, 'VF')} need ${needed} MSI-X vectors, ${least} each, the card has ${total} for them (${describePf(pf)})`,
    found: String(needed),
    limit: String(total),
    limitSource: vectorSource(pf),
    fix: `Lower the number of VFs to ${Math.floor(total / least)}`,
  });
}
