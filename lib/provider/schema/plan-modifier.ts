import { UNKNOWN } from '../cty/value';

/** What a modifier sees of an attribute. Every value may be null. */
export interface ModifierView<C, P, S> {
  readonly config: C;
  /** Null on create. */
  readonly prior: S | null;
  readonly planned: P;
  readonly operation: 'create' | 'update';
}

/** What it makes of it; what it leaves out stays. */
export interface ModifierAnswer<P> {
  readonly planned?: P;
  /** Counts only where the plan has another value than the state. */
  readonly requiresReplace?: boolean;
}

/**
 * Says more of an attribute's planned value than the schema can, from this attribute alone. Modifiers run in their order; each sees what
 * the one before it made. What takes more than one attribute is for `modifyPlan` of the resource.
 */
export interface PlanModifier<C = unknown, P = never, S = unknown> {
  /** For the documentation: `another value makes a new resource`. */
  readonly description: string;
  /** Whether it takes over prior values, which needs an element that is certainly the same as before: not to be had in lists and sets. */
  readonly needsSameElement?: boolean;
  modify(view: ModifierView<C, P, S>): ModifierAnswer<P>;
}

export type AnyPlanModifier = PlanModifier<unknown, unknown, unknown>;

/**
 * For a computed value that never changes after create, such as an id: the plan of an update keeps it, where without this it
 * is unknown. A null is not kept: what the provider has not told yet it may tell still.
 */
export function useStateForUnknown(): PlanModifier {
  return {
    description: 'stays as it is once it is known',
    needsSameElement: true,
    // A configuration that is not known yet may say anything.
    modify: ({ config, planned, prior }) =>
      planned === UNKNOWN && config !== UNKNOWN && prior !== null ? { planned: prior as never } : {},
  };
}

/** Another value makes a new resource. */
export function requiresReplace(): PlanModifier {
  return { description: 'another value makes a new resource', modify: () => ({ requiresReplace: true }) };
}

/** Another value makes a new resource if that holds. An unknown value may turn out to be any: say what it does. */
export function requiresReplaceIf<C, P, S>(
  description: string,
  holds: (view: ModifierView<C, P, S>) => boolean,
): PlanModifier<C, P, S> {
  return {
    description: `another value makes a new resource if ${description}`,
    modify: (view) => ({ requiresReplace: holds(view) }),
  };
}
