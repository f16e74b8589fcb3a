import { MOST_WARNINGS, readInventory } from '../../lib/inventory/read/reader';
import { HostTree } from './support/host-tree';
import { MemoryTree } from './support/memory-tree';

const LINES = 1_000_000;

/** A sound host to which something is added without end. */
function host(): HostTree {
  const tree = new HostTree();
  tree.bridge('0000:00:01.0', 1, 2);
  tree.pf({ address: '0000:01:00.0', below: ['0000:00:01.0'], numVfs: 2, group: 1, vfGroup: 10, netdev: 'ens1f0' });
  return tree;
}

describe('a reader that is flooded', () => {
  // A list that is copied for each of a million lines takes days, not seconds.
  test.each<[string, string, string]>([
    ['holders of one file', 'cmd/device-open.txt', '/dev/vfio/99 4242 qemu-system-x86 vm-a\n'],
    ['mounts of one device', 'proc/mounts', '/dev/nvme9n1p1 /mnt ext4 rw 0 0\n'],
    ['VLANs', 'proc/net/vlan/config', 'ens9.5 | 5 | ens9\n'],
    ['what udev found', 'cmd/udev-blocks.txt', '259:1 zfs_member tank\n'],
    ['domains', 'cmd/libvirt-hostdevs.txt', '0000:09:00.0 vm-a\n'],
  ])('%s: a million lines are read, and the host is the same', (_what, file, line) => {
    const sound = readInventory(new MemoryTree(host())).inventory.physicalFunctions;
    const tree = new MemoryTree(host().file(file, line.repeat(LINES)));
    const flooded = readInventory(tree).inventory.physicalFunctions;
    expect(flooded.map(({ address, numVfs }) => [address, numVfs])).toEqual(
      sound.map(({ address, numVfs }) => [address, numVfs]),
    );
  });

  test('warnings are bounded, and how many are left out is said', () => {
    const remarks = Array.from({ length: 5000 }, (_, n) => `# remark ${n}\n`).join('');
    const { warnings } = readInventory(new MemoryTree(host().file('cmd/device-open.txt', remarks)));
    expect(warnings.length).toBeLessThanOrEqual(MOST_WARNINGS + 1);
    expect(warnings.at(-1)).toMatch(/^49\d\d more warnings like these are left out; .* unknown in the inventory$/);
  });

  test('troubles of as many names are bounded too', () => {
    const tree = new MemoryTree(host());
    for (let n = 0; n < 5000; n++) tree.troubles.push({ path: `sys/file${n}`, reason: 'permission denied' });
    const { warnings } = readInventory(tree);
    expect(warnings.length).toBeLessThanOrEqual(2 * MOST_WARNINGS + 1);
    expect(warnings.at(-1)).toMatch(/^49\d\d more warnings/);
  });

  test('links that lead up again are not gone down without end', () => {
    const tree = new HostTree();
    const port = 'sys/devices/pci0000:00/0000:00:01.0';
    tree.file(`${port}/vendor`, '0x8086\n').file(`${port}/device`, '0x1521\n').file(`${port}/class`, '0x020000\n');
    tree.link(`${port}/0000:00:02.0`, '..').link(`${port}/0000:00:03.0`, '..');
    const memory = new MemoryTree(tree);
    let lists = 0;
    const list = memory.list.bind(memory);
    memory.list = (path) => {
      lists++;
      return list(path);
    };
    readInventory(memory);
    expect(lists).toBeLessThan(100);
  });
});
