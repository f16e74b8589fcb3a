import type { Inventory } from '../../../lib/inventory/inventory';
import { attachmentRecords } from '../../../lib/resolve/attachment-record';
import { hostOutlook } from '../../../lib/simulate/outlook/host-outlook';
import type { HostOutlook, OutlookQuestion } from '../../../lib/simulate/outlook/outlook';
import { predict } from '../../../lib/simulate/traffic/predict';
import { type PfSketch, resolvedHost } from '../../support/resolved';

const GIB = 2 ** 30;

export const SIZE = { vcpus: 4, memoryBytes: 8 * GIB };

/** 64 cores of a known generation and 512 GiB. */
export const MACHINE: Partial<Inventory['host']> = {
  cpus: { model: 'Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz', sockets: 2, cores: 64, threads: 128 },
  numaNodes: [0, 1].map((id) => ({ id, cpus: '0-31', memoryBytes: 256 * GIB, distances: [10, 21], sockets: [id] })),
};

export function outlookOf(
  pfs: readonly PfSketch[],
  question: OutlookQuestion = {},
  machine: Partial<Inventory['host']> = MACHINE,
): HostOutlook {
  const host = resolvedHost({ pfs, inventory: machine });
  const input = { prediction: predict(host), observed: host.inventory, attachments: attachmentRecords(host) };
  return hostOutlook(input, question);
}
