import type { IConstruct } from 'constructs';
import type { DeviceOverride } from '../catalog/overrides';
import { refusedToken } from '../resolve/token-findings';
import { checkedOptions } from './private/app-options';
import { literalArgument, objectArgument } from './private/arguments';
import { Fleet } from './private/fleet';
import { OWN, Properties, type Uses } from './private/properties';
import { holdsToken } from './private/tokens';

/** Class of a PCI device that does SR-IOV. */
export enum DeviceClass {
  NET = 'net',
  NVME = 'nvme',
  CRYPTO = 'crypto',
  GPU = 'gpu',
}

/** Where the library keeps its lock file, and how it talks. */
export interface SriovOptions {
  /**
   * Lock file: which attachment owns which VF. Commit it.
   * @default - `sriov.lock.json` beside the nearest `cdktf.json` at or above the working directory; under a test
   * (`Testing.app()`, or a process of jest, vitest, node:test or pytest) none: the lock is kept in memory
   */
  readonly lockFile?: string;
  /**
   * Name of this app in the lock file, where several apps share one: a stack that the lock file gives to an app of
   * another name is an error (LOCK-011).
   * @default - none: stacks are told apart by their ids alone
   */
  readonly appName?: string;
  /**
   * What derived MAC addresses begin from: 1 to 64 letters, digits, dots, dashes and underscores. Another one changes
   * the MACs of new attachments; those in the lock file stay.
   * @default - the environment variable SRIOV_MAC_SEED, else that of the lock file, made by the first synth
   */
  readonly macSeed?: string;
  /**
   * A lock file that would have to change is an error (LOCK-010), and it is not written. For pipelines.
   * @default - true when the environment variable SRIOV_FROZEN_LOCK is 1 or true
   */
  readonly frozenLock?: boolean;
  /**
   * Print warnings and notes on standard error when the app does not run under the engine's command line, which prints
   * them itself.
   * @default true
   */
  readonly print?: boolean;
  /**
   * Inventories that are older give a warning (OPS-023).
   * @default 30
   */
  readonly maxInventoryAgeDays?: number;
  /**
   * Predict what every VM keeps when a port, a card or a host of a `failoverGroup` is lost, and where it could go, for
   * `sriov report`. It takes up to as long as judging, planning and predicting.
   * @default false
   */
  readonly predictFailures?: boolean;
}

/** What a device can do, where the catalog does not know it or is wrong. */
export interface DeviceLimits {
  /** Where the values come from: data sheet, measurement, `nvme primary-ctrl-caps` of the drive. Findings print it. */
  readonly source: string;
  /**
   * Name of the device; needed for one that the catalog does not have.
   * @default - as in the catalog
   */
  readonly name?: string;
  /**
   * Vendor; needed for one that the catalog does not have.
   * @default - as in the catalog
   */
  readonly vendor?: string;
  /**
   * Class; needed for one that the catalog does not have.
   * @default - as in the catalog
   */
  readonly deviceClass?: DeviceClass;
  /**
   * PCI vendor id of the PF, four hexadecimal digits.
   * @default - as in the catalog
   */
  readonly vendorId?: string;
  /**
   * PCI device id of the PF, four hexadecimal digits.
   * @default - as in the catalog
   */
  readonly deviceId?: string;
  /**
   * Kernel driver of the PF; needed for a device that the catalog does not have.
   * @default - as in the catalog
   */
  readonly pfDriver?: string;
  /**
   * Kernel driver of the VFs.
   * @default - as in the catalog, or the PF's
   */
  readonly vfDriver?: string;
  /**
   * Most VFs of one PF.
   * @default - as in the catalog
   */
  readonly maxVfsPerPf?: number;
  /**
   * Most VFs of all PFs of the device together.
   * @default - as in the catalog
   */
  readonly maxVfsPerDevice?: number;
  /**
   * Link speeds in Gbit/s.
   * @default - as in the catalog
   */
  readonly linkSpeedsGbps?: number[];
  /**
   * NVMe: flexible virtual queue resources in all (VQFRT).
   * @default - as in the catalog
   */
  readonly vqFlexibleTotal?: number;
  /**
   * NVMe: virtual queue resources of one secondary controller at most (VQFRSM).
   * @default - as in the catalog
   */
  readonly vqMaxPerSecondary?: number;
  /**
   * NVMe: flexible virtual interrupt resources in all (VIFRT).
   * @default - as in the catalog
   */
  readonly viFlexibleTotal?: number;
  /**
   * NVMe: virtual interrupt resources of one secondary controller at most (VIFRSM).
   * @default - as in the catalog
   */
  readonly viMaxPerSecondary?: number;
  /**
   * NVMe: sequential reads in MB/s.
   * @default - as in the catalog
   */
  readonly seqReadMBps?: number;
  /**
   * NVMe: sequential writes in MB/s.
   * @default - as in the catalog
   */
  readonly seqWriteMBps?: number;
  /**
   * NVMe: random reads per second.
   * @default - as in the catalog
   */
  readonly randReadIops?: number;
  /**
   * NVMe: random writes per second.
   * @default - as in the catalog
   */
  readonly randWriteIops?: number;
  /**
   * Packets per second of one port, each direction.
   * @default - no ceiling is known
   */
  readonly portPacketsPerSecond?: number;
  /**
   * Packets per second of one VF, each direction.
   * @default - no ceiling is known
   */
  readonly vfPacketsPerSecond?: number;
  /**
   * NVMe: operations per second of one VF.
   * @default - no ceiling is known
   */
  readonly vfIops?: number;
  /**
   * NVMe: MB/s of one VF.
   * @default - no ceiling is known
   */
  readonly vfMBps?: number;
}

const OPTIONS = new Properties({
  lockFile: OWN,
  appName: OWN,
  macSeed: OWN,
  frozenLock: OWN,
  print: OWN,
  maxInventoryAgeDays: OWN,
  predictFailures: OWN,
} as const satisfies Uses<SriovOptions>);

const LIMITS = new Properties({
  source: OWN,
  name: OWN,
  vendor: OWN,
  deviceClass: OWN,
  vendorId: OWN,
  deviceId: OWN,
  pfDriver: OWN,
  vfDriver: OWN,
  maxVfsPerPf: OWN,
  maxVfsPerDevice: OWN,
  linkSpeedsGbps: OWN,
  vqFlexibleTotal: OWN,
  vqMaxPerSecondary: OWN,
  viFlexibleTotal: OWN,
  viMaxPerSecondary: OWN,
  seqReadMBps: OWN,
  seqWriteMBps: OWN,
  randReadIops: OWN,
  randWriteIops: OWN,
  portPacketsPerSecond: OWN,
  vfPacketsPerSecond: OWN,
  vfIops: OWN,
  vfMBps: OWN,
} as const satisfies Uses<DeviceLimits>);

/** What holds for the whole app: lock file, catalog, findings accepted on any scope. */
export class Sriov {
  /** The settings of the app that a construct belongs to. */
  public static of(scope: IConstruct): Sriov {
    return new Sriov(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /** Where the lock file is, and how the library talks. */
  public configure(options: SriovOptions): void {
    objectArgument(options, 'Sriov.configure', 'its argument', 'an object with the options');
    const { inputs } = Fleet.of(this.scope);
    const { path } = this.scope.node;
    const checked = checkedOptions(options, path);
    inputs.say([...OPTIONS.misspelt(options, path), ...checked.findings]);
    inputs.configure(checked.options);
  }

  /**
   * Add the devices and driver profiles of a JSON file to the catalog, or override what it knows of them. The file is
   * of the form `schemas/device-catalog.schema.json`; every entry states its source.
   */
  public addDevicesFile(file: string): void {
    literalArgument(file, 'Sriov.addDevicesFile', 'file', 'the path of the JSON file');
    Fleet.of(this.scope).inputs.addOverridesFile(file);
  }

  /**
   * Add a device to the catalog, or override what it knows of one.
   *
   * @param id catalog id, as `sriov devices` prints it, or a new one
   */
  public addDevice(id: string, limits: DeviceLimits): void {
    literalArgument(id, 'Sriov.addDevice', 'id', 'a catalog id');
    objectArgument(limits, 'Sriov.addDevice', 'limits', 'an object with the limits and their source');
    const { path } = this.scope.node;
    const { inputs } = Fleet.of(this.scope);
    const member = `limits of ${id}`;
    const tokens = Object.entries(limits).flatMap(([name, value]) => (holdsToken(value) ? [name] : []));
    inputs.say([
      ...LIMITS.misspelt(limits, path, member),
      ...tokens.map((name) => refusedToken(path, `${member}.${name}`)),
    ]);
    const known = Object.entries(limits).filter(([name]) => !tokens.includes(name));
    inputs.addOverride(path, overrideOf(id, Object.fromEntries(known) as unknown as DeviceLimits));
  }

  /** Accept a finding on this scope and everything below it, as `acknowledge` of the constructs does. */
  public acknowledge(ruleId: string, reason: string): void {
    Fleet.of(this.scope).acknowledge({ ruleId, reason, constructPath: this.scope.node.path });
  }
}

function overrideOf(id: string, limits: DeviceLimits): DeviceOverride {
  const { source, name, vendor, deviceClass, pfDriver } = limits;
  return withoutEmpty({
    id,
    source,
    name,
    vendor,
    class: deviceClass,
    pf: group({ vendorId: limits.vendorId, deviceId: limits.deviceId }),
    driver: group({ pf: pfDriver, vf: limits.vfDriver ?? pfDriver, profile: pfDriver }),
    sriov: group({ maxVfsPerPf: limits.maxVfsPerPf, maxVfsPerDevice: limits.maxVfsPerDevice }),
    link: group({ speedsGbps: limits.linkSpeedsGbps }),
    nvme: group({
      maxSecondaryControllers: deviceClass === DeviceClass.NVME ? limits.maxVfsPerPf : undefined,
      vqFlexibleTotal: limits.vqFlexibleTotal,
      vqMaxPerSecondary: limits.vqMaxPerSecondary,
      viFlexibleTotal: limits.viFlexibleTotal,
      viMaxPerSecondary: limits.viMaxPerSecondary,
    }),
    performance: group({
      seqReadMBps: limits.seqReadMBps,
      seqWriteMBps: limits.seqWriteMBps,
      randReadIops: limits.randReadIops,
      randWriteIops: limits.randWriteIops,
    }),
    ceilings: group({
      portPacketsPerSecond: limits.portPacketsPerSecond,
      vfPacketsPerSecond: limits.vfPacketsPerSecond,
      vfIops: limits.vfIops,
      vfMBps: limits.vfMBps,
    }),
  });
}

/** The stated values of a group; nothing when none is. */
function group<T extends object>(values: T): T | undefined {
  const stated = withoutEmpty(values);
  return Object.keys(stated).length > 0 ? stated : undefined;
}

function withoutEmpty<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
