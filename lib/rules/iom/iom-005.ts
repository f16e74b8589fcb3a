import type { ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation } from '../rule';
import { inBrackets } from '../shared/pf';
import { goesToVm, isUntrusted } from '../shared/use';
import { assigneeOf } from '../shared/whole-function';
import { listed } from '../shared/words';

export const IOM_005: Rule = {
  id: 'IOM-005',
  title: 'ATS is off on a card that goes to untrusted tenants, whole or VF by VF',
  severity: 'warning',
  protects:
    'With ATS the card says itself that an address is translated, and a card whose guest can make it lie passes the IOMMU unchecked.',
  source:
    'PCI Express Base Specification, Address Translation Services; off by default in ConnectX firmware (ATS_ENABLED)',
  fix: 'Turn ATS off in the firmware of the card (mlx5: ATS_ENABLED=0), boot with pci=noats, or mark the tenant as trusted',
  on: 'physicalFunction',
  check: (pf, host) => {
    const { facts } = pf;
    if (facts === null) return NOT_APPLICABLE;
    const tenants = untrustedTenants(pf, host);
    if (tenants.size === 0) return NOT_APPLICABLE;
    if (facts.atsEnabled === null) return unknown('whether ATS is enabled on the PF (ats_enabled)');
    if (!facts.atsEnabled) return COMPLIANT;
    return violation({
      message: `ATS is on and ${assigneeOf(pf) === undefined ? 'VFs go' : 'the card goes'} to ${listed([...tenants])}, not marked as trusted ${inBrackets(pf)}`,
      found: 'ATS on',
      limit: 'ATS off',
    });
  },
};

function untrustedTenants(pf: ResolvedPf, host: ResolvedHost): Set<string> {
  const tenants = new Set<string>();
  const assignee = assigneeOf(pf);
  if (assignee !== undefined && isUntrusted({}, host)) tenants.add(assignee.words);
  for (const { wanted, attachments } of pf.pools) {
    if (attachments.length < wanted.count && goesToVm(pf, wanted.settings, false) && isUntrusted(wanted.use, host)) {
      tenants.add(nameOf(wanted.use.tenant));
    }
    for (const { settings, use } of attachments) {
      if (goesToVm(pf, settings, true) && isUntrusted(use, host)) tenants.add(nameOf(use.tenant));
    }
  }
  return tenants;
}

function nameOf(tenant: string | undefined): string {
  return tenant === undefined ? 'VMs of no named tenant' : `tenant ${tenant}`;
}
