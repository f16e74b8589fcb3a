import type { StateOf } from '../../schema';
import type { PhysicalFunctionSchema } from './schema';

export type State = StateOf<PhysicalFunctionSchema>;
export type OwnerState = State['vms'] extends ReadonlyMap<string, infer V> ? V : never;
