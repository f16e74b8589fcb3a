import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostResult } from '../../evaluate/evaluate';
import { OUT_FOLDER } from '../../host/out-folder';
import { serializeHostPlan } from '../../plan/serialize';
import { fileNameOf } from '../../host/file-names';

/**
 * Writes what the command line reads: `sriov/<host>.plan.json`, and for all hosts together `observed.json` and
 * `predictions.json`, a line a host. Few files, since making one costs more than what is in it.
 *
 * All go into a new folder that then takes the place of the old one: nobody sees half of them, and hosts that are gone
 * leave nothing behind.
 */
export function writeHostFiles(outdir: string, hosts: readonly HostResult[]): void {
  mkdirSync(outdir, { recursive: true });
  const draft = mkdtempSync(join(outdir, `.${OUT_FOLDER.hosts}-`));
  try {
    for (const { path, plan } of hosts) {
      writeFileSync(join(draft, `${fileNameOf(path)}${OUT_FOLDER.planEnding}`), serializeHostPlan(plan));
    }
    writeFileSync(
      join(draft, OUT_FOLDER.observed),
      linesOf(hosts, ({ resolved }) => resolved.inventory),
    );
    writeFileSync(
      join(draft, OUT_FOLDER.predictions),
      linesOf(hosts, ({ prediction }) => prediction),
    );
    const final = join(outdir, OUT_FOLDER.hosts);
    rmSync(final, { recursive: true, force: true });
    renameSync(draft, final);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}

/** A JSON object with the host's path as key, and a line for each host. */
function linesOf(hosts: readonly HostResult[], value: (host: HostResult) => unknown): string {
  return `{\n${hosts.map((host) => `${JSON.stringify(host.path)}: ${JSON.stringify(value(host))}`).join(',\n')}\n}\n`;
}
