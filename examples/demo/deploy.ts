import { join } from 'node:path';
import { App, LocalBackend, TerraformStack } from 'cdktf';
import { Carrier, HostInventory, LinkState, Persistence, SriovHost } from 'cdktf-sriov';
import { addTenants } from './tenants';

/**
 * The VMs of one port of the demo, deployed by the provider onto a virtual host: a file that the kernel model keeps, beside
 * the stack. For a real host the connection is `{ ssh: { host: 'kvm01.example.net', user: 'root' } }`, and nothing else changes.
 */
const app = new App();
const stack = new TerraformStack(app, 'rack1');
new LocalBackend(stack, { path: 'terraform.tfstate' });

const inventory = join(__dirname, 'kvm01.json');
const host = new SriovHost(stack, 'kvm01', {
  inventory: HostInventory.fromFile(inventory),
  persistence: Persistence.EXTERNAL,
  carrier: Carrier.provider({ connection: { virtual: { file: 'kvm01.host.json', from: inventory } } }),
});

addTenants(host, [
  {
    address: '0000:3b:00.0',
    vfsPerTenant: 4,
    maxTxRateMbps: 8_000,
    minTxRateMbps: 2_000,
    linkState: LinkState.AUTO,
    demandMbps: 3_500,
  },
]);
app.synth();
