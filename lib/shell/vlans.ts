import { ALL_VLANS, RECEIVED_ONLY } from '../model/vlan-list';
import { VLAN_LIST_DRIVERS } from '../plan/vlan-lists';
import { fill } from './template';
import { VLAN_DRIVER, VLAN_FILES, VLAN_STEPS } from './vlans.sh.generated';

/** The step `vlans`, with one line of a `case` for each driver that makes the file. */
export const VF_VLANS = [
  VLAN_FILES,
  ...VLAN_LIST_DRIVERS.map(driverCase),
  fill(VLAN_STEPS, { ALL_VLANS, RECEIVED_ONLY }),
].join('\n');

function driverCase({ drivers, list: { rangeSeparator, transmitFile } }: (typeof VLAN_LIST_DRIVERS)[number]): string {
  const FILE = transmitFile === undefined ? "''" : `$LIST/${transmitFile}`;
  return fill(VLAN_DRIVER, { DRIVERS: drivers.join(' | '), SEPARATOR: rangeSeparator ?? '', FILE });
}
