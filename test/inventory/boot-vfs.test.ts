import { HostTree } from './support/host-tree';
import { read } from './support/read';

function bootVfsOf(files: Readonly<Record<string, string>>) {
  const tree = new HostTree().folder('etc');
  for (const [path, content] of Object.entries(files)) tree.file(path, content);
  return read(tree).inventory.host.bootVfs;
}

describe('what makes VFs at boot', () => {
  test('is not known of a tree without /etc, and nothing where /etc says nothing', () => {
    expect(read(new HostTree()).inventory.host.bootVfs).toBeNull();
    expect(bootVfsOf({ 'etc/modprobe.d/blacklist.conf': 'blacklist nouveau\n' })).toEqual([]);
  });

  test('is a parameter of a module, of which file and running module tell', () => {
    const found = bootVfsOf({
      'etc/modprobe.d/igb.conf': '# options igb max_vfs=1\noptions igb debug=1 \\\n  max_vfs="7,7"\n',
      'sys/module/mlx4_core/parameters/num_vfs': '8\n',
    });
    expect(found).toEqual([
      {
        by: 'module',
        where: '/sys/module/mlx4_core/parameters/num_vfs',
        module: 'mlx4_core',
        parameter: 'num_vfs',
        netdev: null,
        value: '8',
      },
      {
        by: 'module',
        where: '/etc/modprobe.d/igb.conf',
        module: 'igb',
        parameter: 'max_vfs',
        netdev: null,
        value: '7,7',
      },
    ]);
  });

  test('a file in /etc hides the one of its name in /usr/lib', () => {
    const found = bootVfsOf({
      'etc/modprobe.d/a.conf': 'options igb max_vfs=1\n',
      'usr/lib/modprobe.d/a.conf': 'options igb max_vfs=2\n',
      'usr/lib/modprobe.d/b.conf': 'options ixgbe max_vfs=3\n',
    });
    expect(found?.map(({ where, value }) => `${where} ${value}`)).toEqual([
      '/etc/modprobe.d/a.conf 1',
      '/usr/lib/modprobe.d/b.conf 3',
    ]);
  });

  test.each([
    ['a number', '[Match]\nPermanentMACAddress=3c:fd:fe:00:00:01\n\n[Link]\nSR-IOVVirtualFunctions=4\n', '4'],
    [
      'the highest VF that has settings',
      '[Match]\nMACAddress=3c:fd:fe:00:00:01\n[SR-IOV]\nVirtualFunction=0\n[SR-IOV]\nVirtualFunction=2\nVLANId=5\n',
      '3',
    ],
    [
      'an index that is no number, as it stands',
      '[Match]\nMACAddress=3c:fd:fe:00:00:01\n[SR-IOV]\nVirtualFunction=0\n[SR-IOV]\nVirtualFunction=abc\n',
      'VirtualFunction=abc',
    ],
  ])('is a .link file of systemd-networkd with %s', (_words, text, value) => {
    expect(bootVfsOf({ 'etc/systemd/network/10-nic.link': text })).toMatchObject([
      { by: 'networkd', netdev: '3c:fd:fe:00:00:01', value },
    ]);
  });

  test('of a .network file only that it sets VFs up is known', () => {
    const text = '[Match]\nName=ens1*\n[SR-IOV]\nVirtualFunction=1\n';
    expect(bootVfsOf({ 'etc/systemd/network/10-nic.network': text })).toMatchObject([
      { by: 'networkd', netdev: 'ens1*', value: null },
    ]);
  });

  test('is a connection of NetworkManager', () => {
    const text = '[connection]\nid=uplink\ninterface-name=ens1f0\n[wifi-security]\npsk=secret\n[sriov]\ntotal-vfs=4\n';
    const found = bootVfsOf({ 'etc/NetworkManager/system-connections/uplink.nmconnection': text });
    expect(found).toMatchObject([{ by: 'networkmanager', netdev: 'ens1f0', value: '4' }]);
    expect(JSON.stringify(found)).not.toContain('secret');
  });

  test('is netplan, by a number or by VFs that name their PF', () => {
    const text = `network:
  version: 2
  ethernets:
    ens1f0:
      virtual-function-count: 4 # as many as VMs
    "ens1f1":
      dhcp4: true
    ens1f1v0:
      link: ens1f1
    ens1f1v1:
      link: ens1f1
  vlans:
    vlan5:
      id: 5
      link: eno1
`;
    expect(bootVfsOf({ 'etc/netplan/50-sriov.yaml': text })).toMatchObject([
      { by: 'netplan', netdev: 'ens1f0', value: '4' },
      { by: 'netplan', netdev: 'ens1f1', value: '2' },
    ]);
  });

  test('is a rule of udev', () => {
    const text = '# sriov_numvfs\nACTION=="add", KERNEL=="ens1f0", ATTR{device/sriov_numvfs}="6"\n';
    expect(bootVfsOf({ 'etc/udev/rules.d/80-sriov.rules': text })).toMatchObject([
      { by: 'udev', netdev: 'ens1f0', value: '6', where: '/etc/udev/rules.d/80-sriov.rules' },
    ]);
  });

  test.each([
    [
      'MAC',
      'uplink:\n      match:\n        macaddress: "3c:fd:fe:00:00:01"\n      set-name: wan0\n',
      '3c:fd:fe:00:00:01',
    ],
    ['name', 'uplink:\n      match:\n        name: ens1f*\n', 'ens1f*'],
    ['driver alone', 'uplink:\n      match:\n        driver: ice\n', null],
    ['MAC in one line', 'uplink:\n      match: {macaddress: "3c:fd:fe:00:00:01", driver: ice}\n', '3c:fd:fe:00:00:01'],
    ['names in one line', 'uplink:\n      match: {name: [ens1f0, ens1f1]}\n', null],
    ['what follows', 'uplink:\n      match:\n', null],
  ])('of netplan is for the netdev that it matches by %s, not for its id', (_words, ethernet, netdev) => {
    const text = `network:\n  ethernets:\n    ${ethernet}      virtual-function-count: 8\n`;
    expect(bootVfsOf({ 'etc/netplan/1.yaml': text })).toMatchObject([{ by: 'netplan', netdev, value: '8' }]);
  });

  test('of VFs of netplan that name their PF by its id, too', () => {
    const text =
      'network:\n  ethernets:\n    pf:\n      match:\n        name: ens1f0\n    vf0:\n      match:\n        name: ens1f0v0\n      link: pf\n';
    expect(bootVfsOf({ 'etc/netplan/1.yaml': text })).toMatchObject([{ netdev: 'ens1f0', value: '1' }]);
  });

  test.each([
    ['of its line', 'network:\n  ethernets:\n    ens1f0: {virtual-function-count: 8, mtu: 9000}\n', 'ens1f0', '8'],
    ['of its line, in quotes', 'ethernets:\n  "ens1f0": { "virtual-function-count": "8" }\n', 'ens1f0', '8'],
    ['matched in its line', 'ethernets:\n  a: {match: {name: ens1f0}, virtual-function-count: 8}\n', null, '8'],
    ['of several', 'network: {ethernets: {a: {mtu: 1500}, b: {virtual-function-count: 8}}}\n', null, '8'],
    ['of a line that goes on', 'ethernets:\n  a: {\n    virtual-function-count: 8,\n  }\n', null, '8'],
    ['of a line that ends there', 'ethernets: {a: {\n    virtual-function-count: 8 }}\n', null, '8'],
    ['that a tab hides', 'ethernets:\n\ta:\n\t\tvirtual-function-count: 8\n', null, '8'],
    ['with a number on another line', 'ethernets: {a: {virtual-function-count:\n 8}}\n', null, null],
  ])('of netplan in flow style is for the netdev %s', (_words, text, netdev, value) => {
    expect(bootVfsOf({ 'etc/netplan/1.yaml': text })).toMatchObject([{ by: 'netplan', netdev, value }]);
  });

  test('a comment of netplan counts nothing', () => {
    expect(bootVfsOf({ 'etc/netplan/1.yaml': 'ethernets:\n  a: # virtual-function-count: 8\n' })).toEqual([]);
  });

  test('a file of netplan in /run hides the one in /etc', () => {
    const of = (count: number) => `ethernets:\n  ens1f0:\n    virtual-function-count: ${count}\n`;
    const found = bootVfsOf({ 'etc/netplan/1.yaml': of(4), 'run/netplan/1.yaml': of(8), 'lib/netplan/1.yaml': of(2) });
    expect(found).toMatchObject([{ where: '/run/netplan/1.yaml', value: '8' }]);
  });

  test.each([
    ['PCI address', 'SUBSYSTEM=="pci", KERNEL=="0000:3b:00.0"', { netdev: '0000:3b:00.0', module: null }],
    ['address above its name', 'KERNEL=="eth*", KERNELS=="0000:af:00.0"', { netdev: '0000:af:00.0', module: null }],
    ['path', 'DEVPATH=="*/0000:3a:00.0/0000:3b:00.0/net/*"', { netdev: '0000:3b:00.0', module: null }],
    ['driver', 'KERNEL=="*", DRIVERS=="mlx5-core"', { netdev: null, module: 'mlx5_core' }],
    ['driver of its netdev', 'ENV{ID_NET_DRIVER}=="ice"', { netdev: null, module: 'ice' }],
    ['any driver', 'DRIVERS=="?*", ATTR{address}=="3c:fd:fe:00:00:01"', { netdev: '3c:fd:fe:00:00:01', module: null }],
    ['root bus', 'KERNELS=="pci0000:3a"', { netdev: null, module: null }],
  ])('is a rule of udev by %s', (_words, rule, says) => {
    const found = bootVfsOf({ 'etc/udev/rules.d/80-sriov.rules': `${rule}, ATTR{sriov_numvfs}="8"\n` });
    expect(found).toMatchObject([{ by: 'udev', value: '8', ...says }]);
  });

  test('that cannot be read is said', () => {
    const tree = new HostTree().folder('etc');
    tree.file('etc/netplan/01.yaml', '# not readable by the user of the capture\n');
    expect(read(tree).warnings).toContainEqual(expect.stringContaining('/etc/netplan/01.yaml cannot be read'));
  });

  test('lines that no person writes are passed over, whatever they are made of', () => {
    const endless = `max_vfs:${' '.repeat(1_000_000)}x\n`;
    const files = [
      'etc/netplan/a.yaml',
      'etc/modprobe.d/a.conf',
      'etc/systemd/network/a.link',
      'etc/udev/rules.d/a.rules',
    ];
    const started = process.cpuUsage().user;
    expect(bootVfsOf(Object.fromEntries(files.map((file) => [file, endless])))).toEqual([]);
    expect(process.cpuUsage().user - started).toBeLessThan(5_000_000);
  });

  test('holds nothing that a terminal would obey', () => {
    const found = bootVfsOf({ 'etc/modprobe.d/x.conf': `options igb max_vfs=\u001b[31m${'9'.repeat(200)}\n` });
    expect(found?.[0]?.value).toMatch(/^ \[31m9{115}$/);
  });
});
