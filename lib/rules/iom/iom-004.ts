import { kernelArgument } from '../../model/kernel-arguments';
import type { ResolvedHost } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation } from '../rule';
import { plannedArguments } from '../shared/kernel-arguments';
import { givenToVms } from '../shared/use';

const ACS_OVERRIDE = 'pcie_acs_override';

export const IOM_004: Rule = {
  id: 'IOM-004',
  title: 'no ACS override on a host of several tenants',
  severity: 'error',
  protects: `${ACS_OVERRIDE} splits IOMMU groups on paper: the devices still reach each other behind the IOMMU.`,
  source: `${ACS_OVERRIDE}, an out-of-tree patch; lf-edge/eve pull request 790`,
  fix: `Remove ${ACS_OVERRIDE} and use slots whose ports do ACS, or keep the host to one tenant`,
  on: 'host',
  check: (host) => {
    if (!host.multiTenant || givenToVms(host) === null) return NOT_APPLICABLE;
    const planned = kernelArgument(plannedArguments(host), ACS_OVERRIDE);
    if (planned !== undefined) return overridden(host, `is to be set on ${host.name}`, planned);
    const set = overrideNow(host);
    if (set === null) return unknown(`whether ${ACS_OVERRIDE} is set`);
    if (!set) return COMPLIANT;
    const { kernelArguments } = host.inventory.host;
    return overridden(host, `is set on ${host.name}`, kernelArgument(kernelArguments, ACS_OVERRIDE) ?? '');
  },
};

function overrideNow({ inventory }: ResolvedHost): boolean | null {
  const { iommu, kernelArguments } = inventory.host;
  if (iommu.acsOverride !== null) return iommu.acsOverride;
  return kernelArguments.length === 0 ? null : kernelArgument(kernelArguments, ACS_OVERRIDE) !== undefined;
}

function overridden(host: ResolvedHost, words: string, value: string) {
  return violation({
    message: `${ACS_OVERRIDE} ${words}, which VMs of several tenants share`,
    found: value === '' ? ACS_OVERRIDE : `${ACS_OVERRIDE}=${value}`,
    fix: `Remove ${ACS_OVERRIDE} from ${host.name} and use slots whose ports do ACS, or keep the host to one tenant`,
  });
}
