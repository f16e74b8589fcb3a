import type { LinkLoss } from '../../catalog/driver-profile';
import type { PhysicalFunctionFacts } from '../../inventory/inventory';
import { describePf, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation } from '../rule';
import { recreation } from '../shared/changes';
import { driverUnknown, uplink } from '../shared/port';
import { portUses } from '../shared/host-use';
import { listed } from '../shared/words';

export const OPS_013: Rule = {
  id: 'OPS-013',
  title: 'VFs come and go on a port whose link the host can do without meanwhile',
  severity: 'warning',
  protects:
    'Some drivers restart the port when VFs are created or removed: what the host itself does over it (addresses, bridges, ' +
    'bonds, storage) stands still for seconds. The port of the management is the business of OPS-001.',
  source: 'linkLoss of the driver in the catalog, each with its source; users of the PF in the inventory',
  fix: 'Apply it while nothing depends on the port, move what uses it to another port, or take VFs from another PF',
  on: 'physicalFunction',
  check: (pf, host) => {
    const { facts } = pf;
    if (pf.deviceClass !== 'net' || pf.wanted.externallyManaged || facts === null) return NOT_APPLICABLE;
    if (host.presumed)
      return pf.numVfs === 0 ? NOT_APPLICABLE : unknown('what uses the PF now, which only an inventory tells');
    const change = changeOf(pf, facts);
    if (change === null || facts.network?.carriesManagement === true) return NOT_APPLICABLE;
    const netdev = uplink(pf);
    if (netdev === undefined || netdev.adminUp === false) return NOT_APPLICABLE;
    const uses = portUses(facts);
    if (uses.length === 0) {
      const [missing] = facts.usersUnknown;
      return missing === undefined ? COMPLIANT : unknown(missing);
    }
    const loss = pf.profile?.numVfs?.linkLoss;
    if (loss === undefined) return driverUnknown(pf, 'restarts the port when VFs come or go');
    if (!isLost(loss, change)) return COMPLIANT;
    const away =
      loss.milliseconds === null ? 'for a time that nobody measured' : `for about ${loss.milliseconds / 1000} s`;
    return violation({
      message: `${change.words}, and ${facts.driver ?? pf.profile?.name} takes the link of ${netdev.name} away ${away}, which the host uses: ${listed(uses)} (${describePf(pf)})`,
      pointer: 'numVfs',
      found: `${change.to} VFs`,
      limit: `${facts.numVfs} VFs, as there are`,
      limitSource: loss.source,
    });
  },
};

interface CountChange {
  readonly words: string;
  readonly to: number;
  readonly creates: boolean;
  readonly removes: boolean;
}

function changeOf(pf: ResolvedPf, { numVfs: now }: PhysicalFunctionFacts): CountChange | null {
  const { numVfs } = pf;
  if (numVfs === null) return null;
  const anew = recreation(pf);
  if (anew !== null) return { words: anew, to: numVfs, creates: numVfs > 0, removes: true };
  if (now > 0 || numVfs === 0) return null;
  return { words: `numVfs goes from 0 to ${numVfs}`, to: numVfs, creates: true, removes: false };
}

function isLost({ onCreate, onRemove }: LinkLoss, { creates, removes }: CountChange): boolean {
  return (creates && onCreate) || (removes && onRemove);
}
