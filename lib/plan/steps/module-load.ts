import { WRITE_SECONDS } from './limits';
import { ref } from './schema';
import type { StepBase, StepSpec } from './spec';

/** `modprobe MODULE`. */
export interface ModuleLoadStep extends StepBase {
  readonly kind: 'module-load';
  readonly module: string;
}

export const MODULE_LOAD: StepSpec<ModuleLoadStep> = {
  description: 'Load a kernel module.',
  fields: {
    module: ref('name'),
  },
  reach: 'nothing',
  writes: () => null,
  limitSeconds: () => WRITE_SECONDS,
  tools: ['modprobe'],
  words: ({ module }) => `load module ${module}`,
};
