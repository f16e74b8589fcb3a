import type { Value } from './value';

/** One step down into a value. */
export type PathStep =
  | { readonly kind: 'attribute'; readonly name: string }
  /** Of a list or tuple; counted from 0. */
  | { readonly kind: 'index'; readonly index: number }
  /** Of a map. */
  | { readonly kind: 'key'; readonly key: string }
  /** Of a set, whose elements have no name but themselves. The protocol cannot say it: a path on the wire ends at the set. */
  | { readonly kind: 'element'; readonly value: Value };

/** The way from a whole value to a part of it; empty for the whole. */
export type AttributePath = readonly PathStep[];

export const attribute = (name: string): PathStep => ({ kind: 'attribute', name });
export const index = (at: number): PathStep => ({ kind: 'index', index: at });
export const key = (name: string): PathStep => ({ kind: 'key', key: name });
export const element = (value: Value): PathStep => ({ kind: 'element', value });

/** As people write it in a configuration: `physical_function[0].labels["rack"]`. An element of a set is `[*]`. Empty for the whole. */
export function pathText(path: AttributePath): string {
  return path.map(stepText).join('').replace(/^\./, '');
}

function stepText(step: PathStep): string {
  switch (step.kind) {
    case 'attribute':
      return `.${step.name}`;
    case 'index':
      return `[${step.index}]`;
    case 'key':
      return `[${JSON.stringify(step.key)}]`;
    case 'element':
      return '[*]';
  }
}
