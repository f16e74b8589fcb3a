import { DRIVER_BIND } from './driver-bind';
import { DRIVERS_AUTOPROBE } from './drivers-autoprobe';
import { ESWITCH_MODE } from './eswitch-mode';
import { MODULE_LOAD } from './module-load';
import { NAMESPACE_ATTACH } from './namespace-attach';
import { NUM_VFS } from './num-vfs';
import { NVME_RESOURCE } from './nvme-resource';
import { PF_LINK } from './pf-link';
import { PF_MTU } from './pf-mtu';
import { QAT_SERVICES_STEP } from './qat-services';
import { SECONDARY_STATE } from './secondary-state';
import type { StepSpec } from './spec';
import { VF_MIGRATABLE } from './vf-migratable';
import { VF_MSIX } from './vf-msix';
import { VF_MTU } from './vf-mtu';
import { VF_QUOTA } from './vf-quota';
import { VF_SETTING } from './vf-setting';
import { VF_VLANS } from './vf-vlans';
import { VM_ATTACH } from './vm-attach';
import { VM_DETACH } from './vm-detach';
import { WAIT_LINK } from './wait-link';

const SPECS = {
  'module-load': MODULE_LOAD,
  'eswitch-mode': ESWITCH_MODE,
  'drivers-autoprobe': DRIVERS_AUTOPROBE,
  'num-vfs': NUM_VFS,
  'qat-services': QAT_SERVICES_STEP,
  'pf-link': PF_LINK,
  'pf-mtu': PF_MTU,
  'wait-link': WAIT_LINK,
  'vf-setting': VF_SETTING,
  'vf-mtu': VF_MTU,
  'vf-vlans': VF_VLANS,
  'vf-msix': VF_MSIX,
  'vf-migratable': VF_MIGRATABLE,
  'vf-quota': VF_QUOTA,
  'nvme-resource': NVME_RESOURCE,
  'secondary-state': SECONDARY_STATE,
  'namespace-attach': NAMESPACE_ATTACH,
  'driver-bind': DRIVER_BIND,
  'vm-detach': VM_DETACH,
  'vm-attach': VM_ATTACH,
};

/**
 * The step vocabulary of a host plan. Each step is one thing that the kernel model, the real host and the script
 * renderer carry out alike; carrying it out a second time changes nothing.
 */
export type Step = StepOfSpec<(typeof SPECS)[keyof typeof SPECS]>;

type StepOfSpec<T> = T extends StepSpec<infer S> ? S : never;

export type StepKind = Step['kind'];
export type StepOf<K extends StepKind> = Extract<Step, { readonly kind: K }>;

/** All kinds of steps, each by its name. */
export const STEP_SPECS: { readonly [K in StepKind]: StepSpec<StepOf<K>> } = SPECS;

export function specOf<S extends Step>({ kind }: S): StepSpec<S> {
  return STEP_SPECS[kind] as unknown as StepSpec<S>;
}
