import type { HostReading } from '../host/port';
import type { HostPlan, Refusal, TargetState } from '../plan/host-plan';
import { isKnownMachine, machineIdentity, machineMismatches } from '../plan/identity';
import { PLAN_REFUSAL_TEXTS } from '../plan/refusals';

/**
 * A journal that is not of the host that the plan is for. What it says of the time before would be taken over: it must be
 * of this machine, and of this host of the app, which may have been renamed where plan and machine are known to fit.
 *
 * @param byInventory no app says the path: the one of the journal is right
 */
export function journalRefusals(
  plan: HostPlan,
  { physicalFunctions: [first] }: TargetState,
  { inventory, lastRun }: HostReading,
  byInventory = false,
): Refusal[] {
  if (lastRun === null || first === undefined) return [];
  const usualFix = PLAN_REFUSAL_TEXTS.find(({ id }) => id === 'PLAN-007')?.fix ?? '';
  const refused = (message: string, fix = usualFix): Refusal[] => [
    { ruleId: 'PLAN-007', pf: first.address, constructPath: plan.host, message, fix },
  ];
  const run = `the journal here is of ${lastRun.purpose} ${lastRun.id} by ${lastRun.client}`;
  const other = machineMismatches(lastRun.machine ?? {}, machineIdentity(inventory));
  const [mismatch] = other;
  if (mismatch !== undefined) {
    const { what, expected, found } = mismatch;
    return refused(`${run} on another machine: its ${what} was ${expected}, this one's is ${found}`);
  }
  // A journal that another version wrote, or that is damaged, names no host.
  if (lastRun.host === '' || lastRun.host === plan.host) return [];
  if (byInventory) {
    const message = `${run} for host ${lastRun.host}, whose plan could not roll back what is done as ${plan.host}`;
    return refused(message, `Give --host ${lastRun.host}`);
  }
  if (isKnownMachine(plan, inventory)) return [];
  return refused(`${run} for host ${lastRun.host}, this plan is for ${plan.host}, and does not know this machine`);
}
