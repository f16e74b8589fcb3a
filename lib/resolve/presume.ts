import type { CatalogDevice } from '../catalog/device';
import type { DriverProfile } from '../catalog/driver-profile';
import { DEVICE_CLASSES } from '../device-class';
import { HOST, INTERFACE, LINK, NVME, PHYSICAL_FUNCTION } from '../inventory/blank';
import type { Inventory, NetworkFacts, PhysicalFunctionFacts } from '../inventory/inventory';
import type { Finding } from '../model/finding';
import { unsafeNetdevName } from '../model/text';
import type { PciAddress } from '../model/units';
import { NIC_SETTINGS, NVME_SETTINGS } from '../model/vf-settings';
import type { WantedAttachment, WantedHost, WantedPhysicalFunction } from '../model/wanted';
import { namedPciIds } from './device';
import type { ResolvedPf } from './resolved';
import { finding } from './rules';

/** The inventory of a host that was not read: its PFs as far as constructs and catalog let one presume them. */
export function presumeInventory(physicalFunctions: readonly PhysicalFunctionFacts[]): Inventory {
  return { inventoryVersion: 1, takenAt: null, host: HOST, physicalFunctions };
}

/** Rule that says so. */
export const NO_INVENTORY = 'INV-001';

/** Said once for each host that was not read. */
export function presumed(host: WantedHost): Finding {
  return finding(NO_INVENTORY, {
    path: host.path,
    host: host.name,
    pointer: 'inventory',
    message: 'no inventory given; a fresh host is presumed: every PF is there, has its usual driver and no VFs',
  });
}

/** What a presumption of one PF starts from. */
export interface PresumedPf {
  readonly wanted: WantedPhysicalFunction;
  /** Addresses, unlike the rest of a selector, say where a PF is without reading the host. */
  readonly address: PciAddress;
  readonly device: CatalogDevice | null;
  readonly profile: DriverProfile | null;
  readonly deviceClass: ResolvedPf['deviceClass'];
  /** VFs that are wanted; null when a token decides. */
  readonly numVfs: number | null;
}

/**
 * A PF of a fresh host: bound to its usual driver, no VFs yet, drivers probed automatically as the kernel does.
 *
 * Where the catalog does not tell `totalVfs` the PF is presumed to have as many as are wanted, so that the plan can be
 * simulated; `ResolvedPf.totalVfs` stays null then, and CAP-008 asks for the limit. Where the ids are not known they
 * are empty. What only the host can tell (offset and stride, IOMMU group, NUMA node, links, secondary controllers) is
 * not known.
 */
export function presumeFacts(pf: PresumedPf): PhysicalFunctionFacts {
  const { wanted, address, device, deviceClass } = pf;
  const ids = namedPciIds(wanted.device, device);
  const vfDeviceIds = device?.vf.deviceIds ?? [];
  return {
    ...PHYSICAL_FUNCTION,
    address,
    vendorId: ids?.vendorId ?? '',
    deviceId: ids?.deviceId ?? '',
    subsystemVendorId: ids?.subsystemVendorId ?? null,
    subsystemDeviceId: ids?.subsystemDeviceId ?? null,
    classCode: classCodeOf(pf),
    deviceClass,
    driver: usualDriver(pf),
    slot: wanted.selector.slot ?? null,
    serial: wanted.selector.serial ?? null,
    totalVfs: device?.sriov.maxVfsPerPf ?? pf.numVfs,
    vfDeviceId: vfDeviceIds.length === 1 ? (vfDeviceIds[0] ?? null) : null,
    driversAutoprobe: true,
    link: { ...LINK, address },
    network: deviceClass === 'net' ? presumeNetwork(pf) : null,
    nvme: deviceClass === 'nvme' ? NVME : null,
  };
}

function classCodeOf({ device, deviceClass, wanted }: PresumedPf): string {
  return DEVICE_CLASSES[device?.class ?? deviceClass].presumedClassCode(wanted.linkType);
}

function usualDriver({ device, deviceClass }: PresumedPf): string | null {
  return device?.driver.pf ?? DEVICE_CLASSES[deviceClass].driver;
}

function presumeNetwork({ wanted, profile }: PresumedPf): NetworkFacts {
  const { interfaceName: name, permanentMac } = wanted.selector;
  const mac = permanentMac ?? null;
  return {
    // A name too long for the kernel is an altname, and says nothing of the name.
    interfaces:
      name === undefined || unsafeNetdevName(name) !== null ? [] : [{ ...INTERFACE, name, mac, permanentMac: mac }],
    linkType: wanted.linkType ?? null,
    // Every driver that knows switchdev starts in legacy mode.
    eswitchMode: profile?.eswitch?.switchdev === true ? 'legacy' : null,
    carriesManagement: null,
  };
}

/** Class of a PF that was not read: the catalog's, else that of what the constructs and the lock file say about it. */
export function presumeClass(
  pf: WantedPhysicalFunction,
  device: CatalogDevice | null,
  attachments: readonly WantedAttachment[],
  hadAddresses: boolean,
): ResolvedPf['deviceClass'] {
  if (device !== null) return DEVICE_CLASSES[device.class].functions;
  const settings = [...pf.pools.map((pool) => pool.settings), ...attachments.map((attachment) => attachment.overrides)];
  const demands = attachments.map((attachment) => attachment.demand?.kind);
  if (demands.includes('block') || settings.some((stated) => NVME_SETTINGS.some((name) => name in stated)))
    return 'nvme';
  if (hadAddresses || isNic(pf) || demands.includes('network')) return 'net';
  return settings.some((stated) => NIC_SETTINGS.some((name) => name in stated)) ? 'net' : 'other';
}

function isNic(pf: WantedPhysicalFunction): boolean {
  const { permanentMac, interfaceName } = pf.selector;
  return [permanentMac, interfaceName, pf.linkType, pf.eswitchMode, pf.mtu, pf.adminUp].some(
    (value) => value !== undefined,
  );
}
