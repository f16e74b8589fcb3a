import { type Catalog, profileOfDriver } from '../../catalog/catalog';
import type { DriverProfile, VfAttributeSupport } from '../../catalog/device';
import { linkLossMilliseconds, lostInSwitchdev, reportsInventedMac, settingsNeedPfUp } from '../../plan/drivers';
import { changed, type OperationResult } from './result';

/** Attributes of `ip link set PF vf N`, by their name in a driver profile. */
export type VfAttribute =
  | 'mac'
  | 'vlan'
  | 'vlanQos'
  | 'vlanProto8021ad'
  | 'spoofchk'
  | 'trust'
  | 'linkState'
  | 'minTxRate'
  | 'maxTxRate'
  | 'queryRss';

/** How a PF's driver behaves. `null`: not known; the model assumes that the driver does it, and says so. */
export interface KernelDriver {
  readonly name: string;
  /** `sriov_numvfs` reaches the driver. */
  readonly createsVfs: boolean;
  readonly attributes: VfAttributeSupport | null;
  /** The driver has no operation for any VF attribute. */
  readonly noVfOperations: boolean;
  /** Attributes that go away in switchdev mode. */
  readonly lostInSwitchdev: readonly VfAttribute[];
  readonly switchdev: boolean | null;
  /** The eswitch mode cannot be changed while VFs exist. */
  readonly switchNeedsNoVfs: boolean;
  /** `sriov_vf_msix_count`. */
  readonly msixCount: boolean | null;
  /** With the PF down no VF comes into being, and no error either. */
  readonly nothingWhileDown: boolean;
  /** VF attributes give EINVAL while the PF is down. */
  readonly attributesNeedPfUp: boolean;
  /** Rates give EINVAL without carrier. */
  readonly rateNeedsCarrier: boolean | null;
  /** Guarantees may not add up to more than the link carries. */
  readonly guaranteesFitLink: boolean;
  /** Without any VF, spoof check gives EOPNOTSUPP and not EINVAL. */
  readonly spoofCheckNeedsVfs: boolean;
  /** Highest VLAN id that the driver takes. */
  readonly maxVlan: number;
  /** The PF reports the MAC that a VF's native driver invents where none was set. */
  readonly reportsInventedMac: boolean;
  /** The native driver of a VF asks the PF for its MAC, and invents one while the PF is down. */
  readonly macNeedsPfUp: boolean;
  /** Binds to VFs, where an override names it. */
  readonly takesVfs: boolean;
  /** VFs of the capability that the driver does not let anybody create. */
  readonly vfsKeptBack: number;
  /** How long the PF's link is away after VFs were created or removed while it was up. */
  readonly linkLossMilliseconds: number;
}

type Behaviour = Partial<Omit<KernelDriver, 'name' | 'attributes'>>;

/** What profiles do not say. */
const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  // Measured on Linux 6.1 and 6.12 with QEMU's igb: rates refused without carrier; igbvf asks the PF for its MAC; of the
  // 8 VFs of 82576 and I350 it keeps one for itself.
  igb: {
    rateNeedsCarrier: true,
    macNeedsPfUp: true,
    vfsKeptBack: 1,
    spoofCheckNeedsVfs: true,
    takesVfs: false,
  },
  // The link must be up at exactly 10 Gbit/s: `maxTxRateConstraint` of its profile.
  ixgbe: { rateNeedsCarrier: true },
  // `forbiddenWhen` of its profiles: VFs exist; sum of guarantees above the link's speed.
  ice: { switchNeedsNoVfs: true, guaranteesFitLink: true },
  // Measured: PF without VF operations.
  virtio_net: { noVfOperations: true },
  // Measured: ENOENT unless the module was loaded with enable_sriov=Y, which no file of the PF tells.
  'vfio-pci': { createsVfs: false },
  // Measured: creates VFs and has no netdev.
  'pci-pf-stub': { noVfOperations: true, msixCount: false },
  // Measured: EOPNOTSUPP.
  nvme: { msixCount: false },
};

/** The kernel takes VLAN 0 to 4095 (measured on igb); `ip` refuses more before it asks the kernel. */
export const MAX_KERNEL_VLAN = 4095;

const built = new WeakMap<Catalog, Map<string, KernelDriver>>();

/** The driver by its name under `/sys/bus/pci/drivers`; built once a catalog. */
export function kernelDriver(catalog: Catalog, name: string): KernelDriver {
  const drivers = built.get(catalog) ?? new Map<string, KernelDriver>();
  const known = drivers.get(name);
  if (known !== undefined) return known;
  const driver = build(name, profileOfDriver(catalog, name));
  built.set(catalog, drivers.set(name, driver));
  return driver;
}

function build(name: string, profile: DriverProfile | null): KernelDriver {
  return {
    name,
    createsVfs: true,
    attributes: profile?.vfAttributes ?? null,
    noVfOperations: false,
    lostInSwitchdev: lostInSwitchdev(name),
    switchdev: profile?.eswitch?.switchdev ?? null,
    switchNeedsNoVfs: false,
    msixCount: profile?.msix?.vfMsixCountSysfs ?? null,
    nothingWhileDown: profile?.numVfs?.silentZeroWhenPfDown ?? false,
    attributesNeedPfUp: settingsNeedPfUp(name),
    rateNeedsCarrier: null,
    guaranteesFitLink: false,
    spoofCheckNeedsVfs: false,
    maxVlan: profile?.vfAttributes?.vlanMax ?? MAX_KERNEL_VLAN,
    reportsInventedMac: reportsInventedMac(name),
    macNeedsPfUp: false,
    takesVfs: true,
    vfsKeptBack: 0,
    linkLossMilliseconds: linkLossMilliseconds(name),
    ...BEHAVIOURS[name],
  };
}

/** true: the driver takes the attribute; false: EOPNOTSUPP; null: not known. */
export function supports(driver: KernelDriver, attribute: VfAttribute, switchdev: boolean): boolean | null {
  if (driver.noVfOperations) return false;
  if (switchdev && driver.lostInSwitchdev.includes(attribute)) return false;
  return driver.attributes?.[attribute] ?? null;
}

const assumptions = new WeakMap<KernelDriver, Map<string, OperationResult>>();

/** A change that is made only because nobody knows better, with a note that says so; built once, as plans repeat their steps. */
export function assumed(driver: KernelDriver, what: string): OperationResult {
  const ofDriver = assumptions.get(driver) ?? new Map<string, OperationResult>();
  const known = ofDriver.get(what);
  if (known !== undefined) return known;
  const result = changed(`assumed: ${driver.name} takes ${what}; no source says so`);
  assumptions.set(driver, ofDriver.set(what, result));
  return result;
}
