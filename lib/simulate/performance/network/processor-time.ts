import { EXIT, type NetworkPath } from './paths';
import { type Constant, type Quantity, quantity, quotient, scaled, sum } from '../system/quantity';
import { type Streams, streamNs } from './streams';

/** Time of processors that traffic takes, where it is not a matter of one thread alone. */

const STREAM_THREAD: Constant = {
  name: 'I/O thread under a stream that its guest stops a little before it would',
  value: 0.91,
  unit: 'ratio',
  spread: 0.04,
  source: 'Firecracker performance baselines, 0.87 to 0.95',
};

const STREAM_CORES: Constant = {
  name: 'cores that both ends of a TCP stream keep busy at full rate',
  value: 3,
  unit: 'cores',
  spread: 0.2,
  source: 'laboratory notebook on E810 VFs with OVS offload, 1 to 8 streams',
};

/** Frames for one notification under load: between one a frame and a full batch of 32. */
const NOTIFIED_BATCH: Constant = {
  name: 'frames for one notification under load',
  value: 4,
  unit: 'frames',
  spread: 0.5,
  source: 'ELVIS, ATC 2013 (abstract): 1.2 to 3 times the rate without exits',
};

/**
 * Part of its time that the thread of the host is busy with one stream, 0 to 1; null: no thread of the host is on its way.
 *
 * @param bytesPerSecond of the stream: one that something else stops leaves the thread idle in between
 */
export function streamThreadBusy(streams: Streams, bytesPerSecond: number): Quantity | null {
  if (streams.path.thread === null) return null;
  const share = Math.min(1, (bytesPerSecond * streamNs(streams).value) / 1e9);
  return scaled(quantity(STREAM_THREAD), share);
}

/**
 * Cores of both ends of all streams.
 *
 * @param bytesPerSecond of each stream: one that waits for others is served in smaller pieces, which cost more
 */
export function streamCores(streams: Streams, bytesPerSecond: number): Quantity {
  const share = (bytesPerSecond * streamNs(streams).value) / 1e9;
  return scaled(quantity(STREAM_CORES), streams.pairs * Math.sqrt(share));
}

/** Rate of a path when no exit is left and a core of its own polls, in parts of that with exits; null: none is on it. */
export function exitlessGain({ receive, transmit, exits }: NetworkPath): Quantity | null {
  if (receive === null || transmit === null) return null;
  const frame = sum(quantity(receive), quantity(transmit));
  const notified = quotient(scaled(quantity(EXIT), exits), quantity(NOTIFIED_BATCH));
  const gained = quotient(notified, frame);
  return sum({ value: 1, spread: 0, terms: [] }, gained);
}
