import { HostTree } from './support/host-tree';
import { read } from './support/read';

const PORT = '0000:00:01.0';
const PF = '0000:01:00.0';

function hostWithPort(subordinate = 3): HostTree {
  const tree = new HostTree();
  tree.bridge(PORT, 1, subordinate);
  return tree;
}

describe('which functions are PFs', () => {
  test('a function with SR-IOV of any class is one, with or without a driver', () => {
    const tree = hostWithPort();
    tree.pf({ address: PF, below: [PORT], driver: null, files: { class: '0x0b4000\n' } });
    const { driver, deviceClass, totalVfs } = read(tree).pf(PF);
    expect({ driver, deviceClass, totalVfs }).toEqual({ driver: null, deviceClass: 'other', totalVfs: 64 });
  });

  test('a PCI Express NIC or SSD without SR-IOV is listed with no number of VFs', () => {
    const tree = hostWithPort();
    tree.function({
      address: PF,
      below: [PORT],
      driver: 'nvme',
      files: { class: '0x010802\n', max_link_width: '4\n' },
    });
    const pf = read(tree).pf(PF);
    expect([pf.deviceClass, pf.totalVfs, pf.numVfs, pf.virtualFunctions]).toEqual(['nvme', null, 0, []]);
  });

  test('bridges, conventional PCI functions and other devices without SR-IOV are none', () => {
    const tree = hostWithPort();
    tree.function({ address: '0000:00:02.0', driver: 'virtio-pci' });
    tree.function({ address: '0000:00:03.0', files: { class: '0x030000\n', max_link_width: '16\n' } });
    expect(read(tree).inventory.physicalFunctions).toEqual([]);
  });

  test('VFs are none, whichever of their links is missing', () => {
    for (const links of [{}, { withoutVirtfn: true }, { withoutPhysfn: true }]) {
      const tree = hostWithPort();
      tree.pf({ address: PF, below: [PORT], numVfs: 2, files: { max_link_width: '16\n' }, ...links });
      expect(read(tree).inventory.physicalFunctions.map((pf) => pf.address)).toEqual([PF]);
    }
  });

  test.each([
    ['sym;asym\n', 'sym;asym', 0],
    ['dc;sym\n', 'sym;dc', 0],
    ['\n', undefined, 0],
    ['frob\n', undefined, 1],
  ])('a QAT that shows %j is configured for %s', (text, services, warned) => {
    const tree = hostWithPort();
    const files = { class: '0x0b4000\n', 'qat/cfg_services': text };
    tree.pf({ address: PF, below: [PORT], driver: '4xxx', files });
    const { inventory, warnings } = read(tree);
    expect(inventory.physicalFunctions[0]?.qatServices).toBe(services);
    expect(warnings).toHaveLength(warned);
  });

  test.each([
    ['0x21\n', 0x21, 0],
    ['0x100\n', undefined, 1],
    ['', undefined, 0],
  ])('a PF whose file revision says %j is of PCI revision %s', (revision, is, warned) => {
    const tree = hostWithPort();
    tree.pf({ address: PF, below: [PORT], driver: 'hns3', files: { revision } });
    const { inventory, warnings } = read(tree);
    expect(inventory.physicalFunctions[0]?.revision).toBe(is);
    expect(warnings).toHaveLength(warned);
  });

  test.each([
    ['OE\n', true],
    ['O\n', true],
    ['\n', undefined],
    ['E\n', undefined],
    ['OOM killer\n', undefined],
  ])('a module with the flags %j is built beside the kernel: %s', (taint, expected) => {
    const tree = hostWithPort();
    tree.pf({ address: PF, below: [PORT], driver: 'mlx5_core' });
    tree.file('sys/module/mlx5_core/taint', taint);
    expect(read(tree).inventory.physicalFunctions[0]?.driverOutOfTree).toBe(expected);
  });

  test('a driver of a module with another name is built beside the kernel where the module says that it is its driver', () => {
    const tree = hostWithPort();
    tree.pf({ address: PF, below: [PORT], driver: '4xxx', files: { class: '0x0b4000\n' } });
    tree.file('sys/module/qat_4xxx/taint', 'OE\n').folder('sys/module/qat_4xxx/drivers/pci:4xxx');
    expect(read(tree).inventory.physicalFunctions[0]?.driverOutOfTree).toBe(true);
    tree.file('sys/module/qat_4xxx/taint', '\n');
    expect(read(tree).inventory.physicalFunctions[0]).not.toHaveProperty('driverOutOfTree');
  });

  test('a VF of a GPU has the quotas that the files of its PF tell, which count VFs from 1', () => {
    const tree = hostWithPort();
    const files = {
      class: '0x030000\n',
      'sriov_admin/vf1/profile/exec_quantum_ms': '20\n',
      'sriov_admin/vf1/profile/preempt_timeout_us': '0\n',
      'sriov_admin/vf2/profile/vram_quota': '17179869184\n',
      'sriov_admin/vf2/profile/exec_quantum_ms': 'frob\n',
      'sriov_admin/pf/profile/exec_quantum_ms': '7\n',
    };
    tree.pf({ address: PF, below: [PORT], driver: 'xe', numVfs: 2, files });
    const { inventory, warnings } = read(tree);
    const quotas = inventory.physicalFunctions[0]?.virtualFunctions.map(
      ({ execQuantumMs, preemptTimeoutUs, vramQuotaBytes }) => [execQuantumMs, preemptTimeoutUs, vramQuotaBytes],
    );
    expect(quotas).toEqual([
      [20, 0, undefined],
      [undefined, undefined, 17_179_869_184],
    ]);
    expect(warnings).toEqual([expect.stringMatching(/vf2\/profile\/exec_quantum_ms: found "frob"/)]);
  });

  test('every function of a card with several is one', () => {
    const tree = hostWithPort();
    for (const fn of [0, 1]) {
      tree.pf({ address: `0000:01:00.${fn}`, below: [PORT], numVfs: 2, offset: 16 + fn * 15, stride: 2 });
    }
    const addresses = read(tree).inventory.physicalFunctions.map((pf) => pf.virtualFunctions.map((vf) => vf.address));
    expect(addresses).toEqual([
      ['0000:01:02.0', '0000:01:02.2'],
      ['0000:01:04.0', '0000:01:04.2'],
    ]);
  });

  test('one whose ids cannot be read is left out, and that is said', () => {
    const tree = hostWithPort();
    const path = tree.pf({ address: PF, below: [PORT] });
    const { inventory, warnings } = read(tree, { [`${path}/vendor`]: 'permission denied' });
    expect(inventory.physicalFunctions).toEqual([]);
    expect(warnings).toEqual([
      `${path}/vendor: permission denied; what it would tell stays unknown`,
      `${path}: vendor, device or class cannot be read; the function is left out`,
    ]);
  });
});

describe('where functions are found', () => {
  const addresses = (tree: HostTree) => read(tree).inventory.physicalFunctions.map((pf) => pf.address);

  test('below sys/devices when the links of the bus are missing', () => {
    const tree = hostWithPort();
    tree.pf({ address: PF, below: [PORT], numVfs: 1 });
    tree.without('sys/bus');
    expect(addresses(tree)).toEqual([PF]);
    expect(
      read(tree)
        .pf(PF)
        .upstreamLinks.map((link) => link.address),
    ).toEqual([PORT]);
  });

  test('as folders of the bus in place of its links, with ports found by their bus numbers', () => {
    const tree = hostWithPort();
    tree.pf({ address: PF, below: [PORT], numVfs: 2 });
    for (const [path, content] of [...tree.entries]) {
      const [, address, rest] = /^sys\/devices\/.*?([0-9a-f:]{10}\.\d)\/([^/]+)$/.exec(path) ?? [];
      if (address === undefined) continue;
      tree.entries.set(`sys/bus/pci/devices/${address}/${rest}`, content);
      tree.entries.delete(`sys/bus/pci/devices/${address}`);
    }
    tree.without('sys/devices');
    const pf = read(tree).pf(PF);
    expect(pf.virtualFunctions.map((vf) => vf.address)).toEqual(['0000:01:01.0', '0000:01:01.1']);
    expect(pf.upstreamLinks.map((link) => link.address)).toEqual([PORT]);
    expect(pf.subordinateBus).toBe(3);
    expect(pf.driver).toBe('ice');
  });

  test('over absolute links and over links to links', () => {
    const tree = hostWithPort();
    const path = tree.pf({ address: PF, below: [PORT] });
    tree.link(`sys/bus/pci/devices/${PF}`, '/sys/chain/a').link('sys/chain/a', 'b').link('sys/chain/b', `/${path}`);
    expect(addresses(tree)).toEqual([PF]);
  });

  test('a link that leads nowhere is no function', () => {
    const tree = hostWithPort();
    tree.pf({ address: PF, below: [PORT] });
    tree.link('sys/bus/pci/devices/0000:09:00.0', '../../../devices/pci0000:00/0000:09:00.0');
    expect(addresses(tree)).toEqual([PF]);
  });

  test('nowhere: that is said', () => {
    const { inventory, warnings } = read(new HostTree().folder('sys/bus/pci'));
    expect(inventory.physicalFunctions).toEqual([]);
    expect(warnings).toContain('sys/bus/pci/devices: there is no PCI function');
  });
});

describe('VFs', () => {
  test('more than 256 carry over into the next buses', () => {
    const tree = hostWithPort(5);
    tree.pf({ address: PF, below: [PORT], numVfs: 600, totalVfs: 1024, offset: 128, stride: 1 });
    const { virtualFunctions } = read(tree).pf(PF);
    expect(virtualFunctions).toHaveLength(600);
    expect([0, 127, 128, 383, 384, 599].map((index) => virtualFunctions[index]?.address)).toEqual([
      '0000:01:10.0',
      '0000:01:1f.7',
      '0000:02:00.0',
      '0000:02:1f.7',
      '0000:03:00.0',
      '0000:03:1a.7',
    ]);
    expect(virtualFunctions.every((vf) => vf.computedAddress === vf.address)).toBe(true);
  });

  test('are in order of their index, not of the names of the links', () => {
    const tree = hostWithPort();
    tree.pf({ address: PF, below: [PORT], numVfs: 12 });
    expect(
      read(tree)
        .pf(PF)
        .virtualFunctions.map((vf) => vf.index),
    ).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test.each([
    ['by the links to their PF', { withoutVirtfn: true }],
    ['by their place and device id when there are no links at all', { withoutVirtfn: true, withoutPhysfn: true }],
  ])('are found %s', (_words, links) => {
    const tree = hostWithPort();
    tree.pf({ address: PF, below: [PORT], numVfs: 3, offset: 16, stride: 2, ...links });
    const { inventory, warnings } = read(tree);
    expect(inventory.physicalFunctions[0]?.virtualFunctions.map((vf) => [vf.index, vf.address])).toEqual([
      [0, '0000:01:02.0'],
      [1, '0000:01:02.2'],
      [2, '0000:01:02.4'],
    ]);
    expect(warnings).toEqual([]);
  });

  test('keep their index when one of the links to their PF is missing', () => {
    const tree = hostWithPort();
    tree.pf({ address: PF, below: [PORT], numVfs: 3, withoutVirtfn: true });
    tree.without(`sys/devices/pci0000:00/${PORT}/0000:01:01.1`).without('sys/bus/pci/devices/0000:01:01.1');
    const { inventory, warnings } = read(tree);
    expect(inventory.physicalFunctions[0]?.virtualFunctions.map((vf) => vf.index)).toEqual([0, 2]);
    expect(warnings).toEqual([`sys/devices/pci0000:00/${PORT}/${PF}: sriov_numvfs says 3, 2 VFs are to be seen`]);
  });

  test('without offset and stride are counted in order only when all are there', () => {
    const withoutPlace = (numVfs: number, seen: number): number[] => {
      const tree = hostWithPort();
      const path = tree.pf({ address: PF, below: [PORT], numVfs: seen, withoutVirtfn: true });
      tree.without(`${path}/sriov_offset`).without(`${path}/sriov_stride`).file(`${path}/sriov_numvfs`, `${numVfs}\n`);
      return read(tree)
        .pf(PF)
        .virtualFunctions.map((vf) => vf.index);
    };
    expect(withoutPlace(3, 3)).toEqual([0, 1, 2]);
    expect(withoutPlace(4, 3)).toEqual([]);
  });

  test('whose links were copied as folders are known by what is in them', () => {
    const tree = hostWithPort();
    const path = tree.pf({ address: PF, below: [PORT], numVfs: 1 });
    tree.without(`${path}/virtfn0`).file(`${path}/virtfn0/uevent`, 'DRIVER=iavf\nPCI_SLOT_NAME=0000:01:01.0\n');
    expect(
      read(tree)
        .pf(PF)
        .virtualFunctions.map((vf) => vf.address),
    ).toEqual(['0000:01:01.0']);
  });

  test('of which nothing but the link is there are listed with unknown facts', () => {
    const tree = hostWithPort();
    const path = tree.pf({ address: PF, below: [PORT], files: { sriov_numvfs: '1\n' } });
    tree.link(`${path}/virtfn0`, '../0000:01:01.0');
    expect(read(tree).pf(PF).virtualFunctions).toMatchObject([
      { index: 0, address: '0000:01:01.0', computedAddress: '0000:01:01.0', driver: null, iommuGroup: null },
    ]);
    // Nothing was seen of whoever uses it.
    expect(read(tree).pf(PF).virtualFunctions[0]?.usersUnknown).toEqual([expect.stringMatching(/^who uses it/)]);
  });

  test('are counted when sriov_numvfs cannot be read', () => {
    const tree = hostWithPort();
    const path = tree.pf({ address: PF, below: [PORT], numVfs: 2 });
    const { inventory, warnings } = read(tree, { [`${path}/sriov_numvfs`]: 'input/output error' });
    expect(inventory.physicalFunctions[0]).toMatchObject({ numVfs: 2 });
    expect(warnings).toEqual([`${path}/sriov_numvfs: input/output error; what it would tell stays unknown`]);
  });

  test('are more than sriov_totalvfs says, which is then left out', () => {
    const tree = hostWithPort();
    const path = tree.pf({ address: PF, below: [PORT], numVfs: 2, files: { sriov_totalvfs: '0\n' } });
    const { inventory, warnings } = read(tree, { [`${path}/sriov_numvfs`]: 'input/output error' });
    expect(inventory.physicalFunctions[0]).toMatchObject({ numVfs: 2, totalVfs: null });
    expect(warnings).toContain(`${path}: 2 VFs are to be seen, sriov_totalvfs says 0; that is left out`);
  });

  test('have the driver that uevent names when the link to it is missing', () => {
    const tree = hostWithPort();
    tree.pf({ address: PF, below: [PORT], numVfs: 1, vfDriver: null });
    tree.file(`sys/devices/pci0000:00/${PORT}/0000:01:01.0/uevent`, 'DRIVER=vfio-pci\n');
    expect(read(tree).pf(PF).virtualFunctions[0]?.driver).toBe('vfio-pci');
  });
});

describe('facts of a PF', () => {
  test.each([
    ['sriov_offset', 'vfOffset'],
    ['sriov_stride', 'vfStride'],
    ['sriov_vf_device', 'vfDeviceId'],
    ['sriov_drivers_autoprobe', 'driversAutoprobe'],
    ['numa_node', 'numaNode'],
    ['ari_enabled', 'ariEnabled'],
    ['driver_override', 'driverOverride'],
    ['sriov_totalvfs', 'totalVfs'],
  ] as const)('without %s it is not known', (file, fact) => {
    const tree = hostWithPort();
    const path = tree.pf({ address: PF, below: [PORT], numVfs: 1 });
    tree.without(`${path}/${file}`);
    expect(read(tree).pf(PF)[fact]).toBeNull();
  });

  test('a file with nonsense is said and stays unknown', () => {
    const tree = hostWithPort();
    const path = tree.pf({ address: PF, below: [PORT], files: { numa_node: 'here\n', sriov_vf_device: 'zz\n' } });
    const { inventory, warnings } = read(tree);
    expect(inventory.physicalFunctions[0]).toMatchObject({ numaNode: null, vfDeviceId: null });
    expect(warnings).toEqual([
      `${path}/sriov_vf_device: found "zz", expected 4 hexadecimal digits`,
      `${path}/numa_node: found "here", expected a whole number from -1 to 65535`,
    ]);
  });

  test('files that an archiver filled up with zeros read as if it had not', () => {
    const tree = hostWithPort();
    tree.pf({ address: PF, below: [PORT], files: { sriov_totalvfs: `7\n${'\0'.repeat(4094)}`, numa_node: '1\0\0' } });
    expect(read(tree).pf(PF)).toMatchObject({ totalVfs: 7, numaNode: 1 });
  });

  test('the slot is the one that has the device in it', () => {
    const tree = hostWithPort();
    tree.pf({ address: PF, below: [PORT] });
    tree
      .file('sys/bus/pci/slots/PCIe Slot 3/address', '0000:01:00\n')
      .file('sys/bus/pci/slots/4/address', '0000:02:00\n');
    expect(read(tree).pf(PF).slot).toBe('PCIe Slot 3');
  });

  test('the serial number is what devlink says of the card', () => {
    const tree = hostWithPort();
    tree.pf({ address: PF, below: [PORT] });
    const info = { driver: 'ice', serial_number: '00-01-00-ff-ff-00-00-00' };
    tree.json('devlink-dev', { dev: { [`pci/${PF}`]: {} } });
    tree.json(`devlink-info-${PF}`, { info: { [`pci/${PF}`]: info } });
    expect(read(tree).pf(PF).serial).toBe('00-01-00-ff-ff-00-00-00');
  });
});
