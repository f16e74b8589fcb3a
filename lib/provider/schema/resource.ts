import type { AttributePath } from '../cty/path';
import type { ClientContext, Context, MaybeClientContext } from './context';
import type { IdentityAttributes, IdentityOf, IdentitySchema } from './identity';
import type { PrivateState } from './private-state';
import type { ConfigOf, KnownConfigOf, PartialStateOf, PlannedOf, PlanOf, Schema, StateOf } from './schema';
import type { JsonObject } from './json';
import type { Timeouts } from './timeouts';

export interface ValidateRequest<S> extends Context {
  readonly config: ConfigOf<S>;
}

/** What `modifyPlan` sees, by what is planned. A replace is planned as an update, and then as a create. */
export type PlanRequest<S, C> = MaybeClientContext<C> & { readonly private: PrivateState } & (
    | { readonly operation: 'create'; readonly config: ConfigOf<S>; readonly prior: null; readonly planned: PlanOf<S> }
    | {
        readonly operation: 'update';
        readonly config: ConfigOf<S>;
        readonly prior: StateOf<S>;
        readonly planned: PlanOf<S>;
      }
    | { readonly operation: 'delete'; readonly config: null; readonly prior: StateOf<S>; readonly planned: null }
  );

/** What is left out stays as it was planned. */
export interface PlanAnswer<S> {
  /**
   * Attributes that are to have another value than planned so far: of a configured one the value of the configuration or of the state,
   * anything only where the attribute is computed.
   */
  readonly planned?: Partial<PlanOf<S>>;
  /** Counts where the plan has another value than the state. A path into a set stands for the set. */
  readonly requiresReplace?: readonly AttributePath[];
  /** Nothing can be planned in this run; hosts that know no deferral go on with the plan. */
  readonly deferred?: 'resourceConfigUnknown' | 'absentPrerequisite';
}

export interface CreateRequest<S, C> extends ClientContext<C> {
  readonly config: KnownConfigOf<S>;
  readonly planned: PlannedOf<S>;
  readonly private: PrivateState;
  /**
   * Says what exists by now: if the call fails after that, the state is this one, and a later run finds it. Values that are
   * not known yet are null then, which `delete` and the next `modifyPlan` get to see.
   */
  keep(state: PlannedOf<S>): void;
}

export interface UpdateRequest<S, C> extends CreateRequest<S, C> {
  readonly prior: StateOf<S>;
}

export interface DeleteRequest<S, C> extends ClientContext<C> {
  /** After a create that failed it is what was kept then: null stands, against the types, where nothing was known. */
  readonly prior: StateOf<S>;
  readonly private: PrivateState;
}

export interface ReadRequest<S, C> extends ClientContext<C> {
  /** After an import only what the import said is there. */
  readonly state: PartialStateOf<S>;
  readonly private: PrivateState;
}

/** How an import says which one is meant. */
export type ImportName<I extends IdentityAttributes> =
  { readonly kind: 'id'; readonly id: string } | { readonly kind: 'identity'; readonly identity: IdentityOf<I> };

export interface ImportRequest<C, I extends IdentityAttributes> extends ClientContext<C> {
  readonly name: ImportName<I>;
  readonly private: PrivateState;
}

/** A state that another type of resource, maybe of another provider, had. */
export interface MoveRequest extends Context {
  /** `registry.example.org/acme/hosts`. */
  readonly providerAddress: string;
  readonly typeName: string;
  readonly schemaVersion: number;
  readonly state: JsonObject;
  /** Filled for the new resource; what the old one had is not in it. */
  readonly private: PrivateState;
}

/**
 * A type of resource. S: its schema, C: what the provider's `configure` makes, I: the attributes of its identity.
 *
 * What a method throws is a diagnostic for the user. Answers are held against the plan: a planned value that was known must come back.
 */
export interface Resource<S extends Schema = Schema, C = unknown, I extends IdentityAttributes = IdentityAttributes> {
  readonly schema: S;
  readonly identity?: IdentitySchema<I>;
  /** The identity of what has this state. Asked for where `identity` is. */
  identityOf?(state: StateOf<S>): IdentityOf<I>;
  /** What attributes alone do not tell: called again during the plan, when more is known. */
  validate?(request: ValidateRequest<S>): void | Promise<void>;
  /** Also called when the resource is to be destroyed, for warnings and refusals. Must not change anything. */
  modifyPlan?(request: PlanRequest<S, C>): PlanAnswer<S> | void | Promise<PlanAnswer<S> | void>;
  create(request: CreateRequest<S, C>): Promise<StateOf<S>>;
  /** Null if it is gone. */
  read(request: ReadRequest<S, C>): Promise<StateOf<S> | null>;
  /** Left out where every attribute requires a replace. */
  update?(request: UpdateRequest<S, C>): Promise<StateOf<S>>;
  /** What is gone already is deleted. */
  delete(request: DeleteRequest<S, C>): Promise<void>;
  /** What is left out of the answer is null until the read that follows. */
  importState?(request: ImportRequest<C, I>): Promise<Partial<PartialStateOf<S>>>;
  /** Null for a state that this type does not take. */
  moveState?(request: MoveRequest): Promise<StateOf<S> | null>;
  /** By version of a schema: makes a state of that version one of the next. */
  readonly upgrades?: Readonly<Record<number, (state: JsonObject) => JsonObject>>;
  /** The same for versions of the identity. */
  readonly identityUpgrades?: Readonly<Record<number, (identity: JsonObject) => JsonObject>>;
  /** Limits of operations; an attribute `timeouts` (`timeouts()`) lets users state others. */
  readonly timeouts?: Timeouts;
}
