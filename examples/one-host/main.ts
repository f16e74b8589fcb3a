import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { Carrier, Demand, HostInventory, LinkState, Persistence, SriovHost } from 'cdktf-sriov';

const app = new App();
const stack = new TerraformStack(app, 'rack1');

const host = new SriovHost(stack, 'kvm01', {
  inventory: HostInventory.fromFile(join(__dirname, 'kvm01.json')),
  persistence: Persistence.EXTERNAL,
  carrier: Carrier.nullResource({
    connection: {
      type: 'ssh',
      host: 'kvm01.example.net',
      user: 'root',
      agent: 'true',
      hostKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE5x0x8m7p2Jc8Y0Jr0sVQb0H0m3o1m3p6mQ5c1d2e3f',
    },
  }),
});
const uplink = host.addPhysicalFunction('uplink', { address: '0000:3b:00.0' });
const pool = uplink.addPool('vms', {
  count: 8,
  vlan: 100,
  spoofCheck: true,
  trust: false,
  linkState: LinkState.AUTO,
  maxTxRateMbps: 10_000,
});
pool.attach('web-1', { demand: Demand.network({ txMbps: 4_000, rxMbps: 2_000 }) });
pool.attach('web-2', { demand: Demand.network({ txMbps: 4_000, rxMbps: 2_000 }) });
pool.attach('db-1', { demand: Demand.network({ txMbps: 6_000, rxMbps: 6_000 }) });

app.synth();
