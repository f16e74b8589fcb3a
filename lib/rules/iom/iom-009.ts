import type { PciAddress } from '../../model/units';
import type { ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation } from '../rule';
import { inBrackets } from '../shared/pf';
import { assigneeOf } from '../shared/whole-function';
import { counted, listed } from '../shared/words';

export const IOM_009: Rule = {
  id: 'IOM-009',
  title: 'the IOMMU group of a PF that goes to a VM holds nothing but functions of that VM',
  severity: 'error',
  protects:
    'vfio gives all of a group to one VM or none: what else is in it is lost to the host, or keeps the VM from starting.',
  source: 'vfio; ACS of the ports above, and of a card of several functions, decides on groups at discovery',
  fix: 'Move the card to a slot whose ports do ACS, give the VM all functions of the group, or give it another PF',
  on: 'physicalFunction',
  check: (pf, host) => {
    const assignee = assigneeOf(pf);
    if (assignee === undefined || host.inventory.host.iommu.enabled === false) return NOT_APPLICABLE;
    const group = host.presumed ? null : (pf.facts?.iommuGroup ?? null);
    if (group === null) return unknown('IOMMU group of the PF');
    const itsOwn = assignedTo(assignee.vm, host);
    const foreign = group.members.filter((member) => !itsOwn.has(member) && !isPortAbove(member, pf));
    const others = foreign.filter((member) => member !== pf.facts?.address);
    if (others.length === 0) return COMPLIANT;
    return violation({
      message: `the PF is assigned to ${assignee.words} and shares IOMMU group ${group.id} with ${listed(others)} ${inBrackets(pf)}`,
      pointer: 'assignedToVm',
      found: `group ${group.id} with ${counted(group.members.length, 'member')}`,
      limit: 'functions of one VM',
    });
  },
};

/** Whole functions of the host that go to the same VM. */
function assignedTo(vm: string | null, host: ResolvedHost): ReadonlySet<PciAddress> {
  if (vm === null) return new Set();
  return new Set(host.physicalFunctions.flatMap((pf) => (assigneeOf(pf)?.vm === vm ? (pf.facts?.address ?? []) : [])));
}

/** A port is given to no VM; that it is in the group says why the others are. */
function isPortAbove(member: PciAddress, pf: ResolvedPf): boolean {
  return pf.facts?.upstreamLinks.some((link) => link.address === member) ?? false;
}
