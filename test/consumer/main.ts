import { App, TerraformOutput, TerraformStack } from 'cdktf';
import { Carrier, Demand, HostInventory, LinkState, Persistence, SriovHost } from 'cdktf-sriov';

const app = new App();
const stack = new TerraformStack(app, 'consumer');
const host = new SriovHost(stack, 'kvm01', {
  inventory: HostInventory.fromFile('kvm01.json'),
  persistence: Persistence.EXTERNAL,
  carrier: Carrier.nullResource({
    connection: { type: 'ssh', host: 'kvm01.example.net', user: 'root', agent: 'true', hostKey: 'ssh-ed25519 AAAA' },
  }),
});
const pool = host
  .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
  .addPool('vms', { count: 4, vlan: 100, spoofCheck: true, trust: false, linkState: LinkState.AUTO });
const web = pool.attach('web', { demand: Demand.network({ txMbps: 1_000, rxMbps: 1_000 }) });
new TerraformOutput(stack, 'web-address', { value: web.pciAddress });
new TerraformOutput(stack, 'web-xml', { value: web.libvirtInterfaceXml });
app.synth();

// An inventory was read: by the validator that the package has ready, without the compiler of schemas.
const compiler = Object.keys(require.cache).filter((file) =>
  /[\\/]node_modules[\\/]ajv[\\/](?!dist[\\/]runtime)/.test(file),
);
if (compiler.length > 0) throw new Error(`ajv was loaded: ${compiler.join(', ')}`);
