import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { HostInventory, Persistence, SriovHost } from 'cdktf-sriov';
import { addDrive, addTenants } from './tenants';

/**
 * The demo's twelve VMs on a host whose inventory was read from a real Linux kernel: two igb ports of 1 Gbit/s and a
 * small NVMe SSD. What igb cannot do (guarantees, VF link state) is left out.
 */
const app = new App();
const stack = new TerraformStack(app, 'lab');
const host = new SriovHost(stack, 'sriov-host', {
  inventory: HostInventory.fromFile(process.env.DEMO_INVENTORY ?? join(__dirname, 'captured.json')),
  persistence: Persistence.EXTERNAL,
});

addTenants(
  host,
  ['0000:01:00.0', '0000:02:00.0'].map((address) => ({
    address,
    vfsPerTenant: 2,
    maxTxRateMbps: 300,
    demandMbps: 120,
  })),
);
addDrive(
  host,
  { id: 'nvme', address: '0000:03:00.0', namespaceId: 1, virtualQueues: 2, virtualInterrupts: 1, iops: 10_000 },
  ['blue-1', 'blue-2'],
);

app.synth();
