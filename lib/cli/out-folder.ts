import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
import type { AttachmentRecord } from '../resolve/attachment-record';
import type { FailurePrediction } from '../simulate/failure/failure';
import { simulatePlan } from '../simulate/kernel/simulate';
import type { HostPrediction } from '../simulate/traffic/prediction';

/** What synth wrote for one host. */
export interface HostFiles {
  readonly plan: HostPlan;
  readonly observed: Inventory;
  /** null beside a lone plan file. */
  readonly prediction: HostPrediction | null;
  /** null beside a lone plan file, and in a folder that an older version wrote. */
  readonly attachments: readonly AttachmentRecord[] | null;
  /** What is left after a failure; null where the app did not ask for it. */
  readonly failures: FailurePrediction | null;
}

/** What a command judges of a target. */
export interface Judged {
  /** Only this host, by name or construct path. @default all */
  readonly host?: string;
  /** Inventory to simulate the plan of one host from. @default the one it was made for */
  readonly observed?: string;
}

/** Findings of an out folder; of a plan file, or of one host of the folder, what refuses it and what its simulation ends in. */
export function findingsOf(target: string, judged: Judged = {}): readonly Finding[] {
  if (!isFolder(target) || judged.host !== undefined) {
    return hostsOf(target, judged).flatMap(({ plan, observed }) => planFindings(plan, simulatePlan(plan, observed)));
  }
  if (judged.observed !== undefined) {
    throw new InputError('--observed', `${target} is the folder of a whole synth`, 'Say which host with --host NAME');
  }
  const file = join(target, OUT_FOLDER.findings);
  if (!existsSync(file)) throw notSynthesised(target);
  trustedRecord(target);
  return parseFindings(readJsonFile(file), file).findings;
}

/** What the synth changed in the lock file, in words; null: nothing. */
export function lockChangesOf(folder: string): string | null {
  return trustedRecord(folder).lockChanges ?? null;
}

/** Changes whenever a synth writes to the folder; null while it holds no result. */
export function stampOf(folder: string): string | null {
  const stats = statSync(join(folder, OUT_FOLDER.findings), { throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.ino} ${stats.mtimeMs}`;
}

/** Every host of an out folder in the order of the synth, or the one of a plan file. */
export function hostsOf(target: string, { host, observed }: Judged = {}): HostFiles[] {
  const all = plansIn(target);
  const plans = host === undefined ? all : [planNamed(host, all)];
  if (observed !== undefined && plans.length > 1) {
    throw new InputError(
      '--observed',
      `${target} holds ${plans.length} hosts and one inventory`,
      'Say which host with --host NAME',
    );
  }
  return plans.map((plan) => hostFiles(plan, observed));
}

/** A plan and the file that it is in. */
export interface PlanOnDisk {
  readonly file: string;
  readonly plan: HostPlan;
}

/** Every plan of an out folder in the order of the synth, or the one of a plan file; what it was made for is not asked. */
export function plansOf(target: string): PlanOnDisk[] {
  return plansIn(target, requireSameStacks);
}

/** @throws InputError unless one host has this name or construct path */
export function planNamed<T extends { readonly plan: HostPlan }>(host: string, plans: readonly T[]): T {
  const [named, ...others] = plans.filter(({ plan }) => plan.name === host || plan.host === host);
  if (named !== undefined && others.length === 0) return named;
  const problem = named === undefined ? `no host is called ${host}` : `${others.length + 1} hosts are called ${host}`;
  throw new InputError('--host', problem, `Use one of ${plans.map(({ plan }) => plan.host).join(', ')}`);
}

/** The inventory that a plan was made for. @throws InputError when nothing beside the plan says it */
export function observedFor({ file, plan }: PlanOnDisk): Inventory {
  return observedBeside(file, plan, 'Name the out folder of the synth, or a plan file inside it');
}

/** @param also what else has to hold of the synth that wrote the folder */
function plansIn(target: string, also: (outdir: string, record: SynthRecord) => void = () => undefined): PlanOnDisk[] {
  if (!isFolder(target)) return [{ file: target, plan: parseHostPlan(readJsonFile(target), target) }];
  const folder = join(target, OUT_FOLDER.hosts);
  if (!existsSync(folder)) throw notSynthesised(target);
  const record = trustedRecord(target);
  const file = join(folder, OUT_FOLDER.plans);
  if (!existsSync(file)) throw olderFolder(folder);
  const plans = Object.entries(objectIn(file));
  if (plans.length > 0) also(target, record);
  return plans.map(([host, plan]) => ({ file, plan: parseHostPlan(plan, placeIn(file, host)) }));
}

function hostFiles({ file, plan }: PlanOnDisk, observedFile: string | undefined): HostFiles {
  const observed =
    observedFile === undefined
      ? observedBeside(file, plan, 'Give its inventory with --observed')
      : parseInventory(readJsonFile(observedFile), observedFile);
  const prediction = saidBeside<HostPrediction>(file, OUT_FOLDER.predictions, plan);
  const attachments = saidBeside<readonly AttachmentRecord[]>(file, OUT_FOLDER.attachments, plan);
  const failures = saidBeside<FailurePrediction>(file, OUT_FOLDER.failures, plan);
  return { plan, observed, prediction, attachments, failures };
}

function observedBeside(file: string, plan: HostPlan, whatToDo: string): Inventory {
  const all = join(dirname(file), OUT_FOLDER.observed);
  const value = existsSync(all) ? hostsIn(all)[plan.host] : undefined;
  if (value === undefined) throw new InputError(file, `nothing beside it says how ${plan.host} is now`, whatToDo);
  return parseInventory(value, placeIn(all, plan.host));
}

/** What another file of the folder says of the host of a plan; null where there is none. */
function saidBeside<T>(file: string, name: string, { host }: HostPlan): T | null {
  const all = join(dirname(file), name);
  return existsSync(all) ? ((hostsIn(all)[host] as T | undefined) ?? null) : null;
}

/** Files that hold all hosts are read once, however many hosts are asked for. */
const documents = new Map<string, Readonly<Record<string, unknown>>>();

/** What a file says of each host, by path. */
function hostsIn(file: string): Readonly<Record<string, unknown>> {
  const known = documents.get(file) ?? objectIn(file);
  documents.set(file, known);
  return known;
}

function objectIn(file: string): Readonly<Record<string, unknown>> {
  const document = readJsonFile(file);
  if (typeof document !== 'object' || document === null) {
    throw new InputError(file, 'this is no JSON object', 'Run "sriov synth" again');
  }
  return document as Readonly<Record<string, unknown>>;
}

/** The place of a host in a file that holds all of them. */
function placeIn(file: string, host: string): string {
  return `${file}#/${host.replaceAll('/', '~1')}`;
}

export function isFolder(target: string): boolean {
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

function olderFolder(folder: string): InputError {
  return new InputError(
    folder,
    `it has no ${OUT_FOLDER.plans}: an older version wrote it, with a file for the plan of each host`,
    'Run "sriov synth" again',
  );
}
