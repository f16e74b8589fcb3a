import type { Bytes } from '../../model/units';

/** Preamble, start delimiter and inter-packet gap (IEEE 802.3). */
const GAP_BYTES: Bytes = 20;

/** Bytes that a frame, its check sequence included, takes of the wire. */
export function wireBytes(frameBytes: Bytes): Bytes {
  return frameBytes + GAP_BYTES;
}
