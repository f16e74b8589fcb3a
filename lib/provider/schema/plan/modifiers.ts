import type { AttributePath } from '../../cty/path';
import { sameValue, type Value } from '../../cty/value';
import { hasAttribute, typeOfShape } from '../body';
import type { Visit } from '../walk';

/** Runs the modifiers of attributes; `replace` hears of attributes that differ from the state and make a new resource. */
export function modifying(operation: 'create' | 'update', replace: (path: AttributePath) => void): Visit {
  const made: Visit['made'] = ({ modifiers, shape }, { config, prior, planned }, path) => {
    let modified: Value = planned;
    let replaces = false;
    for (const modifier of modifiers) {
      const answer = modifier.modify({ config, prior, planned: modified as never, operation });
      // Who wrote the attribute has its types from the compiler; here they are gone.
      if (answer.planned !== undefined) modified = answer.planned as Value;
      replaces ||= answer.requiresReplace === true;
    }
    if (replaces && operation === 'update' && !sameValue(typeOfShape(shape), modified, prior)) replace(path);
    return modified;
  };
  return { concerns: isModified, made };
}

const isModified = hasAttribute(({ modifiers }) => modifiers.length > 0);
