import { Aspects, type IAspect } from 'cdktf';
import type { IConstruct } from 'constructs';

/** Visits of `invokeAspectsOnce` so far. */
const VISITED = new WeakMap<IAspect, WeakSet<IConstruct>>();

/**
 * Lets the Aspects of a stack visit its constructs as a synth does (`invokeAspects` in synthesize/synthesizer.ts of the
 * engine: those of the stack and of what is in it, outer ones first), but never twice the same: one that declares a
 * construct can do so once. Those of a synth come on top of that.
 */
export function invokeAspectsOnce(stack: IConstruct): void {
  visit(stack, []);
}

function visit(construct: IConstruct, outer: readonly IAspect[]): void {
  const aspects = [...outer, ...Aspects.of(construct).all];
  for (const aspect of aspects) {
    const visited = VISITED.get(aspect) ?? new WeakSet();
    VISITED.set(aspect, visited);
    if (visited.has(construct)) continue;
    visited.add(construct);
    aspect.visit(construct);
  }
  for (const child of construct.node.children) visit(child, aspects);
}
