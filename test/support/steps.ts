import type { StepKind, StepOf } from '../../lib/plan/step';

/** The PF that the steps are for. */
const pf = '0000:3b:00.0';

/** A step of each kind; those on a VF are on VF 1. */
export const STEP_OF_EACH_KIND: { readonly [K in StepKind]: StepOf<K> } = {
  'module-load': { kind: 'module-load', pf, module: 'vfio_pci' },
  'eswitch-mode': { kind: 'eswitch-mode', pf, mode: 'switchdev' },
  'drivers-autoprobe': { kind: 'drivers-autoprobe', pf, enabled: false },
  'num-vfs': { kind: 'num-vfs', pf, numVfs: 0 },
  'qat-services': { kind: 'qat-services', pf, services: 'sym;dc' },
  'pf-link': { kind: 'pf-link', pf, up: false },
  'pf-mtu': { kind: 'pf-mtu', pf, mtu: 9000 },
  'wait-link': { kind: 'wait-link', pf, timeoutSeconds: 30 },
  'vf-setting': { kind: 'vf-setting', pf, vf: 1, setting: { name: 'trust', on: true } },
  'vf-vlans': { kind: 'vf-vlans', pf, vf: 1, allowed: '5' },
  'vf-mtu': { kind: 'vf-mtu', pf, vf: 1, mtu: 9000 },
  'vf-migratable': { kind: 'vf-migratable', pf, vf: 1, enabled: true },
  'vf-quota': { kind: 'vf-quota', pf, vf: 1, quota: 'vramQuotaBytes', value: 1073741824 },
  'vf-msix': { kind: 'vf-msix', pf, vf: 1, vectors: 5 },
  'nvme-resource': { kind: 'nvme-resource', pf, vf: 1, controllerId: 2, resource: 'vq', count: 2 },
  'secondary-state': { kind: 'secondary-state', pf, vf: 1, controllerId: 2, online: false },
  'namespace-attach': { kind: 'namespace-attach', pf, vf: 1, controllerId: 2, nsid: 1, attached: false },
  'driver-bind': { kind: 'driver-bind', pf, vf: 1, address: '0000:3b:01.1', driver: 'vfio-pci' },
  'vm-detach': { kind: 'vm-detach', pf, vf: 1, address: '0000:3b:01.1', domain: 'web' },
  'vm-attach': { kind: 'vm-attach', pf, vf: 1, address: '0000:3b:01.1', domain: 'web' },
};
