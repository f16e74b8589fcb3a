import type { Step, VfSetting } from '../../../lib/plan/step';
import { IGB, igbVf, NVME, nvmeVf } from '../../conformance/emulated-host';

/** Steps for the first igb port and for the SSD of the emulated host. */
export const nic = {
  up: (up = true): Step => ({ kind: 'pf-link', pf: IGB, up }),
  mtu: (mtu: number): Step => ({ kind: 'pf-mtu', pf: IGB, mtu }),
  autoprobe: (enabled: boolean): Step => ({ kind: 'drivers-autoprobe', pf: IGB, enabled }),
  vfs: (numVfs: number): Step => ({ kind: 'num-vfs', pf: IGB, numVfs }),
  carrier: (timeoutSeconds = 30): Step => ({ kind: 'wait-link', pf: IGB, timeoutSeconds }),
  set: (vf: number, setting: VfSetting): Step => ({ kind: 'vf-setting', pf: IGB, vf, setting }),
  bind: (vf: number, driver: string | null): Step => ({ kind: 'driver-bind', pf: IGB, vf, address: igbVf(vf), driver }),
  vfMtu: (vf: number, mtu: number): Step => ({ kind: 'vf-mtu', pf: IGB, vf, mtu }),
  msix: (vf: number, vectors: number): Step => ({ kind: 'vf-msix', pf: IGB, vf, vectors }),
  eswitch: (mode: 'legacy' | 'switchdev'): Step => ({ kind: 'eswitch-mode', pf: IGB, mode }),
};

export const drive = {
  autoprobe: (enabled: boolean): Step => ({ kind: 'drivers-autoprobe', pf: NVME, enabled }),
  vfs: (numVfs: number): Step => ({ kind: 'num-vfs', pf: NVME, numVfs }),
  queues: (vf: number, count: number): Step => resource(vf, 'vq', count),
  interrupts: (vf: number, count: number): Step => resource(vf, 'vi', count),
  online: (vf: number, online = true): Step => ({
    kind: 'secondary-state',
    pf: NVME,
    vf,
    controllerId: vf + 1,
    online,
  }),
  namespace: (vf: number, attached: boolean, nsid = 1): Step => ({
    kind: 'namespace-attach',
    pf: NVME,
    vf,
    controllerId: vf + 1,
    nsid,
    attached,
  }),
  bind: (vf: number, driver: string | null): Step => ({
    kind: 'driver-bind',
    pf: NVME,
    vf,
    address: nvmeVf(vf),
    driver,
  }),
};

function resource(vf: number, kind: 'vq' | 'vi', count: number): Step {
  return { kind: 'nvme-resource', pf: NVME, vf, controllerId: vf + 1, resource: kind, count };
}

/** MAC, VLAN, spoof check and trust of a VF, all other than on a new one. */
export function settings(vf: number): Step[] {
  return [
    nic.set(vf, { name: 'mac', mac: `52:54:00:bb:00:0${vf}` }),
    nic.set(vf, { name: 'vlan', vlan: 100 + vf, qos: vf, protocol: '802.1Q' }),
    nic.set(vf, { name: 'spoofCheck', on: false }),
    nic.set(vf, { name: 'trust', on: true }),
  ];
}

export const rate = (vf: number, maxTxMbps: number): Step => nic.set(vf, { name: 'rate', minTxMbps: 0, maxTxMbps });
