import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { HostInventory, Persistence, SriovHost, VfDriver } from 'cdktf-sriov';

/**
 * A host that was configured by hand, taken over without a change: what stands on it is stated as it is, everything
 * that is not stated is not managed, and the plan is empty.
 */
const app = new App();
const stack = new TerraformStack(app, 'lab');
const host = new SriovHost(stack, 'sriov-host', {
  // sriov inventory --root / > host.json
  inventory: HostInventory.fromFile(join(__dirname, 'host.json')),
  persistence: Persistence.EXTERNAL,
});
const uplink = host.addPhysicalFunction('uplink', {
  address: '0000:01:00.0',
  numVfs: 4,
  driversAutoprobe: false,
});

const tagged = uplink.addPool('tagged', {
  firstVf: 0,
  count: 1,
  driver: VfDriver.VFIO_PCI,
  vlan: 100,
  vlanQos: 3,
  maxTxRateMbps: 200,
  spoofCheck: true,
  trust: false,
});
tagged.attach('web', { mac: '52:54:00:aa:01:00' });

const router = uplink.addPool('router', {
  firstVf: 1,
  count: 1,
  driver: VfDriver.VFIO_PCI,
  spoofCheck: false,
  trust: true,
  waivers: { spoofCheck: 'a router forwards frames of others', trust: 'it sets MAC addresses itself' },
});
router.attach('router', { mac: '52:54:00:aa:01:01' });

app.synth();
