import { DEFAULT_CATALOG } from '../lib/catalog/catalog';
import { evaluateFleet } from '../lib/evaluate/evaluate';
import type { Inventory } from '../lib/inventory/inventory';
import { EMPTY_LOCK } from '../lib/model/lock';
import { formatMbps } from '../lib/model/numbers';
import type { WantedAttachment, WantedHost } from '../lib/model/wanted';
import { rangeText } from '../lib/report/range';
import { attachmentRecords } from '../lib/resolve/attachment-record';
import { hostCoresOf } from '../lib/simulate/outlook/cores';
import { hostOutlook } from '../lib/simulate/outlook/host-outlook';
import type { AlternativeOutlook } from '../lib/simulate/outlook/outlook';
import type { ConsolidationPathName } from '../lib/simulate/performance/fleet/consolidation-paths';

/** What the README says in numbers of VFs beside other ways to the same I/O, on the host of an example. */

const VMS = 16;
const SIZE = { vmVcpus: 2, vmMemoryGib: 8 };
const DEMAND = { kind: 'network', txMbps: 500, rxMbps: 500, frameBytes: 1518 } as const;

/** Ways that are told, that of the plan first. */
const WAYS: Readonly<Partial<Record<ConsolidationPathName, string>>> = {
  vf: 'a VF each',
  'vhost-user': 'a switch that polls',
  vhost: 'vhost-net',
  emulated: 'emulated NICs',
};

/** A sentence and a table of Markdown. @param inventory of the host, a NIC of whose first port the VMs share */
export function headline(inventory: Inventory): string {
  const [{ address, network }] = inventory.physicalFunctions;
  const { hosts } = evaluateFleet({
    ...{ catalog: DEFAULT_CATALOG, lock: EMPTY_LOCK, acknowledgements: [], findings: [] },
    hosts: [{ wanted: wantedHost(address), inventory }],
  });
  const [{ prediction, resolved }] = hosts;
  const attachments = attachmentRecords(resolved);
  const { alternatives, compared } = hostOutlook({ prediction, observed: inventory, attachments });
  const rows = (Object.keys(WAYS) as ConsolidationPathName[]).flatMap((path) => {
    const way = alternatives.find((one) => one.path === path);
    return way === undefined ? [] : [cellsOf(WAYS[path] ?? path, way)];
  });
  const head = ['each VM has', 'gets, each way', 'host cores', 'a frame takes', 'VMs a host', 'a VM and year'];
  const speed = network?.interfaces[0]?.speedMbps ?? 0;
  return [
    `${VMS} VMs of ${SIZE.vmVcpus} vCPUs and ${SIZE.vmMemoryGib} GiB that ask for ${formatMbps(DEMAND.txMbps)} each way, on a host of ${inventory.host.cpus.cores} cores with a port of ` +
      `${formatMbps(speed)} (that of \`examples/one-host\`), as \`sriov simulate\` predicts them; in brackets 80 % intervals, cost for ${compared.wanted} VMs:`,
    '',
    ...[head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

function wantedHost(address: string): WantedHost {
  const path = 'rack1/kvm01';
  const pool = `${path}/uplink/vms`;
  const attachments = Array.from({ length: VMS }, (_, n): WantedAttachment => {
    const vm = `web-${n}`;
    return { path: `${pool}/${vm}`, vm, pool, overrides: {}, use: {}, demand: DEMAND, unresolved: [] };
  });
  return {
    path,
    name: 'kvm01',
    labels: {},
    policy: SIZE,
    physicalFunctions: [
      {
        path: `${path}/uplink`,
        selector: { address },
        externallyManaged: false,
        conditions: {},
        pools: [{ path: pool, count: VMS, settings: {}, use: {}, unresolved: [] }],
        unresolved: [],
      },
    ],
    attachments,
    unresolved: [],
  };
}

function cellsOf(name: string, { perVm, cores, networkLatency, perHost, fleet }: AlternativeOutlook): string[] {
  const unknown = 'not known';
  return [
    name,
    perVm.txMbps === undefined ? unknown : rangeText(perVm.txMbps, (mbps) => formatMbps(mbps, 2)),
    rangeText(hostCoresOf(cores)),
    networkLatency === null ? unknown : `${rangeText(networkLatency.meanUs)} us`,
    perHost === null ? unknown : rangeText(perHost.vms),
    fleet === null ? unknown : rangeText(fleet.yearlyUsdPerVm, (usd) => `$${Math.round(usd)}`),
  ];
}
