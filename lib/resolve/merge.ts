import type { VfSettings, VfUse } from '../model/settings';
import type { WantedAttachment, WantedPool } from '../model/wanted';

/** Settings of the pool with the attachment's on top; the pool's own object when the attachment overrides none. */
export function mergedSettings(pool: WantedPool, { overrides, unresolved }: WantedAttachment): VfSettings {
  if (isEmpty(overrides) && unresolved.length === 0) return pool.settings;
  return withoutTokens(Object.assign({}, pool.settings, overrides), overrides, unresolved);
}

/**
 * Use of the pool with the attachment's on top; the pool's own object when the attachment states none.
 * Trust in the tenant of the pool says nothing of another one that the attachment names.
 */
export function mergedUse(pool: WantedPool, { use, unresolved }: WantedAttachment): VfUse {
  if (isEmpty(use) && unresolved.length === 0) return pool.use;
  const merged: { -readonly [K in keyof VfUse]: VfUse[K] } = { ...pool.use, ...use };
  const otherTenant = merged.tenant !== pool.use.tenant || unresolved.includes('tenant');
  if (otherTenant && use.trustedTenant === undefined) delete merged.trustedTenant;
  return withoutTokens(merged, use, unresolved);
}

/** Names that are tokens on the attachment, or on the pool and not overridden. */
export function mergedUnresolved(pool: WantedPool, attachment: WantedAttachment): readonly string[] {
  if (pool.unresolved.length === 0) return attachment.unresolved;
  const { overrides, use, unresolved } = attachment;
  const ofPool = pool.unresolved.filter((name) => !(name in overrides || name in use || unresolved.includes(name)));
  return unresolved.length === 0 ? ofPool : [...ofPool, ...unresolved];
}

/** Where the attachment has a token, the pool's value does not count. */
function withoutTokens<T extends object>(merged: T, own: object, unresolved: readonly string[]): T {
  for (const name of unresolved) {
    if (name in merged && !(name in own)) delete (merged as Record<string, unknown>)[name];
  }
  return merged;
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false;
  return true;
}
