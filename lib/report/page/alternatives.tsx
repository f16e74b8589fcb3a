import { formatMbps } from '../../model/numbers';
import { GIB } from '../../model/units';
import { hostCoresOf } from '../../simulate/outlook/cores';
import type { AlternativeOutlook, ComparedVms, HostOutlook, Latency } from '../../simulate/outlook/outlook';
import { counted } from '../line';
import { rangeText, rough } from '../range';
import { Text } from './words';

const rate = (mbps: number) => formatMbps(mbps, 2);
const usd = (dollars: number) => `$${rough(dollars)}`;

/** The same VMs over every way of giving them I/O. */
export function Alternatives({ outlook: { alternatives, compared } }: { readonly outlook: HostOutlook }) {
  if (alternatives.length === 0) return <p>No VM declares a demand: there is nothing to compare.</p>;
  const isSized = compared.size !== null;
  return (
    <>
      <p class="dim">{comparedText(compared)}</p>
      <table class="ways">
        <thead>
          <tr>
            <th scope="col">Way</th>
            <th scope="col">Each VM gets</th>
            <th scope="col">Host cores for these VMs</th>
            <th scope="col">Latency</th>
            {isSized && <th scope="col">VMs a host</th>}
            {isSized && <th scope="col">For {counted(compared.wanted, 'VM')}</th>}
          </tr>
        </thead>
        <tbody>
          {alternatives.map((way) => (
            <tr>
              <th scope="row">
                <Text of={way.name} />
                {way.isPlanned && <small>as planned</small>}
              </th>
              <td>
                {perVmText(way)}
                <small>
                  {way.bottleneck === 'demand' ? (
                    'as asked'
                  ) : (
                    <Text of={`limited by ${way.bottleneck.split(': ')[0]}`} />
                  )}
                </small>
              </td>
              <td>{rangeText(hostCoresOf(way.cores))}</td>
              <td>{latenciesText(way)}</td>
              {isSized && <td>{perHost(way)}</td>}
              {isSized && <td>{fleet(way)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

export function alternativesNote({ alternatives }: HostOutlook): string {
  if (alternatives.length === 0) return 'no demand is stated';
  const planned = alternatives.find(({ isPlanned }) => isPlanned)?.perHost;
  return planned == null ? counted(alternatives.length, 'way') : `${rangeText(planned.vms)} VMs a host as planned`;
}

function comparedText({ vms, network, block, size }: ComparedVms): string {
  const asks = [
    ...(network === null
      ? []
      : [
          `${formatMbps(network.txMbps, 3)} out and ${formatMbps(network.rxMbps, 3)} in, frames of ${Math.round(network.frameBytes)} bytes`,
        ]),
    ...(block === null ? [] : [`${rough(block.iops)} IOPS of ${Math.round(block.blockBytes)} bytes`]),
  ];
  const has =
    size === null
      ? 'their size is not given, so that no servers are counted'
      : `${size.vcpus} vCPUs and ${rough(size.memoryBytes / GIB)} GiB each`;
  return `${counted(vms, 'VM')} with the mean of what they ask for: ${asks.join('; ')}; ${has}.`;
}

function perVmText({ perVm: { txMbps, rxMbps, iops } }: AlternativeOutlook): string {
  const parts = [
    ...(txMbps === undefined ? [] : [`${rangeText(txMbps, rate)} out`]),
    ...(rxMbps === undefined ? [] : [`${rangeText(rxMbps, rate)} in`]),
    ...(iops === undefined ? [] : [`${rangeText(iops)} IOPS`]),
  ];
  return parts.length === 0 ? 'not known' : parts.join(', ');
}

function latenciesText({ networkLatency, blockLatency }: AlternativeOutlook): string {
  const text = ({ meanUs }: Latency) => `${rangeText(meanUs)} µs`;
  const parts = [
    ...(networkLatency === null ? [] : [`frame ${text(networkLatency)}`]),
    ...(blockLatency === null ? [] : [`I/O ${text(blockLatency)}`]),
  ];
  return parts.length === 0 ? 'not known' : parts.join(', ');
}

function perHost({ perHost: found }: AlternativeOutlook) {
  if (found === null) return <>not known</>;
  return (
    <>
      <b>{rangeText(found.vms)}</b>
      <small>
        <Text of={found.stoppedBy} /> end first
      </small>
    </>
  );
}

function fleet({ fleet: found, perHost: hosts }: AlternativeOutlook) {
  if (found === null) return <>{hosts === null ? 'not known' : 'no VM fits'}</>;
  return (
    <>
      {rangeText(found.servers)} servers, {rangeText(found.watts)} W
      <small>{rangeText(found.yearlyUsdPerVm, usd)} a VM and year</small>
    </>
  );
}
