import { HostTree } from './support/host-tree';
import { read } from './support/read';

const PF = '0000:01:00.0';

function host(vfDriver: string | null = 'vfio-pci'): HostTree {
  const tree = new HostTree();
  tree.pf({ address: PF, numVfs: 3, group: 5, vfGroup: 10, vfDriver, netdev: 'ens1f0' });
  return tree.file('cmd/vfio-open.txt', '');
}

const users = (tree: HostTree) =>
  read(tree)
    .pf(PF)
    .virtualFunctions.map((vf) => vf.users);

describe('VFs that VMs hold through VFIO', () => {
  test('are known by who has their group open', () => {
    const lines = '/dev/vfio/10 4242 qemu-system-x86 vm-a\n/dev/vfio/12 77 dpdk-testpmd\n/dev/vfio/5 1 x\n';
    expect(users(host().file('cmd/vfio-open.txt', lines))).toEqual([
      [{ kind: 'vfio', detail: 'qemu-system-x86 (pid 4242, guest vm-a)' }],
      [],
      [{ kind: 'vfio', detail: 'dpdk-testpmd (pid 77)' }],
    ]);
  });

  test('are known by who has their device open', () => {
    const tree = host().folder('sys/devices/pci0000:00/0000:01:01.1/vfio-dev/vfio7');
    expect(users(tree.file('cmd/vfio-open.txt', '/dev/vfio/devices/vfio7 4242 qemu vm-a\n'))).toEqual([
      [],
      [{ kind: 'vfio', detail: 'qemu (pid 4242, guest vm-a)' }],
      [],
    ]);
  });

  test('are all of the group, whatever their driver: it is one whole', () => {
    const tree = host('iavf').file('cmd/vfio-open.txt', '/dev/vfio/10 4242 qemu\n');
    expect(users(tree)).toEqual([[{ kind: 'vfio', detail: 'qemu (pid 4242)' }], [], []]);
  });

  test('count also when a variant driver of the vendor is bound', () => {
    const tree = host('mlx5_vfio_pci').file('cmd/vfio-open.txt', '/dev/vfio/10 4242 qemu\n');
    expect(users(tree)[0]).toHaveLength(1);
  });

  test('are not known without the list, which is said once', () => {
    const { warnings } = read(host().without('cmd/vfio-open.txt'));
    expect(warnings).toEqual(['cmd/device-open.txt is missing: which functions VMs hold through VFIO is not known']);
  });

  test('may be missing from a list that says so', () => {
    const { warnings } = read(host().file('cmd/vfio-open.txt', '# processes of other users are hidden\n'));
    expect(warnings).toEqual(['cmd/vfio-open.txt: processes of other users are hidden']);
  });

  test('nobody asks for the list when no function is given to a VM', () => {
    expect(read(host('iavf').without('cmd/vfio-open.txt')).warnings).toEqual([]);
  });
});

test('VFs of running libvirt domains are known by the address of the host, not of the guest', () => {
  const xml = `<domain type='kvm' id='3'><name>vm-b</name><devices>
    <hostdev mode='subsystem' type='pci' managed='yes'><driver name='vfio'/>
      <source><address domain='0x0000' bus='0x01' slot='0x01' function='0x2'/></source>
      <address type='pci' domain='0x0000' bus='0x01' slot='0x01' function='0x0'/></hostdev>
    <interface type='hostdev'><source><address type='pci' domain="0x0000" bus="0x01" slot="0x01" function="0x1"/></source></interface>
    <disk><source file='/var/x'/><address type='pci' domain='0x0000' bus='0x01' slot='0x01' function='0x0'/></disk>
  </devices></domain>`;
  const tree = host('iavf').file('cmd/virsh-6c1f.xml', xml).file('cmd/virsh-list.txt', '6c1f\n');
  const domain = { kind: 'domain', detail: 'vm-b' };
  expect(users(tree)).toEqual([[], [domain], [domain]]);
});

describe('netdevs in use', () => {
  const withAddress = (name: string, flags: string): HostTree => {
    const tree = host('iavf');
    tree.netdev('sys/devices/pci0000:00/0000:01:01.0', 'ens1f0v0', { flags: `${flags}\n` });
    return tree.json('ip-addr', [
      {
        ifname: name,
        addr_info: [
          { local: '192.0.2.9', scope: 'global' },
          { local: 'fe80::1', scope: 'link' },
        ],
      },
    ]);
  };

  test('are up and have an address', () => {
    expect(users(withAddress('ens1f0v0', '0x1003'))[0]).toEqual([{ kind: 'netdev', detail: 'ens1f0v0 has 192.0.2.9' }]);
  });

  test('are not down', () => {
    expect(users(withAddress('ens1f0v0', '0x1002'))[0]).toEqual([]);
  });

  test('are ports of a bridge whether or not they have an address', () => {
    const tree = withAddress('other', '0x1003');
    tree.json('ip-link', [
      { ifname: 'ens1f0v0', master: 'br0' },
      { ifname: 'br0', linkinfo: { info_kind: 'bridge' } },
    ]);
    expect(users(tree)[0]).toEqual([{ kind: 'netdev', detail: 'ens1f0v0 is a port of br0' }]);
  });

  test('of a PF make the PF used', () => {
    expect(read(withAddress('ens1f0', '0x1003')).pf(PF).users).toEqual([
      { kind: 'netdev', detail: 'ens1f0 has 192.0.2.9' },
    ]);
  });
});
