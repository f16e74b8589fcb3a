import type { Bytes } from '../../../model/units';
import { type Constant, type Quantity, quantity } from '../system/quantity';

/** Preamble, start delimiter and inter-packet gap (IEEE 802.3). */
const GAP_BYTES: Bytes = 20;

/** Header and check sequence of an Ethernet frame (IEEE 802.3). */
export const ETHERNET_BYTES: Bytes = 18;

/** Largest payload of a frame that is not a jumbo frame (IEEE 802.3). */
export const ETHERNET_MTU: Bytes = 1500;

const WIRE: Constant = {
  name: 'wire',
  value: 1,
  unit: 'ratio',
  spread: 0.006,
  source: 'IEEE 802.3; what generators lose of it',
};

/** Bytes that a frame, its check sequence included, takes of the wire. */
export function wireBytes(frameBytes: Bytes): Bytes {
  return frameBytes + GAP_BYTES;
}

/** The same as a use of the wire, which generators never fill to the last bit. */
export function wireUse(frameBytes: Bytes): Quantity {
  return { ...quantity(WIRE), value: wireBytes(frameBytes) };
}
