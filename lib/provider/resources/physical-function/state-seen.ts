import type { HostPort } from '../../../host/port';
import { pfFacts } from '../../../plan/difference';
import { type Value, whollyKnown } from '../../cty/value';
import type { PlannedOf } from '../../schema';
import type { PartialStateOf } from '../../schema/schema';
import { isOpen } from '../known';
import type { JudgedPlan } from './judge';
import { managedNames } from './managed';
import { filled } from './merge';
import { observedState } from './observed';
import type { PhysicalFunctionSchema } from './schema';
import type { State } from './state';
import { wholeState } from './whole-state';

/**
 * The state with the PF as it is now, if it has to be asked for; as it was seen before where the host is not reached. The host has been
 * changed by then, and a state that is lost would have it made once more: nothing that was planned as unknown keeps it from being one.
 *
 * @param whole what was planned, and what an apply knows by now that a plan did not
 */
export async function stateSeen(
  port: HostPort,
  whole: PlannedOf<PhysicalFunctionSchema>,
  { target, facts }: Pick<JudgedPlan, 'target' | 'facts'>,
  isAsked: () => boolean,
): Promise<State> {
  const planned = whole as unknown as Value;
  const known = (whollyKnown(planned) ? whole : filled(planned, closed(whole))) as unknown;
  const state = wholeState(known as PartialStateOf<PhysicalFunctionSchema>);
  if (!isAsked()) return state;
  const names = new Map(target.virtualFunctions.map((stated) => [stated.index, managedNames(stated)]));
  try {
    const { inventory } = await port.observe();
    return observedState(state, pfFacts(inventory, facts.address) ?? facts, names);
  } catch {
    return observedState(state, facts, names);
  }
}

/** The same with null for what is not known. */
function closed(value: unknown): Value {
  if (isOpen(value)) return null;
  if (value instanceof Map) return new Map([...value].map(([name, each]) => [name as string, closed(each)]));
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, closed(each)]));
  }
  return value as Value;
}
