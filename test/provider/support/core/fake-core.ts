import { toJson, fromJson } from '../../../../lib/provider/cty/json';
import { fromMsgpack, toMsgpack } from '../../../../lib/provider/cty/msgpack';
import type { Type } from '../../../../lib/provider/cty/type';
import { isList, isMap, isObject, sameValue, UNKNOWN, type Value } from '../../../../lib/provider/cty/value';
import type { CallContext, ProviderCalls } from '../../../../lib/provider/wire/calls';
import {
  Diagnostic_Severity,
  type Diagnostic,
  type DynamicValue,
  type Schema_Block,
} from '../../../../lib/provider/wire/tfplugin6';
import { applyRefusals, finalPlanRefusals, stateRefusals } from './apply-rules';
import { blockOf, blockType, schemaRefusals } from './host-schema';
import { planRefusals } from './plan-rules';
import { proposedState } from './proposed';

/** A provider broke a rule of hosts. */
export class RuleBroken extends Error {
  public constructor(
    public readonly step: string,
    public readonly refusals: readonly string[],
  ) {
    super(`${step}: ${refusals.join('; ')}`);
  }
}

/** A provider said an error, as it may. */
export class ProviderSaid extends Error {
  public constructor(
    public readonly step: string,
    public readonly diagnostics: readonly Diagnostic[],
  ) {
    super(`${step}: ${diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`).join('; ')}`);
  }
}

export interface Managed {
  readonly state: Value;
  readonly private: Uint8Array;
}

export interface Planned {
  readonly action: 'none' | 'create' | 'update' | 'delete' | 'replace';
  readonly planned: Value;
  readonly private: Uint8Array;
  readonly warnings: readonly Diagnostic[];
}

export const QUIET: CallContext = {
  signal: new AbortController().signal,
  log: { trace() {}, debug() {}, info() {}, warn() {}, error() {} },
};
const NOTHING: Managed = { state: null, private: new Uint8Array() };
const CAPABLE = { deferralAllowed: false, writeOnlyAttributesAllowed: true };

/**
 * What Terraform and OpenTofu do with one resource, over the calls of a provider and by the bytes, with all of their rules on every step.
 */
export class FakeCore {
  private constructor(
    private readonly calls: ProviderCalls,
    private readonly typeName: string,
    private readonly block: Schema_Block,
    private readonly version: number,
    private readonly context: CallContext,
  ) {}

  /** @param providerConfig of the provider's type */
  public static async start(
    calls: ProviderCalls,
    typeName: string,
    providerConfig: Value,
    context: CallContext = QUIET,
  ): Promise<FakeCore> {
    const { provider, resourceSchemas } = await calls.getProviderSchema({}, context);
    const schema = resourceSchemas.get(typeName);
    if (schema === undefined || provider === undefined) throw new Error(`no resource ${typeName}`);
    for (const each of [schema, provider]) broken('schema', schemaRefusals(blockOf(each.block)));
    const config = wire(blockType(blockOf(provider.block)), providerConfig);
    succeeded('validate provider', (await calls.validateProviderConfig({ config }, context)).diagnostics);
    const configured = await calls.configureProvider(
      { config, terraformVersion: '1.12.0', clientCapabilities: CAPABLE },
      context,
    );
    succeeded('configure', configured.diagnostics);
    return new FakeCore(calls, typeName, blockOf(schema.block), schema.version, context);
  }

  public get type(): Type {
    return blockType(this.block);
  }

  public async validate(config: Value): Promise<void> {
    const { diagnostics } = await this.calls.validateResourceConfig(
      { typeName: this.typeName, config: this.out(config), clientCapabilities: CAPABLE },
      this.context,
    );
    succeeded('validate', diagnostics);
  }

  /** What a plan would do, as a host decides it: a replace is planned once more as a create. */
  public async plan(from: Managed, wanted: Value): Promise<Planned> {
    const config = withSets(this.type, wanted);
    if (config !== null) await this.validate(config);
    const first = await this.planOnce('plan', from, config);
    const replaces = first.requiresReplace && from.state !== null && config !== null;
    if (!replaces) return { ...first, action: this.actionOf(from.state, first.planned) };
    const second = await this.planOnce('plan of the replace', { ...NOTHING, private: from.private }, config);
    return { ...second, action: 'replace', warnings: [...first.warnings, ...second.warnings] };
  }

  private actionOf(prior: Value, planned: Value): Planned['action'] {
    if (sameValue(this.type, prior, planned)) return 'none';
    return prior === null ? 'create' : planned === null ? 'delete' : 'update';
  }

  private async planOnce(step: string, from: Managed, config: Value) {
    const proposed = withSets(this.type, proposedState(this.block, from.state, config));
    const answer = await this.calls.planResourceChange(
      {
        typeName: this.typeName,
        priorState: this.out(from.state),
        proposedNewState: this.out(proposed),
        config: this.out(config),
        priorPrivate: from.private,
        providerMeta: undefined,
        clientCapabilities: CAPABLE,
        priorIdentity: undefined,
      },
      this.context,
    );
    succeeded(step, answer.diagnostics);
    if (answer.deferred !== undefined) throw new RuleBroken(step, ['deferred, which was not allowed']);
    const planned = this.in(answer.plannedState);
    broken(step, planRefusals(this.block, from.state, config, planned));
    return {
      planned,
      private: answer.plannedPrivate,
      requiresReplace: answer.requiresReplace.length > 0,
      warnings: answer.diagnostics,
    };
  }

  /** @param known the configuration that was planned, now without unknowns */
  public async apply(from: Managed, plan: Planned, known: Value): Promise<Managed> {
    if (plan.action === 'none') return from;
    const config = withSets(this.type, known);
    if (plan.action !== 'replace') return this.applyOnce('apply', from, plan, config);
    const gone = await this.plan(from, null);
    await this.applyOnce('destroy for the replace', from, gone, null);
    return this.applyOnce('create for the replace', NOTHING, plan, config);
  }

  private async applyOnce(step: string, from: Managed, plan: Planned, config: Value): Promise<Managed> {
    // Hosts plan once more when they apply: what was not known then may be now.
    const again = await this.planOnce(`final plan of the ${step}`, from, config);
    broken(`final plan of the ${step}`, finalPlanRefusals(this.block, plan.planned, again.planned));
    const { planned } = again;
    const answer = await this.calls.applyResourceChange(
      {
        typeName: this.typeName,
        priorState: this.out(from.state),
        plannedState: this.out(planned),
        config: this.out(config),
        plannedPrivate: again.private,
        providerMeta: undefined,
        plannedIdentity: undefined,
      },
      this.context,
    );
    const state = this.in(answer.newState);
    if (answer.diagnostics.some(isError))
      throw new ApplyFailed(step, answer.diagnostics, { state, private: answer.private });
    broken(step, applyRefusals(this.block, planned, state));
    return { state, private: answer.private };
  }

  /** By way of the state file, as every run begins. */
  public async refresh(from: Managed): Promise<Managed> {
    if (from.state === null) return from;
    const json = new TextEncoder().encode(toJson(this.type, from.state));
    const upgraded = await this.calls.upgradeResourceState(
      { typeName: this.typeName, version: this.version, rawState: { json, flatmap: new Map() } },
      this.context,
    );
    succeeded('upgrade', upgraded.diagnostics);
    const read = await this.calls.readResource(
      {
        typeName: this.typeName,
        currentState: this.out(this.in(upgraded.upgradedState)),
        private: from.private,
        providerMeta: undefined,
        clientCapabilities: CAPABLE,
        currentIdentity: undefined,
      },
      this.context,
    );
    succeeded('read', read.diagnostics);
    const state = this.in(read.newState);
    broken('read', stateRefusals(this.block, state));
    return { state, private: read.private };
  }

  /** Imports by an id and reads, as `import` does. */
  public async import(id: string): Promise<Managed> {
    const { diagnostics, importedResources } = await this.calls.importResourceState(
      { typeName: this.typeName, id, clientCapabilities: CAPABLE, identity: undefined },
      this.context,
    );
    succeeded('import', diagnostics);
    const [imported] = importedResources;
    if (imported === undefined) throw new RuleBroken('import', ['nothing was imported']);
    const state = this.in(imported.state);
    broken('import', stateRefusals(this.block, state));
    return this.refresh({ state, private: imported.private });
  }

  private out(value: Value): DynamicValue {
    return wire(this.type, value);
  }

  private in(message: DynamicValue | undefined): Value {
    if (message === undefined) return null;
    const value =
      message.msgpack.length > 0
        ? fromMsgpack(this.type, message.msgpack)
        : message.json.length > 0
          ? fromJson(this.type, new TextDecoder().decode(message.json))
          : null;
    return withSets(this.type, value);
  }
}

/** An apply that failed, and what a host keeps then. */
export class ApplyFailed extends ProviderSaid {
  public constructor(
    step: string,
    diagnostics: readonly Diagnostic[],
    public readonly left: Managed,
  ) {
    super(step, diagnostics);
  }
}

const wire = (type: Type, value: Value): DynamicValue => ({ msgpack: toMsgpack(type, value), json: new Uint8Array() });

const isError = ({ severity }: Diagnostic): boolean => severity === Diagnostic_Severity.ERROR;

function succeeded(step: string, diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter(isError);
  if (errors.length > 0) throw new ProviderSaid(step, errors);
}

function broken(step: string, refusals: readonly string[]): void {
  if (refusals.length > 0) throw new RuleBroken(step, refusals);
}

/** The value with each element of a set once, as hosts hold sets. */
export function withSets(type: Type, value: Value): Value {
  if (value === null || value === UNKNOWN) return value;
  switch (type.kind) {
    case 'list':
      return isList(value) ? value.map((each) => withSets(type.element, each)) : value;
    case 'set': {
      if (!isList(value)) return value;
      const kept: Value[] = [];
      for (const each of value.map((one) => withSets(type.element, one))) {
        if (!whollyUnlike(type.element, kept, each)) kept.push(each);
      }
      return kept;
    }
    case 'map':
      return isMap(value) ? new Map([...value].map(([key, each]) => [key, withSets(type.element, each)])) : value;
    case 'object':
      return isObject(value)
        ? Object.fromEntries([...type.attributes].map(([name, each]) => [name, withSets(each, value[name] ?? null)]))
        : value;
    default:
      return value;
  }
}

/** Elements with something unknown are no duplicates: they may still become two. */
const whollyUnlike = (type: Type, kept: readonly Value[], value: Value): boolean =>
  kept.some((other) => sameValue(type, other, value)) && !hasUnknown(value);

const hasUnknown = (value: Value): boolean =>
  value === UNKNOWN ||
  (isList(value) && value.some(hasUnknown)) ||
  (isMap(value) && [...value.values()].some(hasUnknown)) ||
  (isObject(value) && Object.values(value).some(hasUnknown));
