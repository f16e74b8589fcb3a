import { pcieEffectiveGbps, pcieRawGbps, pcieSpeedGTs, pcieTlpGbps, pcieTransferBytes } from '../../lib/model/pcie';

describe('a PCIe link', () => {
  test.each([
    [2.5, 1, 2],
    [5, 8, 32],
    [8, 8, 63.015],
    [16, 16, 252.062],
    [32, 16, 504.123],
    [64, 4, 242],
  ])('at %d GT/s on %d lanes carries %d Gbit/s after line encoding', (speed, width, gbps) => {
    expect(pcieRawGbps(speed, width)).toBeCloseTo(gbps, 2);
  });

  test.each([
    [512, 54.443],
    [1024, 54.444],
    [2048, 54.444],
  ])('of gen 3 x8 carries what was measured for writes of %d bytes, within 1 %%', (bytes, measured) => {
    const predicted = pcieEffectiveGbps(8, 8, bytes) ?? 0;
    expect(Math.abs(predicted / measured - 1)).toBeLessThan(0.01);
  });

  it('carries less of small payloads', () => {
    expect(pcieEffectiveGbps(8, 8, 64)).toBeCloseTo(((pcieTlpGbps(8, 8) ?? 0) * 64) / 88, 6);
  });

  it('pays the packet overhead once for every packet that a transfer is cut into', () => {
    expect(pcieTransferBytes(16, 1500)).toBe(1500 + 6 * 24);
    expect(pcieTransferBytes(16, 1500, 'completion')).toBe(1500 + 6 * 20);
    expect(pcieTransferBytes(16, 1500, 'write', 512)).toBe(1500 + 3 * 24);
    expect(pcieTransferBytes(64, 256)).toBe(256 + 16);
  });

  it('is unknown at a rate that no generation has', () => {
    expect(pcieRawGbps(12, 8)).toBeNull();
    expect(pcieEffectiveGbps(12, 8, 256)).toBeNull();
  });

  it('has the transfer rate of its generation', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map(pcieSpeedGTs)).toEqual([2.5, 5, 8, 16, 32, 64, 128]);
    expect(pcieSpeedGTs(0)).toBeNull();
    expect(pcieSpeedGTs(8)).toBeNull();
  });
});
