import type { DriverBehaviour } from '../catalog/behaviour';
import { vlanListOf } from '../catalog/vlan-lists';
import { FLAGS_AND_CHOICES, SETTING_ROWS } from '../model/vf-settings';
import { ALL_VLANS } from '../model/vlan-list';
import type { Step, StepKind } from '../plan/step';
import { NVME, NVME_RESOURCE, SECONDARY_STATE } from '../shell/nvme.sh.generated';
import { AUTOPROBE, CARRIER, ESWITCH, NETDEV, PF_LINK, PF_MTU, SET_VFS } from '../shell/pf.sh.generated';
import { fill } from '../shell/template';
import { DRIVER_BIND, MSIX, VF_ADDRESS, VF_SETTING } from '../shell/vf.sh.generated';
import { VF_VLANS } from '../shell/vlans';
import * as before from './before.sh.generated';
import { CONTROLLERS, NUM_VFS } from './hooks.sh.generated';

/**
 * What a script keeps of a PF before its first change, so that `restore` brings it back: each kind of thing as a file
 * of steps in the script's own words, written once, when the thing is about to change for the first time. What a plan
 * starts to manage later is kept later.
 *
 * A script keeps what it is going to change; and it can restore whatever an earlier one of the PF has kept.
 */
export function keptKinds(steps: readonly Step[], { eswitchOrder }: DriverBehaviour): string[] {
  const changed = new Set(steps.map(({ kind }) => CHANGES[kind]));
  // Where the mode may be changed only while there are no VFs, changing it takes them all.
  if (changed.has('eswitch') && eswitchOrder === 'mode-before-vfs') changed.add('vfs');
  return KEPT.filter((thing) => changed.has(thing));
}

/** In the order of restoring. */
const KEPT = ['eswitch', 'mtu', 'autoprobe', 'vfs', 'link'] as const;

/** What is kept before a step of a kind; null: nothing is. */
const CHANGES: Readonly<Record<StepKind, (typeof KEPT)[number] | null>> = {
  'module-load': null,
  'eswitch-mode': 'eswitch',
  'drivers-autoprobe': 'autoprobe',
  'num-vfs': 'vfs',
  'pf-link': 'link',
  'pf-mtu': 'mtu',
  'wait-link': null,
  'vf-setting': 'vfs',
  'vf-vlans': 'vfs',
  'vf-mtu': null,
  'vf-msix': 'vfs',
  'nvme-resource': 'vfs',
  'secondary-state': 'vfs',
  'namespace-attach': null,
  'driver-bind': 'vfs',
  'vm-detach': null,
  'vm-attach': null,
};

/**
 * Shell functions that keep and restore what a PF of a class has.
 *
 * @param driver of the PF; null: not known
 */
export function beforeParts(deviceClass: 'net' | 'nvme' | 'other', driver: string | null): readonly string[] {
  if (deviceClass !== 'net') return deviceClass === 'nvme' ? DRIVE : PLAIN;
  return driver === null || vlanListOf(driver) !== null ? NIC_WITH_LISTS : NIC;
}

export const BEFORE_TOOLS: readonly string[] = ['cat', 'cmp', 'cp', 'head', 'mkdir', 'mv', 'rm'];

const BASE = [
  ...[before.KEEP, AUTOPROBE, SET_VFS, NUM_VFS, VF_ADDRESS, DRIVER_BIND, MSIX],
  ...[before.BEFORE_AUTOPROBE, before.BEFORE_VFS],
];
/** Words of flags and choices in `ip link show`, each with the word that writes it: `'spoof checking=spoofchk' trust=trust`. */
const SHOWN = FLAGS_AND_CHOICES.map((name) => {
  const { ip, shown = ip } = SETTING_ROWS[name];
  return shown?.includes(' ') ? `'${shown}=${ip}'` : `${shown}=${ip}`;
}).join(' ');
const ANY_NIC = [
  ...BASE,
  ...[NETDEV, PF_LINK, PF_MTU, CARRIER, ESWITCH, VF_SETTING],
  ...[before.BEFORE_MTU, before.BEFORE_LINK, before.BEFORE_ESWITCH],
  fill(before.BEFORE_NETWORK, { SHOWN }),
];
const NIC = [...ANY_NIC, before.BEFORE_VLAN];
const NIC_WITH_LISTS = [...ANY_NIC, VF_VLANS, fill(before.BEFORE_VLANS, { ALL_VLANS })];
const DRIVE = [...BASE, NVME, CONTROLLERS, NVME_RESOURCE, SECONDARY_STATE, before.BEFORE_CONTROLLER];
const PLAIN = [...BASE, before.BEFORE_NOTHING];
