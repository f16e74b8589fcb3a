import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import { evaluateFleet, type FleetInput } from '../../lib/evaluate/evaluate';
import type { Inventory } from '../../lib/inventory/inventory';
import { InputError } from '../../lib/model/errors';
import { serializeLockFile } from '../../lib/lock/serialize';
import { blastRadius } from '../../lib/plan/blast-radius';
import { stateBefore } from '../../lib/plan/before';
import { differences } from '../../lib/plan/difference';
import type { HostPlan, TargetState } from '../../lib/plan/host-plan';
import { identityToFind } from '../../lib/plan/identity';
import { ownersOf, planHost } from '../../lib/plan/plan';
import { serializeHostPlan } from '../../lib/plan/serialize';
import { planBoot } from '../../lib/render/persistence';
import { renderPfScript } from '../../lib/render/script';
import { findingsMarkdown } from '../../lib/report/markdown';
import { renderPlan } from '../../lib/report/plan';
import { renderPrediction } from '../../lib/report/prediction';
import { runScript } from '../../lib/shell/run-script';
import { simulatePlan } from '../../lib/simulate/kernel/simulate';

/**
 * What this version of the code makes of an input, as texts by name. A later version is held against an earlier one by these
 * texts, so that a change of the code's shape shows when it changes what the code does (`scripts/differential.mjs`).
 */
export type Outcome = Readonly<Record<string, string>>;

/** A fleet as the constructs give it, without what is the same for all: plain JSON. */
export type DifferentialFleet = Pick<FleetInput, 'hosts' | 'lock'>;

/** A state that is wanted of a host in kernel terms, wherever it comes from. */
export interface DifferentialTarget {
  readonly target: TargetState;
  readonly observed: Inventory;
  readonly allowDisrupt: readonly string[];
}

const FOLDERS = {
  sys: '/sys',
  proc: '/proc',
  dev: '/dev',
  etc: '/etc',
  libvirt: '/l',
  udev: '/u',
  modules: '/m',
  state: '/s',
  locks: '/r',
};

/** Findings, lock file, plans, simulations, predictions, reports and scripts of a fleet. */
export function outcomeOfFleet({ hosts, lock }: DifferentialFleet): Outcome {
  const clock = { now: Date.UTC(2026, 0, 1), maxAgeDays: 30 };
  const input = { hosts, lock, catalog: DEFAULT_CATALOG, acknowledgements: [], findings: [], clock };
  const result = evaluateFleet(input);
  const outcome: Record<string, string> = {
    findings: JSON.stringify(result.findings),
    markdown: findingsMarkdown(result.findings),
    lock: serializeLockFile(result.lock),
  };
  for (const { path, resolved, plan, prediction } of result.hosts) {
    const boot = planBoot({ ...resolved, drivers: plan.drivers }, plan.target, resolved.inventory);
    Object.assign(outcome, named(path, outcomeOfPlan(plan, resolved.inventory, boot)), {
      [`${path} prediction`]: `${JSON.stringify(prediction)}\n${renderPrediction(prediction)}`,
      [`${path} owners`]: JSON.stringify([...ownersOf(resolved)]),
      [`${path} attachments`]: JSON.stringify(resolved.attachments),
    });
  }
  return outcome;
}

/** Plan, simulation, way back and scripts towards a target. */
export function outcomeOfTarget({ target, observed, allowDisrupt }: DifferentialTarget): Outcome {
  const host = { path: 'rack/kvm', name: 'kvm', presumed: false, drivers: BUILT_IN_DRIVERS };
  const plan = planHost(host, target, observed, { allowDisrupt });
  const before = stateBefore(plan, observed, new Map());
  const { end } = simulatePlan(plan, observed);
  const back = planHost(host, before, end, { allowDisrupt });
  return {
    ...outcomeOfPlan(plan, observed, planBoot(host, target, observed)),
    before: JSON.stringify(before),
    ...named('back:', { plan: serializeHostPlan(back), end: JSON.stringify(simulatePlan(back, end)) }),
  };
}

function outcomeOfPlan(plan: HostPlan, observed: Inventory, boot: HostPlan): Outcome {
  const simulation = simulatePlan(plan, observed);
  const outcome: Record<string, string> = {
    plan: serializeHostPlan(plan),
    simulation: JSON.stringify(simulation),
    report: renderPlan(plan, simulation),
    blast: JSON.stringify(blastRadius(plan, observed)),
    differences: JSON.stringify(differences(plan.target, observed)),
    run: textOf(() => runOf(plan, observed)),
  };
  for (const { address } of plan.target.physicalFunctions) {
    outcome[`script ${address}`] = textOf(() => renderPfScript(plan, address));
    outcome[`script at boot ${address}`] = textOf(() => renderPfScript(plan, address, { by: 'systemd', plan: boot }));
  }
  return outcome;
}

function runOf(plan: HostPlan, observed: Inventory): string {
  const { steps } = plan;
  const touched = new Set(steps.map(({ pf }) => pf));
  const allowInUse = plan.disruptions.map(({ pf, vf }) => ({ pf, vf }));
  const identity = identityToFind(plan, plan.target, observed, touched);
  const fixed = { id: 'run-1', client: 'me@here', mark: 'mark', record: '{}', after: null, folders: FOLDERS };
  return runScript({ ...fixed, steps, allowInUse, allowManagement: [], identity });
}

/** A refusal is an outcome as well; anything else that is thrown is not expected of any input. */
function textOf(write: () => string): string {
  try {
    return write();
  } catch (error) {
    if (error instanceof InputError) return `refused: ${error.message}`;
    throw error;
  }
}

function named(prefix: string, outcome: Outcome): Outcome {
  return Object.fromEntries(Object.entries(outcome).map(([name, text]) => [`${prefix} ${name}`, text]));
}
