import type { HostReading } from '../../../host/port';
import type { PhysicalFunctionFacts } from '../../../inventory/inventory';
import { isBlocking } from '../../../model/finding';
import type { TargetPf } from '../../../plan/host-plan';
import type { Value } from '../../cty/value';
import type { Client } from '../client';
import type { HostSession } from '../session/host-session';
import { type Expected, expectedOf } from './expected';
import { judge, type JudgedPlan } from './judge';
import { agreed } from './merge';
import { observedPf } from './observed';
import { wayBackOf } from './plan-destroy';
import type { Config } from './wanted';

/**
 * What a replace makes of a PF. Whether the destroy comes before the create, which makes all VFs anew, or after, which leaves them, nobody
 * tells: what comes of both is known, such as addresses and MACs of VFs, and what does not is open.
 *
 * @param plan of the create on the host as it is
 * @param before how the PF was found, to which a destroy takes it back
 * @returns null: too little of it is known, as where a VF is in use, which a destroy does not take away
 */
export async function expectedOfReplace(
  config: Config,
  plan: JudgedPlan,
  before: TargetPf,
  reading: HostReading,
  session: HostSession,
  { catalog }: Client,
): Promise<Expected | null> {
  const found = { ...stateless(plan.facts), allow_disrupt: null, allow_management: true };
  const back = await wayBackOf(found, before, reading, session.seen(reading), catalog);
  if (back === null || back.plan.refusals.length > 0) return null;
  const after = { ...reading, inventory: back.expected };
  const { plan: anew, findings } = await judge(config, null, after, session.seen(after), catalog);
  if (anew === null || findings.some(isBlocking)) return null;
  return agreed(expectedOf(plan) as unknown as Value, expectedOf(anew) as unknown as Value) as unknown as Expected;
}

/** The state that goes is not told to the plan of what comes in its place. */
const stateless = (facts: PhysicalFunctionFacts) => ({ ...observedPf(facts), vms: new Map(), pools: null });
