import type { HostPort, HostReading, NamedRun, RunPurpose } from '../host/port';
import type { Inventory } from '../inventory/inventory';
import { carriesManagement } from '../inventory/management';
import { unlistedVfs } from '../inventory/unlisted';
import type { ConstructPath, PciAddress } from '../model/units';
import { isAllowedByName } from '../plan/allowed';
import { stateBefore, stateBeside } from '../plan/before';
import { pfFacts } from '../plan/difference';
import { heldRefusals } from '../plan/held';
import type { HostPlan, TargetState } from '../plan/host-plan';
import type { HostIdentity } from '../model/identity';
import { identityNotes, identityRefusals, identityToFind } from '../plan/identity';
import { planHost, type VfOwner, vfKey } from '../plan/plan';
import { createKernel } from '../simulate/kernel/kernel';
import { kernelOptions, type PlanSimulation, simulatePlan } from '../simulate/kernel/simulate';
import { journalRefusals } from './journal-host';
import { withReturns } from './returns';
import { type NoWayBack, runToUndo, undoneBy } from './undo';
import { stillToRestore } from './unfinished';
import { withoutVfs } from './without-vfs';
import { stateToGoBackTo, takenOver, withoutLinkLoss } from './way-back';

export interface LivePlanOptions {
  /** Attachments by path and VFs by address that may be taken away or changed while in use. @default none */
  readonly allowDisrupt?: readonly string[];
  /** PFs that carry the host's management may be touched. @default false */
  readonly forceManagement?: boolean;
  /** The plan was made of an inventory, with a path that no app says. @default false */
  readonly byInventory?: boolean;
  /** Milliseconds since 1970. @default the clock */
  readonly now?: () => number;
}

/** What is to be done on a host as it is now. */
export interface LivePlan {
  readonly purpose: RunPurpose;
  readonly plan: HostPlan;
  readonly reading: HostReading;
  readonly owners: ReadonlyMap<string, VfOwner>;
  /** The plan on the kernel model, which begins as the host is now. */
  readonly simulation: PlanSimulation;
  /** The host as it is expected to be afterwards, refused or not. */
  readonly expected: Inventory;
  /** What a rollback of this run goes back to. */
  readonly before: TargetState;
  /** Other PFs of the plan that a boot would change, as they are. */
  readonly beside: TargetState;
  /** Of a rollback: the run that it undoes. */
  readonly undoes?: NamedRun;
  /** VFs that may be touched although somebody uses them. */
  readonly allowInUse: readonly { readonly pf: PciAddress; readonly vf: number }[];
  /** PFs that the plan touches and that carry the management, or may. */
  readonly management: readonly PciAddress[];
  /** Machine and cards that the host must still find before its first write. */
  readonly identity: HostIdentity;
}

/**
 * Looks at the host and plans anew from what is there to what the plan wants; the steps that it was made with are not
 * used, since the host may have changed. One round trip.
 *
 * @throws HostUnreachable when there is no connection
 */
export function planLive(port: HostPort, made: HostPlan, options: LivePlanOptions = {}): Promise<LivePlan> {
  return planTowards('apply', port, made, made.target, options);
}

/**
 * Looks at the host and plans its VFs away: those of all PFs of the plan, or of some. Nothing else of a PF is written. One
 * round trip.
 *
 * @param pfs addresses of the PFs. Default: all of the plan
 * @throws HostUnreachable when there is no connection
 */
export function planDecommission(
  port: HostPort,
  made: HostPlan,
  pfs: readonly PciAddress[] = made.target.physicalFunctions.map(({ address }) => address),
  options: LivePlanOptions = {},
): Promise<LivePlan> {
  return planTowards('decommission', port, made, withoutVfs(made.target, pfs), options);
}

async function planTowards(
  purpose: RunPurpose,
  port: HostPort,
  made: HostPlan,
  wanted: TargetState,
  options: LivePlanOptions,
): Promise<LivePlan> {
  const reading = await port.observe();
  const owners = ownersIn(made);
  const target = stillToRestore(wanted, reading);
  const live = finish(purpose, made, target, reading, owners, options);
  const { lastRun } = reading;
  return lastRun === null ? live : { ...live, ...takenOver(lastRun, live, reading.inventory) };
}

export interface RollbackOptions extends LivePlanOptions {
  /** Id of the run to undo, or how it begins. @default the last one */
  readonly run?: string;
}

/**
 * Looks at the host and plans the way back to how it was before a run. One round trip; two for a run that is not the last.
 *
 * @throws HostUnreachable when there is no connection
 */
export async function planRollback(
  port: HostPort,
  made: HostPlan,
  options: RollbackOptions = {},
): Promise<LivePlan | NoWayBack> {
  const reading = await port.observe();
  const run = await runToUndo(port, reading, options.run);
  if ('nothing' in run) return run;
  if (run.problem !== undefined) {
    const reason = `the journal of run ${run.id} on ${port.name} is damaged: ${run.problem}. What was there before it is not known; "sriov apply" brings the host to what is wanted`;
    return { reading, nothing: 'damaged', reason };
  }
  if (run.host !== made.host) {
    const reason = `the last run on ${port.name} was for ${run.host}, not for ${made.host}`;
    return { reading, nothing: 'foreign', reason };
  }
  const owners = ownersIn(made);
  const back = stateToGoBackTo(run, reading.inventory);
  const { allowDisrupt = [] } = options;
  const target = withoutLinkLoss(back, reading.inventory, ({ pf, vf, address }) =>
    isAllowedByName(new Set(allowDisrupt), address, owners.get(vfKey(pf, vf))),
  );
  const live = finish('rollback', made, target, reading, owners, options);
  // Going back once more must end in the same place, whether this run comes to its end or not.
  return { ...live, before: back, beside: run.beside ?? live.beside, undoes: undoneBy(run) };
}

function finish(
  purpose: LivePlan['purpose'],
  made: HostPlan,
  wanted: TargetState,
  reading: HostReading,
  owners: ReadonlyMap<string, VfOwner>,
  { allowDisrupt = [], forceManagement = false, byInventory = false, now = Date.now }: LivePlanOptions,
): LivePlan {
  const { inventory } = reading;
  const target = forceManagement ? allowingManagement(wanted) : wanted;
  const host = { path: made.host, name: made.name, presumed: false, drivers: made.drivers };
  const planned = withReturns(
    planHost(host, target, inventory, { allowDisrupt, owners, refuseUnknown: true }),
    reading.lastRun,
    inventory,
  );
  // A way back gives no VF to a VM that did not have it.
  const held = purpose === 'rollback' ? [] : heldRefusals(target, inventory);
  const plan = identified({ ...planned, refusals: [...held, ...planned.refusals] }, made, target, reading, byInventory);
  const simulation = simulateLive(plan, reading, now());
  return {
    purpose,
    plan,
    reading,
    owners,
    simulation,
    expected: simulation.reached ? simulation.end : endInSpite(plan, inventory),
    before: stateBefore(plan, inventory, owners),
    beside: stateBeside(plan, inventory, owners),
    allowInUse: allowedVfs(inventory, owners, new Set(allowDisrupt)),
    management: managementTouched(plan, inventory),
    identity: identityToFind(made, target, inventory, new Set(plan.steps.map((step) => step.pf))),
  };
}

/** The plan for the machine that it was made for, which refuses any other, other cards, and the journal of another host. */
function identified(
  planned: HostPlan,
  made: HostPlan,
  target: TargetState,
  reading: HostReading,
  byInventory: boolean,
): HostPlan {
  const { machine: _found, refusals, notes = [], ...plan } = planned;
  const { inventory } = reading;
  const strange = [
    ...identityRefusals(made, target, inventory),
    ...journalRefusals(made, target, reading, byInventory),
  ];
  const said = plan.steps.length === 0 ? notes : [...notes, ...identityNotes(made, target)];
  return {
    ...plan,
    ...(made.machine !== undefined && { machine: made.machine }),
    refusals: [...strange, ...refusals],
    ...(said.length > 0 && { notes: said }),
  };
}

/** A port may be without carrier for this long after a run took it away; a 100 Gbit/s link trains for many seconds. */
const LINK_RETURNS_SECONDS = 600;

/**
 * The plan on the kernel model. A port that is up without carrier counts as one without a cable there; after a run that
 * ended just now, or was cut short, its link is more likely on its way back. The plan waits for it on the host.
 */
function simulateLive(plan: HostPlan, { inventory, lastRun }: HostReading, now: number): PlanSimulation {
  const simulation = simulatePlan(plan, inventory);
  const last = simulation.outcomes.at(-1);
  if (last === undefined || last.ok || last.step.kind !== 'wait-link') return simulation;
  if (lastRun === null || lastRun.startedAt < now / 1000 - LINK_RETURNS_SECONDS) return simulation;
  return simulatePlan(plan, withoutCarrierKnown(inventory));
}

function withoutCarrierKnown(inventory: Inventory): Inventory {
  const physicalFunctions = inventory.physicalFunctions.map((pf) => {
    if (pf.network === null) return pf;
    const interfaces = pf.network.interfaces.map((netdev) =>
      netdev.carrier === false && netdev.adminUp === true ? { ...netdev, carrier: null } : netdev,
    );
    return { ...pf, network: { ...pf.network, interfaces } };
  });
  return { ...inventory, physicalFunctions };
}

function allowingManagement({ physicalFunctions }: TargetState): TargetState {
  return { physicalFunctions: physicalFunctions.map((pf) => ({ ...pf, allowManagement: true })) };
}

/** Every owner that the plan knows: of VFs that are wanted, and of VFs that it took away. */
function ownersIn({ target, disruptions }: HostPlan): ReadonlyMap<string, VfOwner> {
  const owners = new Map<string, VfOwner>();
  for (const { pf, vf, attachment, vm } of disruptions) {
    if (attachment !== undefined) owners.set(vfKey(pf, vf), { attachment, vm: vm ?? '' });
  }
  for (const { address, virtualFunctions } of target.physicalFunctions) {
    for (const { index, attachment, vm } of virtualFunctions) {
      if (attachment !== undefined) owners.set(vfKey(address, index), { attachment, vm: vm ?? '' });
    }
  }
  return owners;
}

function allowedVfs(
  { physicalFunctions }: Inventory,
  owners: ReadonlyMap<string, VfOwner>,
  allowed: ReadonlySet<ConstructPath>,
): LivePlan['allowInUse'] {
  if (allowed.size === 0) return [];
  return physicalFunctions.flatMap((pf) =>
    [...pf.virtualFunctions, ...unlistedVfs(pf)].flatMap(({ index: vf, address }) =>
      isAllowedByName(allowed, address, owners.get(vfKey(pf.address, vf))) ? [{ pf: pf.address, vf }] : [],
    ),
  );
}

function managementTouched({ steps }: HostPlan, observed: Inventory): readonly PciAddress[] {
  const touched = [...new Set(steps.map((step) => step.pf))];
  return touched.filter((address) => {
    const pf = pfFacts(observed, address);
    return pf !== null && carriesManagement(pf) !== false;
  });
}

/** Where the steps would lead if those that fail were left out: for the eyes of people, who want to see it all. */
function endInSpite(plan: HostPlan, observed: Inventory): Inventory {
  const kernel = createKernel(observed, kernelOptions(plan));
  for (const step of plan.steps) kernel.perform(step);
  return kernel.observe();
}
