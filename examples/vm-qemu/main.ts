import { join } from 'node:path';
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import { HostInventory, LinkState, Persistence, SriovHost } from 'cdktf-sriov';

const app = new App();
const stack = new TerraformStack(app, 'rack1');
const host = new SriovHost(stack, 'kvm01', {
  inventory: HostInventory.fromFile(join(__dirname, 'kvm01.json')),
  persistence: Persistence.EXTERNAL,
});
const nics = host.addPhysicalFunction('uplink', { address: '0000:3b:00.0' }).addPool('vms', {
  count: 4,
  vlan: 100,
  spoofCheck: true,
  trust: false,
  linkState: LinkState.AUTO,
});
const disks = host.addPhysicalFunction('drive', { serial: 'ED1-0001' }).addPool('disks', {
  count: 2,
  nvmeVirtualQueues: 2,
  nvmeVirtualInterrupts: 1,
  namespaceId: 1,
  namespaceShared: true,
});
const nic = nics.attach('cache');
const disk = disks.attach('cache');

// Behind root ports, so that both can be taken away while the guest runs.
const command = [
  'qemu-system-x86_64 -machine q35,accel=kvm -cpu host -m 4G',
  '-device pcie-root-port,id=rp1,slot=1 -device pcie-root-port,id=rp2,slot=2',
  `-device ${nic.qemuDevice},bus=rp1`,
  `-device ${disk.qemuDevice},bus=rp2`,
];
new TerraformOutput(stack, 'cache-command', { value: command.join(' ') });
new TerraformOutput(stack, 'cache-mac', { value: nic.macAddress });

app.synth();
