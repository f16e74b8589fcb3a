import { PCIE_FLIT_TLP_OVERHEAD, PCIE_TLP_OVERHEAD } from '../../../../lib/model/pcie';
import {
  commandBytes,
  packetsPerMbps,
  receiveBytes,
  tlpOverhead,
  transmitBytes,
  wirePerFrame,
} from '../../../../lib/simulate/performance/hardware/packets';

const TLP = PCIE_TLP_OVERHEAD;

test('the smallest frames fill 10 Gbit/s Ethernet at 14.88 million a second', () => {
  const frames = 10_000 / wirePerFrame(64);
  expect(frames * packetsPerMbps(64)).toBeCloseTo(14_880_952, 0);
});

test('full frames leave 98.7 % of the wire to the frames', () => {
  expect(1 / wirePerFrame(1518)).toBeCloseTo(0.987, 4);
});

describe('a packet on PCIe', () => {
  // Per packet: 1/32 doorbell and interrupt of 28 bytes, 1/8 of reading and of writing 128 bytes of descriptors.
  const doorbell = 28 / 32;
  const interrupt = 28 / 32;
  const fetched = { request: 24 / 8, data: (128 + 20) / 8 };
  const writtenBack = (128 + 24) / 8;

  test('to the wire is read by the device in completions of 256 bytes', () => {
    const bytes = transmitBytes(1518, TLP);
    expect(bytes.toDevice).toBeCloseTo(doorbell + fetched.data + 1514 + 6 * 20, 9);
    expect(bytes.toHost).toBeCloseTo(fetched.request + writtenBack + interrupt + 3 * 24, 9);
  });

  test('from the wire is written by the device in packets of 256 bytes', () => {
    const bytes = receiveBytes(1518, TLP);
    expect(bytes.toHost).toBeCloseTo(fetched.request + writtenBack + interrupt + 1514 + 6 * 24, 9);
    expect(bytes.toDevice).toBeCloseTo(doorbell + fetched.data, 9);
  });

  test('takes less in FLIT mode', () => {
    expect(tlpOverhead(32)).toBe(PCIE_TLP_OVERHEAD);
    expect(receiveBytes(1518, tlpOverhead(64)).toHost).toBeLessThan(receiveBytes(1518, TLP).toHost);
    expect(tlpOverhead(64)).toBe(PCIE_FLIT_TLP_OVERHEAD);
  });
});

describe('an NVMe command on PCIe', () => {
  // Two doorbells of 28 bytes and the entry of 64 in one completion; completion entry and interrupt back.
  const toDevice = 2 * 28 + 64 + 20;
  const toHost = 24 + (16 + 24) + (4 + 24);

  test('that reads 4 KiB brings the data to the host', () => {
    expect(commandBytes(4096, 1, TLP)).toEqual({ toHost: toHost + 4096 + 16 * 24, toDevice });
  });

  test('that writes 4 KiB asks for the data eight times', () => {
    expect(commandBytes(4096, 0, TLP)).toEqual({ toHost: toHost + 8 * 24, toDevice: toDevice + 4096 + 16 * 20 });
  });

  test('of more than two pages also reads a list of pages', () => {
    const list = { toHost: 24, toDevice: 31 * 8 + 20 };
    expect(commandBytes(131_072, 1, TLP)).toEqual({
      toHost: toHost + list.toHost + 131_072 + 512 * 24,
      toDevice: toDevice + list.toDevice,
    });
    expect(commandBytes(8192, 1, TLP).toDevice).toBe(toDevice);
  });

  test('of a mix takes the mean of both', () => {
    const read = commandBytes(4096, 1, TLP);
    const write = commandBytes(4096, 0, TLP);
    const mix = commandBytes(4096, 0.25, TLP);
    expect(mix.toHost).toBeCloseTo(0.25 * read.toHost + 0.75 * write.toHost, 9);
    expect(mix.toDevice).toBeCloseTo(0.25 * read.toDevice + 0.75 * write.toDevice, 9);
  });
});
