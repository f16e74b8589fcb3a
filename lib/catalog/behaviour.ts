import type { KernelFact } from '../model/kernel-release';
import type { VfLinkState } from '../model/settings';
import type { MacAddress } from '../model/units';
import type { LinkSetting } from '../model/vf-settings';
import { type Catalog, profileOfDriver } from './catalog';
import type {
  DriverProfile,
  EswitchBehaviour,
  EswitchErrno,
  EswitchOrder,
  LinkLoss,
  MsixBehaviour,
  NumVfsRefusal,
  QatServiceRules,
  TransientError,
  VfQuotas,
} from './driver-profile';
import { noVfOperations, operationsOf, UNKNOWN_OPERATIONS } from './operation-flags';
import type { Operations } from './operations';

/**
 * How a driver behaves, as far as planner and kernel model ask: a driver profile without its words. A plan carries one
 * for each driver of its PFs, so that whoever works with the plan knows what the app was given. `null`: not known.
 */
export interface DriverBehaviour {
  /** Name under `/sys/bus/pci/drivers`, or of a catalog device's driver (`i915/xe`). */
  readonly name: string;
  /** Where it comes from: the text of the user who stated it, or of what goes beyond the profile's groups. */
  readonly source: string | null;
  /** What the driver does with each attribute of a VF, and with its MTU. */
  readonly operations: Operations;
  /** Errors of these operations that pass by themselves. */
  readonly transientErrors: readonly TransientError[];
  readonly switchdev: boolean | null;
  /** When the eswitch mode can be set. */
  readonly eswitchOrder: EswitchOrder | null;
  /** What setting a mode gives where nothing can set it. */
  readonly eswitchErrno: KernelFact<EswitchErrno>;
  /** In switchdev mode no VF comes into being while the netdev of the PF is a bridge port (EAGAIN). */
  readonly bridgePortBlocksVfs: KernelFact<boolean>;
  /** When the protocol of a port VLAN is reported as it was set: beside a VLAN or priority alone, or never; it is 802.1Q else. */
  readonly showsVlanProtocol: 'always' | 'with-vlan' | 'never';
  /** switchdev mode is refused (EPERM) while there are no VFs. Absent: it is not. */
  readonly switchdevNeedsVfs?: KernelFact<boolean>;
  /** switchdev mode is refused (EPERM) of PFs whose netdev stands for several of them. Absent: it is not. */
  readonly joinedPfsStayLegacy?: KernelFact<boolean>;
  /** The devlink port of a VF takes `migratable`, where the card has it. Absent: not known. */
  readonly portMigratable?: KernelFact<boolean>;
  /** Files below `sriov_admin/vfN/profile` of the PF. Absent: not known. */
  readonly vfQuotas?: VfQuotas;
  /** `sriov_vf_msix_count`. */
  readonly msixCount: KernelFact<boolean>;
  /** Vectors that the driver adds to the number that is written there. */
  readonly msixAdded: number;
  /** What a write of 0 there does; null: not known. */
  readonly msixZero: 'default' | 'ignored' | null;
  /** Fewest and most vectors of a VF are in the firmware, and nothing tells them. */
  readonly msixBoundsInFirmware: boolean;
  /** What `qat/cfg_services` takes; null: there is no such file, or nothing is known of it. */
  readonly qatServices: QatServiceRules | null;
  /** `sriov_numvfs` reaches the driver; false within a range of kernels: it has no VFs there. */
  readonly createsVfs: KernelFact<boolean>;
  /** All VFs of the capability come into being, whatever number other than 0 is written. */
  readonly makesAllVfs: boolean;
  /** Writing 0 to `sriov_numvfs` is refused (EINVAL) while there are VFs. Absent: it is not. */
  readonly keepsVfs?: KernelFact<boolean>;
  /** With the PF down no VF comes into being, and no error either. */
  readonly nothingWhileDown: boolean;
  /** Errors that the driver gives to those who want VFs of it. */
  readonly numVfsRefusals: readonly NumVfsRefusal[];
  /** What the PF reports of a VF that has just come into being. */
  readonly newVf: NewVfDefaults;
  /** The PF reports the MAC that a VF's native driver invents where none was set, as long as the PF is up. */
  readonly reportsInventedMac: boolean;
  /** The native driver of a VF asks the PF for its MAC, and invents one while the PF is down. */
  readonly macNeedsPfUp: boolean;
  /** A new MAC resets the VF, and its native driver takes it while it is bound; else, or where it is not known, it does when it is bound again. */
  readonly boundVfTakesMac: boolean;
  /** The PF restarts while its VFs come into being: their native drivers reach it only later. */
  readonly restartsWithVfs: KernelFact<boolean>;
  /** Binding fails with ENODEV where the controller does not become ready; false: it passes, and the driver lets go in the background. */
  readonly bindNeedsController: KernelFact<boolean>;
  /** The native driver of VFs hands them to VMs itself: they are never taken from it. */
  readonly nativeHandsToVms: boolean;
  /** Binds to VFs, where an override names it. */
  readonly takesVfs: boolean;
  /** VFs of the capability that the driver does not let anybody create. */
  readonly vfsKeptBack: number;
  /** Settings that a VF gets again which comes into being after another one with its index. Absent: none is known. */
  readonly outliveVfs?: readonly LinkSetting[];
  /** What becomes of the link of the PF when its VFs come or go. */
  readonly linkLoss: LinkLoss | null;
}

/** `null`: it differs by driver, and of this one no source says it. */
export interface NewVfDefaults {
  readonly mac: KernelFact<MacAddress>;
  readonly spoofCheck: KernelFact<boolean>;
  readonly trust: KernelFact<boolean>;
  readonly linkState: KernelFact<VfLinkState>;
}

/** Behaviour of a driver by the catalog; everything not known where that has no profile for it. */
export function behaviourOf(catalog: Catalog, name: string): DriverBehaviour {
  return { ...fromProfile(name, profileOfDriver(catalog, name)), ...DRIVERS_OF_NO_DEVICE[name] };
}

/** Drivers of the kernel that take any device, so that no profile is about them. */
const DRIVERS_OF_NO_DEVICE: Readonly<Record<string, Partial<DriverBehaviour>>> = {
  // Measured: ENOENT unless the module was loaded with enable_sriov=Y, which no file of the PF tells.
  'vfio-pci': { createsVfs: false },
  // Measured: creates VFs and has no netdev.
  'pci-pf-stub': { operations: noVfOperations('measured: it has no netdev'), msixCount: false },
};

/** Whether a driver is one that takes any device, as the stubs of VFIO do: no profile is about it. */
export function takesAnyDevice(driver: string): boolean {
  return DRIVERS_OF_NO_DEVICE[driver] !== undefined;
}

const NOTHING_KNOWN: Omit<DriverBehaviour, 'name'> = {
  source: null,
  operations: UNKNOWN_OPERATIONS,
  transientErrors: [],
  switchdev: null,
  eswitchOrder: null,
  eswitchErrno: null,
  bridgePortBlocksVfs: false,
  showsVlanProtocol: 'always',
  msixCount: null,
  msixAdded: 0,
  msixZero: null,
  msixBoundsInFirmware: false,
  qatServices: null,
  createsVfs: true,
  makesAllVfs: false,
  nothingWhileDown: false,
  numVfsRefusals: [],
  newVf: { mac: null, spoofCheck: null, trust: null, linkState: null },
  reportsInventedMac: false,
  macNeedsPfUp: false,
  boundVfTakesMac: false,
  restartsWithVfs: null,
  bindNeedsController: null,
  nativeHandsToVms: false,
  takesVfs: true,
  vfsKeptBack: 0,
  linkLoss: null,
};

function fromProfile(name: string, profile: DriverProfile | null): DriverBehaviour {
  if (profile === null) return { name, ...NOTHING_KNOWN };
  const { behaviour = {}, eswitch, msix, numVfs, userSource } = profile;
  const { source = null, newVf, ...stated } = behaviour;
  return {
    name,
    ...NOTHING_KNOWN,
    ...stated,
    source: userSource ?? source,
    operations: operationsOf(profile),
    transientErrors: profile.transientErrors ?? NOTHING_KNOWN.transientErrors,
    ...eswitchOf(eswitch),
    ...msixOf(msix),
    ...quotasOf(profile),
    qatServices: profile.qatServices?.byDriver[name] ?? null,
    nothingWhileDown: numVfs?.silentZeroWhenPfDown ?? false,
    numVfsRefusals: numVfs?.refusals ?? NOTHING_KNOWN.numVfsRefusals,
    newVf: { ...NOTHING_KNOWN.newVf, ...newVf },
    linkLoss: numVfs?.linkLoss ?? null,
  };
}

function quotasOf({ vfQuotas }: DriverProfile): Pick<DriverBehaviour, 'vfQuotas'> {
  if (vfQuotas === undefined) return {};
  const { source: _source, ...quotas } = vfQuotas;
  return { vfQuotas: quotas };
}

function msixOf(msix: MsixBehaviour | undefined) {
  return {
    msixCount: msix?.vfMsixCountSysfs ?? null,
    msixAdded: msix?.nonQueueVectorsPerVf ?? 0,
    msixZero: msix?.zeroWrite ?? null,
    msixBoundsInFirmware: msix?.boundsInFirmware ?? false,
  };
}

function eswitchOf(eswitch: EswitchBehaviour | undefined) {
  return {
    switchdev: eswitch?.switchdev ?? null,
    eswitchOrder: eswitch?.order ?? null,
    eswitchErrno: eswitch?.modeErrno ?? null,
    ...(eswitch?.switchdevNeedsVfs !== undefined && { switchdevNeedsVfs: eswitch.switchdevNeedsVfs }),
    ...(eswitch?.joinedPfsStayLegacy !== undefined && { joinedPfsStayLegacy: eswitch.joinedPfsStayLegacy }),
    ...(eswitch?.portMigratable !== undefined && { portMigratable: eswitch.portMigratable }),
  };
}
