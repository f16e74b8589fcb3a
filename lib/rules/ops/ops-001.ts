import { describePf, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Violation, violation } from '../rule';
import { uplink } from '../shared/port';
import { assigneeOf } from '../shared/whole-function';

export const OPS_001: Rule = {
  id: 'OPS-001',
  title: 'a PF that carries the management of the host is left alone, unless that is allowed',
  severity: 'error',
  protects:
    'Creating VFs drops the link of some PFs for seconds, and a mistake on this one cuts off the host and whoever would ' +
    'repair it.',
  source: 'routes and ssh sessions of the host; an igb PF loses its link for about 2 s when VFs come or go (measured)',
  fix: 'Take VFs from another PF, or set allowManagement: true on this one when the host can be reached otherwise',
  on: 'physicalFunction',
  check: (pf) => {
    const { wanted } = pf;
    if (pf.deviceClass !== 'net') return NOT_APPLICABLE;
    const assignee = assigneeOf(pf);
    // A whole function leaves the host when its VM starts, whoever manages its VFs.
    if (wanted.externallyManaged && assignee === undefined) return NOT_APPLICABLE;
    const change = assignee === undefined ? changeOf(pf) : `the whole PF is assigned to ${assignee.words}`;
    // A permission to write to the port is none to give it away: nothing reaches the host by it any more.
    const mayWrite = wanted.allowManagement === true && assignee === undefined;
    if (change === null || mayWrite) return COMPLIANT;
    const carries = pf.facts?.network?.carriesManagement ?? null;
    if (carries === false) return COMPLIANT;
    if (carries === null) return unknown(`whether the management of the host goes through the PF${evidenceOf(pf)}`);
    return found(pf, change, assignee !== undefined);
  },
};

function found(pf: ResolvedPf, change: string, isGivenAway: boolean): Violation {
  const name = uplink(pf)?.name;
  return violation({
    ...(isGivenAway && {
      fix: 'Give the VM another function, or move the management of the host to another port; where the host is reached without it, acknowledge OPS-001 on the PF',
    }),
    message: `the management of the host goes through ${name === undefined ? 'this PF' : name}${evidenceOf(pf)}, and ${change}${permissionOf(pf)} (${describePf(pf)})`,
    pointer: isGivenAway ? 'assignedToVm' : 'allowManagement',
    limitSource: `default route and ssh sessions through ${pf.facts?.address}`,
  });
}

/** What became of the permission. One that is a token is none: the plan is made at synth, and refuses. */
function permissionOf({ wanted }: ResolvedPf): string {
  if (wanted.allowManagement === true) return '; allowManagement permits writes to the PF, and no more';
  if (!wanted.unresolved.includes('allowManagement')) return '';
  return '; allowManagement is a token, known only at deploy, and counts as not stated';
}

function evidenceOf({ facts }: ResolvedPf): string {
  const evidence = facts?.network?.managementEvidence ?? [];
  return evidence.length > 0 ? ` (${evidence.join('; ')})` : '';
}

/**
 * What would be done to the PF, in words; null when nothing. Changes of single settings are the plan's to find: it
 * refuses them under the same id, and leaves a PF in peace that was adopted as it is.
 */
function changeOf(pf: ResolvedPf): string | null {
  const now = pf.facts?.numVfs ?? 0;
  return pf.numVfs === null || pf.numVfs === now ? null : `numVfs goes from ${now} to ${pf.numVfs}`;
}
