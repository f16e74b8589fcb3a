import type { VfSettings, VfUse } from '../../model/settings';
import type { ResolvedAttachment } from '../../resolve/resolved';
import type { SettingsSubject } from '../rule';

export type SettingName = keyof VfSettings | keyof VfUse;

/**
 * Whether the subject itself states one of these settings or uses. A pool does in any case; an attachment does when it
 * overrides one, so that a mistake of the pool is not said again for each attachment that overrides something else.
 */
export function statesAny(subject: SettingsSubject, names: readonly SettingName[]): boolean {
  return subject.attachment === null || attachmentStates(subject.attachment, names);
}

/**
 * What decides on the trust in the tenant of the subject: its tenant as well, where that is an attachment's of its own in a
 * pool of a trusted one, whose trust does not pass to it.
 */
export function trustNames({ attachment, pool, use }: SettingsSubject): readonly ('trustedTenant' | 'tenant')[] {
  const losesTrust = attachment !== null && pool.wanted.use.trustedTenant === true && use.trustedTenant !== true;
  return losesTrust ? ['trustedTenant', 'tenant'] : ['trustedTenant'];
}

/**
 * Whether the subject is a pool of which no VF has what it states: each has an attachment that states one of these
 * settings or uses itself and is judged for all of them. A VF that is free has what the pool states.
 */
export function isOverridden({ attachment, pool }: SettingsSubject, names: readonly SettingName[]): boolean {
  const { attachments, wanted } = pool;
  if (attachment !== null || attachments.length === 0 || attachments.length < wanted.count) return false;
  return attachments.every((one) => attachmentStates(one, names));
}

/** Whether an attachment states one of these settings or uses itself. */
export function attachmentStates({ wanted }: ResolvedAttachment, names: readonly SettingName[]): boolean {
  const { overrides, use, unresolved } = wanted;
  for (const name of names) {
    if (stated(overrides, name) !== undefined || stated(use, name) !== undefined) return true;
    if (unresolved.includes(name)) return true;
  }
  return false;
}

function stated(object: object, name: string): unknown {
  return (object as Readonly<Record<string, unknown>>)[name];
}
