import { type LivePlan, type NoWayBack, refusedPlan } from '../apply';
import { unlistedVfs } from '../inventory/unlisted';
import { InputError } from '../model/errors';
import type { RolloutHost } from './hosts';
import { type Looked, lookAtAll, type LookOptions } from './look';
import type { Permissions, PlannedHost, Task } from './task';

export type PlanOptions = LookOptions & Permissions;

/** Looks at all hosts and plans each of them. Writes nothing there. */
export async function planAll(
  hosts: readonly RolloutHost[],
  task: Task,
  options: PlanOptions,
): Promise<readonly PlannedHost[]> {
  const looked = await lookAtAll(hosts, options, (host) => task.plan(host, options));
  return looked.map(plannedHost);
}

function plannedHost(one: Looked<LivePlan | NoWayBack>): PlannedHost {
  const { host } = one;
  if ('verdict' in one) return { host, live: null, verdict: one.verdict };
  if (!('nothing' in one.seen)) return { host, live: one.seen, verdict: null };
  const { nothing, reason: problem, run } = one.seen;
  const status = nothing === 'none' || nothing === 'unknown' ? 'nothing' : 'foreign';
  return { host, live: null, verdict: { status, problem, ...(run && { run }) } };
}

/**
 * What is decided once all plans are at hand: which hosts are left alone, and which plans must not run whatever is
 * answered.
 *
 * @throws InputError when a name of `allowDisrupt` names nothing on any host, and when no host knows the run to undo
 */
export function settled(
  planned: readonly PlannedHost[],
  { choose = (all) => all }: Task,
  { allowDisrupt = [] }: Permissions,
): readonly PlannedHost[] {
  refuseUnknownNames(planned, allowDisrupt);
  return choose(planned).map((one) => (one.live === null ? one : { ...one, verdict: refusedPlan(one.live) }));
}

/** Of hosts that were not seen no name can be said to be unknown. */
function refuseUnknownNames(planned: readonly PlannedHost[], names: readonly string[]): void {
  if (names.length === 0 || planned.some(({ live }) => live === null)) return;
  const known = new Set(planned.flatMap(({ live }) => (live === null ? [] : namesOn(live))));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  const problem = `${unknown.join(', ')} ${unknown.length === 1 ? 'is' : 'are'} neither an attachment of these hosts nor the address of a VF there`;
  throw new InputError('--allow-disrupt', problem, 'Give the construct path of an attachment, or the address of a VF');
}

/** Attachments, and addresses of VFs as far as they are known. */
function namesOn({ owners, reading }: LivePlan): string[] {
  const attachments = [...owners.values()].map(({ attachment }) => attachment);
  const vfs = reading.inventory.physicalFunctions.flatMap((pf) => [...pf.virtualFunctions, ...unlistedVfs(pf)]);
  return [...attachments, ...vfs.flatMap(({ address }) => (address === '' ? [] : [address]))];
}
