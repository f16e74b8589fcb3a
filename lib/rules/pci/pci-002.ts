import { parsePciAddress, routingId } from '../../model/pci';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation } from '../rule';
import { hasVfCount, VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { inBrackets } from '../shared/pf';
import { counted } from '../shared/words';
import { hasVfPlaces, VF_PLACES_UNKNOWN } from './vf-places';

export const PCI_002: Rule = {
  id: 'PCI-002',
  title: 'ARI is on where VFs need it',
  severity: 'error',
  protects:
    'Without ARI a port reaches functions 0 to 7 of its own bus and no others: VFs above them do not appear, or creating them fails.',
  source: 'PCI Express Base Specification, Alternative Routing-ID Interpretation; ari_enabled in sysfs',
  fix: 'Turn on ARI forwarding in the firmware setup of the host, use a slot below a port that has it, or lower numVfs',
  on: 'physicalFunction',
  check: (pf) => {
    if (pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
    const { facts } = pf;
    if (facts === null || !hasVfCount(pf)) return NOT_APPLICABLE;
    // On a root bus any device number is reached, and ARI has no port to be enabled in.
    if (facts.ariEnabled === true || isOnRootBus(facts)) return COMPLIANT;
    const address = parsePciAddress(facts.address);
    if (address === null) return NOT_APPLICABLE;
    if (!hasVfPlaces(facts, pf.numVfs)) return VF_PLACES_UNKNOWN;
    const base = routingId(address) + facts.vfOffset;
    const device = routingId(address) >> 3;
    const reached = firstOutside(base, facts.vfStride, pf.numVfs, device);
    if (reached === null) return COMPLIANT;
    if (facts.ariEnabled === null) return unknown('whether ARI is enabled (ari_enabled)');
    return violation({
      message: `VF ${reached} would be a function above 7 on the bus of its PF, which needs ARI, and ari_enabled is 0 ${inBrackets(pf)}`,
      pointer: 'numVfs',
      found: counted(pf.numVfs, 'VF'),
      limit: `${counted(reached, 'VF')} without ARI`,
      limitSource: `ari_enabled, sriov_offset and sriov_stride of ${facts.address}`,
      fix: `Turn on ARI forwarding in the firmware setup of the host, use a slot below a port that has it${reached > 0 ? `, or lower numVfs to ${reached}` : ''}`,
    });
  },
};

function isOnRootBus(facts: { readonly subordinateBus: number | null; readonly upstreamLinks: readonly unknown[] }) {
  return facts.subordinateBus === null && facts.upstreamLinks.length === 0;
}

/**
 * First VF on the PF's bus with another device number. VFs on higher buses need none: the card answers for the whole of
 * these.
 */
function firstOutside(base: number, stride: number, numVfs: number, device: number): number | null {
  const bus = device >> 5;
  for (let vf = 0; vf < numVfs; vf++) {
    const id = base + stride * vf;
    if (id >> 8 !== bus) return null;
    if (id >> 3 !== device) return vf;
  }
  return null;
}
