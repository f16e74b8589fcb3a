import { Fn, type ITerraformDependable } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import { InputError } from '../model/errors';
import type { Finding } from '../model/finding';
import type { GuidName } from '../model/vf-settings';
import type { WantedAttachment } from '../model/wanted';
import type { Demand, GuaranteeProps } from './demand';
import type { MigrationMethod, NumaPolicy } from './enums';
import { objectArgument } from './private/arguments';
import { Fleet } from './private/fleet';
import { statedBy, withGiven } from './private/given-settings';
import { outputText } from './private/lazy';
import { MAC_AT_DEPLOY } from './private/outputs';
import { OWN, Properties, type Uses } from './private/properties';
import { ADDRESS_USES, SETTING_USES, USE_USES } from './private/setting-uses';
import { holdsToken, Resolver } from './private/tokens';
import type { VirtualFunctionSettings, VirtualFunctionUse } from './settings';
import { SriovConstruct } from './sriov-construct';
import { type IVirtualFunctionPool, VirtualFunctionPool } from './virtual-function-pool';

/** One VM holding one VF. */
export interface IVmAttachment extends IConstruct {
  /** Name of the VM. */
  readonly vm: string;
  /** PCI address of the VF on its host, `0000:3b:01.2`. */
  readonly pciAddress: string;
  /** MAC address of the VF; empty for functions that are no NIC. */
  readonly macAddress: string;
  /** GUID of the VF as a node of an InfiniBand fabric; empty elsewhere. */
  readonly nodeGuid: string;
  /** GUID of the VF's InfiniBand port; empty elsewhere. */
  readonly portGuid: string;
  /** Index of the VF on its PF. */
  readonly vfIndex: string;
}

/** An attachment, without VM and pool. Settings override those of the pool for this VF. */
export interface VmAttachmentOptions extends VirtualFunctionSettings, VirtualFunctionUse {
  /**
   * Construct id, for a VM with more than one VF of a pool.
   * @default - the name of the VM
   */
  readonly attachmentId?: string;
  /**
   * Administrative MAC address of the VF.
   * @default - a locally administered address derived from the construct path, kept in the lock file
   */
  readonly mac?: string;
  /**
   * GUID of the VF as a node of an InfiniBand fabric, `02:5a:00:00:00:00:00:01`. It means something on PFs whose link type is
   * InfiniBand, and nothing elsewhere.
   * @default - on InfiniBand one derived from the construct path, kept in the lock file
   */
  readonly nodeGuid?: string;
  /**
   * GUID of the VF's port on InfiniBand, by which the subnet manager knows it: partitions are given to it.
   * @default - on InfiniBand one derived from the construct path, kept in the lock file
   */
  readonly portGuid?: string;
  /**
   * Pins the attachment to this VF.
   * @default - the one it has in the lock file, else the lowest free one of the pool
   */
  readonly pinnedVf?: number;
  /**
   * Earlier construct path of this attachment: it keeps the VF, the MAC and the GUIDs it had there.
   * @default - it was always here
   */
  readonly movedFrom?: string;
  /**
   * What the VM wants to move.
   * @default - not stated: the prediction says what it could take
   */
  readonly demand?: Demand;
  /**
   * What the VM must get however greedy its neighbours are.
   * @default - nothing
   */
  readonly guarantee?: GuaranteeProps;
  /**
   * NUMA node of the VM's CPUs and memory.
   * @default - not known
   */
  readonly vmNumaNode?: number;
  /**
   * How close the VF must be.
   * @default NumaPolicy.PREFERRED
   */
  readonly numaPolicy?: NumaPolicy;
  /**
   * Attachments of one VM with the same group are a redundant pair.
   * @default - none
   */
  readonly haGroup?: string;
  /**
   * The redundant pair must sit on different cards, not only on different PFs.
   * @default false
   */
  readonly haAcrossCards?: boolean;
  /**
   * libvirt teaming: MAC address of the virtio interface that stands by.
   * @default - no teaming
   */
  readonly teamingStandbyMac?: string;
  /**
   * libvirt teaming: alias of the virtio interface that stands by, `ua-backup0`. The XML of the VF refers to it.
   * @default - none, which BOND-005 asks for where there is a standby interface
   */
  readonly teamingStandbyAlias?: string;
  /**
   * The VM is to be live-migrated.
   * @default false
   */
  readonly migratable?: boolean;
  /**
   * How the VM manager migrates the VM.
   * @default - that of the pool, else TEAMING where teamingStandbyMac is stated, else VFIO
   */
  readonly migrationMethod?: MigrationMethod;
  /**
   * Pools that a migration may move the VM to.
   * @default - none
   */
  readonly migrationTargets?: IVirtualFunctionPool[];
  /**
   * Labels, over those of the pool.
   * @default - those of the pool
   */
  readonly labels?: Record<string, string>;
}

/** An attachment. */
export interface VmAttachmentProps extends VmAttachmentOptions {
  /** Name of the VM. */
  readonly vm: string;
  /** Pool to take the VF from. */
  readonly pool: IVirtualFunctionPool;
}

const PROPERTIES = new Properties({
  ...SETTING_USES,
  ...USE_USES,
  ...ADDRESS_USES,
  vm: OWN,
  pool: OWN,
  attachmentId: OWN,
  labels: OWN,
  demand: OWN,
  guarantee: OWN,
  migrationTargets: OWN,
  pinnedVf: 'attachment',
  movedFrom: 'attachment',
  vmNumaNode: 'attachment',
  numaPolicy: 'attachment',
  haGroup: 'attachment',
  haAcrossCards: 'attachment',
  teamingStandbyMac: 'attachment',
  teamingStandbyAlias: 'attachment',
  migratable: 'attachment',
  migrationMethod: 'attachment',
} as const satisfies Uses<VmAttachmentProps>);

const GUARANTEE = new Properties({ txMbps: OWN, rxMbps: OWN, iops: OWN } as const satisfies Uses<GuaranteeProps>);

/** One VM holding one VF of a pool. Its outputs feed the resources of other providers. */
export class VmAttachment extends SriovConstruct implements IVmAttachment {
  public readonly vm: string;
  public readonly pool: IVirtualFunctionPool;

  private readonly _pool: VirtualFunctionPool;
  private readonly path: string;

  public constructor(
    scope: Construct,
    id: string,
    private readonly props: VmAttachmentProps,
  ) {
    super(scope, id);
    this.path = this.node.path;
    objectArgument(props, this.path, 'props', 'an object with the pool, { pool, vm }');
    if (!(props.pool instanceof VirtualFunctionPool)) {
      throw new InputError(this.path, 'pool is not one of this library', 'Make it with new VirtualFunctionPool');
    }
    this._pool = props.pool;
    this.pool = props.pool;
    this.vm = props.vm;
    props.pool._addAttachment(this, this.path);
  }

  /** Labels: its own over those of the pool. */
  public get labels(): Record<string, string> {
    return { ...this._pool.labels, ...this.props.labels };
  }

  /** PCI address of the VF on its host, `0000:3b:01.2`. */
  public get pciAddress(): string {
    return this.output('pciAddress');
  }

  /** MAC address of the VF; empty for functions that are no NIC. One that is a reference is passed on. */
  public get macAddress(): string {
    const mac = this.macAtDeploy;
    return mac === undefined ? this.output('macAddress') : Fn.replace(this.output('macAddress'), MAC_AT_DEPLOY, mac);
  }

  /** GUID of the VF as a node of an InfiniBand fabric; empty elsewhere. One that is a reference is passed on. */
  public get nodeGuid(): string {
    return this.guid('nodeGuid');
  }

  /** GUID of the VF's InfiniBand port, for the partitions of the subnet manager; empty elsewhere. One that is a reference is passed on. */
  public get portGuid(): string {
    return this.guid('portGuid');
  }

  /** Index of the VF on its PF. */
  public get vfIndex(): string {
    return this.output('vfIndex');
  }

  /** Vendor and device of the VF, `8086:1889`: not those of the card. */
  public get pciId(): string {
    return this.output('pciId');
  }

  /** Subsystem vendor and device of the VF, `8086:0000`. Known once a VF exists and the inventory was read. */
  public get pciSubsystemId(): string {
    return this.output('pciSubsystemId');
  }

  /** IOMMU group of the VF as a number in text. Known once the VF exists and the inventory was read. */
  public get iommuGroup(): string {
    return this.output('iommuGroup');
  }

  /** Domain of the VF's PCI address as a decimal number in text, `0`: for providers that take addresses apart. */
  public get pciDomain(): string {
    return this.output('pciDomain');
  }

  /** Bus of the VF's PCI address as a decimal number in text: `59` for 3b. */
  public get pciBus(): string {
    return this.output('pciBus');
  }

  /** Slot (device number) of the VF's PCI address as a decimal number in text. */
  public get pciSlot(): string {
    return this.output('pciSlot');
  }

  /** Function of the VF's PCI address as a decimal number in text. */
  public get pciFunction(): string {
    return this.output('pciFunction');
  }

  /**
   * libvirt `<hostdev mode='subsystem' type='pci'>` element. libvirt leaves MAC, VLAN and all else of the VF as the plan
   * has set it.
   */
  public get libvirtHostdevXml(): string {
    return this.output('libvirtHostdevXml');
  }

  /**
   * libvirt `<interface type='hostdev'>` element with MAC and VLAN; for NICs whose VLAN has neither a priority nor
   * 802.1ad, for which libvirt has no words. A MAC that is a reference is put in at deploy, and has to be one then.
   */
  public get libvirtInterfaceXml(): string {
    const xml = this.output('libvirtInterfaceXml');
    const mac = this.macAtDeploy;
    return mac === undefined ? xml : Fn.replace(xml, MAC_AT_DEPLOY, Fn.regex(MAC_PATTERN, mac));
  }

  /** QEMU device argument, `vfio-pci,host=0000:3b:01.2`, to follow `-device`. */
  public get qemuDevice(): string {
    return this.output('qemuDevice');
  }

  /** Value of Proxmox VE's `hostpciN`. */
  public get proxmoxHostpci(): string {
    return this.output('proxmoxHostpci');
  }

  /** What a resource that uses this VF depends on: the resource that configures it, if the carrier has one. */
  public get terraformDependencies(): ITerraformDependable[] {
    return this._pool._pf.terraformDependencies;
  }

  /**
   * What is stated of a property, references included.
   * @internal
   */
  public _stated(name: string): unknown {
    return name === 'demand' ? this.props.demand?._data : statedBy(this.props, name);
  }

  /** @internal */
  public get _path(): string {
    return this.path;
  }

  /** @internal */
  public _wanted(findings: Finding[]): WantedAttachment {
    const { props } = this;
    const resolver = new Resolver(this.path, findings);
    const { settings, use, attachment } = resolver.sort(props, PROPERTIES);
    const { settings: overrides, ...stated } = withGiven(
      props,
      { settings, use },
      { path: this.path, resolver, findings },
    );
    resolver.labels(props.labels, 'here');
    const guarantee = resolver.group('guarantee', props.guarantee, GUARANTEE);
    // JavaScript lets other objects through, which then are no demand and said to be none.
    const demand = resolver.known('demand', props.demand?._data ?? (props.demand as never));
    for (const misspelt of props.demand?._misspelt?.(this.path) ?? []) findings.push(misspelt);
    return {
      path: this.path,
      // With none at all it is said to be missing; for a token the id stands.
      vm: props.vm == null ? (undefined as never) : (resolver.known('vm', props.vm) ?? this.node.id),
      pool: this._pool._path,
      overrides,
      ...stated,
      ...attachment,
      ...(demand === undefined ? {} : { demand }),
      ...(guarantee === undefined ? {} : { guarantee }),
      ...(props.migrationTargets === undefined ? {} : { migrationTargets: pathsOf(props.migrationTargets) }),
      unresolved: resolver.unresolved,
    };
  }

  private output(name: AttachmentOutputName): string {
    const fleet = Fleet.of(this);
    return outputText(() => fleet.attachmentOutput(this.path, name), this._pool._pf._carrierReference);
  }

  private guid(name: GuidName): string {
    const stated = this.props[name];
    return stated !== undefined && holdsToken(stated) ? stated : this.output(name);
  }

  private get macAtDeploy(): string | undefined {
    const { mac } = this.props;
    return mac !== undefined && holdsToken(mac) ? mac : undefined;
  }
}

/** Paths of the pools; what plain JavaScript gives in their place stays as it is, and is a finding. */
function pathsOf(pools: readonly IVirtualFunctionPool[]): readonly string[] {
  if (!Array.isArray(pools)) return pools as never;
  return pools.map((pool: Partial<IVirtualFunctionPool> | undefined) => pool?.node?.path ?? (pool as never));
}

/** What a MAC that is known at deploy has to be, since it is put into XML. */
const MAC_PATTERN = '^[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}$';

type AttachmentOutputName = Parameters<Fleet['attachmentOutput']>[1];
