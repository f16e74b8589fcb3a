import { TerraformOutput } from 'cdktf';
import { Demand, HostInventory, type PhysicalFunction, Sriov, type VirtualFunctionPool } from 'cdktf-sriov';
import { inventory, nicFacts } from '../support/facts';
import { healthyHost, type TestApp, TIDY } from '../constructs/app';

/** The PF of a host without a fault. */
export function uplinkOf(app: TestApp, stack = 'rack1', host = 'kvm01'): PhysicalFunction {
  return healthyHost(app.stack(stack), host).addPhysicalFunction('uplink', { address: '0000:3b:00.0' });
}

/** Its pool of eight VFs, of which `web` and `db` have one. */
export function poolOf(app: TestApp, stack?: string, host?: string): VirtualFunctionPool {
  const pool = uplinkOf(app, stack, host).addPool('vms', { ...TIDY, count: 8, vlan: 100 });
  pool.attach('web', { demand: Demand.network({ txMbps: 4_000, rxMbps: 2_000 }) });
  pool.attach('db', { demand: Demand.network({ txMbps: 6_000, rxMbps: 6_000 }) });
  return pool;
}

/** Apps of all kinds, by what is about them. */
export const APPS: Readonly<Record<string, (app: TestApp) => void>> = {
  'a sound host': (app) => void poolOf(app),
  'two stacks': (app) => {
    poolOf(app, 'rack1', 'kvm01');
    poolOf(app, 'rack2', 'kvm02');
  },
  'what VMs keep after a failure': (app) => {
    Sriov.of(app.app).configure({ predictFailures: true });
    poolOf(app);
  },
  'errors in two stacks': (app) => {
    uplinkOf(app).addPool('vms', { ...TIDY, count: 4, vlan: 4095 });
    healthyHost(app.stack('rack2'), 'kvm02').addPhysicalFunction('uplink', { address: '0000:3b:00.0', numVfs: 500 });
  },
  'a finding that is acknowledged': (app) => {
    const pool = uplinkOf(app).addPool('vms', { ...TIDY, spoofCheck: false, count: 2, vlan: 100 });
    pool.acknowledge('SEC-001', 'the VM is a bridge');
  },
  'an inventory that cannot be read': (app) => {
    healthyHost(app.stack(), 'kvm01', { inventory: HostInventory.fromFile('/nowhere/kvm01.json') });
  },
  'an inventory that is none': (app) => {
    healthyHost(app.stack(), 'kvm01', {
      inventory: HostInventory.fromObject({ inventoryVersion: 1, no: 'inventory' }),
    });
  },
  'an output whose value is not known': (app) => {
    const nic = nicFacts({ vfOffset: null, vfStride: null });
    const host = healthyHost(app.stack(), 'kvm01', { inventory: HostInventory.fromObject(inventory([nic])) });
    const pool = host.addPhysicalFunction('uplink', { address: '0000:3b:00.0' }).addPool('vms', { ...TIDY, count: 2 });
    new TerraformOutput(host, 'address', { value: pool.attach('web').pciAddress });
  },
  'no inventory': (app) => {
    const host = healthyHost(app.stack(), 'kvm01', { inventory: undefined });
    host
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 2 })
      .attach('web');
  },
};
