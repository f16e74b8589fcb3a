import type { HostReading, LinkWait, RunRecord, StepState } from '../host/port';
import type { Inventory, PhysicalFunctionFacts, VirtualFunctionFacts } from '../inventory/inventory';
import { isLocallyAdministered, ZERO_MAC } from '../model/mac';
import { type Difference, differences, pfFacts, vfFacts } from '../plan/difference';
import { isVfio } from '../model/vfio-drivers';
import { heldRefusals } from '../plan/held';
import type { HostPlan, Refusal, TargetPf, TargetVf } from '../plan/host-plan';
import { elsewhereText, identityRefusals } from '../plan/identity';
import { secondaryOf } from '../plan/target-nvme';
import type { Step } from '../plan/step';
import { specOf } from '../plan/steps';
import { linkUnitName } from '../render/persistence';
import { journalRefusals } from './journal-host';
import { runName } from './undo';
import { isUnfinished } from './unfinished';

/** One thing that is not as wanted, and who probably did it. */
export interface Drift extends Difference {
  readonly cause: DriftCause;
  /** The cause in words, with what tells it. */
  readonly because: string;
  /** Of `waits-for-link`: since when, and whether the unit still waits. */
  readonly waits?: LinkWait;
}

/**
 * - `running`: a run is at it now.
 * - `unfinished`: the last run was to write it and did not come to it, or was cut short.
 * - `libvirt`: as libvirt leaves a managed VF when its domain stops.
 * - `boot`: as the host is after a boot.
 * - `reset`: as a reset leaves the secondary controllers of an NVMe drive.
 * - `changed`: the last run wrote it as wanted, and somebody changed it since.
 * - `rolled-back`: a rollback took the host back to it.
 * - `not-applied`: the last run wrote another value: what is wanted changed since.
 * - `waits-for-link`: a script put it off at boot, until the link of the PF is there.
 * - `unknown`: no run that the host remembers wrote it; the last one may have found it written.
 */
export type DriftCause =
  | 'running'
  | 'waits-for-link'
  | 'unfinished'
  | 'rolled-back'
  | 'libvirt'
  | 'boot'
  | 'reset'
  | 'changed'
  | 'not-applied'
  | 'unknown';

/** How a host stands to its plan. */
export interface HostDrift {
  /**
   * What an apply refuses whatever differs: another machine, another card, the journal of another host (PLAN-005 to
   * PLAN-007), and VFs that another VM holds than the one that is to have them (OPS-010, IOM-002).
   */
  readonly refusals: readonly Refusal[];
  /** Another machine, or a card that is another one, is compared with nothing. */
  readonly differences: readonly Drift[];
}

/** Where a host is not as a plan wants it, with causes as far as the host and its journal tell them. */
export function driftOf(plan: HostPlan, reading: HostReading): HostDrift {
  const { target } = plan;
  const { inventory } = reading;
  const strangers = identityRefusals(plan, target, inventory);
  if (strangers.some(({ ruleId }) => ruleId === 'PLAN-006')) return { refusals: strangers, differences: [] };
  const strange = new Set(strangers.map(({ pf }) => pf));
  const known = { physicalFunctions: target.physicalFunctions.filter(({ address }) => !strange.has(address)) };
  const journal = journalRefusals(plan, target, reading);
  const found = differences(known, inventory).map((difference) => {
    const pf = known.physicalFunctions.find(({ address }) => address === difference.pf);
    const facts = pfFacts(inventory, difference.pf);
    if (facts === null && pf !== undefined) return { ...difference, ...goneOf(pf, inventory) };
    if (journal.length > 0) return { ...difference, ...(putOffCause(difference, reading, null) ?? FOREIGN_JOURNAL) };
    return { ...difference, ...causeOf(difference, pf, facts, reading) };
  });
  return { refusals: [...strangers, ...journal, ...heldRefusals(known, inventory)], differences: found };
}

function goneOf(pf: TargetPf, inventory: Inventory): Cause {
  return { cause: 'unknown', because: `no function has this address${elsewhereText(pf, inventory)}` };
}

const FOREIGN_JOURNAL: Cause = { cause: 'unknown', because: 'the journal on the host is not of this plan and machine' };

type Cause = Pick<Drift, 'cause' | 'because' | 'waits'>;

function causeOf(
  difference: Difference,
  pf: TargetPf | undefined,
  facts: PhysicalFunctionFacts | null,
  reading: HostReading,
): Cause {
  const { lastRun, busy, inventory } = reading;
  if (busy !== null) return { cause: 'running', because: `run ${busy.runId} by ${busy.client} is at it` };
  const written = lastRun === null ? null : lastWrite(lastRun, difference);
  const putOff = putOffCause(difference, reading, lastRun);
  if (putOff !== null) return putOff;
  if (lastRun !== null && written !== null && written.state.state !== 'done') return cutShort(lastRun, written.state);
  if (lastRun !== null && isAsRolledBack(lastRun, difference, inventory)) return rolledBack(lastRun);
  const pattern = pf === undefined || facts === null ? null : patternOf(difference, pf, facts);
  if (pattern !== null) return pattern;
  if (lastRun === null) return { cause: 'unknown', because: 'nothing was ever applied to this host' };
  if (written === null) {
    if (!lastRun.ended) return cutShort(lastRun, { state: 'open' });
    return { cause: 'unknown', because: `${runText(lastRun)} did not touch it` };
  }
  return sinceWritten(written, lastRun, difference);
}

/** What became of a setting that the last run came to the end of. */
function sinceWritten(written: Write, lastRun: RunRecord, difference: Difference): Cause {
  const wrote = specOf(written.step).writes(written.step)?.value;
  if (wrote !== undefined && difference.wanted !== null && wrote !== difference.wanted) {
    return {
      cause: 'not-applied',
      because: `${runText(lastRun)} wrote ${String(wrote)}: what is wanted changed since`,
    };
  }
  if (written.state.state === 'done' && !written.state.changed) {
    const what = 'another program changed it since, or the device takes what it does not show';
    return { cause: 'unknown', because: `${runText(lastRun)} had nothing to write there: ${what}` };
  }
  return { cause: 'changed', because: `${runText(lastRun)} wrote it as wanted: another program changed it since` };
}

/** Rates are what a script puts off at boot. A run since then has had its own say. */
function putOffCause({ field, pf }: Difference, { waits = [] }: HostReading, lastRun: RunRecord | null): Cause | null {
  const wait = field === 'rate' ? waits.find((each) => each.pf === pf) : undefined;
  if (wait === undefined) return null;
  return lastRun === null || wait.since === null || lastRun.startedAt < wait.since ? waitsForLink(wait) : null;
}

function waitsForLink(wait: LinkWait): Cause {
  const { pf, reason, since, givenUp } = wait;
  const when = since === null ? 'since the host booted' : `since ${timeText(since)}`;
  const unit = linkUnitName(pf);
  const because =
    givenUp === null
      ? `it waits for a link on ${pf} ${when}: ${reason}. ${unit} sets it when the link comes`
      : `it waited for a link on ${pf} ${when} (${reason}) and was given up at ${timeText(givenUp.at)}, after ${givenUp.tries} ` +
        `${givenUp.tries === 1 ? 'try' : 'tries'}, the last one of ${givenUp.seconds} s: when the link is there, run "systemctl start ${unit}", or "sriov apply"`;
  return { cause: 'waits-for-link', because, waits: wait };
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** The host is there as the rollback was to leave it. */
function isAsRolledBack(run: RunRecord, { pf, vf, field }: Difference, observed: Inventory): boolean {
  if (run.purpose !== 'rollback' || isUnfinished(run)) return false;
  if (!run.before.physicalFunctions.some(({ address }) => address === pf)) return false;
  return !differences(run.before, observed).some((one) => one.pf === pf && one.vf === vf && one.field === field);
}

function rolledBack(run: RunRecord): Cause {
  const what = run.undoes === undefined ? 'took the host back to how it was before' : `undid ${runName(run.undoes)}`;
  return { cause: 'rolled-back', because: `${runText(run)} ${what}` };
}

function cutShort(run: RunRecord, state: StepState): Cause {
  const what = runText(run);
  switch (state.state) {
    case 'failed':
      return { cause: 'unfinished', because: `${what} failed at it: ${state.error.message}` };
    case 'refused':
      return { cause: 'unfinished', because: `${what} was refused at it: ${state.reason}` };
    case 'started':
      return { cause: 'unfinished', because: `${what} was cut short in the middle of it` };
    case 'open':
    case 'done':
      return { cause: 'unfinished', because: `${what} ${run.ended ? 'stopped' : 'was cut short'} before it` };
  }
}

function runText({ id, purpose, startedAt, client }: RunRecord): string {
  return `the ${purpose} ${id.slice(0, 8)} of ${new Date(startedAt * 1000).toISOString()} by ${client}`;
}

interface Write {
  readonly step: Step;
  readonly state: StepState;
}

/** The last step of the run that was to write what differs. */
function lastWrite({ steps, states }: RunRecord, difference: Difference): Write | null {
  for (let index = steps.length - 1; index >= 0; index--) {
    const step = steps[index];
    if (step !== undefined && isAbout(step, difference)) return { step, state: states[index] ?? { state: 'open' } };
  }
  return null;
}

function isAbout(step: Step, { pf, vf, field }: Difference): boolean {
  if (step.pf !== pf) return false;
  // Creating the VFs of a PF is a step of the PF.
  if (step.kind === 'num-vfs') return field === 'numVfs' || field === 'exists';
  if (('vf' in step ? step.vf : undefined) !== vf) return false;
  return specOf(step).writes(step)?.fields.includes(field) === true;
}

/** What is known to leave a host like this. */
function patternOf(difference: Difference, pf: TargetPf, facts: PhysicalFunctionFacts): Cause | null {
  const { vf: index, field } = difference;
  if (index === undefined && isAsBooted(pf, facts)) {
    return { cause: 'boot', because: 'it has no VFs and autoprobe is on again, as after a boot: neither outlives one' };
  }
  const vf = index === undefined ? null : vfFacts(facts, index);
  const target = pf.virtualFunctions.find((one) => one.index === index);
  if (vf === null || target === undefined) return null;
  if (CONTROLLER_FIELDS.has(field) && wasReset(facts, vf)) {
    const because = 'its controller is offline without resources while the VF is there, as after a reset of the drive';
    return { cause: 'reset', because };
  }
  return LIBVIRT_FIELDS.has(field) && leftByLibvirt(target, vf, pf) ? LIBVIRT : null;
}

function isAsBooted(pf: TargetPf, { numVfs, driversAutoprobe }: PhysicalFunctionFacts): boolean {
  return numVfs === 0 && pf.numVfs > 0 && pf.driversAutoprobe === false && driversAutoprobe === true;
}

const CONTROLLER_FIELDS: ReadonlySet<string> = new Set(['online', 'virtualQueues', 'virtualInterrupts']);

function wasReset(facts: PhysicalFunctionFacts, vf: VirtualFunctionFacts): boolean {
  const controller = secondaryOf(facts, vf.index);
  return (
    controller !== null && !controller.online && controller.virtualQueues === 0 && controller.virtualInterrupts === 0
  );
}

const LIBVIRT_FIELDS: ReadonlySet<string> = new Set(['driver', 'driverOverride', 'mac', 'vlan']);

const LIBVIRT: Cause = {
  cause: 'libvirt',
  because:
    'it is on its native driver, without VLAN and with a random MAC, as libvirt leaves a managed VF when its domain stops',
};

/** Measured with libvirt 9.0: native driver, VLAN cleared, and a random MAC instead of the one that it had. */
function leftByLibvirt(target: TargetVf, { driver, network, users }: VirtualFunctionFacts, pf: TargetPf): boolean {
  if (users.length > 0 || network === null || driver === null || isVfio(driver)) return false;
  if (pf.vfDriver !== null && driver !== pf.vfDriver) return false;
  const { mac } = network;
  if (mac === null || mac === ZERO_MAC || mac === target.mac || !isLocallyAdministered(mac)) return false;
  return network.vlan === 0;
}
