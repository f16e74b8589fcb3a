import type { TerraformStack } from 'cdktf';
import { Fn, TerraformOutput, TerraformVariable } from 'cdktf';
import {
  Carrier,
  HostInventory,
  Persistence,
  SriovHost,
  VfDriver,
  VlanProtocol,
  type VirtualFunctionPool,
  type VmAttachment,
} from 'cdktf-sriov';
import { interfaceFacts, inventory, nicFacts, vfFacts } from '../support/facts';
import { healthyHost, messageOf, TestApp, TIDY } from './app';

let app: TestApp;
beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.dispose());

const MAC = '52:54:00:00:00:07';

function nicPool(stack: TerraformStack, settings: Partial<Parameters<VirtualFunctionPool['attach']>[1]> = {}) {
  return healthyHost(stack)
    .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
    .addPool('vms', { ...TIDY, count: 4, vlan: 100, ...settings });
}

const GUID = '02:5a:00:00:00:00:00:01';

/** Of a ConnectX-6 on InfiniBand. */
function infinibandPool(stack: TerraformStack) {
  const interfaces = [interfaceFacts({ name: 'ib0', mac: null, permanentMac: null, speedMbps: 100_000 })];
  const network = { interfaces, linkType: 'infiniband', eswitchMode: null, carriesManagement: false } as const;
  const card = nicFacts({ vendorId: '15b3', deviceId: '101b', classCode: '020700', driver: 'mlx5_core', network });
  const facts = HostInventory.fromObject(inventory([card]));
  return new SriovHost(stack, 'kvm01', { inventory: facts, persistence: Persistence.EXTERNAL })
    .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
    .addPool('vms', { count: 4 });
}

/** Values of outputs as they stand in the stack. */
function synthesised(stack: TerraformStack, values: Readonly<Record<string, string>>): Record<string, string> {
  for (const [name, value] of Object.entries(values)) new TerraformOutput(stack, name, { value });
  app.app.synth();
  const outputs = Object.entries<{ value: string }>(app.stackJson().output);
  return Object.fromEntries(outputs.map(([name, { value }]) => [name, value]));
}

test('a VF that its native driver hands to VMs is not taken from it by libvirt', () => {
  const stack = app.stack();
  const gpu = {
    vendorId: '10de',
    deviceId: '2235',
    driver: 'nvidia',
    classCode: '030200',
    deviceClass: 'other',
    network: null,
  } as const;
  const made = {
    numVfs: 4,
    virtualFunctions: [0, 1, 2, 3].map((n) => vfFacts(n, { driver: 'nvidia', network: null })),
  };
  const pool = new SriovHost(stack, 'kvm01', {
    inventory: HostInventory.fromObject(inventory([nicFacts({ ...gpu, ...made })])),
  })
    .addPhysicalFunction('gpu', { address: '0000:3b:00.0' })
    .addPool('vgpus', { count: 4 });
  const { hostdev, network } = synthesised(stack, {
    hostdev: pool.attach('ai').libvirtHostdevXml,
    network: pool.libvirtNetworkXml,
  });
  expect(hostdev).toContain("managed='no'");
  expect(network).toContain("managed='no'");
});

describe('an attachment', () => {
  test('gives the address of its VF in parts, as decimal numbers', () => {
    const stack = app.stack();
    const { pciDomain, pciBus, pciSlot, pciFunction } = nicPool(stack).attach('web', { pinnedVf: 3 });
    expect(synthesised(stack, { pciDomain, pciBus, pciSlot, pciFunction })).toEqual({
      pciDomain: '0',
      pciBus: '59',
      pciSlot: '1',
      pciFunction: '3',
    });
  });

  test.each([
    ['that the plan binds to vfio-pci stays there', VfDriver.VFIO_PCI, 'no'],
    ['that the plan binds to a variant of vfio-pci stays there', VfDriver.MLX5_VFIO_PCI, 'no'],
    ['that the plan binds to a variant that is in no list stays there', VfDriver.of('frob_vfio_pci'), 'no'],
    ['that the plan binds to a driver of the host is taken from it and given back', VfDriver.of('igb_uio'), 'yes'],
    ['that stays with its native driver is taken from it and given back', VfDriver.NATIVE, 'yes'],
    ['that is left unbound is bound by libvirt', VfDriver.NONE, 'yes'],
  ])('of a VF %s', (_words, driver, managed) => {
    const stack = app.stack();
    const web = nicPool(stack, { driver }).attach('web', { mac: MAC });
    const { hostdev, nic } = synthesised(stack, { hostdev: web.libvirtHostdevXml, nic: web.libvirtInterfaceXml });
    expect(hostdev).toContain(`managed='${managed}'`);
    expect(nic).toContain(`<interface type='hostdev' managed='${managed}'>`);
  });

  test('names the alias of its standby interface', () => {
    const stack = app.stack();
    const options = { mac: MAC, teamingStandbyMac: MAC, teamingStandbyAlias: 'ua-backup0' };
    const web = nicPool(stack, {}).attach('web', options);
    const { hostdev, nic } = synthesised(stack, { hostdev: web.libvirtHostdevXml, nic: web.libvirtInterfaceXml });
    for (const xml of [hostdev, nic]) expect(xml).toContain("<teaming type='transient' persistent='ua-backup0'/>");
  });

  test('keeps its alias when it is renamed', () => {
    const aliasOf = (rename: boolean) => {
      const folder = app.folder;
      app = new TestApp({ folder });
      const stack = app.stack();
      const pool = nicPool(stack);
      const path = 'rack1/kvm01/uplink/vms/web';
      const web = rename ? pool.attach('web', { attachmentId: 'shop', movedFrom: path }) : pool.attach('web');
      return /<alias name='([^']*)'/.exec(synthesised(stack, { xml: web.libvirtHostdevXml }).xml ?? '')?.[1];
    };
    const before = aliasOf(false);
    expect(before).toMatch(/^ua-.*-vf0-[0-9a-f]{8}$/);
    expect(aliasOf(true)).toBe(before);
  });

  test.each([
    ['a priority', { vlanQos: 3 }, /OUT-002 \[rack1\/kvm01\/uplink\/vms\/web\] vlanQos: .*priority 3.*<hostdev>/],
    ['802.1ad', { vlanProtocol: VlanProtocol.DOT1AD }, /OUT-002 .*vlanProtocol: .*802\.1ad.*libvirtHostdevXml/],
  ])('whose VLAN has %s is no interface: libvirt has no word for that', (_words, settings, message) => {
    const stack = app.stack();
    const web = nicPool(stack, settings).attach('web');
    new TerraformOutput(stack, 'xml', { value: web.libvirtInterfaceXml });
    expect(messageOf(() => app.app.synth())).toMatch(message);
  });

  test('of an SSD is no interface', () => {
    const stack = app.stack();
    const pool = healthyHost(stack)
      .addPhysicalFunction('ssd', { address: '0000:86:00.0' })
      .addPool('disks', { count: 2, nvmeVirtualQueues: 2, nvmeVirtualInterrupts: 1 });
    new TerraformOutput(stack, 'xml', { value: pool.attach('web').libvirtInterfaceXml });
    expect(messageOf(() => app.app.synth())).toMatch(/OUT-002 \[.*disks\/web\] .*no MAC.*libvirtHostdevXml/);
  });
});

describe('vendor and device, subsystem and IOMMU group of a VF', () => {
  const uses = ({ pciId, pciSubsystemId, iommuGroup }: VmAttachment) => ({ pciId, pciSubsystemId, iommuGroup });

  test('are those of the VF that the attachment owns', () => {
    const stack = app.stack();
    const group = { id: 77, members: ['0000:3b:01.1'] };
    const vfs = [0, 1].map((index) => vfFacts(index, index === 1 ? { iommuGroup: group } : {}));
    const card = nicFacts({ numVfs: 2, virtualFunctions: vfs, vfSubsystemId: '8086:0000' });
    const web = new SriovHost(stack, 'kvm01', { inventory: HostInventory.fromObject(inventory([card])) })
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 2, vlan: 100 })
      .attach('web', { pinnedVf: 1 });
    expect(synthesised(stack, uses(web))).toEqual({
      pciId: '8086:1889',
      pciSubsystemId: '8086:0000',
      iommuGroup: '77',
    });
  });

  test('that no inventory has told are an error, with what to do', () => {
    const stack = app.stack();
    const web = nicPool(stack).attach('web');
    new TerraformOutput(stack, 'group', { value: web.iommuGroup });
    expect(messageOf(() => app.app.synth())).toMatch(
      /OUT-002 \[.*vms\/web\] iommuGroup: .*inventory does not tell it.*Create the VFs first/,
    );
  });
});

describe('an output', () => {
  const CARRIED = Carrier.terraformData({
    connection: { type: 'ssh', host: '192.0.2.7', user: 'root', agent: 'true', hostKey: 'ecdsa-sha2-nistp256 AAAA' },
  });

  const carriedPool = (stack: TerraformStack) =>
    healthyHost(stack, 'kvm01', { carrier: CARRIED })
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 4, vlan: 100 });

  const carrierOf = (id = 'rack1') =>
    Object.keys(app.stackJson(id).resource.terraform_data).find((name) => !name.includes('_Restore_')) ?? '';

  test('stands in quotation marks within an expression, and as it is elsewhere', () => {
    const stack = app.stack();
    const web = nicPool(stack).attach('web', { mac: MAC });
    expect(
      synthesised(stack, {
        alone: web.macAddress,
        text: `path=/sys/bus/pci/devices/${web.pciAddress}/`,
        json: Fn.jsonencode({ mac: web.macAddress }),
        list: Fn.join(',', [web.macAddress, 'x']),
        mixed: Fn.base64encode(`# ${web.macAddress}\n`),
        xml: Fn.trimspace(web.libvirtHostdevXml),
      }),
    ).toEqual({
      alone: MAC,
      text: 'path=/sys/bus/pci/devices/0000:3b:01.0/',
      json: `\${jsonencode({"mac" = "${MAC}"})}`,
      list: `\${join(",", ["${MAC}", "x"])}`,
      mixed: `\${base64encode("# \${"${MAC}"}\\n")}`,
      xml: expect.stringMatching(/^\$\{trimspace\("<hostdev mode='subsystem' [^\n]*<\/hostdev>(\\n)?"\)\}$/),
    });
  });

  test('refers to the resource of the carrier, and keeps its value while that is replaced', () => {
    const stack = app.stack();
    const pool = carriedPool(stack);
    const { pciAddress, libvirtHostdevXml } = pool.attach('web');
    const { libvirtNetworkXml: network } = pool;
    const values = synthesised(stack, { pciAddress, libvirtHostdevXml, network, json: Fn.jsonencode([pciAddress]) });
    const carrier = `terraform_data.${carrierOf()}`;
    expect(values.pciAddress).toBe(`\${["0000:3b:01.0", ${carrier}][0]}`);
    expect(values.json).toBe(`\${jsonencode([["0000:3b:01.0", ${carrier}][0]])}`);
    expect(values.libvirtHostdevXml).toContain(`</hostdev>\\n", ${carrier}][0]}`);
    expect(values.network).toContain(`, ${carrier}][0]}`);
  });

  test('used in another stack makes that stack depend on the one of the host', () => {
    const hosts = app.stack('hosts');
    const vms = app.stack('vms');
    const web = carriedPool(hosts).attach('web');
    expect(vms.dependsOn(hosts)).toBe(false);
    new TerraformOutput(vms, 'address', { value: web.pciAddress });
    new TerraformOutput(vms, 'json', { value: Fn.jsonencode({ address: web.pciAddress }) });
    app.app.synth();
    expect(vms.dependsOn(hosts)).toBe(true);
    expect(app.stackJson('vms').output).toMatchObject({
      address: { value: '0000:3b:01.0' },
      json: { value: '${jsonencode({"address" = "0000:3b:01.0"})}' },
    });
    expect(app.stackJson('vms').data).toBeUndefined();
  });

  test.each([
    ['the same stack', 'hosts', (carrier: string) => [carrier]],
    ['another stack', 'vms', () => []],
  ])('and what depends on the attachment in %s comes after its carrier', (_words, where, dependsOn) => {
    const hosts = app.stack('hosts');
    const vms = app.stack('vms');
    const web = carriedPool(hosts).attach('web');
    const stack = where === 'vms' ? vms : hosts;
    new TerraformOutput(stack, 'vm', { value: 'x', dependsOn: web.terraformDependencies });
    app.app.synth();
    expect(app.stackJson(where).output.vm.depends_on).toEqual(dependsOn(`terraform_data.${carrierOf('hosts')}`));
    expect(vms.dependsOn(hosts)).toBe(where === 'vms');
  });

  test('on InfiniBand gives the GUIDs of its VF, and has no MAC', () => {
    const stack = app.stack();
    const { nodeGuid, portGuid, macAddress } = infinibandPool(stack).attach('web', { nodeGuid: GUID });
    const values = synthesised(stack, { nodeGuid, portGuid, macAddress });
    expect(values).toEqual({
      nodeGuid: GUID,
      portGuid: expect.stringMatching(/^02(:[0-9a-f]{2}){7}$/),
      macAddress: '',
    });
  });

  test('of a GUID that is a reference passes the reference on', () => {
    const stack = app.stack();
    const portGuid = new TerraformVariable(stack, 'guid', { type: 'string' }).stringValue;
    const web = infinibandPool(stack).attach('web', { portGuid });
    expect(synthesised(stack, { port: web.portGuid })).toEqual({ port: '${var.guid}' });
  });

  test('on Ethernet has no GUIDs', () => {
    const stack = app.stack();
    const { nodeGuid, portGuid } = nicPool(stack).attach('web');
    expect(synthesised(stack, { nodeGuid, portGuid })).toEqual({ nodeGuid: '', portGuid: '' });
  });

  test('of a MAC that is a reference passes the reference on', () => {
    const stack = app.stack();
    const mac = new TerraformVariable(stack, 'mac', { type: 'string' }).stringValue;
    const web = nicPool(stack).attach('web', { mac });
    const { address = '', xml = '' } = synthesised(stack, { address: web.macAddress, xml: web.libvirtInterfaceXml });
    expect(address).toBe('${replace("02:00:00:00:00:00", "02:00:00:00:00:00", var.mac)}');
    expect(xml).toMatch(/<mac address='02:00:00:00:00:00'\/>.*"02:00:00:00:00:00", regex\("[^"]*", var\.mac\)\)\}$/);
  });
});

describe('the network of a pool', () => {
  test('hands out the VFs that no attachment owns', () => {
    const stack = app.stack();
    const pool = nicPool(stack);
    pool.attach('web', { pinnedVf: 1 });
    const { xml = '', name } = synthesised(stack, { xml: pool.libvirtNetworkXml, name: pool.libvirtNetworkName });
    expect([...xml.matchAll(/function='0x(\d)'/g)].map(([, fn]) => fn)).toEqual(['0', '2', '3']);
    expect(xml).toContain(`<name>${name}</name>`);
    expect(xml).toContain("<forward mode='hostdev' managed='no'>");
    expect(xml).toContain("<portgroup name='vlan-100' default='yes'>");
  });

  test('is refused where every VF has an owner', () => {
    const stack = app.stack();
    const pool = nicPool(stack);
    for (const vm of ['a', 'b', 'c', 'd']) pool.attach(vm);
    new TerraformOutput(stack, 'xml', { value: pool.libvirtNetworkXml });
    expect(messageOf(() => app.app.synth())).toMatch(/OUT-002 \[rack1\/kvm01\/uplink\/vms\] .*no VF to hand out/);
  });

  test('that nobody can know yet is a finding of the pool', () => {
    const stack = app.stack();
    const host = new SriovHost(stack, 'kvm01', {
      inventory: HostInventory.fromObject(inventory([nicFacts({ vfOffset: null, vfStride: null })])),
    });
    const pool = host
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 2, vlan: 100 });
    new TerraformOutput(stack, 'xml', { value: pool.libvirtNetworkXml });
    expect(messageOf(() => app.app.synth())).toMatch(/OUT-001 \[rack1\/kvm01\/uplink\/vms\] the network of the pool/);
  });
});
