import { join } from 'node:path';
import { App, Fn, TerraformProvider, TerraformResource, TerraformStack } from 'cdktf';
import { HostInventory, LinkState, Persistence, SriovHost, type VmAttachment } from 'cdktf-sriov';
import type { Construct } from 'constructs';

// What `cdktf get` generates for bpg/proxmox is long; what this example needs of it stands here.

class ProxmoxProvider extends TerraformProvider {
  public constructor(
    scope: Construct,
    id: string,
    private readonly endpoint: string,
  ) {
    super(scope, id, {
      terraformResourceType: 'proxmox',
      terraformProviderSource: 'bpg/proxmox',
      terraformGeneratorMetadata: { providerName: 'proxmox' },
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { endpoint: this.endpoint };
  }
}

class ProxmoxResource extends TerraformResource {
  public constructor(
    scope: Construct,
    id: string,
    type: 'vm' | 'hardware_mapping_pci',
    private readonly attributes: Record<string, unknown>,
    attachment: VmAttachment,
  ) {
    // The VF is there and configured before the VM starts.
    const dependsOn = attachment.terraformDependencies;
    super(scope, id, { terraformResourceType: `proxmox_virtual_environment_${type}`, dependsOn });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return this.attributes;
  }
}

const NODE = 'kvm01';

const app = new App();
const stack = new TerraformStack(app, 'rack1');
new ProxmoxProvider(stack, 'proxmox', `https://${NODE}.example:8006/`);
const host = new SriovHost(stack, NODE, {
  inventory: HostInventory.fromFile(join(__dirname, 'kvm01.json')),
  persistence: Persistence.EXTERNAL,
});
// Proxmox VE passes VFs on as they are: MAC, VLAN and rates are the plan's.
const nics = host.addPhysicalFunction('uplink', { address: '0000:3b:00.0' }).addPool('vms', {
  count: 4,
  vlan: 100,
  maxTxRateMbps: 5_000,
  spoofCheck: true,
  trust: false,
  linkState: LinkState.AUTO,
});

// By its address, which Proxmox VE allows to root@pam alone.
const db = nics.attach('db');
new ProxmoxResource(
  stack,
  'db',
  'vm',
  {
    name: 'db',
    node_name: NODE,
    machine: 'q35',
    hostpci: [{ device: 'hostpci0', id: db.pciAddress, pcie: true, rombar: false }],
  },
  db,
);

// By a mapping, for API tokens. Proxmox VE compares ids, group and subsystem with the node when the VM starts: the
// inventory was read after the VFs had been made.
const web = nics.attach('web');
new ProxmoxResource(
  stack,
  'web-nic',
  'hardware_mapping_pci',
  {
    name: 'web-nic',
    map: [
      {
        node: NODE,
        path: web.pciAddress,
        id: web.pciId,
        iommu_group: Fn.tonumber(web.iommuGroup),
        subsystem_id: web.pciSubsystemId,
      },
    ],
  },
  web,
);
new ProxmoxResource(
  stack,
  'web',
  'vm',
  { name: 'web', node_name: NODE, machine: 'q35', hostpci: [{ device: 'hostpci0', mapping: 'web-nic', pcie: true }] },
  web,
);

app.synth();
