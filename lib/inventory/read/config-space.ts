/**
 * Facts in a function's configuration space that sysfs has no file for.
 * Offsets: PCI Express Base Specification, configuration space and capability structures.
 */
export interface ConfigSpace {
  /** There is a PCI Express capability. */
  readonly isExpress: boolean;
  /** Vendor id ffff: the registers of a VF. */
  readonly isVirtualFunction: boolean;
  /** Vectors in the MSI-X table; null: no MSI-X. */
  readonly msixVectors: number | null;
  /** Secondary and subordinate bus of a bridge; null for anything else. */
  readonly bridge: { readonly secondaryBus: number; readonly subordinateBus: number } | null;
  /** null: the extended space is not there (without privileges only 64 bytes can be read). */
  readonly extended: ExtendedConfigSpace | null;
}

export interface ExtendedConfigSpace {
  readonly atsEnabled: boolean;
  /** Device serial number as `lspci` prints it. */
  readonly serialNumber: string | null;
  readonly sriov: SriovCapability | null;
}

export interface SriovCapability {
  readonly totalVfs: number;
  readonly vfOffset: number;
  readonly vfStride: number;
  /** Four hexadecimal digits. */
  readonly vfDeviceId: string;
  /** The six VF BAR registers. */
  readonly vfBars: readonly number[];
}

const HEADER_BYTES = 64;
const EXTENDED_START = 0x100;
const CAPABILITY = { msix: 0x11, express: 0x10 } as const;
const EXTENDED_CAPABILITY = { serialNumber: 0x03, ats: 0x0f, sriov: 0x10 } as const;

/** null when the bytes are no configuration space: too short, or all ones as of a function that is off the bus. */
export function decodeConfigSpace(bytes: Uint8Array): ConfigSpace | null {
  if (bytes.length < HEADER_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) === 0xffffffff && view.getUint32(4, true) === 0xffffffff) return null;
  const capabilities = standardCapabilities(view);
  const msix = capabilities.get(CAPABILITY.msix);
  const isBridge = (view.getUint8(0x0e) & 0x7f) === 1;
  return {
    isExpress: capabilities.has(CAPABILITY.express),
    isVirtualFunction: view.getUint16(0, true) === 0xffff,
    msixVectors: msix === undefined ? null : (view.getUint16(msix + 2, true) & 0x7ff) + 1,
    bridge: isBridge ? { secondaryBus: view.getUint8(0x19), subordinateBus: view.getUint8(0x1a) } : null,
    // Archivers that trust the size of the file fill up with zeros what they could not read: then the list of standard
    // capabilities leads into nothing, and what follows says nothing either.
    extended: capabilities.has(CAPABILITY.express) ? extendedSpace(view) : null,
  };
}

function standardCapabilities(view: DataView): Map<number, number> {
  const found = new Map<number, number>();
  const visited = new Set<number>();
  const hasList = (view.getUint16(0x06, true) & 0x10) !== 0;
  let at = hasList ? view.getUint8(0x34) & 0xfc : 0;
  while (at >= HEADER_BYTES && holds(view, at, 4) && !visited.has(at)) {
    visited.add(at);
    const id = view.getUint8(at);
    if (!found.has(id)) found.set(id, at);
    at = view.getUint8(at + 1) & 0xfc;
  }
  return found;
}

function extendedSpace(view: DataView): ExtendedConfigSpace | null {
  if (view.byteLength < EXTENDED_START + 4 || view.getUint32(EXTENDED_START, true) === 0xffffffff) return null;
  const capabilities = extendedCapabilities(view);
  const ats = capabilities.get(EXTENDED_CAPABILITY.ats);
  const serial = capabilities.get(EXTENDED_CAPABILITY.serialNumber);
  const sriov = capabilities.get(EXTENDED_CAPABILITY.sriov);
  return {
    atsEnabled: ats !== undefined && holds(view, ats, 8) && (view.getUint16(ats + 6, true) & 0x8000) !== 0,
    serialNumber: serial !== undefined && holds(view, serial, 12) ? serialNumber(view, serial) : null,
    sriov: sriov !== undefined && holds(view, sriov, 0x40) ? sriovCapability(view, sriov) : null,
  };
}

function extendedCapabilities(view: DataView): Map<number, number> {
  const found = new Map<number, number>();
  const visited = new Set<number>();
  let at = EXTENDED_START;
  while (at >= EXTENDED_START && holds(view, at, 4) && !visited.has(at)) {
    visited.add(at);
    const header = view.getUint32(at, true);
    if (header === 0) break;
    if (!found.has(header & 0xffff)) found.set(header & 0xffff, at);
    at = (header >>> 20) & 0xffc;
  }
  return found;
}

function sriovCapability(view: DataView, at: number): SriovCapability {
  return {
    totalVfs: view.getUint16(at + 0x0e, true),
    vfOffset: view.getUint16(at + 0x14, true),
    vfStride: view.getUint16(at + 0x16, true),
    vfDeviceId: view
      .getUint16(at + 0x1a, true)
      .toString(16)
      .padStart(4, '0'),
    vfBars: Array.from({ length: 6 }, (_, n) => view.getUint32(at + 0x24 + 4 * n, true)),
  };
}

/** Most significant byte first, as `lspci` prints it. */
function serialNumber(view: DataView, at: number): string {
  const bytes: string[] = [];
  for (const word of [at + 8, at + 4]) {
    for (let n = 3; n >= 0; n--) {
      bytes.push(
        view
          .getUint8(word + n)
          .toString(16)
          .padStart(2, '0'),
      );
    }
  }
  return bytes.join('-');
}

function holds(view: DataView, at: number, length: number): boolean {
  return at + length <= view.byteLength;
}
