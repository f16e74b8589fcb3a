import { MAX_VF_INDEX } from '../../../model/lock';
import { countOf, parseRanges } from '../../../model/vf-ranges';
import { attribute, key, type Say } from '../../schema';
import { isOpen } from '../known';
import type { Config } from './wanted';

/** A name of a VM stands for its VF in `vms` of the PF: two pools cannot both have it. VFs of a pool are said in one way. */
export function validate(config: Config, say: Say): void {
  const { pools } = config;
  if (pools === null || isOpen(pools)) return;
  const seen = new Map<string, string>();
  for (const [pool, stated] of pools) {
    if (isOpen(stated)) continue;
    validateVfs(pool, stated, say);
    if (stated.vms === null || isOpen(stated.vms)) continue;
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

interface StatedVfs {
  readonly vfs: unknown;
  readonly count: unknown;
  readonly first_vf: unknown;
}

function validateVfs(pool: string, { vfs, count, first_vf: firstVf }: StatedVfs, say: Say): void {
  if (typeof vfs !== 'string') return;
  const place = [attribute('pools'), key(pool), attribute('vfs')];
  if (firstVf !== null) {
    say.error('The VFs of a pool are said twice', 'Set one of vfs and first_vf.', place);
  }
  const ranges = parseRanges(vfs, MAX_VF_INDEX);
  if (ranges === null || typeof count !== 'number' || countOf(ranges) === count) return;
  say.error(
    'A pool has another number of VFs than its count',
    `vfs ${JSON.stringify(vfs)} are ${countOf(ranges)} VFs, and count is ${count}. Make them agree.`,
    place,
  );
}
