import {
  type LivePlan,
  type LivePlanOptions,
  type NoWayBack,
  planDecommission,
  planLive,
  planRollback,
} from '../apply';
import { InputError } from '../model/errors';
import type { PciAddress } from '../model/units';
import type { RolloutHost } from './hosts';
import { choosing } from './rollback-choice';
import type { Verdict } from './verdict';

/** What may be touched that is guarded otherwise. */
export type Permissions = Pick<LivePlanOptions, 'allowDisrupt' | 'forceManagement'>;

/** A host, what is to be done there, and, where that is known without doing it, what became of it. */
export type PlannedHost =
  | { readonly host: RolloutHost; readonly live: LivePlan; readonly verdict: Verdict | null }
  | { readonly host: RolloutHost; readonly live: null; readonly verdict: Verdict };

/** What a rollout is to do. */
export interface Task {
  /** Looks at a host and plans; writes nothing there. */
  readonly plan: (host: RolloutHost, permissions: Permissions) => Promise<LivePlan | NoWayBack>;
  /** Decides, with the plans of all hosts at hand, which of them are left alone. @default none */
  readonly choose?: (planned: readonly PlannedHost[]) => readonly PlannedHost[];
}

/** Brings hosts to what their plan wants. */
export const APPLY: Task = { plan: ({ port, plan }, permissions) => planLive(port, plan, permissions) };

/** Undoes one run on all hosts that it was at. @param run its id, or how it begins. Default: the last one */
export function rollbackOf(run?: string): Task {
  return {
    plan: ({ port, plan }, permissions) =>
      planRollback(port, plan, { ...permissions, ...(run !== undefined && { run }) }),
    choose: choosing(run),
  };
}

/**
 * Takes VFs down.
 *
 * @param pfs addresses of PFs; none: all of the plan
 * @param byInventory as `LivePlanOptions.byInventory`
 */
export function decommissionOf(pfs: readonly PciAddress[], byInventory: boolean): Task {
  return {
    plan: async (host, permissions) =>
      planDecommission(host.port, host.plan, knownPfs(host, pfs), { ...permissions, byInventory }),
  };
}

function knownPfs({ plan }: RolloutHost, stated: readonly PciAddress[]): readonly PciAddress[] {
  const known = plan.target.physicalFunctions.map(({ address }) => address);
  const unknown = stated.filter((address) => !known.includes(address));
  if (unknown.length > 0) {
    const problem = `${unknown.join(', ')} ${unknown.length === 1 ? 'is no PF' : 'are no PFs'} of the plan of ${plan.name}`;
    throw new InputError('--pf', problem, known.length === 0 ? 'The plan has none' : `Use one of ${known.join(', ')}`);
  }
  return stated.length === 0 ? known : stated;
}
