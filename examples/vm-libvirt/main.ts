import { join } from 'node:path';
import { App, TerraformOutput, TerraformProvider, TerraformResource, TerraformStack } from 'cdktf';
import { HostInventory, LinkState, Persistence, SriovHost, type VmAttachment } from 'cdktf-sriov';
import type { Construct } from 'constructs';

// What `cdktf get` generates for dmacvicar/libvirt is long; what this example needs of it stands here.

class LibvirtProvider extends TerraformProvider {
  public constructor(
    scope: Construct,
    id: string,
    private readonly uri: string,
  ) {
    super(scope, id, {
      terraformResourceType: 'libvirt',
      terraformProviderSource: 'dmacvicar/libvirt',
      terraformGeneratorMetadata: { providerName: 'libvirt', providerVersionConstraint: '~> 0.9' },
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { uri: this.uri };
  }
}

interface DomainProps {
  readonly memoryMib: number;
  /** VFs of the domain. */
  readonly attachments: readonly VmAttachment[];
}

class LibvirtDomain extends TerraformResource {
  public constructor(
    scope: Construct,
    id: string,
    private readonly props: DomainProps,
  ) {
    // The VFs are there and configured before the domain starts.
    const dependsOn = props.attachments.flatMap((attachment) => attachment.terraformDependencies);
    super(scope, id, { terraformResourceType: 'libvirt_domain', dependsOn });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const { memoryMib, attachments } = this.props;
    return {
      name: this.node.id,
      type: 'kvm',
      memory: memoryMib,
      memory_unit: 'MiB',
      vcpu: 2,
      os: { type: 'hvm', type_machine: 'q35' },
      devices: { hostdevs: attachments.map(hostdev) },
    };
  }
}

/** The plan binds the VFs to vfio-pci and sets MAC and VLAN: libvirt has nothing to manage. */
function hostdev({ pciDomain, pciBus, pciSlot, pciFunction }: VmAttachment) {
  const address = { domain: pciDomain, bus: pciBus, slot: pciSlot, function: pciFunction };
  return { managed: false, subsys_pci: { source: { address } } };
}

/**
 * Up to 0.8 the provider took devices that it has no words for by a style sheet alone:
 * `new TerraformResource(..., { xml: { xslt: withDevice(web.libvirtInterfaceXml) } })`.
 */
function withDevice(deviceXml: string): string {
  return `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="@*|node()"><xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy></xsl:template>
  <xsl:template match="/domain/devices"><xsl:copy><xsl:apply-templates select="@*|node()"/>
${deviceXml}  </xsl:copy></xsl:template>
</xsl:stylesheet>
`;
}

const app = new App();
const stack = new TerraformStack(app, 'rack1');
new LibvirtProvider(stack, 'libvirt', 'qemu+ssh://root@kvm01/system');
const host = new SriovHost(stack, 'kvm01', {
  inventory: HostInventory.fromFile(join(__dirname, 'kvm01.json')),
  persistence: Persistence.EXTERNAL,
});
const tidy = { spoofCheck: true, trust: false, linkState: LinkState.AUTO };
const uplink = host.addPhysicalFunction('uplink', { address: '0000:3b:00.0' });
const nics = uplink.addPool('vms', { ...tidy, count: 4, vlan: 100 });
const disks = host.addPhysicalFunction('drive', { serial: 'ED1-0001' }).addPool('disks', {
  count: 2,
  nvmeVirtualQueues: 2,
  nvmeVirtualInterrupts: 1,
  namespaceId: 1,
  namespaceShared: true,
});

// One VM with a NIC and a disk of its own.
const web = nics.attach('web');
new LibvirtDomain(stack, 'web', { memoryMib: 4096, attachments: [web, disks.attach('web')] });

// The same NIC for version 0.8 of the provider.
new TerraformOutput(stack, 'web-xslt', { value: withDevice(web.libvirtInterfaceXml) });

// VFs that nobody owns, handed out by libvirt to whoever names the network: `virsh net-define`.
const spare = uplink.addPool('spare', { ...tidy, count: 8, vlan: 200 });
new TerraformOutput(stack, 'spare-network', { value: spare.libvirtNetworkXml });

app.synth();
