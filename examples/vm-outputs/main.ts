import { join } from 'node:path';
import { App, TerraformOutput, TerraformResource, TerraformStack } from 'cdktf';
import { HostInventory, LinkState, Persistence, SriovHost, type VmAttachment } from 'cdktf-sriov';
import type { Construct } from 'constructs';

/**
 * The outputs of an attachment, used by VM resources of other providers. The bindings of these providers come from
 * `cdktf get`; what the resources need of them stands here, so that the example does without.
 */
class VmResource extends TerraformResource {
  public constructor(
    scope: Construct,
    id: string,
    type: string,
    private readonly attributes: Record<string, unknown>,
    attachment: VmAttachment,
  ) {
    super(scope, id, { terraformResourceType: type, dependsOn: attachment.terraformDependencies });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return this.attributes;
  }
}

const app = new App();
const stack = new TerraformStack(app, 'rack1');
const host = new SriovHost(stack, 'kvm01', {
  inventory: HostInventory.fromFile(join(__dirname, 'kvm01.json')),
  persistence: Persistence.EXTERNAL,
});
const pool = host.addPhysicalFunction('uplink', { address: '0000:3b:00.0' }).addPool('vms', {
  count: 4,
  vlan: 100,
  spoofCheck: true,
  trust: false,
  linkState: LinkState.AUTO,
});

// dmacvicar/libvirt: the XML of the device goes into the domain.
const web = pool.attach('web');
new VmResource(stack, 'web-domain', 'libvirt_domain', { name: 'web', xml: { xslt: web.libvirtInterfaceXml } }, web);

// bpg/proxmox: a hostpci block.
const db = pool.attach('db');
new VmResource(
  stack,
  'db-vm',
  'proxmox_virtual_environment_vm',
  { name: 'db', node_name: 'kvm01', hostpci: [{ device: 'hostpci0', id: db.pciAddress, pcie: true }] },
  db,
);

// Plain QEMU: the argument that follows -device.
const cache = pool.attach('cache');
new TerraformOutput(stack, 'cache-qemu-device', { value: cache.qemuDevice });
new TerraformOutput(stack, 'cache-mac', { value: cache.macAddress });
new TerraformOutput(stack, 'cache-hostpci', { value: cache.proxmoxHostpci });

app.synth();
