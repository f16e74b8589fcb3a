import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { planFindings } from '../evaluate/plan-findings';
import { readJsonFile } from '../host/files';
import type { Inventory } from '../inventory/inventory';
import { parseInventory } from '../inventory/parse';
import { InputError } from '../model/errors';
import type { Finding } from '../model/finding';
import type { HostPlan } from '../plan/host-plan';
import { parseHostPlan } from '../plan/parse';
import { parseFindings } from '../report/findings';
import { simulatePlan } from '../simulate/kernel/simulate';
import type { HostPrediction } from '../simulate/traffic/prediction';

/** Names inside an out folder, as synth writes them. */
const FINDINGS_FILE = 'sriov-findings.json';
const HOSTS_FOLDER = 'sriov';
const PLAN_FILE = 'host-plan.json';
const OBSERVED_FILE = 'observed.json';
const PREDICTION_FILE = 'prediction.json';

/** What synth wrote for one host. */
export interface HostFiles {
  readonly plan: HostPlan;
  readonly observed: Inventory;
  /** null beside a lone plan file. */
  readonly prediction: HostPrediction | null;
}

/** Findings of an out folder, or of a plan file: what refuses it and what its simulation ends in. */
export function findingsOf(target: string): readonly Finding[] {
  if (!isFolder(target)) return planFileFindings(target);
  const file = join(target, FINDINGS_FILE);
  if (!existsSync(file)) throw notSynthesised(target);
  return parseFindings(readJsonFile(file), file).findings;
}

/** Every host of an out folder in the order of names, or the one of a plan file. */
export function hostsOf(target: string, observedFile?: string): HostFiles[] {
  if (!isFolder(target)) return [planFile(target, observedFile)];
  const folder = join(target, HOSTS_FOLDER);
  if (!existsSync(folder)) throw notSynthesised(target);
  const names = readdirSync(folder).sort();
  if (observedFile !== undefined && names.length > 1) {
    throw new InputError(
      '--observed',
      `${target} holds ${names.length} hosts and one inventory`,
      'Name the plan file of the host instead of the folder',
    );
  }
  return names.map((name) => ({
    ...planFile(join(folder, name, PLAN_FILE), observedFile),
    prediction: predictionFile(join(folder, name, PREDICTION_FILE)),
  }));
}

function planFileFindings(file: string): readonly Finding[] {
  const { plan, observed } = planFile(file);
  return planFindings(plan, simulatePlan(plan, observed));
}

function planFile(file: string, observedFile = join(dirname(file), OBSERVED_FILE)): HostFiles {
  const plan = parseHostPlan(readJsonFile(file), file);
  if (!existsSync(observedFile)) {
    throw new InputError(file, `there is no ${observedFile} that says how the host is now`, 'Give it with --observed');
  }
  return { plan, observed: parseInventory(readJsonFile(observedFile), observedFile), prediction: null };
}

function predictionFile(file: string): HostPrediction | null {
  return existsSync(file) ? (readJsonFile(file) as HostPrediction) : null;
}

function isFolder(target: string): boolean {
  if (!existsSync(target))
    throw new InputError(
      target,
      'there is no such file or folder',
      'Name the out folder of a synth, or a host-plan.json',
    );
  return statSync(target).isDirectory();
}

function notSynthesised(target: string): InputError {
  return new InputError(
    target,
    'the folder holds no result of this library',
    'Run "sriov synth" or "cdktf synth" first',
  );
}
