import type { PciAddress } from '../../model/units';
import { functionClassOf } from '../../device-class';
import type { NetworkFacts, PhysicalFunctionFacts, VfNetworkFacts } from '../inventory';
import { quoted } from '../../model/text';
import { parseQatServices } from '../../model/qat-services';
import { CLASS_READERS } from './class-readers';
import { flagOf, hexOf, integerOf, wordOf } from './attributes';
import type { ConfigSpace } from './config-space';
import type { HostReading } from './host-reading';
import { isInOtherNamespace } from './interfaces';
import { blocksOfFunction } from './nvme';
import { configOf, driverOf, driverOverrideOf, type PciDevice } from './pci-devices';
import { slotKey } from './slots';
import { type FoundPf, readSriov, readVfBars, readVfPlaces, vfCounts } from './sriov-capability';
import { readVfNetworks } from './vf-network';
import { readVirtualFunction } from './virtual-functions';
import { promiscuityOf } from './promiscuity';
import type { Reading } from './tree';
import { withVlanList } from './vlan-lists';

/**
 * Functions with SR-IOV, and PCI Express network and NVMe functions without it: whoever names one of those is to learn
 * that it has no SR-IOV, not that it is not there. VFs are none of them.
 */
export function findPhysicalFunctions(host: HostReading): FoundPf[] {
  const { reading, devices } = host;
  const found = new Map<PciAddress, FoundPf>();
  const others: { readonly device: PciDevice; readonly config: ConfigSpace | null }[] = [];
  for (const device of devices.values()) {
    if (device.physfn !== null) continue;
    const config = configOf(reading, device);
    if (config?.isVirtualFunction === true) continue;
    const names = reading.tree.list(device.path);
    if (!hasSriov(names, config)) {
      others.push({ device, config });
      continue;
    }
    const sriov = readSriov(reading, device, config);
    const vfs = readVfPlaces(host, device, names, sriov);
    found.set(device.address, { device, config, sriov, vfs });
  }
  const claimed = claimVfs(host, found);
  for (const { device, config } of others) {
    if (claimed.has(device.address) || !isExpressEndpoint(host, device, config)) continue;
    found.set(device.address, { device, config, sriov: readSriov(reading, device, null), vfs: [] });
  }
  return [...devices.keys()].flatMap((address) => found.get(address) ?? []);
}

/** No function is two VFs, or a PF and a VF: a link that says so is left out. All addresses that are taken. */
function claimVfs({ reading }: HostReading, found: Map<PciAddress, FoundPf>): ReadonlySet<PciAddress> {
  const claimed = new Set(found.keys());
  for (const [address, pf] of found) {
    const vfs = pf.vfs.filter((vf) => {
      const isFree = !claimed.has(vf.address);
      if (!isFree) reading.warn(`${pf.device.path}/virtfn${vf.index}: ${vf.address} is another function already`);
      claimed.add(vf.address);
      return isFree;
    });
    if (vfs.length !== pf.vfs.length) found.set(address, { ...pf, vfs });
  }
  return claimed;
}

/** The kernel shows it, or has registers that it makes nothing of, as when the firmware left no room for VFs. */
function hasSriov(names: readonly string[], config: ConfigSpace | null): boolean {
  return names.includes('sriov_totalvfs') || names.includes('virtfn0') || config?.extended?.sriov != null;
}

function isExpressEndpoint({ reading }: HostReading, device: PciDevice, config: ConfigSpace | null): boolean {
  if (config?.isExpress !== true && !reading.tree.exists(`${device.path}/max_link_width`)) return false;
  const classCode = hexOf(reading, `${device.path}/class`, 6);
  return classCode !== null && functionClassOf(classCode) !== 'other';
}

/** Facts of one PF; null when its ids cannot be read, without which nothing can be said of it. */
export function readPhysicalFunction(host: HostReading, pf: FoundPf): PhysicalFunctionFacts | null {
  const { reading } = host;
  const { device, config, sriov } = pf;
  const { address, path } = device;
  const ids = readIds(host, device);
  if (ids === null) {
    reading.warn(`${path}: vendor, device or class cannot be read; the function is left out`);
    return null;
  }
  const driver = driverOf(reading, device);
  const deviceClass = functionClassOf(ids.classCode);
  const group = host.groups.of(device);
  const { network, nvme } = CLASS_READERS[deviceClass].ofPf(host, pf, driver);
  return {
    address,
    ...ids,
    ...revisionOf(reading, path),
    deviceClass,
    driver,
    driverOverride: driverOverrideOf(reading, device),
    ...(driver !== null && host.outOfTree.has(driver) && { driverOutOfTree: true }),
    slot: host.slots.get(slotKey(address)) ?? null,
    serial: nvme === null ? (host.devlink.serialOf(address) ?? config?.extended?.serialNumber ?? null) : nvme.serial,
    ...vfCounts(reading, pf),
    vfOffset: sriov.vfOffset,
    vfStride: sriov.vfStride,
    vfDeviceId: sriov.vfDeviceId,
    ...subsystemOfVfs(host, pf),
    driversAutoprobe: sriov.driversAutoprobe,
    ...readQatServices(reading, path),
    ariEnabled: flagOf(reading, `${path}/ari_enabled`),
    atsEnabled: config?.extended?.atsEnabled ?? null,
    vfTotalMsix: sriov.vfTotalMsix,
    vfBars: readVfBars(reading, device, config),
    numaNode: integerOf(reading, `${path}/numa_node`, -1, 65_535),
    localCpus: wordOf(reading, `${path}/local_cpulist`),
    iommuGroup: group,
    link: host.links.of(device),
    upstreamLinks: host.links.above(device),
    subordinateBus: host.links.subordinateBus(device),
    network,
    nvme: nvme?.facts ?? null,
    virtualFunctions: readVirtualFunctions(host, pf, deviceClass, network),
    ...host.users.of({
      device,
      driver,
      group,
      netdevs: network?.interfaces.map(({ name }) => name) ?? [],
      isElsewhere: isInOtherNamespace(reading, device),
      blocks: nvme === null ? [] : blocksOfFunction(reading, device),
    }),
  };
}

function revisionOf(reading: Reading, path: string): Pick<PhysicalFunctionFacts, 'revision'> {
  const revision = hexOf(reading, `${path}/revision`, 2);
  return revision === null ? {} : { revision: Number.parseInt(revision, 16) };
}

function readIds(
  { reading }: HostReading,
  { path }: PciDevice,
): Pick<
  PhysicalFunctionFacts,
  'vendorId' | 'deviceId' | 'subsystemVendorId' | 'subsystemDeviceId' | 'classCode'
> | null {
  const vendorId = hexOf(reading, `${path}/vendor`);
  const deviceId = hexOf(reading, `${path}/device`);
  const classCode = hexOf(reading, `${path}/class`, 6);
  if (vendorId === null || deviceId === null || classCode === null) return null;
  return {
    vendorId,
    deviceId,
    subsystemVendorId: hexOf(reading, `${path}/subsystem_vendor`),
    subsystemDeviceId: hexOf(reading, `${path}/subsystem_device`),
    classCode,
  };
}

/** The kernel reads it of the first VF, and takes it for all: pci_iov_add_virtfn in drivers/pci/iov.c. */
/** A device that is not configured yet shows no service. */
function readQatServices(reading: Reading, path: string): { qatServices?: string } {
  const file = `${path}/qat/cfg_services`;
  const line = wordOf(reading, file);
  if (line === null) return {};
  const qatServices = parseQatServices(line);
  if (qatServices !== null) return { qatServices };
  reading.warn(`${file}: found ${quoted(line)}, expected services of a QAT as in sym;asym`);
  return {};
}

function subsystemOfVfs({ reading, devices }: HostReading, { vfs: [first] }: FoundPf): { vfSubsystemId?: string } {
  const path = first && devices.get(first.address)?.path;
  if (path === undefined) return {};
  const vendor = hexOf(reading, `${path}/subsystem_vendor`);
  const device = hexOf(reading, `${path}/subsystem_device`);
  return vendor === null || device === null ? {} : { vfSubsystemId: `${vendor}:${device}` };
}

function readVirtualFunctions(
  host: HostReading,
  pf: FoundPf,
  deviceClass: PhysicalFunctionFacts['deviceClass'],
  network: NetworkFacts | null,
): PhysicalFunctionFacts['virtualFunctions'] {
  const settings = readVfNetworks(network?.interfaces.map((netdev) => netdev.name) ?? [], host.stack);
  const hasFolders = network !== null && host.reading.tree.exists(`${pf.device.path}/sriov`);
  return pf.vfs.map((place) => {
    const network = settings.get(place.index) ?? null;
    const known = network !== null && hasFolders ? withFolder(host.reading, pf, place.index, network) : network;
    return readVirtualFunction(host, pf, deviceClass, place, known);
  });
}

/** What stands in the folder that drivers built beside the kernel make of each VF. */
function withFolder(reading: Reading, { device }: FoundPf, vf: number, network: VfNetworkFacts): VfNetworkFacts {
  const listed = withVlanList(reading, device.path, vf, network);
  return { ...listed, ...promiscuityOf(reading, device.path, vf) };
}
