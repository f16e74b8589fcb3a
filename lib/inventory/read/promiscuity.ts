import type { VfNetworkFacts, VfPromiscuity } from '../inventory';
import { lineOf } from './attributes';
import type { Reading } from './tree';

/** As i40e prints it where Intel's driver is built beside the kernel: `vfd_promisc_show` in its src/kcompat_vfd.c. */
const MODES: ReadonlyMap<string, VfPromiscuity> = new Map([
  ['off', 'off'],
  ['ucast', 'unicast'],
  ['mcast', 'multicast'],
  ['ucast, mcast', 'all'],
]);

/** What `sriov/N/promisc` of the PF says; nothing where its driver makes no such file. */
export function promiscuityOf(reading: Reading, pfPath: string, vf: number): Pick<VfNetworkFacts, 'promiscuity'> {
  const file = `${pfPath}/sriov/${vf}/promisc`;
  const line = lineOf(reading, file);
  if (line === null) return {};
  const promiscuity = MODES.get(line) ?? null;
  if (promiscuity === null) {
    reading.warn(`${file}: found no mode that is known; whether VF ${vf} gets frames for others is not known`);
  }
  return { promiscuity };
}
