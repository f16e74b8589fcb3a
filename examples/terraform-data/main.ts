import { join } from 'node:path';
import { App, TerraformStack, TerraformVariable } from 'cdktf';
import { Carrier, HostInventory, LinkState, OnDestroy, Persistence, SriovHost, VfDriver } from 'cdktf-sriov';

const app = new App();
const stack = new TerraformStack(app, 'rack1');

// As the machine's own resource would give them, in the same stack or in another one.
const address = new TerraformVariable(stack, 'kvm01_address', { type: 'string' });
const hostKey = new TerraformVariable(stack, 'kvm01_host_key', { type: 'string' });

const host = new SriovHost(stack, 'kvm01', {
  inventory: HostInventory.fromFile(join(__dirname, 'kvm01.json')),
  persistence: Persistence.SYSTEMD,
  carrier: Carrier.terraformData({
    connection: {
      type: 'ssh',
      host: address.stringValue,
      user: 'admin',
      agent: 'true',
      hostKey: hostKey.stringValue,
    },
    sudo: true,
    onDestroy: OnDestroy.RESTORE,
  }),
});
const uplink = host.addPhysicalFunction('uplink', { address: '0000:3b:00.0', numVfs: 16 });
const settings = { driver: VfDriver.VFIO_PCI, spoofCheck: true, trust: false, linkState: LinkState.AUTO };
const frontend = uplink.addPool('frontend', { ...settings, count: 8, vlan: 100, maxTxRateMbps: 10_000 });
const backend = uplink.addPool('backend', { ...settings, count: 4, vlan: 200, maxTxRateMbps: 10_000 });
frontend.attach('web-1');
frontend.attach('web-2');
backend.attach('db-1');

app.synth();
