import type { Bytes } from '../../../model/units';
import { ETHERNET_BYTES, wireBytes } from '../hardware/ethernet';
import { type Constant, type Quantity, quantity } from '../system/quantity';

/** Headers of IPv4 and TCP with time stamps (RFC 791, RFC 9293, RFC 7323). */
export const TCP_HEADERS: Bytes = 52;

/** What retransmissions and acknowledgements of the other way take of a wire that is full. */
const TCP_ON_WIRE: Constant = {
  name: 'TCP on a full wire',
  value: 1,
  unit: 'ratio',
  spread: 0.03,
  source: 'OpenStack performance documentation (Shaker): 9.38 of 9.85 Gbit/s',
};

/** Bytes that a frame of bulk TCP takes of the wire. */
export function tcpFrameBytes(mtu: Bytes): Bytes {
  return wireBytes(mtu + ETHERNET_BYTES);
}

/**
 * Bytes of the wire for one byte of payload.
 *
 * @param tunnelBytes that a tunnel adds to each packet
 */
export function tcpWireUse(mtu: Bytes, tunnelBytes: Bytes = 0): Quantity {
  return {
    ...quantity(TCP_ON_WIRE),
    value: (TCP_ON_WIRE.value * tcpFrameBytes(mtu + tunnelBytes)) / (mtu - TCP_HEADERS),
  };
}
