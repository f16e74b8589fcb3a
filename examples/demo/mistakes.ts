import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { HostInventory, LinkState, NumaPolicy, PauseFrames, Persistence, SriovHost, VfToVf } from 'cdktf-sriov';

/** The demo's host once more, with eight different mistakes. All of them are reported in one run. */
const app = new App();
const stack = new TerraformStack(app, 'rack1');
const host = new SriovHost(stack, 'kvm01', {
  inventory: HostInventory.fromFile(join(__dirname, 'kvm01.json')),
  persistence: Persistence.EXTERNAL,
});
const conditions = { pauseFrames: PauseFrames.OFF, vfToVf: VfToVf.ISOLATED, dcb: false, adq: false };
const tidy = { spoofCheck: true, trust: false, linkState: LinkState.AUTO };

// 1: more VFs than the port has.
const uplink0 = host.addPhysicalFunction('uplink0', { address: '0000:3b:00.0', numVfs: 200, conditions });
// 2: guarantees that add up to more than the link.
const blue = uplink0.addPool('blue', {
  ...tidy,
  firstVf: 0,
  count: 10,
  minTxRateMbps: 3_000,
  maxTxRateMbps: 8_000,
  tenant: 'blue',
  vlan: 110,
});
// 3: a pool that overlaps another.
const green = uplink0.addPool('green', {
  ...tidy,
  firstVf: 8,
  count: 4,
  maxTxRateMbps: 8_000,
  tenant: 'green',
  vlan: 120,
});
// 4: a VLAN id that the standard reserves.
const red = uplink0.addPool('red', { ...tidy, firstVf: 12, count: 4, maxTxRateMbps: 8_000, tenant: 'red', vlan: 4095 });
// 5: a tenant that may send with anybody's MAC address.
const uplink1 = host.addPhysicalFunction('uplink1', { address: '0000:3b:00.1', conditions });
const open = uplink1.addPool('open', {
  ...tidy,
  spoofCheck: false,
  count: 4,
  maxTxRateMbps: 8_000,
  tenant: 'red',
  vlan: 130,
});

blue.attach('blue-1');
green.attach('green-1');
// 6: a MAC address that no interface may have.
red.attach('red-1', { mac: '01:00:5e:00:00:01' });
// 7: a VM on the other socket that asked to be close.
open.attach('red-2', { vmNumaNode: 1, numaPolicy: NumaPolicy.REQUIRED });

// 8: more queue resources than one controller of the drive may have.
const drive = host.addPhysicalFunction('pm1735', { address: '0000:86:00.0' });
drive
  .addPool('controllers', {
    count: 2,
    tenant: 'blue',
    nvmeVirtualQueues: 64,
    nvmeVirtualInterrupts: 2,
    namespaceId: 1,
    namespaceShared: true,
  })
  .attach('blue-1');

app.synth();
