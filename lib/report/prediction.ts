import { formatIops, formatMbps, formatShare } from '../model/numbers';
import type { AttachmentPrediction, Delivered, HostPrediction, ResourceUse } from '../simulate/traffic/prediction';
import { counted, oneLine } from './line';
import { type Palette, PLAIN } from './palette';
import { table } from './table';

/**
 * What the VMs of a host get: a line for each attachment, the load of what they share, and what had to be assumed.
 * Ends with a newline.
 */
export function renderPrediction(prediction: HostPrediction, palette: Palette = PLAIN): string {
  const { host, attachments, resources, assumptions } = prediction;
  if (attachments.length === 0) return `${palette.bold(oneLine(host))}: no attachment to predict\n`;
  const names = resourceNames(prediction);
  const blocks = [
    `${palette.bold(oneLine(host))}: ${counted(attachments.length, 'attachment')}`,
    attachmentTable(prediction, names, palette),
    LEGEND,
    resourceTable(resources, palette),
  ];
  if (assumptions.length > 0) blocks.push(['assumed', ...assumptions.map((text) => `  ${oneLine(text)}`)].join('\n'));
  return `${blocks.join('\n\n')}\n`;
}

const LEGEND =
  'Network rates are transmit / receive. Predicted is beside the declared demands of the neighbours, floor beside greedy neighbours.';

function attachmentTable(prediction: HostPrediction, names: ReadonlyMap<string, string>, palette: Palette): string {
  const head = ['VM', 'attachment', 'VF', 'address', 'demand', 'predicted', 'floor', 'bottleneck'];
  const prefix = `${prediction.host}/`;
  const rows = prediction.attachments.map((attachment) => {
    const { vm, demand, predicted, floor, bottleneck } = attachmentCells(attachment, names);
    return [
      vm,
      oneLine(attachment.path.startsWith(prefix) ? attachment.path.slice(prefix.length) : attachment.path),
      `${attachment.vf} of ${oneLine(attachment.pf)}`,
      attachment.address ?? 'not known',
      demand,
      predicted,
      floor,
      bottleneck,
    ];
  });
  return table(head, rows, { head: palette.dim });
}

/** Short names of what the VMs of a host share, by id. */
export function resourceNames({ resources }: HostPrediction): ReadonlyMap<string, string> {
  return new Map(resources.map((resource) => [resource.id, nameOf(resource)]));
}

/** What one attachment asks for and gets, in words. */
export function attachmentCells(attachment: AttachmentPrediction, names: ReadonlyMap<string, string>) {
  const { vm, kind, demand, predicted, floor } = attachment;
  return {
    vm: oneLine(vm),
    demand: demand === undefined ? 'none' : deliveredText(demand, kind),
    predicted: deliveredText(predicted, kind),
    floor: deliveredText(floor, kind),
    bottleneck: oneLine(bottleneckText(attachment, names)),
  };
}

/** `5 / 2.5 Gbit/s`, `400k IOPS`; `?` for what nobody knows. */
export function deliveredText(delivered: Delivered, kind: AttachmentPrediction['kind']): string {
  if (kind === 'block') return delivered.iops === undefined ? '?' : formatIops(delivered.iops);
  const [tx, rx] = [delivered.txMbps, delivered.rxMbps].map((rate) => (rate === undefined ? '?' : formatMbps(rate)));
  const unit = (text: string) => text.slice(text.indexOf(' '));
  return tx !== '?' && rx !== '?' && unit(tx) === unit(rx)
    ? `${tx.slice(0, tx.indexOf(' '))} / ${rx}`
    : `${tx} / ${rx}`;
}

/** What stops it now; where nothing but its demand does, also what stops it beside greedy neighbours. */
function bottleneckText(attachment: AttachmentPrediction, names: ReadonlyMap<string, string>): string {
  const { bottleneck, floorBottleneck } = attachment;
  const name = ({ resource, description }: AttachmentPrediction['bottleneck']) => names.get(resource) ?? description;
  if (bottleneck.resource !== 'demand' || floorBottleneck.resource === 'demand') return name(bottleneck);
  return `${name(bottleneck)}; beside greedy neighbours ${name(floorBottleneck)}`;
}

/** The part of the description before the capacity; addresses hold colons too, but none with a blank behind it. */
export function nameOf({ description }: ResourceUse): string {
  const end = description.indexOf(': ');
  return end === -1 ? description : description.slice(0, end);
}

function resourceTable(resources: readonly ResourceUse[], palette: Palette): string {
  const rows = resources.map((resource) => [
    oneLine(resource.description),
    resource.capacity > 0 ? formatShare(resource.used / resource.capacity) : '-',
    String(resource.attachments),
  ]);
  return table(['shared', 'used', 'attachments'], rows, { right: [1, 2], head: palette.dim });
}
