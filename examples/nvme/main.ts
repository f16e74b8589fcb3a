import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { Demand, HostInventory, Persistence, SriovHost } from 'cdktf-sriov';

const app = new App();
const stack = new TerraformStack(app, 'rack1');

// Limits that no data sheet gives are stated in a file, each with its source.
// Sriov.of(app).addDevicesFile('devices.json') would do for a drive that the catalog lacks; this one told them itself.
const host = new SriovHost(stack, 'kvm01', {
  inventory: HostInventory.fromFile(join(__dirname, 'kvm01.json')),
  persistence: Persistence.EXTERNAL,
});
const drive = host.addPhysicalFunction('drive', { serial: 'ED1-0001' });
const fast = drive.addPool('fast', {
  count: 4,
  nvmeVirtualQueues: 5,
  nvmeVirtualInterrupts: 4,
  namespaceId: 1,
  namespaceShared: true,
});
const small = drive.addPool('small', {
  count: 4,
  nvmeVirtualQueues: 2,
  nvmeVirtualInterrupts: 1,
  namespaceId: 1,
  namespaceShared: true,
});

fast.attach('db-1', { demand: Demand.block({ iops: 150_000, readShare: 0.8 }) });
fast.attach('db-2', { demand: Demand.block({ iops: 150_000, readShare: 0.8 }) });
small.attach('log-1', { demand: Demand.block({ iops: 5_000, blockBytes: 16_384, readShare: 0.1 }) });

app.synth();
