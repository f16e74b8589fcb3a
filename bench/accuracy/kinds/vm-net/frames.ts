import { POLL_MODE } from '../../../../lib/simulate/performance/network/engines';
import {
  EXIT,
  GUEST_DATAGRAM_BYTE,
  GUEST_TRANSMIT,
  GUEST_XDP,
  NETWORK_PATHS,
  OVS_KERNEL,
  VHOST_TO_TAP,
} from '../../../../lib/simulate/performance/network/paths';
import {
  type Constant,
  type Quantity,
  quantity,
  scaled,
  sum,
} from '../../../../lib/simulate/performance/system/quantity';
import type { VmFrames } from '../../../../lib/simulate/performance/network/vm-frames';
import { numberFact, textFact } from '../../facts';
import { coreOf, nicNamed } from '../../hardware';
import type { Setup } from '../../rows';
import { pathOf } from './path';

/** What a set-up tells of frames between a wire and its VMs. */
export function framesOf(setup: Setup): VmFrames {
  const path = dropsAtTap(setup) ? { ...pathOf(setup), transmit: VHOST_TO_TAP } : pathOf(setup);
  const words = textFact(setup, 'path');
  const direction = directionOf(setup);
  return {
    path,
    vms: numberFact(setup, 'vmPairs') ?? numberFact(setup, 'vms') ?? 1,
    direction,
    frameBytes: frameBytesOf(setup),
    guest: guestOf(setup, direction),
    core: coreOf(setup),
    offered: offeredOf(setup),
    linkGbps: isInsideCard(setup) ? null : (numberFact(setup, 'linkGbps') ?? null),
    nic: nicNamed(textFact(setup, 'nic')),
    isVf: /sr-?iov|\bvf\b/.test(words),
    hasBridge: /bridge/.test(words),
    withoutLoss: /no-drop|ndr|zero/.test(textFact(setup, 'criterion')),
  };
}

/** VF to VF of one port: through the card and not over the wire. */
export function isInsideCard(setup: Setup): boolean {
  return /on one port|veb/.test(textFact(setup, 'direction'));
}

function dropsAtTap(setup: Setup): boolean {
  return /drop on tap/.test(textFact(setup, 'workload'));
}

/** A generator's packet has no check sequence. */
export function frameBytesOf(setup: Setup): number {
  const packet = numberFact(setup, 'packetBytes');
  const payload = numberFact(setup, 'payloadBytes');
  if (packet !== undefined) return packet + 4;
  return numberFact(setup, 'frameBytes') ?? (payload === undefined ? 64 : Math.max(64, payload + UDP_HEADERS));
}

/** Ethernet, IPv4 and UDP headers and the check sequence. */
const UDP_HEADERS = 46;

function directionOf(setup: Setup): VmFrames['direction'] {
  const words = `${textFact(setup, 'direction')} ${textFact(setup, 'workload')}`;
  if (/and-tx|loopback|bidirectional|phy-vm-phy|reflect/.test(words)) return 'both';
  return /vm-rx|\brx\b|receive/.test(words) ? 'receive' : 'transmit';
}

function offeredOf(setup: Setup): number {
  const mpps = numberFact(setup, 'offeredMpps') ?? numberFact(setup, 'offeredMppsTotal');
  const pps = numberFact(setup, 'offeredPps');
  return mpps !== undefined ? mpps * 1e6 : (pps ?? Number.POSITIVE_INFINITY);
}

function guestOf(setup: Setup, direction: VmFrames['direction']): VmFrames['guest'] {
  const workload = `${textFact(setup, 'workload')} ${textFact(setup, 'interrupts')}`;
  const poll = (cycles: Constant) => ({ cycles: quantity(cycles), driver: 'poll' as const });
  if (dropsAtTap(setup)) return null;
  if (/xdp/.test(workload) && /guest/.test(workload)) return { cycles: quantity(GUEST_XDP), driver: 'interrupt' };
  if (/reflect/.test(workload)) return poll(POLL_MODE.reflector);
  if (/fastclick/.test(workload)) {
    return poll(textFact(setup, 'classifier') === 'hardware' ? POLL_MODE.forward : POLL_MODE.discard);
  }
  if (/udp/.test(workload)) return { cycles: udpCycles(setup), driver: 'interrupt' };
  if (/pktgen/.test(workload) && /kernel/.test(workload)) return poll(GUEST_TRANSMIT['linux-pktgen']);
  if (direction === 'both') return poll(isGenerator(setup) ? generatorOf(setup) : POLL_MODE.forward);
  return null;
}

/** A generator makes what it sends; other guests forward what they receive. */
function isGenerator(setup: Setup): boolean {
  return numberFact(setup, 'txCores') !== undefined || /trex|generator|pktgen/.test(textFact(setup, 'workload'));
}

/** One system call for each datagram, and where a thread of the host sends it, a notification for it. */
function udpCycles(setup: Setup): Quantity {
  const copied = scaled(quantity(GUEST_DATAGRAM_BYTE), numberFact(setup, 'payloadBytes') ?? 64);
  const switched = /switchdev/.test(textFact(setup, 'eswitch')) ? [quantity(OVS_KERNEL.frame)] : [];
  const notified = pathOf(setup).thread === null ? [] : [quantity(EXIT)];
  // The kernel datapath is another core: the slower of the two counts.
  const own = sum(quantity(GUEST_TRANSMIT['linux-udp']), copied, ...notified);
  return switched.reduce((slower, other) => (other.value > slower.value ? other : slower), own);
}

export function generatorOf(setup: Setup): Constant {
  const driver = textFact(setup, 'driver');
  const { i40evf, ixgbevf, virtio, vmxnet3, e1000, other } = GUEST_TRANSMIT;
  if (/i40evf|iavf/.test(driver)) return i40evf;
  if (/ixgbevf/.test(driver)) return ixgbevf;
  if (/virtio/.test(driver)) return virtio;
  if (/vmxnet/.test(driver)) return vmxnet3;
  if (/e1000/.test(driver)) return e1000;
  return pathOf(setup) === NETWORK_PATHS['vhost-net'] ? virtio : other;
}
