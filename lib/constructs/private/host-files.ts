import { join } from 'node:path';
import type { HostResult } from '../../evaluate/evaluate';
import { writeFileAtomic } from '../../host/files';
import { serializeInventory } from '../../inventory/parse';
import { serializeHostPlan } from '../../plan/serialize';
import { fileNameOf } from './file-names';

/**
 * Writes what `sriov simulate` and `sriov plan` read: `sriov/<host>/host-plan.json`, `observed.json` and
 * `prediction.json` in the out folder.
 */
export function writeHostFiles(outdir: string, host: HostResult): void {
  const folder = join(outdir, 'sriov', fileNameOf(host.path));
  writeFileAtomic(join(folder, 'host-plan.json'), serializeHostPlan(host.plan));
  writeFileAtomic(join(folder, 'observed.json'), serializeInventory(host.resolved.inventory));
  writeFileAtomic(join(folder, 'prediction.json'), `${JSON.stringify(host.prediction)}\n`);
}
