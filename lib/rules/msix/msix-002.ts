import type { ResolvedVf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation, unknownToken } from '../rule';
import { mentionedSettings, sumOverVfs } from '../shared/vfs';
import { counted, listed } from '../shared/words';

export const MSIX_002: Rule = {
  id: 'MSIX-002',
  title: 'no VF whose MSI-X count changes is in use',
  severity: 'error',
  protects:
    'The count is writable only while no driver is bound to the VF, so that a change takes the VF from whoever uses it.',
  source: 'drivers/pci of Linux: sriov_vf_msix_count is refused with EBUSY while a driver is bound',
  fix: 'Shut the users down first, or leave msixVectors as it is',
  on: 'physicalFunction',
  check: (pf) => {
    if (pf.wanted.externallyManaged || !mentionedSettings(pf).has('msixVectors')) return NOT_APPLICABLE;
    const { stated, incomplete } = sumOverVfs(pf, 'msixVectors');
    const changed = stated === 0 ? [] : pf.virtualFunctions.filter(changesInUse);
    const hit = changed.filter((vf) => vf.facts?.msixVectors !== null);
    if (hit.length > 0) {
      return violation({
        message: `the MSI-X count of ${counted(hit.length, 'VF')} in use changes: ${listed(hit.map(describeChange))}`,
        path: hit.length === 1 ? (hit[0]?.attachment?.path ?? pf.path) : pf.path,
        pointer: 'msixVectors',
      });
    }
    if (changed.length > 0) return unknown('MSI-X count of VFs that are in use');
    if (incomplete) return unknownToken(['msixVectors']);
    return stated > 0 ? COMPLIANT : NOT_APPLICABLE;
  },
};

/** Somebody uses the VF, and its count is not known to be as stated. */
function changesInUse({ settings, facts }: ResolvedVf): boolean {
  if (settings.msixVectors === undefined || facts === null || facts.users.length === 0) return false;
  return facts.msixVectors !== settings.msixVectors;
}

function describeChange(vf: ResolvedVf): string {
  const users = vf.facts?.users.map((user) => user.detail).join(' and ');
  return `VF ${vf.index} from ${vf.facts?.msixVectors} to ${vf.settings.msixVectors} (used by ${users})`;
}
