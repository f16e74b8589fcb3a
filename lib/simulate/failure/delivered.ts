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

const MEASURES = { network: ['txMbps', 'rxMbps'], block: ['iops'] } as const satisfies Record<
  AttachmentPrediction['kind'],
  readonly (keyof Delivered)[]
>;

/** What is left of what a VM had: 0 of each measure of which no VF is left. */
export function leftOf(had: VmTotals, left: VmTotals): VmTotals {
  const zeros: { -readonly [measure in keyof Delivered]: number } = {};
  for (const kind of had.kinds) {
    if (!left.kinds.has(kind)) for (const measure of MEASURES[kind]) zeros[measure] = 0;
  }
  return { ...left, predicted: { ...left.predicted, ...zeros }, floor: { ...left.floor, ...zeros } };
}

/** By VM, in the order of the host. */
export function deliveredTo({ attachments }: HostPrediction): ReadonlyMap<string, VmTotals> {
  const byVm = new Map<string, AttachmentPrediction[]>();
  for (const attachment of attachments) {
    const known = byVm.get(attachment.vm);
    if (known === undefined) byVm.set(attachment.vm, [attachment]);
    else known.push(attachment);
  }
  return new Map([...byVm].map(([vm, its]) => [vm, totalsOf(its)]));
}

function totalsOf(attachments: readonly AttachmentPrediction[]): VmTotals {
  return {
    kinds: new Set(attachments.map(({ kind }) => kind)),
    demanded: total(
      attachments.filter(({ demand }) => demand !== undefined),
      ({ demand }) => demand ?? {},
    ),
    predicted: total(attachments, ({ predicted }) => predicted),
    floor: total(attachments, ({ floor }) => floor),
  };
}

/** A measure that is not known of one attachment is not known of all together. */
function total(
  attachments: readonly AttachmentPrediction[],
  part: (attachment: AttachmentPrediction) => Delivered,
): Delivered {
  const totals: { -readonly [measure in keyof Delivered]: number } = {};
  for (const kind of ['network', 'block'] as const) {
    const parts = attachments.filter((attachment) => attachment.kind === kind).map(part);
    for (const measure of MEASURES[kind]) {
      const values = parts.flatMap((one) => one[measure] ?? []);
      if (values.length > 0 && values.length === parts.length) totals[measure] = values.reduce((a, b) => a + b, 0);
    }
  }
  return totals;
}
