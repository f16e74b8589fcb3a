import type { DriverProfile } from '../../catalog/driver-profile';
import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';

type LinkType = 'ethernet' | 'infiniband';

const WORDS: Readonly<Record<LinkType, string>> = { ethernet: 'an Ethernet port', infiniband: 'an InfiniBand port' };

export const IB_001: Rule = {
  id: 'IB-001',
  title: 'the port has the link type that is stated',
  severity: 'error',
  protects:
    'The type of the link decides which settings a VF has, and no plan changes it: firmware does, as it starts. What is stated for the other type comes to nothing.',
  source: 'ARP hardware type of the netdev (type in sysfs, 1 or 32); firmware of cards that have both',
  fix: 'State the link type that the port has, or leave linkType out',
  on: 'physicalFunction',
  check(pf, host) {
    const { linkType, externallyManaged, unresolved } = pf.wanted;
    if (linkType === undefined) return tokenAmong(unresolved, 'linkType') ?? NOT_APPLICABLE;
    // What somebody else manages is compared as a whole (OPS-012).
    if (externallyManaged) return NOT_APPLICABLE;
    if (host.presumed || pf.facts === null) return unknown('link type of the port');
    const isNic = pf.deviceClass === 'net';
    const found = isNic ? (pf.facts.network?.linkType ?? null) : 'no network device';
    if (found === linkType) return COMPLIANT;
    if (found === null) return unknown('link type of the port');
    const port = found === 'no network device' ? 'no network device' : WORDS[found];
    return violation({
      message: `linkType is ${linkType}, and the PF is ${port} (${describePf(pf)})`,
      pointer: 'linkType',
      found,
      limit: linkType,
      ...(isNic && { fix: fixOf(linkType, pf.profile) }),
    });
  },
};

function fixOf(wanted: LinkType, profile: DriverProfile | null): string {
  const setting = profile?.linkType;
  if (setting === undefined) return IB_001.fix;
  const { firmwareKeys, firmwareValues, firmwareChangeNeeds } = setting;
  return `${IB_001.fix}. To make it ${WORDS[wanted]}, set ${firmwareKeys.join(' or ')} (by port) of the card's firmware to ${firmwareValues[wanted]}, which takes ${firmwareChangeNeeds}, and read the inventory again`;
}
