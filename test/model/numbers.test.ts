import fc from '../support/properties';
import { formatIops, formatMBps, formatMbps, formatShare, roundDown } from '../../lib/model/numbers';

test.each([
  [27_000, '27 Gbit/s'],
  [200, '200 Mbit/s'],
  [24_674.9, '24.67 Gbit/s'],
  [999.96, '1000 Mbit/s'],
  [1000, '1 Gbit/s'],
  [0.5, '0.5 Mbit/s'],
  [0, '0 Mbit/s'],
  [400_000, '400 Gbit/s'],
])('%d Mbit/s reads %s', (rate, text) => {
  expect(formatMbps(rate)).toBe(text);
});

test.each([
  [950, '950 IOPS'],
  [640_000, '640k IOPS'],
  [76_377.6, '76.38k IOPS'],
  [1_450_000, '1.45M IOPS'],
])('%d I/O operations a second read %s', (iops, text) => {
  expect(formatIops(iops)).toBe(text);
});

test('drives are as fast as their data sheets say it', () => {
  expect([550, 6400].map((rate) => formatMBps(rate))).toEqual(['550 MB/s', '6.4 GB/s']);
});

test('shares read as per cent', () => {
  expect([0, 0.6254, 1].map((share) => formatShare(share))).toEqual(['0 %', '62.5 %', '100 %']);
});

test.each([
  [8224.96, 8224],
  [6168.7, 6168],
  [0.123456, 0.1234],
  [1000, 1000],
  [999.99, 999.9],
  [123_456, 123_400],
  [0, 0],
])('%d is rounded down to %d', (value, rounded) => {
  expect(roundDown(value)).toBe(rounded);
});

test('rounding down never gives more, nor less by more than a thousandth', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (value) => {
      expect(roundDown(value)).toBeLessThanOrEqual(value * (1 + 1e-8));
      expect(roundDown(value)).toBeGreaterThan(value * 0.998);
    }),
  );
});
