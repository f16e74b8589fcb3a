import type { PhysicalFunctionFacts } from '../../../inventory/inventory';
import { LOCK_VERSION, type LockEntry, type LockFile, type LockedPool } from '../../../model/lock';
import type { ConstructPath } from '../../../model/units';

import { permanentMacOf, stableName } from './identity';
import type { State } from './state';

/**
 * What the library reads in a lock file, from a state: owners keep their VF and its addresses, pools their VFs. What is derived
 * for new owners begins from the card, so that no two PFs give one MAC.
 *
 * @param prior null for a PF that is new
 */
export function lockOf(prior: State | null, pf: ConstructPath, host: string, facts: PhysicalFunctionFacts): LockFile {
  const macSeed = stableName(facts)
    .replaceAll(/[^A-Za-z0-9._-]/g, '-')
    .slice(0, 64);
  if (prior === null) return { lockVersion: LOCK_VERSION, macSeed, attachments: {} };
  const permanentMac = permanentMacOf(facts);
  return {
    lockVersion: LOCK_VERSION,
    macSeed,
    physicalFunctions: {
      [pf]: {
        host,
        address: facts.address,
        ...(permanentMac !== null && { permanentMac }),
        ...(permanentMac === null && facts.serial !== null && { serial: facts.serial }),
      },
    },
    pools: Object.fromEntries(
      [...prior.pool_vfs].map(([name, vfs]): [string, LockedPool] => [`${pf}/${name}`, { physicalFunction: pf, vfs }]),
    ),
    attachments: Object.fromEntries(
      [...prior.vms].map(([name, { pool, vf, mac, node_guid, port_guid }]): [string, LockEntry] => {
        const vm = prior.pools?.get(pool)?.vms?.get(name)?.vm ?? null;
        const entry: LockEntry = {
          physicalFunction: pf,
          vf,
          ...(vm !== null && { vm }),
          ...(mac !== null && { mac }),
          ...(node_guid !== null && { nodeGuid: node_guid }),
          ...(port_guid !== null && { portGuid: port_guid }),
        };
        return [`${pf}/${pool}/${name}`, entry];
      }),
    ),
  };
}
