import { WRITE_SECONDS } from './limits';
import type { StepBase, StepSpec } from './spec';

/** `modprobe MODULE`. */
export interface ModuleLoadStep extends StepBase {
  readonly kind: 'module-load';
  readonly module: string;
}

export const MODULE_LOAD: StepSpec<ModuleLoadStep> = {
  fields: { module: 'required' },
  reach: 'nothing',
  writes: () => null,
  limitSeconds: () => WRITE_SECONDS,
  tools: ['modprobe'],
  words: ({ module }) => `load module ${module}`,
};
