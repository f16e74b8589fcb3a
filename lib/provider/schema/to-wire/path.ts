import type { AttributePath, PathStep } from '../../cty/path';
import type { AttributePath as WirePath, AttributePath_Step } from '../../wire/tfplugin6';

/** A path as hosts take it: it ends at a set, whose elements the protocol cannot name. */
export function wirePath(path: AttributePath): WirePath {
  const end = path.findIndex(({ kind }) => kind === 'element');
  return { steps: (end < 0 ? path : path.slice(0, end)).map(wireStep) };
}

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
