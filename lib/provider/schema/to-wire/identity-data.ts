import { objectOf, type Type } from '../../cty/type';
import type { Value } from '../../cty/value';
import type { ResourceIdentityData } from '../../wire/tfplugin6';
import { typeOfShape } from '../body';
import type { IdentitySchema } from '../identity';
import type { Resource } from '../resource';
import { toWire } from './value';

export const identityType = ({ attributes }: IdentitySchema): Type =>
  objectOf(Object.fromEntries(Object.entries(attributes).map(([name, { type }]) => [name, typeOfShape(type.shape)])));

/** The identity of what has that state; undefined for resources that have none. */
export function wireIdentity(it: Resource, state: Value): ResourceIdentityData | undefined {
  if (it.identity === undefined || it.identityOf === undefined || state === null) return undefined;
  const identity = it.identityOf(state as never) as Value;
  return { identityData: toWire(identityType(it.identity), identity) };
}
