import type { QatServices } from '../model/qat-services';
import type { QatServiceRules } from './device';

/** Why a device does not take services; null: it takes them. */
export function whyNotTaken({ services, most, alone }: QatServiceRules, wanted: QatServices): string | null {
  const names = wanted === '' ? [] : wanted.split(';');
  if (names.length === 0) return 'it needs one at least';
  const unknown = names.filter((name) => !services.includes(name as never));
  if (unknown.length > 0) return `it has ${services.join(', ')}`;
  const single = names.length > 1 ? names.find((name) => alone.includes(name as never)) : undefined;
  if (single !== undefined) return `${single} stands alone`;
  return names.length > most ? `it combines ${most} at most` : null;
}
