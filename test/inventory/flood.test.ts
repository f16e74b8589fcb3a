import { MOST_WARNINGS, readInventory } from '../../lib/inventory/read/reader';
import { MOST_JSON_VALUES, type TableName, TABLES } from '../../lib/inventory/read/tables';
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
  test.each<[string, string, string, TableName]>([
    ['holders of one file', 'cmd/device-open.txt', '/dev/vfio/99 4242 qemu-system-x86 vm-a\n', 'openDevices'],
    ['mounts of one device', 'proc/mounts', '/dev/nvme9n1p1 /mnt ext4 rw 0 0\n', 'mounts'],
    ['swap areas', 'proc/swaps', '/dev/nvme9n1p1 partition 1 0 -1\n', 'swaps'],
    ['VLANs', 'proc/net/vlan/config', 'ens9.5 | 5 | ens9\n', 'vlans'],
    ['listeners', 'proc/net/dev_mcast', '2 ens9 1 0 01005e000001\n', 'listeners'],
    ['modules', 'proc/modules', 'igb 16384 0\n', 'modules'],
    ['what udev found', 'cmd/udev-blocks.txt', '259:1 zfs_member tank\n', 'udevBlocks'],
    ['functions of domains', 'cmd/libvirt-hostdevs.txt', '0000:09:00.0 vm-a\n', 'hostdevs'],
    ['ssh sessions', 'proc/net/tcp', '0: 0100000A:0016 0200000A:8000 01\n', 'sessions'],
    ['processors', 'proc/cpuinfo', 'processor : 1\n', 'cpus'],
  ])(
    '%s: as many as a host can have are read, and the host is the same; more are refused',
    (_what, file, line, table) => {
      const { most, entries } = TABLES[table];
      const withNvme = () => host().file('sys/class/block/nvme9n1/size', '8\n').file('proc/mounts', '');
      const nvme = (tree: HostTree) => {
        const path = tree.pf({ address: '0000:01:00.0', below: ['0000:00:01.0'], files: { class: '0x010802\n' } });
        return tree.file(`${path}/nvme/nvme9/nvme9n1/nsid`, '1\n');
      };
      const sound = readInventory(new MemoryTree(nvme(withNvme()))).inventory.physicalFunctions;
      const full = readInventory(new MemoryTree(nvme(withNvme()).file(file, line.repeat(most)))).inventory;
      expect(full.physicalFunctions.map(({ address, numVfs }) => [address, numVfs])).toEqual(
        sound.map(({ address, numVfs }) => [address, numVfs]),
      );
      const flooded = new MemoryTree(nvme(withNvme()).file(file, line.repeat(LINES)));
      expect(() => readInventory(flooded, 'host.tar')).toThrow(
        `[host.tar] ${file} has more than ${most} ${entries}, a host has fewer (`,
      );
    },
  );

  test('JSON of more values than commands print is refused before it is parsed', () => {
    const tree = host().file('cmd/ip-link.json', `[${'{},'.repeat(MOST_JSON_VALUES)}{}]`);
    expect(() => readInventory(new MemoryTree(tree), 'host.tar')).toThrow(
      '[host.tar] its JSON documents, up to cmd/ip-link.json, have 1500003 values, at most 750000 are read (',
    );
  });

  test('tables that stay below their limits are refused when all of them are too much', () => {
    const tree = host();
    for (const file of ['cmd/device-open.txt', 'proc/net/vlan/config']) {
      tree.file(file, `${'x'.repeat(600)}\n`.repeat(50_000));
    }
    expect(() => readInventory(new MemoryTree(tree))).toThrow(
      /its tables, up to .*, have more than 33554432 characters, those of a host with 2000 VFs have some 5 million/,
    );
  });

  test('a line of a file of one value is at most a page', () => {
    const tree = host().file('uname.txt', 'x'.repeat(65_537));
    expect(() => readInventory(new MemoryTree(tree))).toThrow(
      /uname.txt has a line of 65537 characters, at most 65536/,
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
