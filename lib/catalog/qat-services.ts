import { isInRange, type KernelRelease, rangeWords } from '../model/kernel-release';
import type { QatServices } from '../model/qat-services';
import type { QatServiceRules } from './driver-profile';

export type QatServicesAnswer = { readonly is: 'taken' | 'unknown' } | { readonly is: 'refused'; readonly why: string };

/** What comes of services that a device is to be configured for. */
export function qatServicesAnswer(
  rules: QatServiceRules,
  wanted: QatServices,
  kernel: KernelRelease | null,
): QatServicesAnswer {
  const why = whyNotOfDevice(rules, wanted);
  if (why !== null) return { is: 'refused', why };
  const { kernels = [] } = rules;
  const takes = (only: readonly QatServices[] | undefined) => only?.includes(wanted) ?? true;
  if (kernels.every(({ only }) => takes(only))) return { is: 'taken' };
  const here = kernels.find((each) => isInRange(each.kernel, kernel) === true);
  if (here === undefined) return { is: 'unknown' };
  if (takes(here.only)) return { is: 'taken' };
  return { is: 'refused', why: `${rangeWords(here.kernel)} takes ${here.only?.join(' and ')} alone` };
}

function whyNotOfDevice({ services, most, alone }: QatServiceRules, wanted: QatServices): string | null {
  const names = wanted === '' ? [] : wanted.split(';');
  if (names.length === 0) return 'it needs one at least';
  const unknown = names.filter((name) => !services.includes(name as never));
  if (unknown.length > 0) return `it has ${services.join(', ')}`;
  const single = names.length > 1 ? names.find((name) => alone.includes(name as never)) : undefined;
  if (single !== undefined) return `${single} stands alone`;
  return names.length > most ? `it combines ${most} at most` : null;
}
