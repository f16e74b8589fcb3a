import { grouped } from '../../model/grouped';
import { deliveredBy, type Measure, MEASURES_OF } from '../traffic/measures';
import type { AttachmentPrediction, Delivered, HostPrediction } from '../traffic/prediction';

/** Of all VFs of a VM on one host together. */
export interface VmTotals {
  readonly kinds: ReadonlySet<AttachmentPrediction['kind']>;
  /** Of those that declare a demand. */
  readonly demanded: Delivered;
  readonly predicted: Delivered;
  readonly floor: Delivered;
}

export const NOTHING: VmTotals = { kinds: new Set(), demanded: {}, predicted: {}, floor: {} };

/** What is left of what a VM had: 0 of each measure of which no VF is left. */
export function leftOf(had: VmTotals, left: VmTotals): VmTotals {
  const gone = [...had.kinds]
    .filter((kind) => !left.kinds.has(kind))
    .flatMap((kind): Measure[] => [...MEASURES_OF[kind]]);
  const withZeros = (rates: Delivered) => deliveredBy((measure) => (gone.includes(measure) ? 0 : rates[measure]));
  return { ...left, predicted: withZeros(left.predicted), floor: withZeros(left.floor) };
}

/** By VM, in the order of the host. */
export function deliveredTo({ attachments }: HostPrediction): ReadonlyMap<string, VmTotals> {
  const byVm = grouped(attachments, ({ vm }) => vm);
  return new Map([...byVm].map(([vm, its]) => [vm, totalsOf(its)]));
}

function totalsOf(attachments: readonly AttachmentPrediction[]): VmTotals {
  const declaring = attachments.filter(({ demand }) => demand !== undefined);
  return {
    kinds: new Set(attachments.map(({ kind }) => kind)),
    demanded: total(declaring, ({ demand }) => demand ?? {}),
    predicted: total(attachments, ({ predicted }) => predicted),
    floor: total(attachments, ({ floor }) => floor),
  };
}

/** A measure that is not known of one attachment is not known of all together. */
function total(
  attachments: readonly AttachmentPrediction[],
  part: (attachment: AttachmentPrediction) => Delivered,
): Delivered {
  return deliveredBy((measure) => {
    const its = attachments.filter(({ kind }) => MEASURES_OF[kind].some((one) => one === measure));
    const rates = its.flatMap((attachment) => part(attachment)[measure] ?? []);
    return rates.length === 0 || rates.length < its.length ? undefined : rates.reduce((a, b) => a + b, 0);
  });
}
