import type { AttributePath, PathStep } from '../../cty/path';
import { addressable } from '../addressable';
import type { AttributePath as WirePath, AttributePath_Step } from '../../wire/tfplugin6';

/** A path as hosts take it. */
export const wirePath = (path: AttributePath): WirePath => ({ steps: addressable(path).map(wireStep) });

function wireStep(step: PathStep): AttributePath_Step {
  switch (step.kind) {
    case 'attribute':
      return { selector: { $case: 'attributeName', value: step.name } };
    case 'key':
      return { selector: { $case: 'elementKeyString', value: step.key } };
    case 'index':
      return { selector: { $case: 'elementKeyInt', value: step.index } };
    case 'element':
      return { selector: undefined };
  }
}
