import { join } from 'node:path';
import { openTree } from '../../lib/host/files/open-tree';
import { HostTree } from './support/host-tree';
import { read } from './support/read';

const PF = '0000:03:00.0';
const [ROOT, UPSTREAM, DOWNSTREAM] = ['0000:00:01.0', '0000:01:00.0', '0000:02:00.0'];

/** A PF behind a switch. */
function behindSwitch(): HostTree {
  const tree = new HostTree();
  tree.bridge(ROOT, 1, 5);
  tree.bridge(UPSTREAM, 2, 5, [ROOT]);
  tree.bridge(DOWNSTREAM, 3, 4, [ROOT, UPSTREAM]);
  tree.pf({ address: PF, below: [ROOT, UPSTREAM, DOWNSTREAM] });
  return tree;
}

describe('ports above a PF', () => {
  test('are listed with their links, nearest first', () => {
    const { link, upstreamLinks, subordinateBus } = read(behindSwitch()).pf(PF);
    expect(link).toEqual({ address: PF, speedGTs: 16, width: 8, maxSpeedGTs: 16, maxWidth: 16 });
    expect(upstreamLinks.map((port) => port.address)).toEqual([DOWNSTREAM, UPSTREAM, ROOT]);
    expect(upstreamLinks[0]).toMatchObject({ speedGTs: 16, width: 8, maxSpeedGTs: 32, maxWidth: 16 });
    expect(subordinateBus).toBe(4);
  });

  test('there are none on a root bus', () => {
    const tree = new HostTree();
    tree.pf({ address: '0000:00:04.0' });
    const { upstreamLinks, subordinateBus } = read(tree).pf('0000:00:04.0');
    expect([upstreamLinks, subordinateBus]).toEqual([[], null]);
  });

  test('end at the root complex of a VMD domain, whose controller is no port', () => {
    const tree = new HostTree();
    const port = '10000:e0:06.0';
    const hostBridge = 'pci0000:00/0000:00:0e.0/pci10000:e0';
    tree.function({ address: port, hostBridge, files: { class: '0x060400\n', max_link_speed: '16.0 GT/s PCIe\n' } });
    tree.pf({ address: '10000:e1:00.0', hostBridge, below: [port], numVfs: 2, group: 3 });
    const pf = read(tree).pf('10000:e1:00.0');
    expect(pf.upstreamLinks.map((link) => link.address)).toEqual([port]);
    expect(pf.virtualFunctions.map((vf) => vf.address)).toEqual(['10000:e1:01.0', '10000:e1:01.1']);
    expect(pf.iommuGroup?.members).toEqual(['10000:e1:00.0']);
  });

  test('have the buses that their registers say where the kernel has no files for them', () => {
    const tree = behindSwitch();
    const folder = `sys/devices/pci0000:00/${ROOT}/${UPSTREAM}/${DOWNSTREAM}`;
    const registers = new Uint8Array(64);
    registers.set([0x86, 0x80], 0);
    registers[0x0e] = 1;
    registers.set([2, 3, 9], 0x18);
    tree.without(`${folder}/secondary_bus_number`).without(`${folder}/subordinate_bus_number`);
    tree.file(`${folder}/config`, registers);
    expect(read(tree).pf(PF).subordinateBus).toBe(9);
  });
});

describe('speed and width of a link', () => {
  test.each([
    ['2.5 GT/s PCIe', 2.5],
    ['8 GT/s', 8],
    ['64.0 GT/s PCIe', 64],
    ['Unknown', null],
    ['Unknown speed', null],
    ['', null],
  ])('"%s" is %p GT/s', (text, speed) => {
    const tree = new HostTree();
    tree.pf({ address: PF, files: { current_link_speed: `${text}\n` } });
    expect(read(tree).pf(PF).link.speedGTs).toBe(speed);
  });

  test.each([
    ['16', 16],
    ['0', null],
    ['63', null],
    ['255', null],
  ])('width %s is %p', (text, width) => {
    const tree = new HostTree();
    tree.pf({ address: PF, files: { max_link_width: `${text}\n` } });
    expect(read(tree).pf(PF).link.maxWidth).toBe(width);
  });
});

describe('VF BARs', () => {
  const EMPTY = '0x0000000000000000 0x0000000000000000 0x0000000000000000\n';

  function barsOf(lines: readonly string[], config?: Uint8Array) {
    const tree = new HostTree();
    const resource = EMPTY.repeat(7) + lines.join('\n');
    tree.pf({ address: PF, files: { resource, ...(config === undefined ? {} : { config }) } });
    return read(tree).pf(PF).vfBars;
  }

  test('stand after six BARs and the ROM', () => {
    const lines = ['0x0000380000000000 0x00003800003fffff 0x000000000014220c', EMPTY.trim()];
    expect(barsOf(lines)).toEqual([{ bar: 0, bytes: 4_194_304, prefetchable: true, is64Bit: true }]);
  });

  test('of 32 bits take one register each', () => {
    const line = (n: number): string => `0x00000000f${n}000000 0x00000000f${n}00ffff 0x0000000000040200`;
    expect(barsOf([line(0), line(1)])).toEqual([
      { bar: 0, bytes: 65_536, prefetchable: false, is64Bit: false },
      { bar: 1, bytes: 65_536, prefetchable: false, is64Bit: false },
    ]);
  });

  test('that the kernel could not place have no bytes', () => {
    expect(barsOf(['0x0000000000000000 0x00000000003fffff 0x000000002014220c'])).toEqual([
      { bar: 0, bytes: 0, prefetchable: true, is64Bit: true },
    ]);
  });

  test('that the kernel cleared are known from their registers', () => {
    const config = captured('0000:01:00.0');
    expect(barsOf(Array<string>(6).fill(EMPTY.trim()), config)).toEqual([
      { bar: 0, bytes: 0, prefetchable: true, is64Bit: true },
      { bar: 3, bytes: 0, prefetchable: true, is64Bit: true },
    ]);
  });

  test('are none without the file', () => {
    const tree = new HostTree();
    tree.pf({ address: PF });
    expect(read(tree).pf(PF).vfBars).toEqual([]);
  });
});

describe('registers of a captured function', () => {
  const config = captured('0000:01:00.0');

  function withConfig(bytes: Uint8Array) {
    const tree = new HostTree();
    const path = tree.pf({ address: PF, files: { config: bytes } });
    tree.without(`${path}/sriov_offset`).without(`${path}/sriov_stride`).without(`${path}/sriov_vf_device`);
    return read(tree).pf(PF);
  }

  test('say what kernels without the files do not', () => {
    expect(withConfig(config)).toMatchObject({ vfOffset: 128, vfStride: 2, vfDeviceId: '10ca', atsEnabled: false });
  });

  test('say nothing beyond the 64 bytes that may be read without privileges', () => {
    const unprivileged = withConfig(config.slice(0, 64));
    expect(unprivileged).toMatchObject({ vfOffset: null, vfStride: null, vfDeviceId: null, atsEnabled: null });
  });

  test('say nothing beyond 64 bytes either when an archiver filled up the rest with zeros', () => {
    const padded = new Uint8Array(4096);
    padded.set(config.slice(0, 64));
    expect(withConfig(padded)).toMatchObject({ vfOffset: null, atsEnabled: null });
  });

  test('say nothing when all are ones, as of a function that is off the bus', () => {
    expect(withConfig(new Uint8Array(4096).fill(0xff))).toMatchObject({ vfOffset: null, atsEnabled: null });
  });

  test('tell that ATS is on, and the serial number', () => {
    const changed = Uint8Array.from(config);
    const view = new DataView(changed.buffer);
    // Two capabilities in place of the first one of the extended space: ATS, then a serial number, then the old next.
    view.setUint32(0x100, 0x000f | (1 << 16) | (0x800 << 20), true);
    view.setUint16(0x106, 0x8000, true);
    view.setUint32(0x800, 0x0003 | (1 << 16) | (0x150 << 20), true);
    view.setUint32(0x804, 0x44556677, true);
    view.setUint32(0x808, 0x00112233, true);
    expect(withConfig(changed)).toMatchObject({
      atsEnabled: true,
      serial: '00-11-22-33-44-55-66-77',
      vfOffset: 128,
    });
  });

  test('whose capabilities form a circle are read once', () => {
    const circular = Uint8Array.from(config);
    new DataView(circular.buffer).setUint32(0x100, 0x0001 | (1 << 16) | (0x100 << 20), true);
    circular[0x41] = 0x40;
    expect(withConfig(circular)).toMatchObject({ vfOffset: null });
  });

  test('show a function whose VFs the firmware has left no room for', () => {
    const tree = new HostTree();
    tree.function({ address: PF, driver: 'igb', files: { config, class: '0x0b4000\n' } });
    expect(read(tree).pf(PF)).toMatchObject({ totalVfs: null, numVfs: 0, vfOffset: 128 });
  });
});

function captured(address: string): Uint8Array {
  const tree = openTree(join(__dirname, '../data/captures/flat-configured.tar'));
  const bytes = tree.readBytes(`sys/bus/pci/devices/${address}/config`);
  tree.close();
  if (bytes === null) throw new Error(`no registers of ${address}`);
  return Uint8Array.from(bytes);
}
