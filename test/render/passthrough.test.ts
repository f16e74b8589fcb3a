import { spawnSync } from '../support/child';
import { InputError } from '../../lib/model/errors';
import { hostdevXml, interfaceXml, uniqueName, userAlias } from '../../lib/render/libvirt';
import { networkXml } from '../../lib/render/libvirt-network';
import { proxmoxHostpci } from '../../lib/render/proxmox';
import { qemuDevice } from '../../lib/render/qemu';
import { requireTool } from '../support/require-tool';

const ADDRESS = '0000:3b:01.2';
const TOKEN = '${module.hosts["a"].address}';

describe('libvirt', () => {
  test('a VF of any class is a hostdev that libvirt leaves on its driver', () => {
    expect(hostdevXml({ address: ADDRESS })).toBe(`<hostdev mode='subsystem' type='pci' managed='no'>
  <source>
    <address domain='0x0000' bus='0x3b' slot='0x01' function='0x2'/>
  </source>
</hostdev>
`);
  });

  test('a VF of a NIC is an interface with its MAC, VLAN and alias', () => {
    const props = { address: ADDRESS, mac: '02:5A:00:00:00:01', vlan: 42, managed: true, alias: 'ua-web' };
    expect(interfaceXml(props)).toBe(`<interface type='hostdev' managed='yes'>
  <mac address='02:5a:00:00:00:01'/>
  <source>
    <address type='pci' domain='0x0000' bus='0x3b' slot='0x01' function='0x2'/>
  </source>
  <vlan>
    <tag id='42'/>
  </vlan>
  <alias name='ua-web'/>
</interface>
`);
  });

  test('teaming names the alias of the standby interface, in both forms', () => {
    const teaming = "  <teaming type='transient' persistent='ua-backup0'/>\n";
    const props = { address: ADDRESS, alias: 'ua-web', standbyAlias: 'ua-backup0' };
    expect(hostdevXml(props)).toContain(`</source>\n${teaming}  <alias name='ua-web'/>`);
    expect(interfaceXml({ ...props, mac: '02:5a:00:00:00:01' })).toContain(teaming);
    expect(hostdevXml({ address: ADDRESS })).not.toContain('teaming');
  });

  test('VLAN 0 and no MAC are left out', () => {
    const xml = interfaceXml({ address: ADDRESS, mac: null, vlan: 0 });
    expect(xml).not.toMatch(/<vlan>|<mac/);
  });

  test('domains above ffff, as of Intel VMD, keep all their digits', () => {
    expect(hostdevXml({ address: '10000:01:00.1' })).toContain(
      "domain='0x10000' bus='0x01' slot='0x00' function='0x1'",
    );
  });

  test.each([null, TOKEN])('there is no XML while the address is %s', (address) => {
    expect(hostdevXml({ address })).toBeUndefined();
    expect(interfaceXml({ address })).toBeUndefined();
  });

  test('the parts of an address may be tokens, which stay as they are', () => {
    const address = { domain: '0x0000', bus: TOKEN, slot: `0x${TOKEN}`, function: '0x2' };
    expect(hostdevXml({ address })).toContain(`bus='${TOKEN}' slot='0x${TOKEN}' function='0x2'`);
    expect(interfaceXml({ address, mac: TOKEN })).toContain(`<mac address='${TOKEN}'/>`);
  });

  test.each([
    ['an address without domain', { address: '3b:01.2' }, '[address]'],
    ['an address with more behind it', { address: `${ADDRESS}'/><x a='` }, '[address]'],
    [
      'a part of an address',
      { address: { domain: '0x0000', bus: "0x3b'/>", slot: '0x01', function: '0x2' } },
      '[address]',
    ],
    [
      'a token with more before it',
      { address: { domain: '0x0000', bus: `'/>${TOKEN}`, slot: '0x01', function: '0x2' } },
      '[address]',
    ],
    ['a multicast MAC', { address: ADDRESS, mac: '03:00:00:00:00:01' }, '[mac]'],
    ['text for a MAC', { address: ADDRESS, mac: "02:00'/>" }, '[mac]'],
    ['VLAN 4095', { address: ADDRESS, vlan: 4095 }, '[vlan]'],
    ['a VLAN that is no number', { address: ADDRESS, vlan: Number.NaN }, '[vlan]'],
    ['a standby alias that ends the attribute', { address: ADDRESS, standbyAlias: "ua-b'/>" }, '[standbyAlias]'],
    ['an alias without ua-', { address: ADDRESS, alias: 'web' }, '[alias]'],
    ['an alias that ends the attribute', { address: ADDRESS, alias: "ua-web'/>" }, '[alias]'],
  ])('refuses %s', (_words, props, where) => {
    expect(() => interfaceXml(props)).toThrow(InputError);
    expect(() => interfaceXml(props)).toThrow(where);
  });

  test.each([
    ['a priority', { vlan: 42, vlanQos: 3 }, 'VLAN 42 would lose its priority 3'],
    ['802.1ad', { vlan: 42, vlanProtocol: '802.1ad' as const }, 'VLAN 42 would lose its protocol 802.1ad'],
  ])('refuses a VLAN with %s, which libvirt has no word for', (_words, vlan, says) => {
    expect(() => interfaceXml({ address: ADDRESS, ...vlan })).toThrow(says);
    expect(() => networkXml({ name: 'n', functions: [ADDRESS], ...vlan })).toThrow(says);
  });

  test('refuses a list of VLANs, which libvirt would take off, and no list is none', () => {
    const list = { allowedVlans: '100,200-210' };
    expect(() => interfaceXml({ address: ADDRESS, ...list })).toThrow(
      /takes the list 100,200-210 off the VF.*<hostdev>/s,
    );
    expect(() => networkXml({ name: 'n', functions: [ADDRESS], ...list })).toThrow('the list 100,200-210');
    expect(interfaceXml({ address: ADDRESS, allowedVlans: 'all' })).not.toContain('vlan');
  });

  test('the protocol of no VLAN does not matter', () => {
    expect(interfaceXml({ address: ADDRESS, vlan: 0, vlanProtocol: '802.1ad' })).not.toContain('vlan');
  });

  test('aliases are the same for a VF, and different for VFs whose PFs look alike', () => {
    expect(userAlias('rack1/kvm01/pf-0', 3)).toBe(userAlias('rack1/kvm01/pf-0', 3));
    expect(userAlias('rack1/kvm01/pf-0', 3)).toMatch(/^ua-rack1-kvm01-pf-0-vf3-[0-9a-f]{8}$/);
    const alike = ['rack1/kvm01/pf-0', 'rack1/kvm01-pf/0', 'rack1/kvm01/pf_0', 'x'.repeat(300), 'x'.repeat(301), 'ä'];
    const aliases = alike.flatMap((path) => [0, 1, 12].map((vf) => userAlias(path, vf)));
    expect(new Set(aliases).size).toBe(aliases.length);
    for (const alias of aliases) expect(() => hostdevXml({ address: ADDRESS, alias })).not.toThrow();
  });
});

describe('a libvirt network that hands VFs out', () => {
  test('lists the VFs, with the VLAN as default portgroup', () => {
    expect(networkXml({ name: 'tenant-a', functions: [ADDRESS, '0000:3b:01.3'], vlan: 42 })).toBe(`<network>
  <name>tenant-a</name>
  <forward mode='hostdev' managed='no'>
    <address type='pci' domain='0x0000' bus='0x3b' slot='0x01' function='0x2'/>
    <address type='pci' domain='0x0000' bus='0x3b' slot='0x01' function='0x3'/>
  </forward>
  <portgroup name='vlan-42' default='yes'>
    <vlan>
      <tag id='42'/>
    </vlan>
  </portgroup>
</network>
`);
  });

  test('or names the PF whose VFs they all are', () => {
    const xml = networkXml({ name: 'all', functions: { interfaceName: 'ens1f0np0' }, managed: true });
    expect(xml).toContain("<forward mode='hostdev' managed='yes'>\n    <pf dev='ens1f0np0'/>\n");
    expect(xml).not.toContain('portgroup');
  });

  test.each([
    ['no VF', { functions: [] }, '[functions]'],
    ['a VF whose address is a token', { functions: [TOKEN] }, '[functions]'],
    ['an address that is none', { functions: ['3b:01.2'] }, '[address]'],
    ['a netdev that ends the attribute', { functions: { interfaceName: "e'/>" } }, '[interfaceName]'],
    ['a name that ends the element', { name: '</name>' }, '[name]'],
    ['a VLAN that is none', { vlan: 4095 }, '[vlan]'],
  ])('refuses %s', (_words, change, where) => {
    expect(() => networkXml({ name: 'n', functions: [ADDRESS], ...change })).toThrow(where);
  });
});

describe("libvirt's own schema", () => {
  const { test: check } = requireTool('virt-xml-validate', 'xmllint', '/usr/share/libvirt/schemas/domain.rng');
  const alias = userAlias('a/b', 0);
  const validate = (xml: string, schema: string) =>
    spawnSync('virt-xml-validate', ['-', schema], { input: xml, encoding: 'utf8' });
  const domainOf = (device = '') =>
    `<domain type='kvm'><name>vm</name><memory>1048576</memory><os><type>hvm</type></os><devices>${device}</devices></domain>`;

  check.each([
    ['a hostdev', hostdevXml({ address: ADDRESS, managed: true, alias })],
    ['an interface', interfaceXml({ address: ADDRESS, mac: '02:5a:00:00:00:01', vlan: 42, alias })],
    ['a plain interface', interfaceXml({ address: ADDRESS })],
    ['a function of a high domain', hostdevXml({ address: '10000:01:00.1' })],
  ])('takes %s', (_words, device) => {
    expect(validate(domainOf(device), 'domain')).toMatchObject({ status: 0 });
  });

  check.each([
    ['a list of VFs', networkXml({ name: uniqueName('rack1/kvm01/ä'), functions: [ADDRESS, '10000:01:00.1'] })],
    ['a PF', networkXml({ name: '1.a:b+c', functions: { interfaceName: 'ens1f0np0' }, managed: true })],
    ['a VLAN', networkXml({ name: 'n', functions: [ADDRESS], vlan: 42 })],
  ])('takes a network of %s', (_words, xml) => {
    expect(validate(xml, 'network')).toMatchObject({ status: 0 });
  });

  check('would find what is wrong', () => {
    const twoVlans = interfaceXml({ address: ADDRESS, vlan: 42 })?.replace('</interface>', '<vlan/></interface>');
    expect(validate(domainOf(twoVlans), 'domain')).not.toMatchObject({ status: 0 });
  });
});

describe('QEMU', () => {
  test('a VF is a vfio-pci device, with an id if one is given', () => {
    expect(qemuDevice(ADDRESS)).toBe('vfio-pci,host=0000:3b:01.2');
    expect(qemuDevice('0000:3B:01.2', { id: 'vf-2' })).toBe('vfio-pci,host=0000:3b:01.2,id=vf-2');
  });

  test('a token is passed on, and without an address there is none', () => {
    expect(qemuDevice(TOKEN)).toBe(`vfio-pci,host=${TOKEN}`);
    expect(qemuDevice(null)).toBeUndefined();
  });

  test.each([
    ['3b:01.2', {}],
    [`${ADDRESS},x-vga=on`, {}],
    [ADDRESS, { id: 'a,b' }],
    [ADDRESS, { id: '' }],
  ])('refuses address %s with %j', (address, props) => {
    expect(() => qemuDevice(address, props)).toThrow(InputError);
  });
});

describe('Proxmox VE', () => {
  test('a VF is its address, with pcie for q35', () => {
    expect(proxmoxHostpci(ADDRESS)).toBe(ADDRESS);
    expect(proxmoxHostpci(ADDRESS, { pcie: true })).toBe('0000:3b:01.2,pcie=1');
  });

  test('a token is passed on, and without an address there is none', () => {
    expect(proxmoxHostpci(TOKEN)).toBe(TOKEN);
    expect(proxmoxHostpci(null)).toBeUndefined();
  });

  test('refuses more than an address', () => {
    expect(() => proxmoxHostpci(`${ADDRESS};0000:3b:01.3`)).toThrow(InputError);
  });
});
