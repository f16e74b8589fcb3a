import { attribute, key, type Say } from '../../schema';
import { isOpen } from '../known';
import type { Config } from './wanted';

/** A name of a VM stands for its VF in `vms` of the PF: two pools cannot both have it. */
export function validate(config: Config, say: Say): void {
  const { pools } = config;
  if (pools === null || isOpen(pools)) return;
  const seen = new Map<string, string>();
  for (const [pool, stated] of pools) {
    if (isOpen(stated) || stated.vms === null || isOpen(stated.vms)) continue;
    for (const name of stated.vms.keys()) {
      const other = seen.get(name);
      seen.set(name, pool);
      if (other === undefined) continue;
      say.error(
        'Two pools have a VM of one name',
        `${JSON.stringify(name)} is in vms of pool ${JSON.stringify(other)} and of pool ${JSON.stringify(pool)}. Give one of them another name there, and say vm = ${JSON.stringify(name)} in it.`,
        [attribute('pools'), key(pool), attribute('vms'), key(name)],
      );
    }
  }
}
