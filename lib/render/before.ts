import type { DriverBehaviour } from '../catalog/behaviour';
import type { Step, StepKind } from '../plan/step';

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
  // A device goes down for its services.
  if (changed.has('services')) changed.add('vfs');
  return KEPT.filter((thing) => changed.has(thing));
}

/** In the order of restoring. */
const KEPT = ['services', 'eswitch', 'mtu', 'autoprobe', 'vfs', 'link'] as const;

/** What is kept before a step of a kind; null: nothing is. */
const CHANGES: Readonly<Record<StepKind, (typeof KEPT)[number] | null>> = {
  'module-load': null,
  'eswitch-mode': 'eswitch',
  'drivers-autoprobe': 'autoprobe',
  'num-vfs': 'vfs',
  'qat-services': 'services',
  'pf-link': 'link',
  'pf-mtu': 'mtu',
  'wait-link': null,
  'vf-setting': 'vfs',
  'vf-vlans': 'vfs',
  'vf-mtu': null,
  'vf-msix': 'vfs',
  'vf-migratable': 'vfs',
  'vf-quota': 'vfs',
  'nvme-resource': 'vfs',
  'secondary-state': 'vfs',
  'namespace-attach': null,
  'driver-bind': 'vfs',
  'vm-detach': null,
  'vm-attach': null,
};

export const BEFORE_TOOLS: readonly string[] = ['cat', 'cmp', 'cp', 'head', 'mkdir', 'mv', 'rm'];
