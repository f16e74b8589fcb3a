import type { Bytes, Gbps } from './units';

/**
 * What a PCIe link carries. `speedGTs` is the transfer rate of one lane (2.5, 5, 8, 16, 32, 64 or 128 GT/s), `width`
 * the number of lanes; a rate that no generation has gives `null`.
 */

/** Largest payload of one packet that hosts commonly set (`MaxPayload` in `lspci -vv`). */
export const PCIE_DEFAULT_MAX_PAYLOAD: Bytes = 256;

/**
 * Bytes around the payload of one transaction layer packet, for 64-bit addresses and without ECRC: framing and sequence
 * number, header, LCRC. Source: PCI Express Base Specification, packet formats of the transaction and data link layers;
 * the same numbers stand in "Understanding PCIe performance for end host networking" (SIGCOMM 2018).
 */
export const PCIE_TLP_OVERHEAD = { write: 24, readRequest: 24, completion: 20 } as const;

/** In FLIT mode (64 GT/s and above) a packet has no framing and no LCRC of its own: only its header. */
export const PCIE_FLIT_TLP_OVERHEAD = { write: 16, readRequest: 16, completion: 12 } as const;

/**
 * Share of a link that acknowledgements, flow-control updates and skip sets take. Source: measured, large DMA writes of
 * a Netronome NFP-6000 in a gen 3 x8 slot, 54.44 Gbit/s of the 57.61 that are left after packet overhead (pcie-bench,
 * raw data of SIGCOMM 2018, commit b2abf2f). The specification's recommended rates would take 8.1 %.
 */
export const PCIE_DLLP_SHARE = 0.055;

/** In FLIT mode 6 of the 242 bytes that are neither CRC nor error correction belong to the data link layer. */
export const PCIE_FLIT_DLLP_SHARE = 6 / 242;

/** Line encoding by transfer rate: 8b/10b, 128b/130b, FLITs of 256 bytes, 14 of them CRC and error correction. */
const ENCODING: ReadonlyMap<number, number> = new Map([
  [2.5, 8 / 10],
  [5, 8 / 10],
  [8, 128 / 130],
  [16, 128 / 130],
  [32, 128 / 130],
  [64, 242 / 256],
  [128, 242 / 256],
]);

/** Transfer rate of a generation (1 to 7) in GT/s a lane, `null` for any other number. */
export function pcieSpeedGTs(generation: number): number | null {
  return [...ENCODING.keys()][generation - 1] ?? null;
}

/** Bits a second after line encoding, each direction. */
export function pcieRawGbps(speedGTs: number, width: number): Gbps | null {
  const encoding = ENCODING.get(speedGTs);
  return encoding === undefined ? null : speedGTs * width * encoding;
}

/** Bits a second left for packets, their headers included, each direction. */
export function pcieTlpGbps(speedGTs: number, width: number): Gbps | null {
  const raw = pcieRawGbps(speedGTs, width);
  return raw === null ? null : raw * (1 - (isFlit(speedGTs) ? PCIE_FLIT_DLLP_SHARE : PCIE_DLLP_SHARE));
}

/** Bytes on the link for one transfer of `payloadBytes`, cut into packets of at most `maxPayload`. */
export function pcieTransferBytes(
  speedGTs: number,
  payloadBytes: Bytes,
  packet: 'write' | 'completion' = 'write',
  maxPayload: Bytes = PCIE_DEFAULT_MAX_PAYLOAD,
): Bytes {
  const overhead = isFlit(speedGTs) ? PCIE_FLIT_TLP_OVERHEAD[packet] : PCIE_TLP_OVERHEAD[packet];
  return payloadBytes + overhead * Math.ceil(payloadBytes / maxPayload);
}

/**
 * Payload that a link carries in one direction when it moves nothing but writes of `payloadBytes` each.
 * Descriptors, doorbells and interrupts of a real device come on top; its own transaction rate may be lower still.
 */
export function pcieEffectiveGbps(
  speedGTs: number,
  width: number,
  payloadBytes: Bytes,
  maxPayload: Bytes = PCIE_DEFAULT_MAX_PAYLOAD,
): Gbps | null {
  const tlp = pcieTlpGbps(speedGTs, width);
  if (tlp === null) return null;
  return (tlp * payloadBytes) / pcieTransferBytes(speedGTs, payloadBytes, 'write', maxPayload);
}

function isFlit(speedGTs: number): boolean {
  return speedGTs >= 64;
}
