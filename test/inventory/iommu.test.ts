import { HostTree } from './support/host-tree';
import { read } from './support/read';

const PORT = '0000:00:01.0';
const PF = '0000:01:00.0';

function host(pf: Parameters<HostTree['pf']>[0] = { address: PF, below: [PORT] }): HostTree {
  const tree = new HostTree();
  tree.bridge(PORT, 1, 1);
  tree.pf(pf);
  return tree;
}

describe('IOMMU groups', () => {
  test('each function alone in its own', () => {
    const pf = read(host({ address: PF, below: [PORT], numVfs: 2, group: 7, vfGroup: 10 })).pf(PF);
    expect(pf.iommuGroup).toEqual({ id: 7, members: [PF] });
    expect(pf.virtualFunctions.map((vf) => vf.iommuGroup)).toEqual([
      { id: 10, members: ['0000:01:01.0'] },
      { id: 11, members: ['0000:01:01.1'] },
    ]);
  });

  test('shared by a port without ACS, a PF and its VFs list every member in order', () => {
    const tree = new HostTree();
    tree.function({ address: PORT, group: 3, files: { class: '0x060400\n' } });
    tree.pf({ address: PF, below: [PORT], numVfs: 2, group: 3 });
    for (const vf of ['0000:01:01.0', '0000:01:01.1']) {
      tree.link(`sys/devices/pci0000:00/${PORT}/${vf}/iommu_group`, '../../../../kernel/iommu_groups/3');
      tree.link(`sys/kernel/iommu_groups/3/devices/${vf}`, `../../../../devices/pci0000:00/${PORT}/${vf}`);
    }
    const members = [PORT, PF, '0000:01:01.0', '0000:01:01.1'];
    const pf = read(tree).pf(PF);
    expect(pf.iommuGroup).toEqual({ id: 3, members });
    expect(pf.virtualFunctions.map((vf) => vf.iommuGroup?.members)).toEqual([members, members]);
  });

  test('are known from the folder of groups when functions have lost their links', () => {
    const tree = host({ address: PF, below: [PORT], group: 7 });
    tree.without(`sys/devices/pci0000:00/${PORT}/${PF}/iommu_group`);
    expect(read(tree).pf(PF).iommuGroup).toEqual({ id: 7, members: [PF] });
  });

  test('are known from the links of functions when the folder of groups is missing', () => {
    const tree = host({ address: PF, below: [PORT], group: 7 });
    tree.function({ address: '0000:01:00.1', below: [PORT], group: 7 });
    tree.without('sys/kernel');
    expect(read(tree).pf(PF).iommuGroup).toEqual({ id: 7, members: [PF, '0000:01:00.1'] });
  });

  test('are completed by the links of functions that the folder of groups lacks', () => {
    const tree = host({ address: PF, below: [PORT], group: 7 });
    for (const address of ['0000:01:00.1', '0000:01:00.2']) tree.function({ address, below: [PORT], group: 7 });
    tree.without(`sys/kernel/iommu_groups/7/devices/${PF}`).without('sys/kernel/iommu_groups/7/devices/0000:01:00.2');
    expect(read(tree).pf(PF).iommuGroup?.members).toEqual([PF, '0000:01:00.1', '0000:01:00.2']);
  });

  test('with hundreds of members are read in little time', () => {
    const tree = host({ address: PF, below: [PORT], numVfs: 200, group: 7 });
    for (let n = 0; n < 200; n++) {
      const vf = `0000:01:${(1 + (n >> 3)).toString(16).padStart(2, '0')}.${n & 7}`;
      tree.link(`sys/devices/pci0000:00/${PORT}/${vf}/iommu_group`, '../../../../kernel/iommu_groups/7');
      tree.link(`sys/kernel/iommu_groups/7/devices/${vf}`, '../x');
    }
    expect(read(tree).pf(PF).virtualFunctions[199]?.iommuGroup?.members).toHaveLength(201);
  });

  test('that VFIO makes up without an IOMMU are none', () => {
    const tree = host({ address: PF, below: [PORT], group: 0 });
    tree.without('sys/kernel/iommu_groups/0/type').file('sys/kernel/iommu_groups/0/name', 'vfio-noiommu\n');
    const { inventory, pf } = read(tree);
    expect(pf(PF).iommuGroup).toBeNull();
    expect(inventory.host.iommu.enabled).toBe(false);
  });
});

describe('whether the IOMMU is on', () => {
  const enabled = (tree: HostTree) => read(tree).inventory.host.iommu.enabled;

  test('it is when there are groups', () => {
    expect(enabled(host({ address: PF, below: [PORT], group: 7 }))).toBe(true);
  });

  test('it is when there are units', () => {
    expect(enabled(host().link('sys/class/iommu/dmar0', '../../devices/virtual/iommu/dmar0'))).toBe(true);
  });

  test('it is not when the folder of groups is empty', () => {
    expect(enabled(host().folder('sys/kernel/iommu_groups'))).toBe(false);
  });

  test('it is not when functions have links to everything but a group', () => {
    expect(enabled(host())).toBe(false);
  });

  test('it is not known of functions without any link', () => {
    const tree = new HostTree();
    const path = tree.pf({ address: PF, driver: null });
    expect(enabled(tree.without(`${path}/subsystem`))).toBeNull();
  });

  test('it is not when the command line has switched it off', () => {
    const tree = new HostTree();
    const path = tree.pf({ address: PF, driver: null });
    tree.without(`${path}/subsystem`).file('proc/cmdline', 'quiet intel_iommu=off\n');
    expect(enabled(tree)).toBe(false);
  });

  test.each([
    ['a processor of AMD, which has no VT-d', 'model name\t: AMD EPYC 7543\n', 'x86_64'],
    ['ARM, which does not read it', '', 'aarch64'],
  ])('it is not known when the command line switches VT-d off on %s', (_words, cpuinfo, architecture) => {
    const tree = new HostTree();
    const path = tree.pf({ address: PF, driver: null });
    tree.without(`${path}/subsystem`).file('proc/cmdline', 'quiet intel_iommu=off\n');
    tree
      .file('proc/cpuinfo', `processor : 0\n${cpuinfo}`)
      .file('uname.txt', `Linux a 6.1.0 #1 ${architecture} Linux\n`);
    expect(enabled(tree)).toBeNull();
  });
});

describe('mode of the IOMMU', () => {
  const mode = (tree: HostTree) => read(tree).inventory.host.iommu.mode;
  const withType = (type: string): HostTree =>
    host({ address: PF, below: [PORT], group: 7 }).file('sys/kernel/iommu_groups/7/type', `${type}\n`);

  test.each([
    ['DMA', 'strict'],
    ['DMA-FQ', 'lazy'],
    ['identity', 'passthrough'],
    ['blocked', null],
  ])('groups of type %s: %p', (type, expected) => {
    expect(mode(withType(type))).toBe(expected);
  });

  test.each([
    ['iommu=pt', 'passthrough'],
    ['iommu.strict=1', 'strict'],
    ['iommu=nopt', null],
  ])('without types of groups %s says %p', (argument, expected) => {
    const tree = host({ address: PF, below: [PORT], group: 7 }).without('sys/kernel/iommu_groups/7/type');
    expect(mode(tree.file('proc/cmdline', `${argument}\n`))).toBe(expected);
  });

  test.each([
    ['iommu=pt', null],
    ['iommu.passthrough=1', 'passthrough'],
    ['iommu.strict=1', 'strict'],
    ['intel_iommu=strict', null],
  ])('on ARM, which reads fewer arguments, %s says %p', (argument, expected) => {
    const tree = host({ address: PF, below: [PORT], group: 7 }).without('sys/kernel/iommu_groups/7/type');
    tree.file('uname.txt', 'Linux kvm01 6.1.0 #1 SMP aarch64 GNU/Linux\n');
    expect(mode(tree.file('proc/cmdline', `${argument}\n`))).toBe(expected);
  });

  test('is not known when groups differ, and that is said', () => {
    const tree = withType('DMA').file('sys/kernel/iommu_groups/9/type', 'identity\n');
    const { inventory, warnings } = read(tree);
    expect(inventory.host.iommu.mode).toBeNull();
    expect(warnings).toContain('sys/kernel/iommu_groups: groups differ in their type (passthrough, strict)');
  });
});

describe('interrupt remapping', () => {
  const remapping = (files: Readonly<Record<string, string>>) => {
    const tree = host();
    for (const [path, content] of Object.entries(files)) tree.file(path, content);
    return read(tree).inventory.host.iommu.interruptRemapping;
  };

  test.each([
    [{ 'proc/interrupts': ' 24:  0  DMAR-MSI    0-edge dmar0\n 30: 1  IR-PCI-MSIX-0000:01:00.0 0-edge eth0\n' }, true],
    [{ 'proc/interrupts': ' 30: 12  ITS-MSI 524288 Edge eth0\n' }, true],
    [{ 'proc/interrupts': ' 30: 12  PCI-MSI 524288-edge eth0\n' }, false],
    [{ 'proc/interrupts': ' 24:  0  DMAR-MSI    0-edge dmar0\n' }, null],
    [{ 'cmd/dmesg.txt': '[0.5] DMAR-IR: Enabled IRQ remapping in x2apic mode\n' }, true],
    [{ 'cmd/dmesg.txt': '[0.5] AMD-Vi: Interrupt remapping enabled\n' }, true],
    [{ 'cmd/dmesg.txt': '[0.5] DMAR: Host address width 46\n' }, null],
    [{ 'proc/cmdline': 'intel_iommu=on intremap=off' }, false],
    [{ 'sys/class/iommu/dmar0/intel-iommu/ecap': 'f010d5\n' }, false],
    [{ 'sys/class/iommu/dmar0/intel-iommu/ecap': 'f010df\n' }, null],
    [{}, null],
  ])('%j: %p', (files, expected) => {
    expect(remapping(files)).toBe(expected);
  });
});

test.each([
  [{ 'sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts': 'Y\n' }, true],
  [{ 'sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts': 'N\n' }, false],
  [{ 'proc/cmdline': 'vfio_iommu_type1.allow_unsafe_interrupts=1' }, true],
  [{}, null],
])('unsafe interrupts with %j: %p', (files, expected) => {
  const tree = host();
  for (const [path, content] of Object.entries(files)) tree.file(path, content);
  expect(read(tree).inventory.host.iommu.unsafeInterrupts).toBe(expected);
});

test.each([
  ['quiet pcie_acs_override=downstream,multifunction', true],
  ['quiet', false],
])('ACS override with "%s": %p', (line, expected) => {
  expect(read(host().file('proc/cmdline', line)).inventory.host.iommu.acsOverride).toBe(expected);
});

test('ACS override is not known without the command line', () => {
  expect(read(host()).inventory.host.iommu.acsOverride).toBeNull();
});

test.each<[string, string, string | null, readonly string[], boolean | undefined]>([
  ['the table of VT-d', 'x86_64', 'Intel Xeon', ['DSDT', 'DMAR'], true],
  ['that of another maker', 'x86_64', 'AMD EPYC', ['DMAR'], false],
  ['that of either where nobody named the processor', 'x86_64', null, ['IVRS'], true],
  ['the table of an SMMU', 'aarch64', null, ['IORT'], true],
  ['none of it', 'aarch64', null, ['DSDT'], false],
  ['tables of an architecture whose IOMMU is not known', 'loongarch64', null, ['DSDT'], undefined],
  ['tables of an architecture whose IOMMU has none', 's390x', null, ['DSDT'], undefined],
  ['a table of the RISC-V IOMMU', 'riscv64', null, ['DSDT', 'RIMT'], true],
])('the firmware of a host that has %s', (_words, architecture, cpu, tables, expected) => {
  const tree = host().file('uname.txt', `Linux a 6.1.0 #1 ${architecture} Linux\n`);
  if (cpu !== null) tree.file('proc/cpuinfo', `processor : 0\nmodel name\t: ${cpu}\n`);
  for (const table of tables) tree.file(`sys/firmware/acpi/tables/${table}`, '');
  expect(read(tree).inventory.host.iommu.firmwareTable).toBe(expected);
});

test('nothing is known of the firmware of a host without ACPI', () => {
  expect(read(host()).inventory.host.iommu).not.toHaveProperty('firmwareTable');
});
