import type { Bytes } from '../../../model/units';
import { ETHERNET_BYTES, ETHERNET_MTU } from '../hardware/ethernet';
import { type Core, nanoseconds } from '../hardware/processors';
import { type Constant, type Quantity, quantity, scaled, sum, widened } from '../system/quantity';
import { STACK } from './engines';
import { GUEST_DATAGRAM_BYTE, GUEST_TRANSMIT, NETWORK_PATHS } from './paths';
import { TCP_HEADERS } from './tcp';

/** What a guest itself does for the frames of its VF, where its program is not told. */

const UNTOLD_GUEST: Constant = {
  name: 'program of the guest, which is not told (taken as sockets of Linux)',
  value: 1,
  unit: 'ratio',
  spread: 0.5,
  source: `${GUEST_TRANSMIT.other.name} takes ${GUEST_TRANSMIT.other.value} cycles a frame, ${GUEST_TRANSMIT['linux-udp'].name} ${GUEST_TRANSMIT['linux-udp'].value}`,
};

/**
 * Nanoseconds of a vCPU for one frame, from the driver to the program that has it. Full frames are taken to be bulk TCP, whose
 * frames the kernel merges, and smaller ones datagrams.
 *
 * @param way as the VM sees it
 */
export function guestFrameNs(frameBytes: Bytes, way: 'receive' | 'transmit', core: Core): Quantity {
  return widened(nanoseconds(frameCycles(frameBytes, way), core), UNTOLD_GUEST);
}

function frameCycles(frameBytes: Bytes, way: 'receive' | 'transmit'): Quantity {
  const payload = Math.max(0, frameBytes - ETHERNET_BYTES - TCP_HEADERS);
  const fullFrame = ETHERNET_MTU + ETHERNET_BYTES;
  const { stream, wireStream } = NETWORK_PATHS.vf;
  if (frameBytes >= fullFrame) return scaled(quantity(frameBytes > fullFrame ? stream : wireStream), payload);
  const datagram =
    way === 'transmit'
      ? quantity(GUEST_TRANSMIT['linux-udp'])
      : sum(quantity(STACK.socket), quantity(STACK.application));
  return sum(datagram, scaled(quantity(GUEST_DATAGRAM_BYTE), payload));
}
