import type { Finding } from '../model/finding';
import { quoted } from '../model/text';
import type { ConstructPath } from '../model/units';
import { finding } from './rules';
import type { Shape } from './shapes';

/** A value that somebody gave for a property. */
export interface GivenValue {
  readonly path: ConstructPath;
  /** Name of the host. */
  readonly host?: string;
  /** The property, `conditions.dcb`. */
  readonly pointer: string;
  readonly value: unknown;
}

/** What is wrong with a value; null when it is of its shape. */
export function wrongValue(shape: Shape, { value, ...given }: GivenValue): Finding | null {
  const problem = shape.problem(value);
  if (problem === null) return null;
  const { pointer } = given;
  return finding(shape.ruleId, {
    ...given,
    message: `${pointer} ${problem}`,
    fix: `Set ${pointer} to ${shape.expected}`,
    found: quoted(value),
  });
}
