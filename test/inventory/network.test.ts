import { HostTree } from './support/host-tree';
import { read } from './support/read';

const PF = '0000:01:00.0';

function nic(files: Readonly<Record<string, string>> = {}, driver: string | null = 'mlx5_core') {
  const tree = new HostTree();
  const path = tree.pf({ address: PF, driver });
  const netdev = tree.netdev(path, 'ens1f0', files);
  return { tree, path, netdev };
}

describe('netdevs of a PF', () => {
  const names = (tree: HostTree) =>
    read(tree)
      .pf(PF)
      .network?.interfaces.map((netdev) => netdev.name);

  test('of several ports come in order of their port', () => {
    const { tree, path } = nic({ dev_port: '1\n' });
    tree.netdev(path, 'zz0', { dev_port: '0\n' });
    expect(names(tree)).toEqual(['zz0', 'ens1f0']);
  });

  test('are not the representors of its VFs', () => {
    const { tree, path } = nic({ phys_port_name: 'p0\n', phys_switch_id: 'e8ea6a\n' });
    for (const [name, port] of Object.entries({ a0: 'pf0vf0', a1: 'c1pf0vf1', a2: 'pf0', a3: 'pf0sf88', a4: '3' })) {
      tree.netdev(path, name, { phys_port_name: `${port}\n`, phys_switch_id: 'e8ea6a\n' });
    }
    expect(names(tree)).toEqual(['ens1f0']);
  });

  test('with a bare number for a port are no representors outside switchdev mode', () => {
    const { tree, path } = nic({ phys_port_name: '0\n' });
    tree.netdev(path, 'ens1f1', { phys_port_name: '1\n', dev_port: '1\n' });
    expect(names(tree)).toEqual(['ens1f0', 'ens1f1']);
  });

  test('are not what lies upon them', () => {
    const { tree, path } = nic({ ifindex: '4\n', iflink: '4\n' });
    tree.netdev(path, 'ib0.8001', { ifindex: '9\n', iflink: '4\n' });
    expect(names(tree)).toEqual(['ens1f0']);
  });

  test('of a virtio function are below its virtio device', () => {
    const { tree, path } = nic();
    tree.without(`${path}/net`).file(`${path}/virtio3/net/eth7/mtu`, '1500\n');
    expect(names(tree)).toEqual(['eth7']);
  });

  test('are those that ip link puts on the function when sysfs has none', () => {
    const { tree, path } = nic();
    tree.without(`${path}/net`).without('sys/class/net');
    const link = { ifname: 'ens1f0', parentbus: 'pci', parentdev: PF, address: '3C:FD:FE:00:00:01', flags: ['UP'] };
    tree.json('ip-link', [{ ...link, link_type: 'ether', mtu: 9000 }, { ifname: 'lo' }]);
    expect(read(tree).pf(PF).network).toMatchObject({
      linkType: 'ethernet',
      interfaces: [{ name: 'ens1f0', mac: '3c:fd:fe:00:00:01', mtu: 9000, adminUp: true }],
    });
  });

  test('are none without a driver; the PF then carries no management', () => {
    const tree = new HostTree();
    tree.pf({ address: PF, driver: null });
    expect(read(tree).pf(PF).network).toEqual({
      interfaces: [],
      linkType: null,
      eswitchMode: null,
      carriesManagement: false,
    });
  });
});

describe('facts of a netdev', () => {
  const facts = (files: Readonly<Record<string, string>>, link: object = {}) => {
    const { tree } = nic(files);
    tree.json('ip-link', [{ ifname: 'ens1f0', ...link }]);
    return read(tree).pf(PF).network?.interfaces[0];
  };

  test.each([
    ['0x1003', true],
    ['0x1002', false],
  ])('flags %s: up is %p', (flags, expected) => {
    expect(facts({ flags: `${flags}\n` })?.adminUp).toBe(expected);
  });

  test.each([
    ['25000', 25_000],
    ['-1', null],
    ['0', null],
    ['4294967295', null],
  ])('speed %s is %p', (speed, expected) => {
    expect(facts({ speed: `${speed}\n` })?.speedMbps).toBe(expected);
  });

  test.each([
    ['1', 'ethernet'],
    ['32', 'infiniband'],
    ['512', null],
  ])('type %s is %p', (type, expected) => {
    expect(read(nic({ type: `${type}\n` }).tree).pf(PF).network?.linkType).toBe(expected);
  });

  test('carrier is what ip link shows when sysfs has no answer', () => {
    expect(facts({ carrier: '' }, { flags: ['UP', 'LOWER_UP'] })?.carrier).toBe(true);
    expect(facts({ carrier: '' }, { flags: ['NO-CARRIER', 'UP'] })?.carrier).toBe(false);
    expect(facts({ carrier: '' })?.carrier).toBeNull();
  });

  test('MTU limits are those of ip link', () => {
    expect(facts({}, { min_mtu: 68, max_mtu: 9702 })).toMatchObject({ minMtu: 68, maxMtu: 9702 });
  });

  test.each([
    ['the one in use when the hardware gave it', { addr_assign_type: '0\n' }, {}, '3c:fd:fe:00:00:01'],
    [
      'the one that ip link shows beside another in use',
      { addr_assign_type: '3\n' },
      { permaddr: 'AA:BB:CC:00:00:01' },
      'aa:bb:cc:00:00:01',
    ],
    [
      'the one that a bond keeps of its port',
      { 'bonding_slave/perm_hwaddr': 'aa:bb:cc:00:00:02\n' },
      {},
      'aa:bb:cc:00:00:02',
    ],
    ['unknown when the one in use is made up', { addr_assign_type: '1\n' }, { parentdev: PF }, null],
    ['unknown when it was set and ip link was not run', { addr_assign_type: '3\n' }, {}, null],
  ])('permanent MAC: %s', (_words, files, link, expected) => {
    expect(facts(files, link)?.permanentMac).toBe(expected);
  });
});

describe('further names of a netdev', () => {
  const interfaceWith = (altnames: unknown) => {
    const { tree } = nic();
    tree.json('ip-link', [{ ifname: 'ens1f0', altnames }]);
    return read(tree).pf(PF).network?.interfaces[0];
  };

  test('are those of ip link, without such as no report can show', () => {
    const longest = 'x'.repeat(127);
    expect(interfaceWith(['enp1s0f0np0', longest, `${longest}y`, 'a\u001b[2Jb', '', 7])?.altNames).toEqual([
      'enp1s0f0np0',
      longest,
    ]);
  });

  test.each([[undefined], ['enp1s0f0'], [[]]])('are left out where ip link has %j', (altnames) => {
    expect(interfaceWith(altnames)).not.toHaveProperty('altNames');
  });
});

describe('bonds and bridges', () => {
  test('are told from sysfs', () => {
    const { tree, netdev } = nic();
    tree.link(`${netdev}/master`, '../../../../../virtual/net/bond0');
    tree.classLink('net', 'bond0', 'sys/devices/virtual/net/bond0');
    tree.file('sys/devices/virtual/net/bond0/bonding/mode', '802.3ad 4\n');
    const [facts] = read(tree).pf(PF).network?.interfaces ?? [];
    expect([facts?.bond, facts?.bridge]).toEqual([{ name: 'bond0', mode: '802.3ad' }, null]);
  });

  test('are told from ip link', () => {
    const { tree } = nic();
    tree.json('ip-link', [
      { ifname: 'ens1f0', master: 'bond0', linkinfo: { info_slave_kind: 'bond' } },
      { ifname: 'bond0', linkinfo: { info_kind: 'bond', info_data: { mode: 'active-backup' } } },
    ]);
    expect(read(tree).pf(PF).network?.interfaces[0]?.bond).toEqual({ name: 'bond0', mode: 'active-backup' });
  });

  test('are told from /proc/net/bonding', () => {
    const { tree, netdev } = nic();
    tree.link(`${netdev}/master`, '../../../../../virtual/net/bond0');
    tree.file(
      'proc/net/bonding/bond0',
      'Ethernet Channel Bonding Driver: v6.1\n\nBonding Mode: IEEE 802.3ad Dynamic link aggregation\n',
    );
    expect(read(tree).pf(PF).network?.interfaces[0]?.bond).toEqual({ name: 'bond0', mode: '802.3ad' });
  });

  test.each([
    ['a Linux bridge', { linkinfo: { info_kind: 'bridge' } }, 'br0', 'br0'],
    ['Open vSwitch', {}, 'ovs-system', 'ovs-system'],
    ['a VRF, which is no bridge', { linkinfo: { info_kind: 'vrf' } }, 'vrf0', null],
  ])('%s', (_words, link, master, bridge) => {
    const { tree } = nic();
    tree.json('ip-link', [
      { ifname: 'ens1f0', master },
      { ifname: master, ...link },
    ]);
    const [facts] = read(tree).pf(PF).network?.interfaces ?? [];
    expect([facts?.bridge, facts?.bond]).toEqual([bridge, null]);
  });
});

describe('mode of the embedded switch', () => {
  const mode = (files: Readonly<Record<string, unknown>>, driver: string | null = 'mlx5_core') => {
    const { tree } = nic({}, driver);
    for (const [name, value] of Object.entries(files)) tree.json(name, value);
    return read(tree).pf(PF).network?.eswitchMode;
  };
  const known = { 'devlink-dev': { dev: { [`pci/${PF}`]: {} } } };

  test('is what devlink shows', () => {
    const shown = { dev: { [`pci/${PF}`]: { mode: 'switchdev', 'inline-mode': 'none' } } };
    expect(mode({ ...known, [`devlink-eswitch-${PF}`]: shown })).toBe('switchdev');
  });

  test('is legacy for a driver without devlink', () => {
    expect(mode({ 'devlink-dev': { dev: {} } })).toBe('legacy');
  });

  test('is not known when devlink has no answer, was not run, or there is no driver', () => {
    expect(mode(known)).toBeNull();
    expect(mode({})).toBeNull();
    expect(mode({ 'devlink-dev': { dev: {} } }, null)).toBeNull();
  });
});

describe('whether VFs are migratable', () => {
  const ofVfs = (port: unknown) => {
    const tree = new HostTree();
    tree.pf({ address: PF, netdev: 'ens1f0', numVfs: 2 });
    tree.json('devlink-port', { port });
    return read(tree)
      .pf(PF)
      .virtualFunctions.map(({ migratable }) => migratable);
  };
  const vf = (vfnum: number, migratable?: string, change: object = {}) => ({
    flavour: 'pcivf',
    controller: 0,
    pfnum: 0,
    vfnum,
    external: false,
    function: { hw_addr: '00:00:00:00:00:00', migratable },
    ...change,
  });

  test('is what their devlink ports tell, whose numbers are their own', () => {
    const ports = { [`pci/${PF}/65535`]: { flavour: 'physical', port: 0 }, [`pci/${PF}/7`]: vf(1, 'enable') };
    expect(ofVfs({ ...ports, [`pci/${PF}/3`]: vf(0, 'disable') })).toEqual([false, true]);
  });

  test.each<[string, unknown]>([
    ['a port that tells nothing of it', { [`pci/${PF}/1`]: vf(0) }],
    ['a port of another PF', { 'pci/0000:5e:00.0/1': vf(0, 'enable') }],
    ['a VF of another host, as a DPU has them', { [`pci/${PF}/1`]: vf(0, 'enable', { external: true }) }],
    ['a sub-function', { [`pci/${PF}/1`]: vf(0, 'enable', { flavour: 'pcisf' }) }],
    ['another word', { [`pci/${PF}/1`]: vf(0, 'maybe') }],
    ['what is no list of ports', 'none'],
  ])('is not said by %s', (_words, port) => {
    expect(ofVfs(port)).toEqual([undefined, undefined]);
  });
});

describe('nodes of the devlink rate tree', () => {
  const nodes = (rate: unknown) => {
    const tree = new HostTree();
    tree.pf({ address: PF, netdev: 'ens1f0' });
    tree.json('devlink-rate', { rate });
    return read(tree).pf(PF).network?.rateNodes;
  };

  test('are those of the PF, without the leaves that its VFs are', () => {
    const rate = {
      [`pci/${PF}/1`]: { type: 'leaf', tx_max: 0 },
      [`pci/${PF}/tenants`]: { type: 'node', tx_share: 125_000_000 },
      [`pci/${PF}/guests`]: { type: 'node' },
      'pci/0000:5e:00.0/other': { type: 'node' },
    };
    expect(nodes(rate)).toEqual(['guests', 'tenants']);
  });

  test('are not said where there are none', () => {
    expect(nodes({ [`pci/${PF}/1`]: { type: 'leaf' } })).toBeUndefined();
    expect(nodes('none')).toBeUndefined();
  });

  test('have names that may stand in a line', () => {
    expect(nodes({ [`pci/${PF}/a\u001b[2J`]: { type: 'node' } })).toEqual(['a\\u001b[2J']);
  });
});

describe('settings of VFs', () => {
  const settings = (entry: object) => {
    const tree = new HostTree();
    tree.pf({ address: PF, numVfs: 2, netdev: 'ens1f0' });
    tree.json('ip-link', [{ ifname: 'ens1f0', vfinfo_list: [{ vf: 1, ...entry }] }]);
    return read(tree)
      .pf(PF)
      .virtualFunctions.map((vf) => vf.network);
  };

  test('of a VF that ip link does not list are not known', () => {
    expect(settings({})[0]).toBeNull();
  });

  test('with every key there is', () => {
    const entry = {
      address: '02:00:00:00:00:01',
      vlan_list: [{ vlan: 42, qos: 5, protocol: '802.1ad' }],
      rate: { max_tx: 1000, min_tx: 100 },
      spoofchk: true,
      link_state: 'enable',
      trust: true,
      query_rss_en: false,
    };
    expect(settings(entry)[1]).toEqual({
      mac: '02:00:00:00:00:01',
      vlan: 42,
      vlanQos: 5,
      vlanProtocol: '802.1ad',
      spoofCheck: true,
      trust: true,
      linkState: 'enable',
      minTxRateMbps: 100,
      maxTxRateMbps: 1000,
      queryRss: false,
    });
  });

  test('as an old ip printed them', () => {
    expect(settings({ mac: '02:00:00:00:00:01', vlan: 42, qos: 1, tx_rate: 50 })[1]).toMatchObject({
      mac: '02:00:00:00:00:01',
      vlan: 42,
      vlanQos: 1,
      maxTxRateMbps: 50,
      spoofCheck: null,
      linkState: null,
    });
  });

  test('of InfiniBand have no MAC of Ethernet', () => {
    const address = '00:00:00:00:fe:80:00:00:00:00:00:00:00:00:00:00:00:00:00:00';
    expect(settings({ link_type: 'infiniband', address })[1]?.mac).toBeNull();
  });

  test('of InfiniBand have GUIDs, as iproute2 prints them since 5.5', () => {
    const guids = { 'node guid': '02:5A:00:00:00:00:00:01', 'port guid': '00:00:00:00:00:00:00:00' };
    expect(settings(guids)[1]).toMatchObject({
      nodeGuid: '02:5a:00:00:00:00:00:01',
      portGuid: '00:00:00:00:00:00:00:00',
    });
    expect(settings({})[1]).not.toHaveProperty('portGuid');
    expect(settings({ 'port guid': 'none' })[1]).not.toHaveProperty('portGuid');
  });
});

describe('frames for others that a VF gets', () => {
  test('as i40e prints them', () => {
    const tree = new HostTree();
    const path = tree.pf({ address: PF, numVfs: 6, netdev: 'ens1f0', driver: 'i40e' });
    tree.json('ip-link', [{ ifname: 'ens1f0', vfinfo_list: [0, 1, 2, 3, 4, 5].map((vf) => ({ vf })) }]);
    const said = ['off\n', 'ucast\n', 'mcast\n', 'ucast, mcast\n', 'something else\n'];
    said.forEach((text, vf) => tree.file(`${path}/sriov/${vf}/promisc`, text));
    const { pf, warnings } = read(tree);
    const modes = pf(PF).virtualFunctions.map(({ network }) => network?.promiscuity);
    expect(modes).toEqual(['off', 'unicast', 'multicast', 'all', null, undefined]);
    expect(warnings).toEqual([expect.stringMatching(/sriov\/4\/promisc: found no mode that is known; .* VF 4 gets/)]);
  });

  test.each<[string, Readonly<Record<string, string>>, object, boolean | undefined]>([
    ['flags of the kernel, whoever asked for it', { flags: '0x1103\n' }, { promiscuity: 0 }, true],
    ['flags of the kernel without it', { flags: '0x1003\n' }, {}, false],
    ['the count of ip link, where there are no flags', {}, { promiscuity: 2 }, true],
    ['a count of none', {}, { promiscuity: 0 }, false],
    ['neither', {}, {}, undefined],
  ])('by its netdev, from %s', (_, files, link, promiscuous) => {
    const tree = new HostTree();
    const path = tree.pf({ address: PF, numVfs: 1, netdev: 'ens1f0', driver: 'igb', vfDriver: 'igbvf' });
    tree.without(`${path}/net/ens1f0/flags`).json('ip-link', [{ ifname: 'ens1f0', ...link }]);
    for (const [name, text] of Object.entries(files)) tree.file(`${path}/net/ens1f0/${name}`, text);
    expect(read(tree).pf(PF).network?.interfaces[0]?.promiscuous).toBe(promiscuous);
  });
});

test.each([
  ['a name', '3cfdfe000001', '3cfdfe000001'],
  ['what is none', 'p0', undefined],
  ['nothing', undefined, undefined],
])('the physical port of a netdev is named by ip link: %s', (_, phys_port_id, physicalPort) => {
  const tree = new HostTree();
  tree.pf({ address: PF, numVfs: 0, netdev: 'ens1f0', driver: 'i40e' });
  tree.json('ip-link', [{ ifname: 'ens1f0', phys_port_id }]);
  expect(read(tree).pf(PF).network?.interfaces[0]?.physicalPort).toBe(physicalPort);
});

test.each<[string, object, Readonly<Record<string, string>>, string | undefined]>([
  ['ip link', { phys_port_name: 'p0', phys_switch_id: '0c42a103007a5b90' }, {}, '0c42a103007a5b90/p0'],
  ['files of sysfs', {}, { phys_port_name: 'p1s0\n', phys_switch_id: '0c42a103007a5b90\n' }, '0c42a103007a5b90/p1s0'],
  ['neither, where the port has no name', { phys_switch_id: '0c42a103007a5b90' }, {}, undefined],
  ['neither, where no switch has the port', { phys_port_name: 'p0' }, {}, undefined],
  ['neither, where the name is none of devlink', { phys_port_name: '0', phys_switch_id: '0c42a1' }, {}, undefined],
])("the port of the NIC's switch is told by %s", (_, link, files, switchPort) => {
  const tree = new HostTree();
  const path = tree.pf({ address: PF, numVfs: 0, netdev: 'ens1f0', driver: 'mlx5_core' });
  tree.json('ip-link', [{ ifname: 'ens1f0', ...link }]);
  for (const [name, text] of Object.entries(files)) tree.file(`${path}/net/ens1f0/${name}`, text);
  expect(read(tree).pf(PF).network?.interfaces[0]?.switchPort).toBe(switchPort);
});

test.each<[string, object | null, readonly string[] | undefined]>([
  ['none', {}, []],
  [
    'one that the driver runs',
    { xdp: { mode: 1, prog: { id: 7 }, attached: [{ mode: 1, prog: { id: 7 } }] } },
    ['driver'],
  ],
  ['one of a kernel that lists none', { xdp: { mode: 2, prog: { id: 7 } } }, ['generic']],
  [
    'three at once',
    { xdp: { mode: 4, attached: [{ mode: 2 }, { mode: 1 }, { mode: 3 }] } },
    ['generic', 'driver', 'hardware'],
  ],
  ['one of a mode that is not known', { xdp: { mode: 9, attached: [] } }, undefined],
  ['a netdev that ip link does not show', null, undefined],
])('XDP programs of a netdev: %s', (_, link, xdp) => {
  const tree = new HostTree();
  tree.pf({ address: PF, numVfs: 0, netdev: 'ens1f0', driver: 'ixgbe' });
  tree.json('ip-link', link === null ? [] : [{ ifname: 'ens1f0', ...link }]);
  expect(read(tree).pf(PF).network?.interfaces[0]?.xdp).toEqual(xdp);
});

describe('Safe Mode of ice', () => {
  const safeMode = (running: object | null, queues: number | null, { numVfs = 0, driver = 'ice' } = {}) => {
    const tree = new HostTree();
    tree.pf({ address: PF, numVfs, netdev: 'ens1f0', driver });
    tree.json('ip-link', [{ ifname: 'ens1f0', ...(queues !== null && { num_tx_queues: queues }) }]);
    if (running !== null) {
      tree.json('devlink-dev', { dev: { [`pci/${PF}`]: {} } });
      tree.json(`devlink-info-${PF}`, { info: { [`pci/${PF}`]: { driver, versions: { running } } } });
    }
    return read(tree).pf(PF).network?.safeMode;
  };
  const withPackage = { 'fw.mgmt': '6.1.9', 'fw.app.name': 'ICE OS Default Package', 'fw.app': '1.3.36.0' };
  const without = { 'fw.mgmt': '6.1.9', 'fw.app': '0.0.0.0', 'fw.app.bundle_id': '0x00000000' };

  test.each<[string, object | null, number | null, object, boolean | null | undefined]>([
    ['devlink tells of no package', without, 1, {}, true],
    ['devlink tells of no package, and ip of no queues', without, null, {}, true],
    ['the package has an empty name', { ...without, 'fw.app.name': '' }, 1, {}, true],
    ['the netdev has several queues', null, 8, {}, false],
    ['there are VFs', null, 1, { numVfs: 2 }, false],
    ['there is a package, which may be that of another PF', withPackage, 1, {}, null],
    ['devlink tells of no versions', {}, 1, {}, null],
    ['devlink was not run, and there is one queue', null, 1, {}, null],
    ['the one contradicts the other', without, 8, {}, null],
    ['the driver has no such mode', without, 1, { driver: 'ixgbe' }, undefined],
  ])('where %s', (_, running, queues, change, expected) => {
    expect(safeMode(running, queues, change)).toBe(expected);
  });
});

describe('the netdev of a Socket Direct NIC', () => {
  const SECOND = '0000:5e:00.0';
  const look = (files: Readonly<Record<string, string>>) => {
    const tree = new HostTree();
    tree.pf({ address: PF, netdev: 'ens1f0', driver: 'mlx5_core' });
    tree.pf({ address: SECOND, driver: 'mlx5_core' });
    for (const [name, text] of Object.entries(files)) tree.file(`sys/kernel/debug/mlx5/${name}`, text);
    const found = read(tree);
    return [PF, SECOND].map((address) => found.pf(address).network?.joinedPfs);
  };

  test('stands for the PFs that debugfs names', () => {
    const group = {
      [`${PF}/multi-pf/group_id`]: '0x00000101\n',
      [`${PF}/multi-pf/primary`]: `${PF} vhca 0x0\n`,
      [`${PF}/multi-pf/secondary_0`]: `${SECOND} vhca 0x2\n`,
    };
    expect(look(group)).toEqual([[SECOND], [PF]]);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['there is no debugfs', {}],
    ['the PF is alone', { [`${PF}/multi-pf/primary`]: `${PF} vhca 0x0\n` }],
    ['the group is that of other PFs', { '0000:99:00.0/multi-pf/primary': '0000:99:00.0 vhca 0x0\n' }],
    ['the files say something else', { [`${PF}/multi-pf/primary`]: 'frob\n', [`${PF}/multi-pf/secondary_0`]: '\n' }],
  ])('is not known to stand for several where %s', (_, files) => {
    expect(look(files)).toEqual([undefined, undefined]);
  });
});

describe('recovery mode of the firmware under i40e', () => {
  const DETECTED = `[    4.2] i40e ${PF}: Firmware recovery mode detected. Limiting functionality.\n`;

  test.each<[string | null, number | null, number, boolean | null]>([
    [DETECTED, 1, 0, true],
    [DETECTED, 8, 0, false],
    [DETECTED.replace(PF, '0000:3b:00.7'), 1, 0, null],
    [null, 1, 0, null],
    [null, 8, 0, false],
    [null, null, 0, null],
    [null, 1, 2, false],
  ])('with %j in the log, %s queues and %d VFs is %s', (log, queues, numVfs, expected) => {
    const tree = new HostTree();
    tree.pf({ address: PF, numVfs, netdev: 'ens1f0', driver: 'i40e' });
    tree.json('ip-link', [{ ifname: 'ens1f0', ...(queues !== null && { num_tx_queues: queues }) }]);
    if (log !== null) tree.file('cmd/dmesg.txt', log);
    expect(read(tree).pf(PF).network?.safeMode).toBe(expected);
  });
});

describe('VLANs that a VF may use', () => {
  const look = (files: Readonly<Record<string, string>>, entry: object = {}) => {
    const tree = new HostTree();
    const path = tree.pf({ address: PF, numVfs: 2, netdev: 'ens1f0', driver: 'i40e' });
    tree.json('ip-link', [{ ifname: 'ens1f0', vfinfo_list: [{ vf: 0 }, { vf: 1, ...entry }] }]);
    for (const [name, text] of Object.entries(files)) tree.file(`${path}/sriov/${name}`, text);
    const { pf, warnings } = read(tree);
    return { vlans: pf(PF).virtualFunctions.map((vf) => vf.network?.allowedVlans), warnings };
  };

  test("are in no file of drivers of the kernel's own tree", () => {
    expect(look({})).toEqual({ vlans: [undefined, undefined], warnings: [] });
  });

  test('as i40e and mlx5_core print them; an empty list keeps nothing out', () => {
    const i40e = look({
      '0/trunk': '\n',
      '1/trunk': '2,4-5,10-20\n',
      '0/vlan_anti_spoof': 'off\n',
      '1/vlan_anti_spoof': 'on\n',
    });
    expect(i40e).toEqual({ vlans: ['all', '2,4-5,10-20'], warnings: [] });
    const mlx5 = look({ '0/trunk': '', '1/trunk': 'Allowed 802.1Q VLANs: 0 2 3 4 9\n' });
    expect(mlx5).toEqual({ vlans: ['all', '0,2-4,9'], warnings: [] });
  });

  test('hold a VF of i40e in what it receives alone where its driver lets it send into any', () => {
    const vlans = look({
      '0/trunk': '\n',
      '1/trunk': '2\n',
      '0/vlan_anti_spoof': 'off\n',
      '1/vlan_anti_spoof': 'off\n',
    });
    expect(vlans.vlans).toEqual(['all', 'received 2']);
  });

  test('are no list where the driver lists a port VLAN', () => {
    expect(look({ '1/trunk': '42\n' }, { vlan_list: [{ vlan: 42 }] }).vlans).toEqual([undefined, 'all']);
  });

  test.each([
    ['something else', 'on\n'],
    ['a list out of order', '200,100\n'],
    ['ids that are none', 'Allowed 802.1Q VLANs: 2 9999\n'],
    ['as much as a page holds', `Allowed 802.1Q VLANs: ${Array.from({ length: 1040 }, (_, n) => n).join(' ')}`],
  ])('are not known from a file that says %s', (_, said) => {
    const { vlans, warnings } = look({ '1/trunk': said });
    expect(vlans).toEqual([undefined, null]);
    expect(warnings).toEqual([expect.stringMatching(/sriov\/1\/trunk: found no list of VLANs that is known; .*VF 1/)]);
  });
});

test('output that is no JSON is said and told apart from none', () => {
  const { tree } = nic();
  tree.file('cmd/ip-link.json', '[{"ifname":"ens1f0",').file('cmd/ip-addr.json', '\n');
  expect(read(tree).warnings).toEqual(['cmd/ip-link.json: this is no JSON; what it would tell stays unknown']);
});

test('a VF in use in another network namespace has a folder of netdevs with none in it', () => {
  const tree = new HostTree();
  tree.pf({ address: PF, numVfs: 1 });
  tree.folder('sys/devices/pci0000:00/0000:01:01.0/net');
  const [vf] = read(tree).pf(PF).virtualFunctions;
  expect(vf?.interface).toBeNull();
  expect(vf?.users).toEqual([{ kind: 'netdev', detail: 'its netdev is in another network namespace' }]);
});
