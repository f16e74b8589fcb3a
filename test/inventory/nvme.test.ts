import { HostTree } from './support/host-tree';
import { read } from './support/read';

const PF = '0000:01:00.0';
const PATH = 'sys/devices/pci0000:00/0000:01:00.0';

/** An SSD with one namespace, seen over a multipath head when `isMultipath`. */
function host(isMultipath = false): HostTree {
  const tree = new HostTree();
  tree.pf({ address: PF, driver: 'nvme', files: { class: '0x010802\n' } });
  const controller = `${PATH}/nvme/nvme0`;
  for (const [file, content] of Object.entries({
    model: 'ED1   \n',
    serial: 'S1  \n',
    firmware_rev: '1.0 \n',
    cntlid: '3\n',
  })) {
    tree.file(`${controller}/${file}`, content);
  }
  tree.classLink('nvme', 'nvme0', controller);
  const namespace = `${controller}/${isMultipath ? 'nvme0c3n1' : 'nvme0n1'}`;
  tree.file(`${namespace}/nsid`, '5\n').file(`${namespace}/size`, '2000\n');
  if (isMultipath) tree.file('sys/devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1/size', '2000\n');
  const block = isMultipath ? 'sys/devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1' : namespace;
  tree.classLink('block', 'nvme0n1', block);
  for (const part of ['nvme0n1p1', 'nvme0n1p2']) {
    tree.file(`${block}/${part}/partition`, '1\n');
    tree.classLink('block', part, `${block}/${part}`);
  }
  return tree.file('proc/mounts', 'proc /proc proc rw 0 0\n');
}

describe('a controller', () => {
  test('has the texts of sysfs without their padding', () => {
    const { serial, nvme } = read(host()).pf(PF);
    expect(serial).toBe('S1');
    expect(nvme).toMatchObject({ controller: 'nvme0', model: 'ED1', firmware: '1.0', controllerId: 3 });
  });

  test('has what identify says where sysfs has nothing', () => {
    const tree = host();
    for (const file of ['model', 'serial', 'firmware_rev', 'cntlid']) tree.without(`${PATH}/nvme/nvme0/${file}`);
    const identify = { mn: 'ED1  ', sn: 'S2 ', fr: '2.0', cntlid: 4, oacs: 0x80, tnvmcap: '4000000000000', unvmcap: 0 };
    const { serial, nvme } = read(tree.json('nvme0-id-ctrl', identify)).pf(PF);
    expect(serial).toBe('S2');
    expect(nvme).toMatchObject({
      model: 'ED1',
      firmware: '2.0',
      controllerId: 4,
      virtualizationManagement: true,
      capacityBytes: 4e12,
      unallocatedBytes: 0,
    });
  });

  test('is found by its address when the folder of the function does not have it', () => {
    const tree = host();
    tree.without(`${PATH}/nvme`).file('sys/devices/virtual/nvme/nvme4/address', `${PF}\n`);
    tree.without('sys/class/nvme/nvme0').classLink('nvme', 'nvme4', 'sys/devices/virtual/nvme/nvme4');
    expect(read(tree).pf(PF).nvme?.controller).toBe('nvme4');
  });

  test('without a driver has no name and nothing else is known', () => {
    const tree = new HostTree();
    tree.pf({ address: PF, driver: null, files: { class: '0x010802\n' } });
    expect(read(tree).pf(PF).nvme).toEqual({
      controller: null,
      model: null,
      firmware: null,
      controllerId: null,
      virtualizationManagement: null,
      capacityBytes: null,
      unallocatedBytes: null,
      capabilities: null,
      secondaryControllers: [],
      namespaces: [],
    });
  });

  test('whose capabilities lack a number has none', () => {
    expect(read(host().json('nvme0-primary-ctrl-caps', { vqfrt: 8 })).pf(PF).nvme?.capabilities).toBeNull();
  });

  test('whose secondary controllers are no VFs says so', () => {
    const entry = {
      'secondary-controller-identifier': 9,
      'secondary-controller-state': 1,
      'virtual-function-number': 0,
      'num-virtual-queues': 2,
      'num-virtual-interrupts': 1,
    };
    const tree = host().json('nvme0-list-secondary', { 'secondary-controllers': [entry, { broken: true }] });
    expect(read(tree).pf(PF).nvme?.secondaryControllers).toEqual([
      { controllerId: 9, vf: null, online: true, virtualQueues: 2, virtualInterrupts: 1 },
    ]);
  });
});

describe.each([
  ['alone', false],
  ['over several paths', true],
])('a namespace %s', (_words, isMultipath) => {
  const namespace = (change: (tree: HostTree) => unknown) => {
    const tree = host(isMultipath);
    change(tree);
    return read(tree).pf(PF).nvme?.namespaces[0];
  };

  test('has the id and size of the kernel', () => {
    expect(namespace(() => undefined)).toEqual({
      nsid: 5,
      bytes: 1_024_000,
      shared: null,
      controllers: null,
      mounted: false,
      boot: false,
    });
  });

  test('has its sharing and controllers from nvme-cli', () => {
    const attached = { num_ctrl: 2, ctrl_list: [{ ctrl_id: 3 }, { ctrl_id: 1 }] };
    const shown = namespace((t) => t.json('nvme0-id-ns-ns5', { nmic: 1 }).json('nvme0-list-ctrl-ns5', attached));
    expect(shown).toMatchObject({ shared: true, controllers: [1, 3] });
  });

  test.each([
    ['/dev/nvme0n1 /data ext4 rw 0 0', { mounted: true, boot: false }],
    ['/dev/nvme0n1p2 /mnt/a\\040b xfs rw 0 0', { mounted: true, boot: false }],
    ['/dev/nvme0n1p1 /boot/efi vfat rw 0 0', { mounted: true, boot: true }],
    ['/dev/nvme0n11 / ext4 rw 0 0', { mounted: false, boot: false }],
    ['/dev/nvme0n1p2x / ext4 rw 0 0', { mounted: false, boot: false }],
    ['/dev/root / ext4 rw 0 0', { mounted: null, boot: null }],
    ['tank /tank zfs rw 0 0', { mounted: null, boot: null }],
    ['/dev/sda1 /data btrfs rw 0 0', { mounted: null, boot: null }],
    ['/dev/mapper/unknown / ext4 rw 0 0', { mounted: null, boot: null }],
  ])('with "%s" in the table of mounts', (line, expected) => {
    expect(namespace((t) => t.file('proc/mounts', `${line}\n`))).toMatchObject(expected);
  });

  test('as a drive of the ZFS pool that the host runs from', () => {
    const shown = namespace((t) => {
      t.file('proc/mounts', 'rpool/ROOT / zfs rw 0 0\n').file('cmd/udev-blocks.txt', '259:2 zfs_member rpool\n');
      const part = [...t.entries.keys()].find((path) => path.endsWith('/nvme0n1p2/partition')) ?? '';
      t.file(part.replace('partition', 'dev'), '259:2\n');
    });
    expect(shown).toMatchObject({ mounted: true, boot: true });
  });

  test('below a volume of the device mapper', () => {
    const shown = namespace((t) => {
      t.file('proc/mounts', '/dev/mapper/vg-root / ext4 rw 0 0\n');
      t.file('sys/devices/virtual/block/dm-0/dm/name', 'vg-root\n');
      t.classLink('block', 'dm-0', 'sys/devices/virtual/block/dm-0');
      const part = [...t.entries.keys()].find((path) => path.endsWith('/nvme0n1p2/partition')) ?? '';
      t.link(part.replace('partition', 'holders/dm-0'), '../../dm-0');
    });
    expect(shown).toMatchObject({ mounted: true, boot: true });
  });

  test('as one of the devices of a btrfs', () => {
    const shown = namespace((t) => {
      t.file('proc/mounts', '/dev/sda1 /data btrfs rw 0 0\n');
      t.link('sys/fs/btrfs/1234/devices/sda1', 'x').link('sys/fs/btrfs/1234/devices/nvme0n1', 'x');
    });
    expect(shown).toMatchObject({ mounted: true, boot: false });
  });

  test('used as swap space', () => {
    const swaps = 'Filename Type Size Used Priority\n/dev/nvme0n1p1 partition 100 0 -2\n';
    expect(namespace((t) => t.file('proc/swaps', swaps))).toMatchObject({ mounted: true });
  });

  test('is not known to be free without the table of mounts, nor without block devices', () => {
    expect(namespace((t) => t.without('proc/mounts'))).toMatchObject({ mounted: null, boot: null });
    expect(namespace((t) => t.without('sys/class/block'))).toMatchObject({ mounted: null, boot: null });
  });

  test('that is mounted makes the PF used', () => {
    const tree = host(isMultipath).file('proc/mounts', '/dev/nvme0n1 /data ext4 rw 0 0\n');
    expect(read(tree).pf(PF).users).toEqual([{ kind: 'mount', detail: '/data' }]);
  });
});

describe('namespaces that the kernel does not show', () => {
  test('are listed with the size that identify tells', () => {
    const lbafs = [{ ds: 9 }, { ds: 12 }];
    const tree = host().json('nvme0-list-ns-all', { nsid_list: [{ nsid: 5 }, { nsid: 7 }, { nsid: 8 }] });
    tree.json('nvme0-id-ns-ns7', { nsze: 1000, flbas: 1, lbafs, nmic: 0 });
    tree.json('nvme0-id-ns-ns8', { nsze: 0, flbas: 0, lbafs });
    const namespaces = read(tree).pf(PF).nvme?.namespaces ?? [];
    expect(namespaces.map(({ nsid, bytes, shared, mounted }) => [nsid, bytes, shared, mounted])).toEqual([
      [5, 1_024_000, null, false],
      [7, 4_096_000, false, false],
      [8, null, null, false],
    ]);
  });
});

test('a VF with a mounted namespace is used by it', () => {
  const tree = host(true);
  tree.pf({ address: PF, driver: 'nvme', numVfs: 1, vfDriver: 'nvme', files: { class: '0x010802\n' } });
  const controller = 'sys/devices/pci0000:00/0000:01:01.0/nvme/nvme1';
  tree.file(`${controller}/nvme0c4n1/nsid`, '5\n');
  tree.file('proc/mounts', '/dev/nvme0n1 /data ext4 rw 0 0\n');
  expect(read(tree).pf(PF).virtualFunctions[0]?.users).toEqual([{ kind: 'mount', detail: '/data' }]);
});
