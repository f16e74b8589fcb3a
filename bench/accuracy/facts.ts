import type { Setup } from './rows';

/** A set-up does not tell what its prediction needs: the row is not predicted, for this reason. */
export class NotTold extends Error {}

export function numberFact(setup: Setup, name: string): number | undefined {
  const value = setup[name];
  return typeof value === 'number' ? value : undefined;
}

export function neededNumber(setup: Setup, name: string): number {
  const value = numberFact(setup, name);
  if (value === undefined) throw new NotTold(`the set-up does not tell ${name}`);
  return value;
}

/** In lower case; empty when the set-up does not tell it. */
export function textFact(setup: Setup, name: string): string {
  const value = setup[name];
  return typeof value === 'string' ? value.toLowerCase() : '';
}
