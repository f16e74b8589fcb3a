import type { Estimate, Unpredictable } from '../../../lib/simulate/performance/system/quantity';
import type { Setup } from '../rows';

/**
 * Predicts a metric of a set-up, and looks at nothing else. The answer is in base units (`units.ts`).
 * @throws NotTold when the set-up lacks a fact that the prediction needs
 */
export type Kind = (setup: Setup, metric: string) => Estimate | Unpredictable;
