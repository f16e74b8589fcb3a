import { formatMbps, formatShare } from '../../model/numbers';
import type { AttachmentOutlook, HostCores, HostOutlook, ResourceOutlook } from '../../simulate/outlook/outlook';
import type { Range } from '../../simulate/performance/system/quantity';
import type { Delivered } from '../../simulate/traffic/prediction';
import { grouped } from '../../model/grouped';
import { counted } from '../line';
import { rangeText, rough } from '../range';
import { type CommonNotes, Notes } from './notes';
import { VmNames } from './vm-names';
import { Text } from './words';

/** As many names of VMs as that stand in a row. */
const MOST_NAMES = 4;

/** What the I/O of VMs takes of cores and time, and what more there is to have. */
export function IoCost({ outlook, common }: { readonly outlook: HostOutlook; readonly common: CommonNotes }) {
  return (
    <>
      <Cores cores={outlook.cores} interrupts={outlook.interruptsPerSecond} />
      <Guests attachments={outlook.attachments} />
      <Headroom outlook={outlook} />
      <Notes title="not known" texts={outlook.unknown} common={common} />
      <Notes title="taken for granted" texts={outlook.assumptions} common={common} />
    </>
  );
}

export function ioCostNote({ cores, growth }: HostOutlook): string {
  const parts = [
    `${rangeText(cores.guestIo)} cores of guests`,
    ...(growth === null
      ? []
      : [isFull(growth) ? 'no room to grow' : `demands may grow to ${rangeText(growth.factor)} times`]),
  ];
  return parts.join(', ');
}

const PURPOSES: readonly (readonly [
  part: keyof HostCores & ('guestIo' | 'interrupts' | 'switching' | 'ioThreads'),
  words: string,
])[] = [
  ['guestIo', 'guests: drivers, network stack, block layer'],
  ['interrupts', 'host: interrupts of VMs (none where they are posted)'],
  ['switching', 'host: switching'],
  ['ioThreads', 'host: I/O threads'],
];

function Cores({ cores, interrupts }: { readonly cores: HostCores; readonly interrupts: Range }) {
  const { total, vcpus } = cores;
  return (
    <table class="cores">
      <caption>
        Cores for the I/O of all VMs{total === null ? '' : `, of ${total}`}
        {vcpus === null ? '' : `; the VMs have ${counted(vcpus, 'vCPU')}`}; {rangeText(interrupts)} interrupts a second
      </caption>
      <thead>
        <tr>
          <th scope="col">For</th>
          <th scope="col">Cores</th>
        </tr>
      </thead>
      <tbody>
        {PURPOSES.filter(([part]) => part === 'guestIo' || cores[part].high > 0).map(([part, words]) => (
          <tr>
            <th scope="row">{words}</th>
            <td>{rangeText(cores[part])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Guests({ attachments }: { readonly attachments: readonly AttachmentOutlook[] }) {
  const rows = [...grouped(attachments, (one) => JSON.stringify(cellsOf(one))).values()];
  if (rows.length === 0) return null;
  return (
    <table class="guests">
      <caption>Each VF, and how long a frame or an I/O takes</caption>
      <thead>
        <tr>
          <th scope="col">VM</th>
          <th scope="col">Packets or I/Os a second</th>
          <th scope="col">Guest cores</th>
          <th scope="col">Mean, 99 of 100 within</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((alike) => {
          const [rates, cores, latency] = cellsOf(alike[0]);
          return (
            <tr>
              <th scope="row">
                <VmNames of={alike} most={MOST_NAMES} />
              </th>
              <td>{rates}</td>
              <td>{cores}</td>
              <td>{latency}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** What is alike to two digits shares a row. */
function cellsOf({ rates, guestCores, latency }: AttachmentOutlook): readonly [string, string, string] {
  const { txPacketsPerSecond: out, rxPacketsPerSecond: into, iops } = rates;
  const counts = [
    ...(out === undefined ? [] : [`${rough(out.value)} out`]),
    ...(into === undefined ? [] : [`${rough(into.value)} in`]),
    ...(iops === undefined ? [] : [`${rough(iops.value)} I/Os`]),
  ];
  return [
    counts.length === 0 ? 'not known' : counts.join(', '),
    guestCores === null ? 'not known' : rangeText(guestCores),
    latency === null ? 'not known' : `${rangeText(latency.meanUs)} µs, ${rough(latency.p99Us.value)} µs`,
  ];
}

function Headroom({ outlook: { growth, resources } }: { readonly outlook: HostOutlook }) {
  const binding = resources.filter(
    (one): one is ResourceOutlook & { readonly tenthMore: Delivered } => one.tenthMore !== null,
  );
  return (
    <ul>
      {growth === null ? (
        <li>What demands may grow by is not known: none is declared, or nothing is known that they share.</li>
      ) : (
        <li>
          {isFull(growth)
            ? 'The declared demands cannot grow: '
            : `All declared demands together may become ${rangeText(growth.factor)} times what they are; then `}
          <Text of={growth.description} /> is full.
        </li>
      )}
      {binding.map(({ description, tenthMore, utilisation }) => (
        <li>
          <Text of={description} /> is used to {formatShare(utilisation.value)}: a tenth more of it gives{' '}
          {deliveredText(tenthMore)}.
        </li>
      ))}
    </ul>
  );
}

function isFull({ factor }: NonNullable<HostOutlook['growth']>): boolean {
  return factor.value < 1.005;
}

function deliveredText({ txMbps, rxMbps, iops }: Delivered): string {
  const parts = [
    ...(txMbps === undefined || txMbps === 0 ? [] : [`${formatMbps(txMbps, 3)} out`]),
    ...(rxMbps === undefined || rxMbps === 0 ? [] : [`${formatMbps(rxMbps, 3)} in`]),
    ...(iops === undefined || iops === 0 ? [] : [`${rough(iops)} IOPS`]),
  ];
  return parts.length === 0 ? 'nothing, since something else stops them then' : parts.join(', ');
}
