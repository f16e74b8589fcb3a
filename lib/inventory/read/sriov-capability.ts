import { parsePciAddress, routingId, vfAddressOf } from '../../model/pci';
import type { PciAddress } from '../../model/units';
import type { VfBarFacts } from '../inventory';
import { flagOf, hexOf, integerOf } from './attributes';
import type { ConfigSpace } from './config-space';
import { linkedFunction, type PciDevice, type PciDevices } from './pci-devices';
import type { Reading } from './tree';

/** Most VFs that the 16 bits of NumVFs can say. */
const MAX_VFS = 65_535;

/** What the kernel, or the registers of the function, say of its SR-IOV capability. */
export interface SriovFacts {
  readonly totalVfs: number | null;
  /** null: not readable. */
  readonly numVfs: number | null;
  readonly vfOffset: number | null;
  readonly vfStride: number | null;
  readonly vfDeviceId: string | null;
  readonly driversAutoprobe: boolean | null;
  readonly vfTotalMsix: number | null;
}

/** Place of a VF: its index and address. */
export interface VfPlace {
  readonly index: number;
  readonly address: PciAddress;
}

/** A PF that was found, and its VFs. */
export interface FoundPf {
  readonly device: PciDevice;
  readonly config: ConfigSpace | null;
  readonly sriov: SriovFacts;
  readonly vfs: readonly VfPlace[];
}

/** `sriov_*` files; where a kernel has no such file yet, the capability in configuration space. */
export function readSriov(reading: Reading, { path }: PciDevice, config: ConfigSpace | null): SriovFacts {
  const capability = config?.extended?.sriov ?? null;
  const totalVfs = integerOf(reading, `${path}/sriov_totalvfs`, 0, MAX_VFS);
  const numVfs = integerOf(reading, `${path}/sriov_numvfs`, 0, MAX_VFS);
  const isPossible = totalVfs === null || numVfs === null || numVfs <= totalVfs;
  if (!isPossible) reading.warn(`${path}: sriov_numvfs says ${numVfs}, sriov_totalvfs ${totalVfs}; both are left out`);
  return {
    totalVfs: isPossible ? totalVfs : null,
    numVfs: isPossible ? numVfs : null,
    vfOffset: integerOf(reading, `${path}/sriov_offset`, 0, 0xffff) ?? capability?.vfOffset ?? null,
    vfStride: integerOf(reading, `${path}/sriov_stride`, 0, 0xffff) ?? capability?.vfStride ?? null,
    vfDeviceId: hexOf(reading, `${path}/sriov_vf_device`) ?? capability?.vfDeviceId ?? null,
    driversAutoprobe: flagOf(reading, `${path}/sriov_drivers_autoprobe`),
    vfTotalMsix: integerOf(reading, `${path}/sriov_vf_total_msix`),
  };
}

/**
 * How many VFs there are and may be. Where `sriov_numvfs` cannot be read, the VFs that are to be seen are counted; a
 * `sriov_totalvfs` that is less than that says nothing.
 */
export function vfCounts(
  reading: Reading,
  { device: { path }, sriov: { numVfs, totalVfs }, vfs }: FoundPf,
): { readonly totalVfs: number | null; readonly numVfs: number } {
  if (numVfs !== null) return { totalVfs, numVfs };
  if (totalVfs === null || vfs.length <= totalVfs) return { totalVfs, numVfs: vfs.length };
  reading.warn(`${path}: ${vfs.length} VFs are to be seen, sriov_totalvfs says ${totalVfs}; that is left out`);
  return { totalVfs: null, numVfs: vfs.length };
}

/** Where VFs are looked for when links to them are missing. */
interface VfSurroundings {
  readonly reading: Reading;
  readonly devices: PciDevices;
  readonly vfsByPf: () => ReadonlyMap<PciAddress, readonly PciAddress[]>;
}

/**
 * VFs that exist, in order of their index.
 *
 * @param names what is in the folder of the PF
 */
export function readVfPlaces(
  { reading, devices, vfsByPf }: VfSurroundings,
  pf: PciDevice,
  names: readonly string[],
  sriov: SriovFacts,
): VfPlace[] {
  const places = new Map<number, PciAddress>();
  for (const name of names) {
    const index = /^virtfn\d{1,5}$/.test(name) ? Number(name.slice('virtfn'.length)) : MAX_VFS;
    const address = index < MAX_VFS ? linkedFunction(reading, `${pf.path}/${name}`) : null;
    if (address !== null) places.set(index, address);
  }
  const wanted = sriov.numVfs ?? 0;
  if (places.size < wanted) {
    addByPhysfn(places, pf, sriov, vfsByPf().get(pf.address) ?? []);
    if (places.size < wanted) addByArithmetic(reading, places, pf, sriov, devices);
  }
  if (sriov.numVfs !== null && places.size !== wanted) {
    reading.warn(`${pf.path}: sriov_numvfs says ${wanted}, ${places.size} VFs are to be seen`);
  }
  return [...places].map(([index, address]) => ({ index, address })).sort((a, b) => a.index - b.index);
}

/**
 * VFs that say whose they are, in order of their address. Their index follows from offset and stride; where those are
 * not known, from their order, provided that every VF is there.
 */
function addByPhysfn(
  places: Map<number, PciAddress>,
  pf: PciDevice,
  { numVfs, vfOffset, vfStride }: SriovFacts,
  functions: readonly PciAddress[],
): void {
  const first = vfOffset && vfStride ? ridOf(pf.address) + vfOffset : null;
  if (first === null && functions.length !== numVfs) return;
  functions.forEach((address, rank) => {
    const index = first === null ? rank : (ridOf(address) - first) / (vfStride ?? 1);
    if (Number.isInteger(index) && index >= 0 && !places.has(index)) places.set(index, address);
  });
}

/** Functions where VFs must be, with the device id that VFs have. */
function addByArithmetic(
  reading: Reading,
  places: Map<number, PciAddress>,
  pf: PciDevice,
  { numVfs, vfOffset, vfStride, vfDeviceId }: SriovFacts,
  devices: PciDevices,
): void {
  const parts = parsePciAddress(pf.address);
  if (parts === null || vfDeviceId === null) return;
  for (let index = 0; index < (numVfs ?? 0); index++) {
    const address = places.has(index) ? null : vfAddressOf(parts, vfOffset, vfStride, index);
    const device = address === null ? undefined : devices.get(address);
    if (device !== undefined && hexOf(reading, `${device.path}/device`) === vfDeviceId) {
      places.set(index, device.address);
    }
  }
}

function ridOf(address: PciAddress): number {
  const parts = parsePciAddress(address);
  return parts === null ? 0 : routingId(parts);
}

/** Bits of the flags in a `resource` file (`include/linux/ioport.h`). */
const FLAG = { prefetchable: 0x2000, is64Bit: 0x100000, unset: 0x20000000 } as const;
/** First line of the VF BARs in a `resource` file: six BARs and the ROM stand before them. */
const FIRST_VF_BAR = 7;
const VF_BARS = 6;
/** Bits 2:1 of a memory BAR: 64 bits wide; bit 3: prefetchable. */
const BAR_64_BIT = 0x4;
const BAR_PREFETCHABLE = 0x8;

/**
 * VF BARs as the kernel placed them. A BAR that it could not place is known from its flags, or, where they are cleared,
 * from the register: it is there with 0 bytes.
 */
export function readVfBars({ tree }: Reading, { path }: PciDevice, config: ConfigSpace | null): VfBarFacts[] {
  const lines = tree.readText(`${path}/resource`)?.split('\n', FIRST_VF_BAR + VF_BARS) ?? [];
  const registers = config?.extended?.sriov?.vfBars ?? [];
  const bars: VfBarFacts[] = [];
  for (let bar = 0; bar < VF_BARS; bar++) {
    const facts = vfBar(bar, lines[FIRST_VF_BAR + bar] ?? '', registers[bar] ?? 0);
    if (facts === null) continue;
    bars.push(facts);
    // The upper half of a 64-bit BAR stands in the next register.
    if (facts.is64Bit) bar++;
  }
  return bars;
}

function vfBar(bar: number, line: string, register: number): VfBarFacts | null {
  const [start, end, flags] = line.trim().split(/\s+/).map(Number);
  if (start !== undefined && end !== undefined && flags && end > start) {
    return {
      bar,
      bytes: flags & FLAG.unset ? 0 : end - start + 1,
      prefetchable: (flags & FLAG.prefetchable) !== 0,
      is64Bit: (flags & FLAG.is64Bit) !== 0,
    };
  }
  const type = register & (BAR_64_BIT | BAR_PREFETCHABLE);
  if (line === '' || (register & 1) === 1 || type === 0) return null;
  return { bar, bytes: 0, prefetchable: (type & BAR_PREFETCHABLE) !== 0, is64Bit: (type & BAR_64_BIT) !== 0 };
}
