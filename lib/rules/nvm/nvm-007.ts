import { describePf, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation, unknownToken } from '../rule';
import { bytesText } from '../shared/amounts';
import { withoutVfs } from '../shared/vfs';

export const NVM_007: Rule = {
  id: 'NVM-007',
  title: 'the namespaces of all VFs fit on the drive',
  severity: 'error',
  protects: 'A namespace that does not fit cannot be created, and its VM has no disk.',
  source: 'TNVMCAP of the drive',
  fix: 'Lower namespaceBytes of a pool or the number of VFs',
  on: 'physicalFunction',
  check: (pf) => {
    if (pf.deviceClass !== 'nvme') return NOT_APPLICABLE;
    if (pf.virtualFunctions.length === 0) return withoutVfs(pf);
    const { sum, stated, incomplete } = wantedBytes(pf);
    if (!stated && !incomplete) return NOT_APPLICABLE;
    const capacity = pf.facts?.nvme?.capacityBytes ?? null;
    if (capacity === null) return unknown('capacity of the drive');
    if (sum > capacity) {
      return violation({
        message: `the namespaces of the VFs take ${bytesText(sum)}, the drive has ${bytesText(capacity)} (${describePf(pf)})`,
        pointer: 'namespaceBytes',
        found: String(sum),
        limit: String(capacity),
        limitSource: `TNVMCAP of ${pf.facts?.address}`,
      });
    }
    return incomplete ? unknownToken(['namespaceBytes']) : COMPLIANT;
  },
};

/** Bytes of all namespaces; one that several VFs share counts once. */
function wantedBytes(pf: ResolvedPf) {
  const counted = new Set<number>();
  let sum = 0;
  let stated = false;
  let incomplete = pf.numVfs === null;
  for (const vf of pf.virtualFunctions) {
    const { namespaceBytes, unresolved } = vf.pool.wanted;
    if (namespaceBytes === undefined) {
      if (unresolved.includes('namespaceBytes')) incomplete = true;
      continue;
    }
    stated = true;
    const nsid = vf.settings.namespaceId;
    if (nsid !== undefined && counted.has(nsid)) continue;
    if (nsid !== undefined) counted.add(nsid);
    sum += namespaceBytes;
  }
  return { sum, stated, incomplete };
}
