import fc from '../support/properties';
import {
  comparePciAddresses,
  formatPciAddress,
  normalizePciAddress,
  parsePciAddress,
  vfAddress,
} from '../../lib/model/pci';

const parts = fc.record({
  domain: fc.nat(0xffffffff),
  bus: fc.nat(0xff),
  device: fc.nat(0x1f),
  function: fc.nat(7),
});

describe('PCI addresses', () => {
  test('are read in either case and written as the kernel prints them', () => {
    expect(normalizePciAddress('0000:3B:1F.7')).toBe('0000:3b:1f.7');
    expect(normalizePciAddress('0:3b:00.0')).toBe('0000:3b:00.0');
  });

  test('keep domains of up to eight digits', () => {
    expect(parsePciAddress('10000:e1:00.0')).toEqual({ domain: 0x10000, bus: 0xe1, device: 0, function: 0 });
    expect(normalizePciAddress('ffffffff:00:00.1')).toBe('ffffffff:00:00.1');
  });

  test('survive being written and read', () => {
    fc.assert(
      fc.property(parts, (address) => {
        expect(parsePciAddress(formatPciAddress(address))).toEqual(address);
      }),
    );
  });

  test.each([
    ['the domain left out', '3b:00.0'],
    ['nothing', ''],
    ['nine digits of domain', '100000000:3b:00.0'],
    ['a device above 1f', '0000:3b:20.0'],
    ['a function above 7', '0000:3b:00.8'],
    ['a hexadecimal function', '0000:3b:00.a'],
    ['a dot for a colon', '0000.3b:00.0'],
    ['a colon for the dot', '0000:3b:00:0'],
    ['a letter that is no digit', '0000:3g:00.0'],
    ['a blank before it', ' 0000:3b:00.0'],
    ['a newline after it', '0000:3b:00.0\n'],
    ['a minus sign', '-000:3b:00.0'],
  ])('are not read from text with %s', (_words, text) => {
    expect(parsePciAddress(text)).toBeNull();
  });

  test('are ordered by domain, bus, device and function, not as text', () => {
    const addresses = ['10000:01:00.0', '0000:3b:02.0', 'nonsense', '0000:3b:00.1', '0001:00:00.0', '0000:3b:00.0'];
    expect(addresses.sort(comparePciAddresses)).toEqual([
      '0000:3b:00.0',
      '0000:3b:00.1',
      '0000:3b:02.0',
      '0001:00:00.0',
      '10000:01:00.0',
      'nonsense',
    ]);
  });
});

describe('addresses of VFs', () => {
  test.each([
    ['igb: offset 128, stride 2', '0000:01:00.0', 128, 2, 0, '0000:01:10.0'],
    ['igb: the third VF', '0000:01:00.0', 128, 2, 2, '0000:01:10.4'],
    ['igb, second port', '0000:01:00.1', 128, 2, 1, '0000:01:10.3'],
    ['NVMe: offset 1, stride 1', '0000:03:00.0', 1, 1, 1, '0000:03:00.2'],
    ['the last function below the bus carry', '0000:3b:00.0', 8, 1, 247, '0000:3b:1f.7'],
    ['the first function above it', '0000:3b:00.0', 8, 1, 248, '0000:3c:00.0'],
    ['a domain other than 0000', '10000:01:00.0', 256, 1, 0, '10000:02:00.0'],
    ['a single VF whose stride is 0', '0000:03:00.0', 1, 0, 0, '0000:03:00.1'],
  ])('%s', (_words, pf, offset, stride, index, address) => {
    expect(vfAddress(pf, offset, stride, index)).toBe(address);
  });

  test.each([
    ['the offset is unknown', '0000:3b:00.0', null, 1, 0],
    ['the stride is unknown', '0000:3b:00.0', 8, null, 1],
    ['the stride is 0 and there is more than one VF', '0000:3b:00.0', 8, 0, 1],
    ['the stride is negative', '0000:3b:00.0', 8, -1, 1],
    ['the offset is 0, as before any VF is enabled', '0000:3b:00.0', 0, 1, 0],
    ['the VF would lie above bus ff', '0000:ff:00.0', 8, 1, 248],
    ['the PF has no address', 'eth0', 8, 1, 0],
    ['the index is negative', '0000:3b:00.0', 8, 1, -1],
    ['the index is no number', '0000:3b:00.0', 8, 1, Number.NaN],
  ])('are unknown when %s', (_words, pf, offset, stride, index) => {
    expect(vfAddress(pf, offset, stride, index)).toBeNull();
  });

  test('differ for every VF of a PF', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 512 }), fc.integer({ min: 1, max: 4 }), (offset, stride) => {
        const addresses = Array.from({ length: 300 }, (_, index) => vfAddress('0000:01:00.0', offset, stride, index));
        expect(new Set(addresses).size).toBe(300);
      }),
    );
  });
});
