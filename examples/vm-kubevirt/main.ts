import { join } from 'node:path';
import { App, TerraformProvider, TerraformResource, TerraformStack } from 'cdktf';
import { HostInventory, LinkState, Persistence, SriovHost, type VmAttachment } from 'cdktf-sriov';
import type { Construct } from 'constructs';

// What `cdktf get` generates for hashicorp/kubernetes is long; what this example needs of it stands here.

class KubernetesProvider extends TerraformProvider {
  public constructor(scope: Construct, id: string) {
    super(scope, id, {
      terraformResourceType: 'kubernetes',
      terraformProviderSource: 'hashicorp/kubernetes',
      terraformGeneratorMetadata: { providerName: 'kubernetes' },
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { config_path: '~/.kube/config' };
  }
}

class Manifest extends TerraformResource {
  public constructor(
    scope: Construct,
    id: string,
    private readonly manifest: Record<string, unknown>,
    attachments: readonly VmAttachment[],
  ) {
    const dependsOn = attachments.flatMap((attachment) => attachment.terraformDependencies);
    super(scope, id, { terraformResourceType: 'kubernetes_manifest', dependsOn });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { manifest: this.manifest };
  }
}

const VLAN = 100;
const NAMESPACE = 'shop';

const app = new App();
const stack = new TerraformStack(app, 'rack1');
new KubernetesProvider(stack, 'kubernetes');
const host = new SriovHost(stack, 'kvm01', {
  inventory: HostInventory.fromFile(join(__dirname, 'kvm01.json')),
  persistence: Persistence.EXTERNAL,
});
const nics = host.addPhysicalFunction('uplink', { address: '0000:3b:00.0' }).addPool('vms', {
  count: 4,
  vlan: VLAN,
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
const nic = nics.attach('web');
const disk = disks.attach('web');

// The device plugin hands out any VF of a resource. With one VF a resource, the VM gets the one that it owns.
const resourceList = [{ resourceName: 'web_nic', selectors: { pciAddresses: [nic.pciAddress] } }];
new Manifest(
  stack,
  'device-plugin',
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'sriovdp-config', namespace: 'kube-system' },
    data: { 'config.json': JSON.stringify({ resourceList }) },
  },
  [nic],
);

// MAC and VLAN are those of the plan: what the CNI plugin sets differs in nothing.
new Manifest(
  stack,
  'web-network',
  {
    apiVersion: 'k8s.cni.cncf.io/v1',
    kind: 'NetworkAttachmentDefinition',
    metadata: {
      name: 'web-nic',
      namespace: NAMESPACE,
      annotations: { 'k8s.v1.cni.cncf.io/resourceName': 'intel.com/web_nic' },
    },
    spec: { config: JSON.stringify({ cniVersion: '0.3.1', type: 'sriov', vlan: VLAN, ipam: {} }) },
  },
  [nic],
);

// Host devices are permitted by vendor and device of the VF, whatever their address: KubeVirt knows no other selector.
const permittedHostDevices = {
  pciHostDevices: [{ pciVendorSelector: disk.pciId, resourceName: 'example.com/nvme-vf' }],
};
new Manifest(
  stack,
  'kubevirt',
  {
    apiVersion: 'kubevirt.io/v1',
    kind: 'KubeVirt',
    metadata: { name: 'kubevirt', namespace: 'kubevirt' },
    spec: { configuration: { permittedHostDevices } },
  },
  [disk],
);

new Manifest(
  stack,
  'web',
  {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachine',
    metadata: { name: 'web', namespace: NAMESPACE },
    spec: {
      runStrategy: 'Always',
      template: {
        spec: {
          domain: {
            resources: { requests: { memory: '4Gi' } },
            devices: {
              interfaces: [{ name: 'nic', sriov: {}, macAddress: nic.macAddress }],
              hostDevices: [{ name: 'disk', deviceName: 'example.com/nvme-vf' }],
            },
          },
          networks: [{ name: 'nic', multus: { networkName: 'web-nic' } }],
        },
      },
    },
  },
  [nic, disk],
);

app.synth();
