import { formatIops, formatMbps, formatShare, thousands } from '../model/numbers';
import type { Range } from '../simulate/performance/system/quantity';
import type { AlternativeOutlook, AttachmentOutlook, HostOutlook, Latency } from '../simulate/outlook/outlook';
import { oneLine } from './line';
import { type Palette, PLAIN } from './palette';
import { table } from './table';

const DIGITS = 3;

/** What the I/O of a host comes to, for a terminal: guests, host, alternatives, and what is not known. Ends with a newline. */
export function renderOutlook(outlook: HostOutlook, palette: Palette = PLAIN): string {
  const { host, attachments, alternatives, unknown, assumptions } = outlook;
  const blocks = [
    `${palette.bold(`${oneLine(host)}: what its I/O comes to`)} (in brackets the ends of 80 % intervals)`,
    attachmentTable(attachments, palette),
    hostLines(outlook).join('\n'),
    ...(alternatives.length === 0 ? [] : [alternativeTable(alternatives, palette)]),
    list('not known', unknown),
    list('assumed', assumptions),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function attachmentTable(attachments: readonly AttachmentOutlook[], palette: Palette): string {
  const rows = attachments.map(({ vm, pf, rates, guestCores, latency }) => [
    oneLine(vm),
    oneLine(pf),
    rates.iops === undefined
      ? `${text(rates.txMbps, formatMbps)} / ${text(rates.rxMbps, formatMbps)}`
      : text(rates.iops, formatIops),
    text(guestCores, cores),
    ...latencyCells(latency),
  ]);
  return table(['VM', 'PF', 'gets', 'guest cores', 'mean latency', '99 %'], rows, { head: palette.dim });
}

function hostLines({ cores: of, interruptsPerSecond, growth, resources }: HostOutlook): string[] {
  const total = of.total === null ? 'an unknown number of cores' : `${of.total} cores`;
  const vcpus = of.vcpus === null ? '' : `, vCPUs have ${of.vcpus}`;
  return [
    `host: ${total}${vcpus}; guests take ${text(of.guestIo, cores)} for I/O, the host ${text(of.interrupts, cores)} for ${text(interruptsPerSecond, thousands)} interrupts a second`,
    ...(growth === null
      ? []
      : [`all demands may be ${text(growth.factor, cores)} times as large, then full: ${oneLine(growth.description)}`]),
    ...resources.flatMap(({ tenthMore, description, utilisation }) => {
      if (tenthMore === null) return [];
      const { txMbps, rxMbps, iops } = tenthMore;
      const gains = [
        ...(txMbps === undefined ? [] : [`${formatMbps(txMbps, DIGITS)} out`]),
        ...(rxMbps === undefined ? [] : [`${formatMbps(rxMbps, DIGITS)} in`]),
        ...(iops === undefined ? [] : [formatIops(iops, DIGITS)]),
      ];
      return [`10 % more gives ${gains.join(', ')}: ${oneLine(description)}, ${formatShare(utilisation.value)} used`];
    }),
  ];
}

function alternativeTable(alternatives: readonly AlternativeOutlook[], palette: Palette): string {
  const head = ['way', 'a VM gets', 'host cores', 'latency', 'VMs a host', 'servers', 'USD a year and VM'];
  const rows = alternatives.map(
    ({ name, isPlanned, perVm, cores: of, networkLatency, blockLatency, perHost, fleet }) => [
      `${isPlanned ? '* ' : '  '}${name}`,
      [
        ...(perVm.txMbps === undefined && perVm.rxMbps === undefined
          ? []
          : [`${text(perVm.txMbps, formatMbps)} / ${text(perVm.rxMbps, formatMbps)}`]),
        ...(perVm.iops === undefined ? [] : [text(perVm.iops, formatIops)]),
      ].join(', '),
      cores(of.interrupts.value + of.switching.value + of.ioThreads.value),
      [networkLatency, blockLatency]
        .flatMap((latency) => (latency === null ? [] : [microseconds(latency.meanUs.value)]))
        .join(', '),
      perHost === null ? '?' : `${text(perHost.vms, thousands)}, then no ${perHost.stoppedBy}`,
      fleet === null ? '?' : text(fleet.servers, thousands),
      fleet === null ? '?' : text(fleet.yearlyUsdPerVm, thousands),
    ],
  );
  return `${table(head, rows, { head: palette.dim })}\n* as planned; with interrupts posted or injected`;
}

function latencyCells(latency: Latency | null): string[] {
  return latency === null ? ['?', '?'] : [text(latency.meanUs, microseconds), text(latency.p99Us, microseconds)];
}

/** `1.2 (0.9 to 1.6)`; without brackets where both ends are the value, `?` for what is not known. */
function text(range: Range | null | undefined, format: (value: number, digits?: number) => string): string {
  if (range == null) return '?';
  const [value, low, high] = [range.value, range.low, range.high].map((number) => format(number, DIGITS));
  return low === value && high === value ? value : `${value} (${low} to ${high})`;
}

function cores(value: number): string {
  return String(Number(value.toPrecision(DIGITS)));
}

function microseconds(value: number): string {
  return `${Number(value.toPrecision(DIGITS))} us`;
}

function list(title: string, texts: readonly string[]): string {
  return texts.length === 0 ? '' : [title, ...texts.map((line) => `  ${oneLine(line)}`)].join('\n');
}
