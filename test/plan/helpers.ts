import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import type { Inventory } from '../../lib/inventory/inventory';
import type { HostPlan, TargetPf, TargetVf } from '../../lib/plan/host-plan';
import { type PlanOptions, planHost } from '../../lib/plan/plan';
import type { Step } from '../../lib/plan/step';

export const PF = '0000:3b:00.0';

/** A target for the NIC of `nicFacts`: nothing managed but the number of VFs, unless a test says so. */
export function targetNic(change: Partial<TargetPf> = {}): TargetPf {
  return {
    path: 'rack1/kvm01/uplink',
    address: PF,
    deviceClass: 'net',
    driver: 'ice',
    vfDriver: 'iavf',
    numVfs: 0,
    virtualFunctions: [],
    ...change,
  };
}

/** A target for the SSD of `nvmeFacts`. */
export function targetSsd(change: Partial<TargetPf> = {}): TargetPf {
  return targetNic({
    path: 'rack1/kvm01/ssd',
    address: '0000:86:00.0',
    deviceClass: 'nvme',
    driver: 'nvme',
    vfDriver: 'nvme',
    ...change,
  });
}

export function vf(index: number, change: Partial<TargetVf> = {}): TargetVf {
  return { index, address: null, ...change };
}

export function controller(controllerId: number, virtualQueues = 2, virtualInterrupts = 1): Required<TargetVf>['nvme'] {
  return { controllerId, virtualQueues, virtualInterrupts, namespaceIds: [] };
}

export function plan(
  target: TargetPf | readonly TargetPf[],
  observed: Inventory,
  options: Partial<PlanOptions> = {},
  presumed = false,
): HostPlan {
  const physicalFunctions = Array.isArray(target) ? target : [target];
  const host = { path: 'rack1/kvm01', name: 'kvm01', presumed, drivers: BUILT_IN_DRIVERS };
  return planHost(host, { physicalFunctions }, observed, options);
}

/** Steps in short: `num-vfs 4`, `mac 0`, `driver-bind 0 vfio-pci`. */
export function inShort(steps: readonly Step[]): string[] {
  return steps.map(short);
}

function short(step: Step): string {
  switch (step.kind) {
    case 'module-load':
      return `module-load ${step.module}`;
    case 'eswitch-mode':
      return `eswitch-mode ${step.mode}`;
    case 'drivers-autoprobe':
      return `drivers-autoprobe ${Number(step.enabled)}`;
    case 'num-vfs':
      return `num-vfs ${step.numVfs}`;
    case 'qat-services':
      return `qat-services ${step.services}`;
    case 'pf-link':
      return `pf-link ${step.up ? 'up' : 'down'}`;
    case 'pf-mtu':
      return `pf-mtu ${step.mtu}`;
    case 'wait-link':
      return 'wait-link';
    case 'vf-setting':
      return `${step.setting.name} ${step.vf}`;
    case 'vf-vlans':
      return `vf-vlans ${step.vf} ${step.allowed}`;
    case 'vf-mtu':
      return `vf-mtu ${step.vf} ${step.mtu}`;
    case 'vf-msix':
      return `vf-msix ${step.vf} ${step.vectors}`;
    case 'vf-migratable':
      return `vf-migratable ${step.vf} ${step.enabled}`;
    case 'vf-quota':
      return `${step.quota} ${step.vf} ${step.value}`;
    case 'nvme-resource':
      return `${step.resource} ${step.vf} ${step.count}`;
    case 'secondary-state':
      return `${step.online ? 'online' : 'offline'} ${step.vf}`;
    case 'namespace-attach':
      return `${step.attached ? 'attach' : 'detach'} ${step.vf} ${step.nsid}`;
    case 'vm-detach':
    case 'vm-attach':
      return `${step.kind} ${step.vf} ${step.domain}`;
    case 'driver-bind':
      return `driver-bind ${step.vf} ${step.driver ?? 'none'}`;
  }
}
