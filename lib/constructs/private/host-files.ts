import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { HostResult } from '../../evaluate/evaluate';
import { writeByHost } from '../../host/by-host';
import { OUT_FOLDER } from '../../host/out-folder';
import { serializeHostPlan } from '../../plan/serialize';
import { attachmentRecords } from '../../resolve/attachment-record';
import type { ConstructPath } from '../../model/units';
import type { FailurePrediction } from '../../simulate/failure/failure';

/** What is said of each host, by the name of the file that says it of all of them. */
const FILES: Readonly<Record<string, (host: HostResult) => string>> = {
  [OUT_FOLDER.plans]: ({ plan }) => serializeHostPlan(plan),
  [OUT_FOLDER.observed]: ({ resolved }) => JSON.stringify(resolved.inventory),
  [OUT_FOLDER.predictions]: ({ prediction }) => JSON.stringify(prediction),
  [OUT_FOLDER.attachments]: ({ resolved }) => JSON.stringify(attachmentRecords(resolved)),
};

/**
 * Writes what the command line reads: the files of `sriov`, each for all hosts. A file for each host costs more than what
 * is in it: with hundreds of hosts, 1 to 9 % of a synth went into making them.
 *
 * All go into a new folder that then takes the place of the old one: nobody sees half of them, and hosts that are gone
 * leave nothing behind.
 *
 * @param failures by path of the host; default none: there is no file of them
 * @returns SHA-256 of each file, by its path in the out folder
 */
export function writeHostFiles(
  outdir: string,
  hosts: readonly HostResult[],
  failures: ReadonlyMap<ConstructPath, FailurePrediction> | null = null,
): Readonly<Record<string, string>> {
  mkdirSync(outdir, { recursive: true });
  const draft = mkdtempSync(join(outdir, `.${OUT_FOLDER.hosts}-`));
  try {
    const files: typeof FILES =
      failures === null
        ? FILES
        : { ...FILES, [OUT_FOLDER.failures]: ({ path }) => JSON.stringify(failures.get(path) ?? null) };
    const digests = Object.entries(files).map(([name, textOf]) => [
      `${OUT_FOLDER.hosts}/${name}`,
      writeByHost(join(draft, name), membersOf(hosts, textOf)),
    ]);
    const final = join(outdir, OUT_FOLDER.hosts);
    rmSync(final, { recursive: true, force: true });
    renameSync(draft, final);
    return Object.fromEntries(digests) as Record<string, string>;
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}

function* membersOf(hosts: readonly HostResult[], textOf: (host: HostResult) => string) {
  for (const host of hosts) yield [host.path, textOf(host)] as const;
}
