import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostResult } from '../../evaluate/evaluate';
import { serializeInventory } from '../../inventory/parse';
import { serializeHostPlan } from '../../plan/serialize';
import { fileNameOf } from './file-names';

const FOLDER = 'sriov';

/**
 * Writes what `sriov simulate` and `sriov synth` read: `sriov/<host>/host-plan.json`, `observed.json` and
 * `prediction.json` in the out folder. All hosts go into a new folder that then takes the place of the old one: nobody
 * sees half of them, and hosts that are gone leave nothing behind.
 */
export function writeHostFiles(outdir: string, hosts: readonly HostResult[]): void {
  mkdirSync(outdir, { recursive: true });
  const draft = mkdtempSync(join(outdir, `.${FOLDER}-`));
  try {
    for (const host of hosts) writeHost(join(draft, fileNameOf(host.path)), host);
    const final = join(outdir, FOLDER);
    rmSync(final, { recursive: true, force: true });
    renameSync(draft, final);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}

function writeHost(folder: string, { plan, resolved, prediction }: HostResult): void {
  mkdirSync(folder);
  writeFileSync(join(folder, 'host-plan.json'), serializeHostPlan(plan));
  writeFileSync(join(folder, 'observed.json'), serializeInventory(resolved.inventory));
  writeFileSync(join(folder, 'prediction.json'), `${JSON.stringify(prediction)}\n`);
}
