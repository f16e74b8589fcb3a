import { PCIE_DEFAULT_MAX_PAYLOAD, PCIE_FLIT_TLP_OVERHEAD, PCIE_TLP_OVERHEAD } from '../../../model/pcie';
import type { Bytes } from '../../../model/units';
import { wireBytes } from './ethernet';

/**
 * What one packet or one I/O takes of a wire, of a PCIe link and of a drive.
 */

/** The frame check sequence is made and checked by the NIC and never crosses PCIe (IEEE 802.3). */
const FCS_BYTES: Bytes = 4;

/** Largest read request, the kernel's usual `MaxReadReq` in `lspci -vv`. */
export const MAX_READ_REQUEST: Bytes = 512;

/** Transmit, receive and completion descriptors of common NICs (Intel 82599 datasheet, sections 7.1 and 7.2). */
const DESCRIPTOR_BYTES: Bytes = 16;

/**
 * Descriptors moved at once: the write-back group of the 82599 (pcie-bench, SIGCOMM 2018). Some devices fetch more at
 * once, which takes less of the link.
 */
const DESCRIPTORS_PER_TRANSFER = 8;

/** Packets for one doorbell and for one interrupt: the usual burst of a polling driver (`MAX_PKT_BURST` in DPDK). */
const PACKETS_PER_EVENT = 32;

/** A doorbell register and an MSI message are one double word each (PCI Local Bus Specification 3.0, section 6.8). */
const DOORBELL_BYTES: Bytes = 4;
const INTERRUPT_BYTES: Bytes = 4;

/** Submission and completion queue entries, and the page of a PRP list (NVM Express Base Specification). */
const SUBMISSION_ENTRY_BYTES: Bytes = 64;
const COMPLETION_ENTRY_BYTES: Bytes = 16;
const PAGE_BYTES: Bytes = 4096;
const PRP_ENTRY_BYTES: Bytes = 8;

/** Bytes on a PCIe link, headers included, by direction. */
export interface PcieBytes {
  readonly toHost: Bytes;
  readonly toDevice: Bytes;
}

/** Overhead of one packet on the link, which depends on whether it runs in FLIT mode. */
export type TlpOverhead = typeof PCIE_TLP_OVERHEAD | typeof PCIE_FLIT_TLP_OVERHEAD;

/** FLIT mode begins with 64 GT/s (PCI Express Base Specification 6.0). */
export function tlpOverhead(speedGTs: number): TlpOverhead {
  return speedGTs >= 64 ? PCIE_FLIT_TLP_OVERHEAD : PCIE_TLP_OVERHEAD;
}

/** Mbit/s on the wire for 1 Mbit/s of frames. */
export function wirePerFrame(frameBytes: Bytes): number {
  return wireBytes(frameBytes) / frameBytes;
}

/** Packets per second for 1 Mbit/s of frames. */
export function packetsPerMbps(frameBytes: Bytes): number {
  return 1e6 / (8 * frameBytes);
}

/** A packet from the VM to the wire: the device reads descriptor and payload and writes the descriptor back. */
export function transmitBytes(frameBytes: Bytes, tlp: TlpOverhead): PcieBytes {
  return total([descriptorBytes(tlp), deviceReads(frameBytes - FCS_BYTES, tlp)]);
}

/** A packet from the wire to the VM: the device reads a free descriptor, writes the payload and the descriptor. */
export function receiveBytes(frameBytes: Bytes, tlp: TlpOverhead): PcieBytes {
  return total([descriptorBytes(tlp), deviceWrites(frameBytes - FCS_BYTES, tlp)]);
}

/** One NVMe command, on the average of a mix of reads and writes. */
export function commandBytes(blockBytes: Bytes, readShare: number, tlp: TlpOverhead): PcieBytes {
  // A command names two pages itself; a longer transfer names all but the first in a list that is read.
  const listed = Math.ceil(blockBytes / PAGE_BYTES) - 1;
  return total([
    // Doorbells of the submission and of the completion queue.
    scaled(hostWrites(DOORBELL_BYTES, tlp), 2),
    deviceReads(SUBMISSION_ENTRY_BYTES, tlp),
    ...(listed > 1 ? [deviceReads(listed * PRP_ENTRY_BYTES, tlp)] : []),
    scaled(deviceWrites(blockBytes, tlp), readShare),
    scaled(deviceReads(blockBytes, tlp), 1 - readShare),
    deviceWrites(COMPLETION_ENTRY_BYTES, tlp),
    deviceWrites(INTERRUPT_BYTES, tlp),
  ]);
}

/** The same for every packet, and asked for on every link of a fleet. */
const descriptors = new Map<TlpOverhead, PcieBytes>();

function descriptorBytes(tlp: TlpOverhead): PcieBytes {
  const known = descriptors.get(tlp);
  if (known !== undefined) return known;
  const transfer = DESCRIPTOR_BYTES * DESCRIPTORS_PER_TRANSFER;
  const bytes = total([
    scaled(hostWrites(DOORBELL_BYTES, tlp), 1 / PACKETS_PER_EVENT),
    scaled(deviceReads(transfer, tlp), 1 / DESCRIPTORS_PER_TRANSFER),
    scaled(deviceWrites(transfer, tlp), 1 / DESCRIPTORS_PER_TRANSFER),
    scaled(deviceWrites(INTERRUPT_BYTES, tlp), 1 / PACKETS_PER_EVENT),
  ]);
  descriptors.set(tlp, bytes);
  return bytes;
}

function hostWrites(bytes: Bytes, tlp: TlpOverhead): PcieBytes {
  return { toHost: 0, toDevice: bytes + tlp.write * Math.ceil(bytes / PCIE_DEFAULT_MAX_PAYLOAD) };
}

function deviceWrites(bytes: Bytes, tlp: TlpOverhead): PcieBytes {
  return { toHost: bytes + tlp.write * Math.ceil(bytes / PCIE_DEFAULT_MAX_PAYLOAD), toDevice: 0 };
}

function deviceReads(bytes: Bytes, tlp: TlpOverhead): PcieBytes {
  return {
    toHost: tlp.readRequest * Math.ceil(bytes / MAX_READ_REQUEST),
    toDevice: bytes + tlp.completion * Math.ceil(bytes / PCIE_DEFAULT_MAX_PAYLOAD),
  };
}

function scaled(bytes: PcieBytes, by: number): PcieBytes {
  return { toHost: bytes.toHost * by, toDevice: bytes.toDevice * by };
}

function total(parts: readonly PcieBytes[]): PcieBytes {
  let toHost = 0;
  let toDevice = 0;
  for (const part of parts) {
    toHost += part.toHost;
    toDevice += part.toDevice;
  }
  return { toHost, toDevice };
}
