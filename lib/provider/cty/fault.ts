import { pathText, type AttributePath, type PathStep } from './path';

/** A value, a type or an encoding that is not what its type asks for. */
export class ValueFault extends Error {
  /** @param path to the part that is wrong */
  public constructor(
    public readonly path: AttributePath,
    public readonly problem: string,
  ) {
    super(path.length === 0 ? problem : `${pathText(path)}: ${problem}`);
    this.name = 'ValueFault';
  }
}

/** The same from one step further up: what reads a part knows nothing of the whole. */
export function within(step: PathStep, error: unknown): unknown {
  return error instanceof ValueFault ? new ValueFault([step, ...error.path], error.problem) : error;
}

/** What `part` makes of each; a fault says which one it is about. */
export function eachOf<In, Out>(
  all: readonly In[],
  step: (at: number, each: In) => PathStep,
  part: (each: In, at: number) => Out,
): Out[] {
  const made = new Array<Out>(all.length);
  for (let at = 0; at < all.length; at += 1) {
    const each = all[at] as In;
    try {
      made[at] = part(each, at);
    } catch (error) {
      throw within(step(at, each), error);
    }
  }
  return made;
}
