import type { Construct, IConstruct } from 'constructs';
import { InputError } from '../model/errors';
import type { Finding } from '../model/finding';
import { quoted } from '../model/text';
import type { ConstructPath } from '../model/units';
import type { WantedAttachment, WantedPool } from '../model/wanted';
import type { MigrationMethod } from './enums';
import { VfDriver } from './vf-driver';
import { type IPhysicalFunction, PhysicalFunction } from './physical-function';
import { literalArgument, objectArgument, textArgument, withOwn } from './private/arguments';
import { Fleet } from './private/fleet';
import { statedBy, withGiven } from './private/given-settings';
import { outputText } from './private/lazy';
import { libvirtNetworkName } from './private/outputs';
import { OWN, Properties, type Uses } from './private/properties';
import { SETTING_USES, USE_USES } from './private/setting-uses';
import { holdsToken, Resolver } from './private/tokens';
import type { VirtualFunctionSettings, VirtualFunctionUse } from './settings';
import { SriovConstruct } from './sriov-construct';
import { VmAttachment, type VmAttachmentOptions } from './vm-attachment';

/** A pool of virtual functions. */
export interface IVirtualFunctionPool extends IConstruct {
  /** The PF whose VFs it holds. */
  readonly physicalFunction: IPhysicalFunction;
  /** Labels, those of the PF and host included. */
  readonly labels: Record<string, string>;
}

/** What VFs of a pool have in common besides their settings. */
export interface VirtualFunctionPoolOptions extends VirtualFunctionSettings, VirtualFunctionUse {
  /** Number of VFs. */
  readonly count: number;
  /**
   * Index of the first VF.
   * @default - where it was by the lock file, else after the pools declared before it; a pool that grows takes the lowest
   * VFs that no pool has
   */
  readonly firstVf?: number;
  /**
   * Earlier construct path of this pool: everything that attachments own under it comes along.
   * @default - it was always here
   */
  readonly movedFrom?: string;
  /**
   * How VMs with a VF of the pool migrate, where their attachments do not say it. With VFIO, VFs whose driver is not stated
   * are on the variant of vfio-pci that moves their state, those that nobody holds yet among them.
   * @default - what each attachment that is migratable says
   */
  readonly migrationMethod?: MigrationMethod;
  /**
   * VFs to keep free for VMs to come.
   * @default 0
   */
  readonly reserve?: number;
  /**
   * Settings that weaken isolation and were decided on, by their name, with the reason.
   * @default - none
   */
  readonly waivers?: Record<string, string>;
  /**
   * NVMe: size of the namespace that each VF gets, in bytes, for the check of the drive's capacity.
   * @default - not checked
   */
  readonly namespaceBytes?: number;
  /**
   * Labels, over those of the PF.
   * @default - those of the PF
   */
  readonly labels?: Record<string, string>;
}

/** A pool. */
export interface VirtualFunctionPoolProps extends VirtualFunctionPoolOptions {
  /** The PF whose VFs it holds. */
  readonly physicalFunction: IPhysicalFunction;
}

const PROPERTIES = new Properties({
  ...SETTING_USES,
  ...USE_USES,
  physicalFunction: OWN,
  labels: OWN,
  count: 'count',
  firstVf: 'pool',
  movedFrom: 'pool',
  migrationMethod: 'pool',
  reserve: 'pool',
  waivers: 'pool',
  namespaceBytes: 'pool',
} as const satisfies Uses<VirtualFunctionPoolProps>);

/** VFs of one PF that share settings. */
export class VirtualFunctionPool extends SriovConstruct implements IVirtualFunctionPool {
  public readonly physicalFunction: IPhysicalFunction;
  public readonly labels: Record<string, string>;

  /** @internal */
  public readonly _pf: PhysicalFunction;
  private readonly attachmentList: VmAttachment[] = [];
  private readonly fleet: Fleet;
  /** @internal */
  public readonly _path: string;

  public constructor(
    scope: Construct,
    id: string,
    private readonly props: VirtualFunctionPoolProps,
  ) {
    super(scope, id);
    this._path = this.node.path;
    objectArgument(props, this._path, 'props', 'an object with the PF, { physicalFunction, count }');
    if (!(props.physicalFunction instanceof PhysicalFunction)) {
      throw new InputError(
        this._path,
        'physicalFunction is not one of this library',
        'Make it with new PhysicalFunction',
      );
    }
    this._pf = props.physicalFunction;
    this.physicalFunction = props.physicalFunction;
    this.labels = { ...this._pf.labels, ...props.labels };
    this._pf._addPool(this);
    this.fleet = Fleet.of(this);
    this.fleet.touch(this._path);
  }

  /** The attachments to VFs of this pool. */
  public get attachments(): VmAttachment[] {
    return [...this.attachmentList];
  }

  /** Name of the libvirt network of `libvirtNetworkXml`. */
  public get libvirtNetworkName(): string {
    return libvirtNetworkName(this._path);
  }

  /**
   * libvirt `<network>` that hands out the VFs of this pool that no attachment owns, in any order, to the interfaces that
   * name it; the VLAN of the pool is its default portgroup.
   */
  public get libvirtNetworkXml(): string {
    return outputText(() => this.fleet.poolNetworkXml(this._path), this._pf._carrierReference);
  }

  /**
   * Attach a VF of this pool to a VM.
   *
   * @param vm name of the VM; also the construct id unless the options give one
   */
  public attach(vm: string, options: VmAttachmentOptions = {}): VmAttachment {
    const where = `${this._path}.attach`;
    textArgument(vm, where, 'vm', 'the name of the VM');
    // Other languages give what is left out as null.
    const stated = objectArgument(options ?? {}, where, 'options', 'an object, or leave it out');
    const id = attachmentId(vm, stated, where);
    if (this.node.tryFindChild(id) !== undefined) throw takenId(id, vm, where, stated.attachmentId === undefined);
    return new VmAttachment(this, id, withOwn(stated, { vm, pool: this }, where));
  }

  /** @internal */
  public _addAttachment(attachment: VmAttachment, path: ConstructPath): void {
    this.attachmentList.push(attachment);
    this.fleet.touch(path);
  }

  /** @internal */
  public _wantedAttachments(findings: Finding[]): WantedAttachment[] {
    return this.attachmentList.map((attachment) => attachment._wanted(findings));
  }

  /**
   * What is stated of a property, references included.
   * @internal
   */
  public _stated(name: string): unknown {
    return statedBy(this.props, name);
  }

  /** @internal */
  public _wanted(findings: Finding[]): WantedPool {
    const { props } = this;
    const resolver = new Resolver(this._path, findings);
    const { count, pool, settings, use } = resolver.sort(props, PROPERTIES);
    resolver.labels(props.labels, 'here');
    const stated = withGiven(props, { settings, use }, { path: this._path, resolver, findings });
    const isDefault = props.driver == null && stated.settings.driver == null && !resolver.unresolved.includes('driver');
    return {
      path: this._path,
      // With none at all it is said to be missing; with a token it is 0 until that is known.
      count: props.count == null ? (undefined as never) : 0,
      ...count,
      ...pool,
      ...stated,
      ...(isDefault
        ? { settings: { ...stated.settings, driver: VfDriver.VFIO_PCI.name }, driverIsDefault: true as const }
        : { settings: stated.settings }),
      unresolved: resolver.unresolved,
    };
  }
}

/** The construct id, by which the lock file knows who owns a VF: it must not change from run to run. */
function attachmentId(vm: string, options: VmAttachmentOptions, where: string): string {
  const id = options.attachmentId ?? vm;
  if (id === options.attachmentId || !holdsToken(vm)) return literalArgument(id, where, 'attachmentId', 'an id');
  throw new InputError(
    where,
    'vm is a token, known only at deploy, and the construct id would be made of it',
    'Give attachmentId in the options, an id that is known at synth',
  );
}

/** Twice in a pool: the engine would speak of construct names. */
function takenId(id: string, vm: string, where: string, isOfVm: boolean): InputError {
  const problem = isOfVm
    ? `VM ${quoted(vm)} has an attachment in this pool already, whose id is its name`
    : `attachmentId ${quoted(id)} of VM ${quoted(vm)} stands for another attachment of this pool`;
  return new InputError(where, problem, 'Attach the VM once, or give each further VF of it an attachmentId of its own');
}
