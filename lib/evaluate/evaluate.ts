import type { Catalog } from '../catalog/catalog';
import { driverTable } from '../catalog/driver-table';
import type { Inventory } from '../inventory/inventory';
import type { Finding } from '../model/finding';
import type { LockFile } from '../model/lock';
import type { ConstructPath } from '../model/units';
import type { WantedHost } from '../model/wanted';
import type { HostPlan } from '../plan/host-plan';
import { driversOf, ownersOf, planHost } from '../plan/plan';
import { targetOf } from '../plan/target';
import { NO_INVENTORY } from '../resolve/presume';
import { resolveFleet } from '../resolve/resolve';
import type { ResolvedHost } from '../resolve/resolved';
import { type AcknowledgementRequest, applyAcknowledgements } from '../rules/acknowledge';
import { runRules } from '../rules/engine';
import { simulatePlan } from '../simulate/kernel/simulate';
import { predictionFindings } from '../simulate/traffic/findings';
import { predict } from '../simulate/traffic/predict';
import type { HostPrediction } from '../simulate/traffic/prediction';
import { type InventoryClock, inventoryFindings } from './inventory-use';
import { planFindings } from './plan-findings';
import { REGISTRY } from './registry';

/** Everything that a fleet's evaluation starts from. */
export interface FleetInput {
  readonly hosts: readonly HostInput[];
  readonly catalog: Catalog;
  readonly lock: LockFile;
  /** Paths of all stacks of the run. @default the first parts of the hosts' paths */
  readonly stacks?: readonly ConstructPath[];
  /** Name of the app, where several share a lock file. @default none */
  readonly app?: string;
  readonly acknowledgements: readonly AcknowledgementRequest[];
  /** What was found before: files that could not be read, and the like. */
  readonly findings: readonly Finding[];
  /** The time, for the age of inventories, which are not judged by it without. @default none: the core has no clock */
  readonly clock?: InventoryClock;
}

export interface HostInput {
  readonly wanted: WantedHost;
  readonly inventory: Inventory | null;
  /**
   * There is an inventory that cannot be read, which a finding of `findings` says. Nothing else is said of the host: what is
   * presumed of it would be beside the point.
   * @default false
   */
  readonly unreadable?: boolean;
  /** The inventory is a model of several hosts. @default false */
  readonly isTemplate?: boolean;
  /** Where its connection leads, in words. @default not known */
  readonly reachedAt?: string;
}

/** What is proved, planned and predicted of a fleet. */
export interface FleetResult {
  readonly hosts: readonly HostResult[];
  /** Of all stages and hosts, acknowledged ones included. */
  readonly findings: readonly Finding[];
  /** The lock file as it must be now. */
  readonly lock: LockFile;
}

export interface HostResult {
  readonly path: ConstructPath;
  readonly resolved: ResolvedHost;
  readonly plan: HostPlan;
  readonly prediction: HostPrediction;
}

/** Resolves, judges, plans, simulates and predicts every host. Pure: the same input gives the same result. */
export function evaluateFleet(input: FleetInput): FleetResult {
  const resolution = resolveFleet(input);
  const planned: Finding[] = [];
  const hosts = resolution.hosts.map((host) => evaluateHost(host, input.catalog, planned));
  const undecided = new Map<ConstructPath, Set<string>>();
  const rules = runRules(resolution.hosts, {
    withoutInventory: ({ path }, { id }) => undecided.set(path, (undecided.get(path) ?? new Set()).add(id)),
  });
  // Of values that were none there is nothing left there, and every other one is written in one way.
  const uses = input.hosts.map((host, n) => ({ ...host, wanted: resolution.hosts[n]?.wanted ?? host.wanted }));
  const inventories = inventoryFindings(uses, input.clock ?? null);
  const judged = [...inventories, ...withUndecided(resolution.findings, undecided), ...rules];
  const evaluated = [
    ...judged,
    ...notYetSaid(planned, judged),
    ...hosts.flatMap((host) => predictionFindings(host.resolved, host.prediction)),
  ];
  const unread = input.hosts.filter(({ unreadable }) => unreadable === true).map(({ wanted }) => wanted.path);
  const findings = [...input.findings, ...evaluated.filter(({ constructPath }) => !isWithin(constructPath, unread))];
  return { hosts, findings: applyAcknowledgements(findings, input.acknowledgements, REGISTRY), lock: resolution.lock };
}

/**
 * @param findings is told what keeps the plan from running. The simulation itself, as large as the plan and the inventory
 * together, is not kept: with hundreds of hosts that costs more than making it.
 */
function evaluateHost(resolved: ResolvedHost, catalog: Catalog, findings: Finding[]): HostResult {
  const allowDisrupt = resolved.wanted.policy.allowDisrupt ?? [];
  const target = targetOf(resolved);
  const { path, name, presumed } = resolved;
  const planned = { path, name, presumed, drivers: driverTable(catalog, driversOf(target, resolved.inventory)) };
  const plan = planHost(planned, target, resolved.inventory, { allowDisrupt, owners: ownersOf(resolved) });
  for (const fault of planFindings(plan, simulatePlan(plan, resolved.inventory))) findings.push(fault);
  return { path: resolved.path, resolved, plan, prediction: predict(resolved) };
}

/** Whether a construct is one of these or stands below one. */
export function isWithin(path: ConstructPath, places: readonly ConstructPath[]): boolean {
  return places.some((place) => path === place || path.startsWith(`${place}/`));
}

/** A host without an inventory is said to be one once, with the rules that cannot be decided for it. */
function withUndecided(
  findings: readonly Finding[],
  undecided: ReadonlyMap<ConstructPath, ReadonlySet<string>>,
): Finding[] {
  return findings.map((finding) => {
    const rules = finding.ruleId === NO_INVENTORY ? undecided.get(finding.constructPath) : undefined;
    if (rules === undefined) return finding;
    const message = `${finding.message}. Not checked for want of facts: ${[...rules].sort().join(', ')}`;
    return { ...finding, message };
  });
}

/** A refusal of the plan repeats what a rule says of the same PF or a pool of it: the rule's words are the better ones. */
function notYetSaid(planned: readonly Finding[], judged: readonly Finding[]): Finding[] {
  if (planned.length === 0) return [];
  const said = new Set<string>();
  for (const { ruleId, constructPath } of judged) {
    for (let path = constructPath; ; path = path.slice(0, path.lastIndexOf('/'))) {
      said.add(`${ruleId} ${path}`);
      if (!path.includes('/')) break;
    }
  }
  return planned.filter(({ ruleId, constructPath }) => !said.has(`${ruleId} ${constructPath}`));
}
