import { ipKey, ipKeyOfWords } from '../../lib/inventory/read/ip-address';
import { HostTree } from './support/host-tree';
import { read } from './support/read';

const PF = '0000:01:00.0';

/** A NIC ens1f0 beside another interface mgmt0; the route leads through the latter. */
function host(): HostTree {
  const tree = new HostTree();
  tree.pf({ address: PF, netdev: 'ens1f0' });
  tree.json('ip-route-all', []);
  tree.json('ip-route', [{ dst: 'default', dev: 'mgmt0' }]);
  tree.json('ip-addr', [
    { ifname: 'mgmt0', addr_info: [{ local: '192.0.2.2', scope: 'global' }] },
    { ifname: 'ens1f0', addr_info: [{ local: 'fe80::1', scope: 'link' }] },
  ]);
  return tree;
}

function carries(tree: HostTree): boolean | null | undefined {
  return read(tree).pf(PF).network?.carriesManagement;
}

const vlanOverBond = [
  { ifname: 'ens1f0', master: 'bond0' },
  { ifname: 'bond0', master: 'br0', linkinfo: { info_kind: 'bond' } },
  { ifname: 'br0', linkinfo: { info_kind: 'bridge' } },
  { ifname: 'br0.7', link: 'br0', linkinfo: { info_kind: 'vlan' } },
];

describe('the default route', () => {
  test.each<[string, (tree: HostTree) => unknown]>([
    ['itself', (t) => t.json('ip-route', [{ dst: 'default', dev: 'ens1f0' }])],
    ['for IPv6', (t) => t.json('ip-route6', [{ dst: 'default', dev: 'ens1f0' }])],
    ['over several hops', (t) => t.json('ip-route', [{ dst: 'default', nexthops: [{ dev: 'x' }, { dev: 'ens1f0' }] }])],
    [
      'a VLAN of its bridge over its bond',
      (t) => t.json('ip-link', vlanOverBond).json('ip-route', [{ dst: 'default', dev: 'br0.7' }]),
    ],
    [
      'a VLAN that /proc knows',
      (t) => t.file('proc/net/vlan/config', 'VLAN Dev name | VLAN ID\nName-Type: X\nmgmt0 | 7  | ens1f0\n'),
    ],
    [
      'a netdev that sysfs shows upon it',
      (t) => t.link('sys/devices/pci0000:00/0000:01:00.0/net/ens1f0/upper_mgmt0', '../../x'),
    ],
    [
      'in /proc/net/route',
      (t) =>
        t
          .without('cmd')
          .file(
            'proc/net/route',
            'Iface Destination Gateway Flags RefCnt Use Metric Mask MTU\nens1f0 00000000 0102000A 0003 0 0 0 00000000 0\n',
          ),
    ],
    [
      'in /proc/net/ipv6_route',
      (t) =>
        t.file('proc/net/ipv6_route', `${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00 fe80 00000400 1 0 00000003 ens1f0\n`),
    ],
  ])('through %s makes the PF carry management', (_words, change) => {
    const tree = host();
    change(tree);
    expect(carries(tree)).toBe(true);
  });

  test.each<[string, (tree: HostTree) => unknown]>([
    ['through another NIC', () => undefined],
    [
      'through the other end of a veth',
      (t) => t.json('ip-link', [{ ifname: 'mgmt0', link: 'ens1f0', linkinfo: { info_kind: 'veth' } }]),
    ],
    ['to nowhere', (t) => t.json('ip-route', [{ dst: 'default', dev: 'ens1f0', type: 'unreachable' }])],
    ['missing, in a table of other routes', (t) => t.json('ip-route', [{ dst: '192.0.2.0/24', dev: 'ens1f0' }])],
    [
      'of IPv6 that rejects all, on the loopback device',
      (t) => t.file('proc/net/ipv6_route', `${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00 x y 1 0 z lo\n`),
    ],
  ])('%s does not', (_words, change) => {
    const tree = host();
    change(tree);
    expect(carries(tree)).toBe(false);
  });

  test('that nobody read leaves it unknown', () => {
    expect(carries(host().without('cmd/ip-route.json').without('cmd/ip-route-all.json'))).toBeNull();
  });

  test('over an internal port of Open vSwitch may go through any of its ports', () => {
    const tree = host();
    tree.json('ip-link', [
      { ifname: 'ens1f0', master: 'ovs-system' },
      { ifname: 'mgmt0', linkinfo: { info_kind: 'openvswitch' } },
    ]);
    expect(carries(tree)).toBeNull();
  });
});

describe('ssh sessions', () => {
  const withAddress = (): HostTree =>
    host().json('ip-addr', [
      { ifname: 'mgmt0', addr_info: [{ local: '192.0.2.2', scope: 'global' }] },
      {
        ifname: 'ens1f0',
        addr_info: [
          { local: '198.51.100.7', scope: 'global' },
          { local: '2001:db8::7', scope: 'global' },
        ],
      },
    ]);

  test.each([
    ['SSH_CONNECTION', 'cmd/ssh-connection.txt', '203.0.113.1 55000 198.51.100.7 22\n'],
    ['SSH_CONNECTION over IPv6', 'cmd/ssh-connection.txt', '2001:db8::99 55000 2001:DB8:0:0::7 2222\n'],
    ['SSH_CONNECTION on an address of the link', 'cmd/ssh-connection.txt', 'fe80::9%ens1f0 1 fe80::1%ens1f0 22\n'],
    ['ss', 'cmd/ss.txt', 'ESTAB 0 0 198.51.100.7:22 203.0.113.1:55000\n'],
    ['ss over IPv6', 'cmd/ss.txt', 'ESTAB 0 0 [2001:db8::7]:22 [2001:db8::99]:55000\n'],
    ['the table of connections', 'proc/net/tcp', '  sl  local_address\n   1: 076433C6:0016 010071CB:D6D8 01 0\n'],
  ])('in %s make the PF carry management', (_words, path, content) => {
    expect(carries(withAddress().file(path, content))).toBe(true);
  });

  test.each([
    ['at another address', 'cmd/ssh-connection.txt', '203.0.113.1 55000 192.0.2.2 22\n'],
    ['that only listen', 'proc/net/tcp', '   1: 076433C6:0016 00000000:0000 0A 0\n'],
    ['to another port', 'proc/net/tcp', '   1: 076433C6:01BB 010071CB:D6D8 01 0\n'],
  ])('%s do not', (_words, path, content) => {
    expect(carries(withAddress().file(path, content))).toBe(false);
  });

  test('at an address that no interface has leave it unknown', () => {
    expect(carries(withAddress().file('cmd/ssh-connection.txt', '- - 198.51.100.99 22\n'))).toBeNull();
  });

  test('that nobody looked for leave it unknown when the PF has an address', () => {
    expect(carries(withAddress())).toBeNull();
  });
});

describe('addresses', () => {
  test.each([
    ['192.0.2.1', 'c0000201'],
    ['::ffff:192.0.2.1', 'c0000201'],
    ['2001:db8::1', '20010db8000000000000000000000001'],
    ['2001:DB8:0:0:0:0:0:1', '20010db8000000000000000000000001'],
    ['fe80::1%eth0', 'fe800000000000000000000000000001'],
    ['::', '0'.repeat(32)],
    ['1.2.3', null],
    ['1.2.3.400', null],
    ['1:2:3', null],
    ['1::2::3', null],
    ['::12345', null],
    ['', null],
  ])('%s is %p', (text, key) => {
    expect(ipKey(text)).toBe(key);
  });

  test('of the kernel have their bytes turned round in each word', () => {
    expect(ipKeyOfWords('0100007F')).toBe('7f000001');
    expect(ipKeyOfWords('B80D0120000000000000000001000000')).toBe('20010db8000000000000000000000001');
    expect(ipKeyOfWords('0000000000000000FFFF00000100007F')).toBe('7f000001');
    expect(ipKeyOfWords('xyz')).toBeNull();
  });
});
