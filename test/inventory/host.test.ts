import { HostTree } from './support/host-tree';
import { read } from './support/read';

function hostOf(files: Readonly<Record<string, string>>) {
  const tree = new HostTree();
  for (const [path, content] of Object.entries(files)) tree.file(path, content);
  return read(tree).inventory.host;
}

describe('names of the host and its kernel', () => {
  test.each([
    ['GNU uname', 'Linux kvm01 6.8.0-45-generic #45-Ubuntu SMP Fri Aug 30 x86_64 x86_64 x86_64 GNU/Linux', 'x86_64'],
    ['busybox uname', 'Linux kvm01 6.8.0-45-generic #1 SMP aarch64 Linux', 'aarch64'],
  ])('come from %s', (_words, line, architecture) => {
    expect(hostOf({ 'uname.txt': `${line}\n` })).toMatchObject({
      hostname: 'kvm01',
      kernelRelease: '6.8.0-45-generic',
      architecture,
    });
  });

  test('come from /proc without it', () => {
    const files = { hostname: 'kvm02\n', osrelease: '6.1.0\n', arch: 'aarch64\n' };
    const host = hostOf(Object.fromEntries(Object.entries(files).map(([n, c]) => [`proc/sys/kernel/${n}`, c])));
    expect(host).toMatchObject({ hostname: 'kvm02', kernelRelease: '6.1.0', architecture: 'aarch64' });
  });

  test('are not known without either', () => {
    expect(hostOf({})).toMatchObject({ hostname: null, kernelRelease: null, architecture: null, modules: null });
  });

  test('hold nothing that a terminal would obey', () => {
    expect(hostOf({ 'proc/sys/kernel/hostname': 'a\u001b[31mb\n' }).hostname).toBe('a [31mb');
  });
});

test('kernel arguments are split at blanks outside of quotes', () => {
  const line = 'BOOT_IMAGE=/vmlinuz ro  dyndbg="file a.c +p; file b.c +p" x="a b"c -- init\n';
  expect(hostOf({ 'proc/cmdline': line }).kernelArguments).toEqual([
    'BOOT_IMAGE=/vmlinuz',
    'ro',
    'dyndbg="file a.c +p; file b.c +p"',
    'x="a b"c',
    '--',
    'init',
  ]);
});

describe('processors', () => {
  test('are counted by the topology in sysfs, whatever is offline', () => {
    const files: Record<string, string> = { 'proc/cpuinfo': 'processor : 0\nmodel name\t: Fast CPU\n' };
    for (let cpu = 0; cpu < 8; cpu++) {
      const folder = `sys/devices/system/cpu/cpu${cpu}/topology`;
      files[`${folder}/thread_siblings_list`] = `${cpu % 4},${(cpu % 4) + 4}\n`;
      files[`${folder}/physical_package_id`] = `${(cpu % 4) >> 1}\n`;
    }
    files['sys/devices/system/cpu/cpu9/online'] = '0\n';
    files['sys/devices/system/cpu/cpufreq/boost'] = '1\n';
    expect(hostOf(files).cpus).toEqual({ model: 'Fast CPU', sockets: 2, cores: 4, threads: 8 });
  });

  test('are counted by cpuinfo without it', () => {
    const block = (n: number): string =>
      `processor\t: ${n}\nmodel name\t: X\nphysical id\t: ${n >> 1}\ncore id\t\t: ${n & 1}\n`;
    expect(hostOf({ 'proc/cpuinfo': [0, 1, 2, 3].map(block).join('\n') }).cpus).toEqual({
      model: 'X',
      sockets: 2,
      cores: 4,
      threads: 4,
    });
  });

  test('of a machine that does not tell sockets have none', () => {
    const folder = 'sys/devices/system/cpu/cpu0/topology';
    const files = { [`${folder}/thread_siblings_list`]: '0\n', [`${folder}/physical_package_id`]: '-1\n' };
    expect(hostOf(files).cpus).toEqual({ model: null, sockets: null, cores: 1, threads: 1 });
  });
});

test('NUMA nodes come in order of their number, with memory, distances, CPUs and their sockets', () => {
  const node = 'sys/devices/system/node/node';
  expect(
    hostOf({
      [`${node}10/cpulist`]: '\n',
      [`${node}10/distance`]: '21 10\n',
      [`${node}2/cpulist`]: '0-15,32-47\n',
      [`${node}2/distance`]: '10 21\n',
      'sys/devices/system/cpu/cpu3/topology/physical_package_id': '1\n',
      'sys/devices/system/cpu/cpu40/topology/physical_package_id': '1\n',
      'sys/devices/system/cpu/cpu16/topology/physical_package_id': '0\n',
      [`${node}2/meminfo`]: 'Node 2 MemTotal:       65801236 kB\nNode 2 MemFree: 1 kB\n',
    }).numaNodes,
  ).toEqual([
    { id: 2, cpus: '0-15,32-47', memoryBytes: 65_801_236 * 1024, distances: [10, 21], sockets: [1] },
    { id: 10, cpus: '', memoryBytes: null, distances: [21, 10], sockets: [] },
  ]);
});

test('huge pages are those of the host and of each node', () => {
  const node = 'sys/devices/system/node/node0';
  expect(
    hostOf({
      'sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages': '8\n',
      'sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages': '512\n',
      'sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages': '100\n',
      [`${node}/cpulist`]: '0\n',
      [`${node}/hugepages/hugepages-2048kB/nr_hugepages`]: '512\n',
      'proc/meminfo': 'HugePages_Total: 512\nHugepagesize: 2048 kB\n',
    }).hugepages,
  ).toEqual([
    { pageBytes: 2 ** 21, numaNode: null, total: 512, free: 100 },
    { pageBytes: 2 ** 30, numaNode: null, total: 8, free: null },
    { pageBytes: 2 ** 21, numaNode: 0, total: 512, free: null },
  ]);
});

describe('modules of VFIO that the kernel has', () => {
  test.each<[string | undefined, readonly string[] | undefined]>([
    ['vfio_pci\nmlx5_vfio_pci\n', ['mlx5_vfio_pci', 'vfio_pci']],
    ['', []],
    ['vfio_pci\n$(reboot)\n', ['vfio_pci']],
    [undefined, undefined],
    [Array.from({ length: 201 }, (_, n) => `vfio${n}\n`).join(''), undefined],
  ])('%#: those of the list', (text, names) => {
    const files: Readonly<Record<string, string>> = text === undefined ? {} : { 'cmd/vfio-modules.txt': text };
    expect(hostOf(files).vfioModules).toEqual(names);
  });
});

describe('modules', () => {
  test('are those loaded, and drivers of the bus that are built in and shown as modules', () => {
    const { modules } = hostOf({
      'proc/modules': 'vfio_iommu_type1 45056 0 - Live 0x0\nice 1 0 - Live 0x0\n',
      'sys/module/vfio_pci/parameters/ids': '\n',
      'sys/module/kernel/parameters/panic': '0\n',
      'sys/bus/pci/drivers/vfio-pci/new_id': '',
      'sys/bus/pci/drivers/pcieport/new_id': '',
    });
    expect(modules).toEqual(['ice', 'vfio_iommu_type1', 'vfio_pci']);
  });

  test('are what sysfs shows without the table', () => {
    expect(hostOf({ 'sys/module/ice/initstate': 'live\n' }).modules).toEqual(['ice']);
  });
});
