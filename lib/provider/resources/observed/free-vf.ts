import type { PhysicalFunctionFacts } from '../../../inventory/inventory';
import { normalizePciAddress } from '../../../model/pci';
import { attribute, forClient, ProviderError } from '../../schema';
import type { Client } from '../client';
import { isInUse } from './facts';
import { lookAt, namesAs, type Seen, selectedPf } from './look';
import { FREE_VF_SCHEMA } from './schemas';

/** `sriov_free_vf`: a VF that nothing uses. */
export const FREE_VF = forClient<Client>().dataSource({
  schema: FREE_VF_SCHEMA,
  async read({ config, client }) {
    const { driver, exclude } = config;
    const seen = await lookAt(client, config.host);
    const facts = selectedPf(config, seen);
    const left = new Set((exclude ?? []).map(normalizePciAddress));
    const candidates = facts.virtualFunctions.filter(
      (vf) => vf.address !== '' && !left.has(vf.address) && (driver === null || vf.driver === driver),
    );
    const free = candidates.find((vf) => isInUse(vf) === false);
    if (free === undefined) throw noneFree(facts, candidates, seen);
    return {
      host: config.host,
      ...namesAs(config, facts),
      driver,
      exclude,
      vf_index: free.index,
      vf_address: free.address,
      iommu_group: free.iommuGroup?.id ?? null,
    };
  },
});

function noneFree(
  facts: PhysicalFunctionFacts,
  candidates: PhysicalFunctionFacts['virtualFunctions'],
  { name }: Seen,
): ProviderError {
  const unknown = candidates.find((vf) => isInUse(vf) === null);
  const used = candidates.filter((vf) => isInUse(vf) === true).length;
  const why =
    facts.virtualFunctions.length === 0
      ? `PF ${facts.address} of ${name} has no VFs.`
      : `Of ${facts.virtualFunctions.length} VFs of PF ${facts.address} of ${name} ${candidates.length} fit driver and exclude, and ${used} of these are in use.`;
  const notKnown =
    unknown === undefined ? '' : ` Of VF ${unknown.index} it is not known: ${unknown.usersUnknown.join('; ')}.`;
  return new ProviderError('No VF is free', `${why}${notKnown} Make more VFs, or take one from its user.`, [
    attribute('address'),
  ]);
}
