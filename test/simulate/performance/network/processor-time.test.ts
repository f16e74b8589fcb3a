import { NETWORK_PATHS } from '../../../../lib/simulate/performance/network/paths';
import {
  exitlessGain,
  streamCores,
  streamThreadBusy,
} from '../../../../lib/simulate/performance/network/processor-time';
import { type Streams, streamNs } from '../../../../lib/simulate/performance/network/streams';

const STREAMS: Streams = {
  path: NETWORK_PATHS.vf,
  pairs: 4,
  core: { generation: 'golden-cove', clockGHz: 5.5 },
  mtu: 1500,
  linkGbps: null,
  tunnelBytes: 0,
  switchNic: null,
  switchedByKernel: false,
  fromWire: false,
  busyPoll: false,
  sentByGuests: null,
  protectedBySoftware: false,
  hostCores: null,
};

test('streams at full rate keep three cores busy each, and slower ones fewer but not in proportion', () => {
  const full = 1e9 / streamNs(STREAMS).value;
  expect(streamCores(STREAMS, full).value).toBeCloseTo(12);
  expect(streamCores(STREAMS, full / 4).value).toBeCloseTo(6);
});

test('the thread of a stream is nearly busy at full rate, half of that at half of it, and a VF has none', () => {
  const streams = { ...STREAMS, path: NETWORK_PATHS.firecracker };
  const full = 1e9 / streamNs(streams).value;
  expect(streamThreadBusy(streams, full)).toMatchObject({ value: 0.91, spread: 0.04 });
  expect(streamThreadBusy(streams, full / 2)?.value).toBeCloseTo(0.455);
  expect(streamThreadBusy(streams, 2 * full)?.value).toBeCloseTo(0.91);
  expect(streamThreadBusy(STREAMS, full)).toBeNull();
});

test('without exits vhost-net gains between 1.2 and 3 times its rate, and a VF has none to lose', () => {
  const gain = exitlessGain(NETWORK_PATHS['vhost-net'])?.value ?? 0;
  expect(gain).toBeGreaterThan(1.2);
  expect(gain).toBeLessThan(3);
  expect(exitlessGain(NETWORK_PATHS.vf)).toBeNull();
});
