import type { Inventory } from '../../lib/inventory/inventory';
import { builtInKernel } from '../support/kernel';
import type { KillableHost } from './kill-points';
import { MemoryHost, snapshotsOf } from './memory-host';

/**
 * A virtual host whose clients are killed at every point where a run can be cut short. The kernel model stands still
 * for a dead client, so the state at a point is what a kill there leaves.
 *
 * @param killed what else is gone: with the `host` it boots again
 */
export function killableVirtualHost(initial: Inventory, killed: 'client' | 'host' = 'client'): KillableHost {
  return {
    fresh: async () => new MemoryHost(initial).connect(),
    afterEachKill: async (work, checks) => {
      const snapshots = await snapshotsOf(new MemoryHost(initial), work);
      for (const { point, state } of snapshots) {
        const at = `${point.at} step ${point.index}`;
        for (const check of checks) {
          const host = new MemoryHost(initial);
          host.state = killed === 'host' ? { ...state, inventory: rebooted(state.inventory) } : state;
          host.killClients();
          await check(host.connect(), at);
        }
      }
      return snapshots.length;
    },
  };
}

/** The host after a boot: no VFs, autoprobe on, legacy switching; the network's configuration sets the PFs as before. */
export function rebooted(inventory: Inventory): Inventory {
  const kernel = builtInKernel(inventory);
  for (const { address, network } of inventory.physicalFunctions) {
    kernel.operate({ do: 'write-numvfs', pf: address, text: '0' });
    kernel.operate({ do: 'write-autoprobe', pf: address, text: '1' });
    if (network?.eswitchMode === 'switchdev') kernel.operate({ do: 'eswitch-mode', pf: address, mode: 'legacy' });
    kernel.operate({ do: 'reset', pf: address });
  }
  kernel.elapse(60_000);
  return kernel.observe();
}
