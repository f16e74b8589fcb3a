import { formatIops, formatMbps, formatShare, thousands } from '../model/numbers';
import type { Range } from '../simulate/performance/system/quantity';
import { hostCoresOf } from '../simulate/outlook/cores';
import type { AlternativeOutlook, AttachmentOutlook, HostOutlook, Latency } from '../simulate/outlook/outlook';
import { oneLine } from './line';
import { type Palette, PLAIN } from './palette';
import { rangeText } from './range';
import { table } from './table';

const DIGITS = 3;

/** What the I/O of a host comes to, for a terminal: guests, host, alternatives, and what is not known. Ends with a newline. */
export function renderOutlook(outlook: HostOutlook, palette: Palette = PLAIN): string {
  const { host, attachments, alternatives, unknown, assumptions } = outlook;
  const blocks = [
    `${palette.bold(`${oneLine(host)}: what its I/O comes to`)} (in brackets the ends of 80 % intervals)`,
    attachmentTable(attachments, palette),
    hostLines(outlook).join('\n'),
    ...(alternatives.length === 0 ? [] : [alternativeTables(alternatives, palette)]),
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
    text(guestCores, number),
    ...latencyCells(latency),
  ]);
  return table(['VM', 'PF', 'gets', 'guest cores', 'mean latency', '99 %'], rows, { head: palette.dim });
}

function hostLines({ cores: of, interruptsPerSecond, growth, resources }: HostOutlook): string[] {
  const total = of.total === null ? 'an unknown number of cores' : `${of.total} cores`;
  const vcpus = of.vcpus === null ? '' : `, vCPUs have ${of.vcpus}`;
  return [
    `host: ${total}${vcpus}; guests take ${text(of.guestIo, number)} for I/O, the host ${text(of.interrupts, number)} for ${text(interruptsPerSecond, thousands)} interrupts a second`,
    ...(growth === null
      ? []
      : [
          `all demands may be ${text(growth.factor, number)} times as large, then full: ${oneLine(growth.description)}`,
        ]),
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

/** What the host's own VMs get, and where their size is known what servers carry: two tables, so that both fit a terminal. */
function alternativeTables(alternatives: readonly AlternativeOutlook[], palette: Palette): string {
  const name = ({ isPlanned, name: words }: AlternativeOutlook) => `${isPlanned ? '* ' : '  '}${words}`;
  const reached = alternatives.map((way) => {
    const { perVm, cores: of, networkLatency, blockLatency } = way;
    return [
      name(way),
      [
        ...(perVm.txMbps === undefined && perVm.rxMbps === undefined
          ? []
          : [`${text(perVm.txMbps, formatMbps)} / ${text(perVm.rxMbps, formatMbps)}`]),
        ...(perVm.iops === undefined ? [] : [text(perVm.iops, formatIops)]),
      ].join(', '),
      text(hostCoresOf(of), number),
      [networkLatency, blockLatency]
        .flatMap((latency) => (latency === null ? [] : [`${text(latency.meanUs, number)} us`]))
        .join(', '),
    ];
  });
  const sized = alternatives.flatMap((way) => {
    const { perHost, fleet } = way;
    if (perHost === null) return [];
    const servers =
      fleet === null ? ['?', '?'] : [fleet.servers, fleet.yearlyUsdPerVm].map((of) => text(of, thousands));
    return [[name(way), `${text(perHost.vms, thousands)}, then no ${perHost.stoppedBy}`, ...servers]];
  });
  return [
    table(['way', 'a VM gets', 'host cores', 'latency'], reached, { head: palette.dim }),
    ...(sized.length === 0
      ? []
      : [table(['way', 'VMs a host', 'servers', 'USD a year and VM'], sized, { head: palette.dim })]),
    '* as planned; with interrupts posted or injected',
  ].join('\n\n');
}

function latencyCells(latency: Latency | null): string[] {
  return latency === null ? ['?', '?'] : [`${text(latency.meanUs, number)} us`, `${text(latency.p99Us, number)} us`];
}

/** `?` for what is not known. */
function text(range: Range | null | undefined, format: (value: number, digits?: number) => string): string {
  return range == null ? '?' : rangeText(range, (value) => format(value, DIGITS));
}

function number(value: number): string {
  return String(Number(value.toPrecision(DIGITS)));
}

function list(title: string, texts: readonly string[]): string {
  return texts.length === 0 ? '' : [title, ...texts.map((line) => `  ${oneLine(line)}`)].join('\n');
}
