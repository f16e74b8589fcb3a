import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { planFindings } from '../evaluate/plan-findings';
import { readJsonFile } from '../host/files';
import { OUT_FOLDER } from '../host/out-folder';
import { requireSameStacks, trustedRecord } from '../host/synth-record';
import type { SynthRecord } from '../host/synth-record-format';
import type { Inventory } from '../inventory/inventory';
import { parseInventory } from '../inventory/parse';
import { InputError } from '../model/errors';
import type { Finding } from '../model/finding';
import type { HostPlan } from '../plan/host-plan';
import { parseHostPlan } from '../plan/parse';
import { parseFindings } from '../report/findings';
import { simulatePlan } from '../simulate/kernel/simulate';
import type { HostPrediction } from '../simulate/traffic/prediction';

/** What synth wrote for one host. */
export interface HostFiles {
  readonly plan: HostPlan;
  readonly observed: Inventory;
  /** null beside a lone plan file. */
  readonly prediction: HostPrediction | null;
}

/**
 * Findings of an out folder, or of a plan file: what refuses it and what its simulation ends in.
 *
 * @param observedFile inventory to simulate a plan file from; default: the one it was made for
 */
export function findingsOf(target: string, observedFile?: string): readonly Finding[] {
  if (!isFolder(target)) return planFileFindings(target, observedFile);
  if (observedFile !== undefined) {
    throw new InputError('--observed', `${target} is the folder of a whole synth`, 'Name the plan file of a host');
  }
  const file = join(target, OUT_FOLDER.findings);
  if (!existsSync(file)) throw notSynthesised(target);
  trustedRecord(target);
  return parseFindings(readJsonFile(file), file).findings;
}

/** Changes whenever a synth writes to the folder; null while it holds no result. */
export function stampOf(folder: string): string | null {
  const stats = statSync(join(folder, OUT_FOLDER.findings), { throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.ino} ${stats.mtimeMs}`;
}

/** Every host of an out folder in the order of names, or the one of a plan file. */
export function hostsOf(target: string, observedFile?: string): HostFiles[] {
  const files = planFilesOf(target);
  if (observedFile !== undefined && files.length > 1) {
    throw new InputError(
      '--observed',
      `${target} holds ${files.length} hosts and one inventory`,
      'Name the plan file of the host instead of the folder',
    );
  }
  return files.map((file) => planFile(file, observedFile));
}

/** A plan and the file that it is in. */
export interface PlanOnDisk {
  readonly file: string;
  readonly plan: HostPlan;
}

/** Every plan of an out folder in the order of names, or the one of a plan file; what it was made for is not asked. */
export function plansOf(target: string): PlanOnDisk[] {
  const files = planFilesOf(target, requireSameStacks);
  if (!isFolder(target)) requireSameSynth(target);
  return files.map((file) => ({ file, plan: parseHostPlan(readJsonFile(file), file) }));
}

/** The inventory that a plan was made for. @throws InputError when nothing beside the plan says it */
export function observedFor({ file, plan }: PlanOnDisk): Inventory {
  return observedBeside(file, plan, 'Name the out folder of the synth, or a plan file inside it');
}

/** @param also what else has to hold of the synth that wrote the folder */
function planFilesOf(target: string, also: (outdir: string, record: SynthRecord) => void = () => undefined): string[] {
  if (!isFolder(target)) return [target];
  const folder = join(target, OUT_FOLDER.hosts);
  if (!existsSync(folder)) throw notSynthesised(target);
  const names = readdirSync(folder).filter((name) => name.endsWith(OUT_FOLDER.planEnding));
  if (names.length > 0) also(target, trustedRecord(target));
  return names.sort().map((name) => join(folder, name));
}

/** A plan file that is still where a synth put it is one of that synth; taken elsewhere it stands for itself. */
function requireSameSynth(target: string): void {
  const outdir = dirname(dirname(resolve(target)));
  if (resolve(target) !== join(outdir, OUT_FOLDER.hosts, basename(target))) return;
  if (existsSync(join(outdir, OUT_FOLDER.synth))) requireSameStacks(outdir, trustedRecord(outdir));
}

function planFileFindings(file: string, observedFile?: string): readonly Finding[] {
  const { plan, observed } = planFile(file, observedFile);
  return planFindings(plan, simulatePlan(plan, observed));
}

function planFile(file: string, observedFile?: string): HostFiles {
  const plan = parseHostPlan(readJsonFile(file), file);
  const observed =
    observedFile === undefined
      ? observedBeside(file, plan, 'Give its inventory with --observed')
      : parseInventory(readJsonFile(observedFile), observedFile);
  return { plan, observed, prediction: predictionBeside(file, plan) };
}

function observedBeside(file: string, plan: HostPlan, whatToDo: string): Inventory {
  const all = join(dirname(file), OUT_FOLDER.observed);
  const value = existsSync(all) ? memberOf(all, plan.host) : undefined;
  if (value === undefined) throw new InputError(file, `nothing beside it says how ${plan.host} is now`, whatToDo);
  return parseInventory(value, `${all}#/${plan.host.replaceAll('/', '~1')}`);
}

function predictionBeside(file: string, plan: HostPlan): HostPrediction | null {
  const all = join(dirname(file), OUT_FOLDER.predictions);
  return existsSync(all) ? ((memberOf(all, plan.host) as HostPrediction | undefined) ?? null) : null;
}

/** Files that hold all hosts are read once, however many hosts are asked for. */
const documents = new Map<string, unknown>();

function memberOf(file: string, host: string): unknown {
  if (!documents.has(file)) documents.set(file, readJsonFile(file));
  const document = documents.get(file);
  if (typeof document !== 'object' || document === null) {
    throw new InputError(file, 'this is no JSON object', 'Run "sriov synth" again');
  }
  return (document as Record<string, unknown>)[host];
}

function isFolder(target: string): boolean {
  if (!existsSync(target))
    throw new InputError(target, 'there is no such file or folder', 'Name the out folder of a synth, or a plan file');
  return statSync(target).isDirectory();
}

function notSynthesised(target: string): InputError {
  return new InputError(
    target,
    'the folder holds no result of this library',
    'Run "sriov synth" or "cdktf synth" first',
  );
}
