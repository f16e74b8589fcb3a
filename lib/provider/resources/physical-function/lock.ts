import type { PhysicalFunctionFacts } from '../../../inventory/inventory';
import { LOCK_VERSION, type LockEntry, type LockFile, type LockedPool } from '../../../model/lock';
import type { ConstructPath } from '../../../model/units';
import { isOpen } from '../known';
import { permanentMacOf, stableName } from './identity';
import type { State } from './state';
import type { Config } from './wanted';

/**
 * What the library reads in a lock file, from a state: owners keep their VF and its addresses, pools their VFs. What is derived
 * for new owners begins from the card, so that no two PFs give one MAC.
 *
 * @param prior null for a PF that is new
 * @param config says itself which VFs a pool has, where it does
 */
export function lockOf(
  config: Pick<Config, 'pools'>,
  prior: State | null,
  pf: ConstructPath,
  host: string,
  facts: PhysicalFunctionFacts,
): LockFile {
  const stated = statedPools(config);
  const macSeed = stableName(facts)
    .replaceAll(/[^A-Za-z0-9._-]/g, '-')
    .slice(0, 64);
  if (prior === null) return { lockVersion: LOCK_VERSION, macSeed, ...poolsOf(stated, pf), attachments: {} };
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
    ...poolsOf(new Map([...prior.pool_vfs, ...stated]), pf),
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

function statedPools({ pools }: Pick<Config, 'pools'>): ReadonlyMap<string, string> {
  const stated = new Map<string, string>();
  if (pools === null || isOpen(pools)) return stated;
  for (const [name, pool] of pools) {
    if (!isOpen(pool) && typeof pool.vfs === 'string') stated.set(name, pool.vfs);
  }
  return stated;
}

function poolsOf(vfsByPool: ReadonlyMap<string, string>, pf: ConstructPath): Pick<LockFile, 'pools'> {
  const pools = [...vfsByPool].map(([name, vfs]): [string, LockedPool] => [
    `${pf}/${name}`,
    { physicalFunction: pf, vfs },
  ]);
  return { pools: Object.fromEntries(pools) };
}
