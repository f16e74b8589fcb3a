import type { VfSettings, VfUse } from '../../model/settings';
import type { SettingsSubject } from '../rule';

export type SettingName = keyof VfSettings | keyof VfUse;

/**
 * Whether the subject itself states one of these settings or uses. A pool does in any case; an attachment does when it
 * overrides one, so that a mistake of the pool is not said again for each attachment that overrides something else.
 */
export function statesAny(subject: SettingsSubject, names: readonly SettingName[]): boolean {
  if (subject.attachment === null) return true;
  const { overrides, use, unresolved } = subject.attachment.wanted;
  for (const name of names) {
    if (stated(overrides, name) !== undefined || stated(use, name) !== undefined) return true;
    if (unresolved.includes(name)) return true;
  }
  return false;
}

function stated(object: object, name: string): unknown {
  return (object as Readonly<Record<string, unknown>>)[name];
}
