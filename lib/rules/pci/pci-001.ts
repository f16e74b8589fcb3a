import { parsePciAddress, routingId } from '../../model/pci';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation } from '../rule';
import { hasVfCount, VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { inBrackets } from '../shared/pf';
import { counted } from '../shared/words';
import { hasVfPlaces, VF_PLACES_UNKNOWN } from './vf-places';

/** Highest bus number of a PCI domain. */
const LAST_BUS = 0xff;

export const PCI_001: Rule = {
  id: 'PCI-001',
  title: 'bus numbers reach to the last VF',
  severity: 'error',
  protects:
    'VF n sits at the routing id of the PF plus offset plus n times stride; beyond the buses of its bridge the kernel refuses all VFs with ENOMEM, "bus number out of range".',
  source:
    'SR-IOV capability (First VF Offset, VF Stride) and drivers/pci/iov.c; bridge window from subordinate_bus_number',
  fix: 'Lower numVfs, or have the firmware of the host reserve more bus numbers for the slot (ARI, hot-plug buses, pci=assign-busses)',
  on: 'physicalFunction',
  check: (pf) => {
    if (pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
    const { facts } = pf;
    if (facts === null || !hasVfCount(pf)) return NOT_APPLICABLE;
    const address = parsePciAddress(facts.address);
    if (address === null) return NOT_APPLICABLE;
    if (!hasVfPlaces(facts, pf.numVfs)) return VF_PLACES_UNKNOWN;
    const first = routingId(address) + facts.vfOffset;
    const last = first + facts.vfStride * (pf.numVfs - 1);
    const lastBus = last >> 8;
    // Below a bridge nothing but its own window tells; a root bus may have all of the domain.
    const limit = facts.subordinateBus ?? (facts.upstreamLinks.length === 0 ? LAST_BUS : null);
    if (limit === null) {
      return lastBus === address.bus ? COMPLIANT : unknown('bus numbers of the bridge above (subordinate_bus_number)');
    }
    if (lastBus <= limit) return COMPLIANT;
    const fitting = Math.max(0, Math.floor(((limit << 8) + 0xff - first) / facts.vfStride) + 1);
    return violation({
      message: `VF ${pf.numVfs - 1} would be on bus ${hex(lastBus)}, the bridge above passes buses up to ${hex(limit)} ${inBrackets(pf)}`,
      pointer: 'numVfs',
      found: `bus ${hex(lastBus)}`,
      limit: `bus ${hex(limit)}`,
      limitSource:
        facts.subordinateBus === null
          ? 'PCI, 256 buses a domain'
          : `subordinate bus of the bridge above ${facts.address}`,
      fix: `Lower numVfs to ${counted(fitting, 'VF')}, or have the firmware of the host reserve more bus numbers for the slot (pci=assign-busses)`,
    });
  },
};

function hex(bus: number): string {
  return bus.toString(16).padStart(2, '0');
}
