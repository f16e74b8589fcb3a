import type { ResolvedHost, ResolvedPf } from '../../resolve/resolved';

/** The VM that a PF as a whole is given to. */
export interface Assignee {
  /** null: a token, known only at deploy. */
  readonly vm: string | null;
  /** For messages. */
  readonly words: string;
}

/** Who is given the whole function; undefined where the PF stays with the host. */
export function assigneeOf({ wanted }: ResolvedPf): Assignee | undefined {
  const { assignedToVm: vm, unresolved } = wanted;
  if (vm !== undefined) return { vm, words: vm };
  return unresolved.includes('assignedToVm') ? { vm: null, words: 'a VM (not known at synth)' } : undefined;
}

export function hostGivesPfsToVms(host: ResolvedHost): boolean {
  return host.physicalFunctions.some((pf) => assigneeOf(pf) !== undefined);
}
