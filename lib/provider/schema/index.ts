/** What resources, data sources and functions are written with. */
export { index, key, attribute, element, pathText, type AttributePath } from '../cty/path';
export { isUnknown, UNKNOWN, type Unknown } from '../cty/value';
export * from './attributes';
export { block } from './blocks';
export type { ClientContext, Context, MaybeClientContext } from './context';
export { ProviderError, type Say } from './diagnostics';
export { forClient } from './for-client';
export { ArgumentError, parameter, providerFunction } from './function';
export { identity } from './identity';
export {
  requiresReplace,
  requiresReplaceIf,
  useStateForUnknown,
  type ModifierAnswer,
  type ModifierView,
  type PlanModifier,
} from './plan-modifier';
export type { PrivateState } from './private-state';
export type { Problem, Validator } from './problem';
export { NotConfiguredYet, provider, type Provider } from './provider';
export type { PlanAnswer, PlanRequest, Resource } from './resource';
export { schema, type ConfigOf, type KnownConfigOf, type PlannedOf, type PlanOf, type StateOf } from './schema';
export { timeouts } from './timeouts';
export { types } from './value-types';
export { providerCalls } from './provider-calls';
