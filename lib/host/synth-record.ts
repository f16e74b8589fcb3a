import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readFormat } from '../formats/format';
import { InputError } from '../model/errors';
import { readJsonFile, writeFileAtomic } from './files';
import { OUT_FOLDER } from './out-folder';
import { SYNTH_RECORD, type SynthRecord } from './synth-record-format';

/** Set for apps that `sriov synth` runs: it says itself what became of the lock file. */
export const REPORT_FOLLOWS = 'SRIOV_REPORT_FOLLOWS';

/** Key of the id in the comment `//` of a stack. */
export const STACK_SYNTH_ID = 'sriovSynth';

/** Takes the record away: what the folder holds is no result of a whole synth until the next one is written. */
export function removeSynthRecord(outdir: string): void {
  rmSync(join(outdir, OUT_FOLDER.synth), { force: true });
}

/**
 * Writes the record of everything of ours that is in the folder now.
 *
 * @param written SHA-256 of files that were just written, by path in the out folder: they may be too large to be read back. Default: none
 * @param lockChanges what the synth changed in the lock file, in words; null, the default: nothing
 */
export function writeSynthRecord(
  outdir: string,
  stacks: readonly string[],
  written: Readonly<Record<string, string>> = {},
  lockChanges: string | null = null,
): SynthRecord {
  const files: Record<string, string> = {};
  for (const name of ownFiles(outdir)) files[name] = written[name] ?? digestOf(join(outdir, name));
  const id = sha256(JSON.stringify(files)).slice(0, 16);
  const record: SynthRecord = {
    synthVersion: 1,
    id,
    stacks: [...stacks].sort(),
    files,
    ...(lockChanges !== null && { lockChanges }),
  };
  writeFileAtomic(join(outdir, OUT_FOLDER.synth), `${JSON.stringify(record, null, 2)}\n`);
  return record;
}

/**
 * The record of an out folder, whose files are all there and as the synth wrote them.
 *
 * @throws InputError for a folder without a record, and for files that are missing, different or of another synth
 */
export function trustedRecord(outdir: string): SynthRecord {
  const record = readRecord(outdir);
  const refuse = (name: string, problem: string): never => {
    throw new InputError(join(outdir, name), problem, REMEDY);
  };
  for (const [name, digest] of Object.entries(record.files)) {
    if (!existsSync(join(outdir, name))) refuse(name, `synth ${record.id} wrote it, and it is missing`);
    if (digestOf(join(outdir, name)) !== digest) {
      refuse(name, `it is not what synth ${record.id} wrote: it was changed, or comes from another synth`);
    }
  }
  const stray = ownFiles(outdir).find((name) => !Object.hasOwn(record.files, name));
  if (stray !== undefined) refuse(stray, `synth ${record.id}, which wrote the rest of the folder, did not write it`);
  return record;
}

/**
 * Refuses a folder whose stacks do not belong to the same synth, so that no plan is carried out that the rest of the app
 * has left behind.
 *
 * @throws InputError for stacks of another synth, and after a synth that did not come to its end
 */
export function requireSameStacks(outdir: string, { id, stacks }: SynthRecord): void {
  for (const stack of stacks) {
    const found = synthIdOfStack(outdir, stack);
    if (found === id || found === 'not told') continue;
    const problem =
      found === null
        ? `synth ${id}, which wrote the plans, did not write this stack: it ended with errors`
        : `it is of synth ${found}, the plans are of synth ${id}`;
    throw new InputError(stackFile(outdir, stack), problem, `See sriov check ${outdir}; ${REMEDY.toLowerCase()}`);
  }
}

/** Id that a stack carries; null where there is none; HCL cannot tell. */
function synthIdOfStack(outdir: string, stack: string): string | null {
  const file = stackFile(outdir, stack);
  if (!existsSync(file)) return existsSync(file.replace(/\.json$/, '')) ? 'not told' : null;
  return new RegExp(`"${STACK_SYNTH_ID}": "([0-9a-f]{16})"`).exec(readFileSync(file, 'utf8'))?.[1] ?? null;
}

function stackFile(outdir: string, stack: string): string {
  return join(outdir, 'stacks', stack, 'cdk.tf.json');
}

const REMEDY = SYNTH_RECORD.remedy;

function readRecord(outdir: string): SynthRecord {
  const file = join(outdir, OUT_FOLDER.synth);
  if (!existsSync(file)) {
    throw new InputError(
      outdir,
      `there is no ${OUT_FOLDER.synth}, which a synth writes last: the last synth did not come to its end, or an older version wrote the folder`,
      REMEDY,
    );
  }
  return readFormat(SYNTH_RECORD, readJsonFile(file), file);
}

/** Files of ours that are there, in the order of names. */
function ownFiles(outdir: string): string[] {
  const hosts = join(outdir, OUT_FOLDER.hosts);
  const inHosts = existsSync(hosts) ? readdirSync(hosts).map((name) => `${OUT_FOLDER.hosts}/${name}`) : [];
  const beside = [OUT_FOLDER.findings, OUT_FOLDER.sarif].filter((name) => existsSync(join(outdir, name)));
  return [...beside, ...inHosts].sort();
}

function digestOf(file: string): string {
  return sha256(readFileSync(file));
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
