import type { Construct, IConstruct } from 'constructs';
import { stackOf, whereValidationIsSkipped } from '../engine/stack';
import { InputError } from '../model/errors';
import type { Finding } from '../model/finding';
import type { WantedHost } from '../model/wanted';
import { Carrier } from './carrier';
import type { IommuMode, Persistence } from './enums';
import { HostInventory } from './host-inventory';
import type { PredictedHost, PredictOptions } from './host-prediction';
import { PhysicalFunction, type PhysicalFunctionOptions } from './physical-function';
import { instanceArgument, objectArgument, withOwn } from './private/arguments';
import { Fleet } from './private/fleet';
import { statedBy } from './private/given-settings';
import { OWN, Properties, type Uses } from './private/properties';
import { markStack } from './private/stack-mark';
import { Resolver } from './private/tokens';
import { SriovConstruct } from './sriov-construct';

/** A host with SR-IOV devices. */
export interface ISriovHost extends IConstruct {
  /** Name of the host in files and messages. */
  readonly hostName: string;
  /** Whether somebody else creates and configures the VFs of this host. */
  readonly externallyManaged: boolean;
  /** Labels of the host; everything on it inherits them. */
  readonly labels: Record<string, string>;
}

/** What to know of a host that somebody else manages. */
export interface SriovHostAttributes {
  /**
   * Name of the host.
   * @default - the construct id
   */
  readonly hostName?: string;
  /**
   * What the host has and how it is set now.
   * @default - none: limits come from the catalog
   */
  readonly inventory?: HostInventory;
  /**
   * Labels.
   * @default - none
   */
  readonly labels?: Record<string, string>;
}

/** Decisions about a host. */
export interface SriovHostOptions {
  /**
   * Name of the host in files and messages.
   * @default - the construct id
   */
  readonly hostName?: string;
  /**
   * Earlier construct path of this host: everything that attachments own under it comes along.
   * @default - it was always here
   */
  readonly movedFrom?: string;
  /**
   * How the plan reaches the host.
   * @default Carrier.planOnly()
   */
  readonly carrier?: Carrier;
  /**
   * Labels; PFs, pools and attachments inherit them.
   * @default - none
   */
  readonly labels?: Record<string, string>;
  /**
   * VMs of tenants that do not trust each other share the host.
   * @default - true when the pools and attachments name more than one untrusted tenant
   */
  readonly multiTenant?: boolean;
  /**
   * IOMMU mode that you decided on for the host's own devices.
   * @default - not checked
   */
  readonly iommuMode?: IommuMode;
  /**
   * Kernel arguments that you are going to set. They need a reboot.
   * @default - none
   */
  readonly kernelArguments?: string[];
  /**
   * The host may be rebooted to carry out the plan.
   * @default false
   */
  readonly allowReboot?: boolean;
  /**
   * How VFs come back after a reboot.
   * @default - not chosen, which OPS-008 warns about
   */
  readonly persistence?: Persistence;
  /**
   * vCPUs of a VM of this host, for the VMs that a host carries and what they cost; with `vmMemoryGib`.
   * @default - not known
   */
  readonly vmVcpus?: number;
  /**
   * Memory of a VM of this host in GiB; with `vmVcpus`.
   * @default - not known
   */
  readonly vmMemoryGib?: number;
  /**
   * Hosts that name the same group take each other's VMs in when one is lost: `predictFailures` of `Sriov.configure` then says
   * where each VM of this host could go.
   * @default - none: the loss of the whole host is not predicted
   */
  readonly failoverGroup?: string;
  /**
   * Attachments (by construct path) and VFs (by PCI address) that the plan may take away or change while they are in
   * use.
   * @default - none: the plan refuses
   */
  readonly allowDisrupt?: string[];
}

/** A host. */
export interface SriovHostProps extends SriovHostOptions {
  /**
   * What the host has and how it is set now.
   * @default - none: a fresh host as the catalog describes its devices, which INV-001 says
   */
  readonly inventory?: HostInventory;
  /**
   * Somebody else creates and configures the VFs of this host: they are checked and attached, never touched.
   * @default false
   */
  readonly externallyManaged?: boolean;
}

const PROPERTIES = new Properties({
  hostName: OWN,
  carrier: OWN,
  labels: OWN,
  inventory: OWN,
  externallyManaged: OWN,
  movedFrom: 'host',
  multiTenant: 'policy',
  iommuMode: 'policy',
  kernelArguments: 'policy',
  allowReboot: 'policy',
  persistence: 'policy',
  vmVcpus: 'policy',
  vmMemoryGib: 'policy',
  failoverGroup: 'policy',
  allowDisrupt: 'policy',
} as const satisfies Uses<SriovHostProps>);

/**
 * A host whose SR-IOV devices are described, checked, planned and simulated as code.
 *
 * @example
 * const host = new SriovHost(stack, 'kvm01', { inventory: HostInventory.fromFile('kvm01.json') });
 */
export class SriovHost extends SriovConstruct implements ISriovHost {
  /** A host described by its inventory. */
  public static fromInventory(
    scope: Construct,
    id: string,
    inventory: HostInventory,
    options: SriovHostOptions = {},
  ): SriovHost {
    return new SriovHost(scope, id, withOwn(options, { inventory }, 'SriovHost.fromInventory'));
  }

  /** A host that somebody else manages: its VFs are checked and attached, never touched. */
  public static fromSriovHostAttributes(scope: Construct, id: string, attributes: SriovHostAttributes): ISriovHost {
    return new SriovHost(
      scope,
      id,
      withOwn(attributes, { externallyManaged: true }, 'SriovHost.fromSriovHostAttributes'),
    );
  }

  /**
   * The host behind an interface.
   * @internal
   */
  public static _of(host: ISriovHost, user: string): SriovHost {
    if (host instanceof SriovHost) return host;
    throw new InputError(
      user,
      'the host is not one of this library',
      'Make it with new SriovHost or SriovHost.fromSriovHostAttributes',
    );
  }

  public readonly hostName: string;
  public readonly externallyManaged: boolean;
  public readonly labels: Record<string, string>;

  /** @internal */
  public readonly _carrier: Carrier;
  private readonly pfs: PhysicalFunction[] = [];
  private readonly path: string;

  public constructor(
    scope: Construct,
    id: string,
    private readonly props: SriovHostProps = {},
  ) {
    super(scope, id);
    const stack = stackOf(this, 'SriovHost');
    this.path = this.node.path;
    objectArgument(props, this.path, 'props', 'an object, or leave it out');
    if (props.carrier != null) instanceArgument(props.carrier, Carrier, this.path, 'carrier');
    if (props.inventory != null) instanceArgument(props.inventory, HostInventory, this.path, 'inventory');
    this.hostName = props.hostName ?? id;
    this.externallyManaged = props.externallyManaged ?? false;
    this.labels = { ...props.labels };
    this._carrier = props.carrier ?? Carrier.planOnly();
    const fleet = Fleet.of(this);
    fleet.register(this);
    this.node.addValidation({ validate: () => fleet.validate(this) });
    whereValidationIsSkipped(this, () => fleet.report(this));
    markStack(stack, () => fleet.synthId);
  }

  /** The PFs declared on this host. */
  public get physicalFunctions(): PhysicalFunction[] {
    return [...this.pfs];
  }

  /** Declare a PF of this host. */
  public addPhysicalFunction(id: string, options: PhysicalFunctionOptions): PhysicalFunction {
    return new PhysicalFunction(this, id, withOwn(options, { host: this }, `${this.path}.addPhysicalFunction`));
  }

  /**
   * What every VM of this host gets with what has been declared so far, how sure that is, and what it takes: cores, latency, other ways
   * to the same I/O, VMs a host and cost (with `vmVcpus` and `vmMemoryGib`), and what is left after a failure. It writes nothing.
   *
   * @throws an error for a number that nothing has, for a price of another name, and where a finding is fatal
   */
  public predict(options: PredictOptions = {}): PredictedHost {
    objectArgument(options, `${this.path}.predict`, 'its argument', 'an object with the options, or leave it out');
    return Fleet.of(this).predicted(this, options);
  }

  /** @internal */
  public _addPhysicalFunction(pf: PhysicalFunction): void {
    this.pfs.push(pf);
    Fleet.of(this).touch(pf.node.path);
  }

  /** @internal */
  public get _inventorySource() {
    return this.props.inventory?._source ?? null;
  }

  /**
   * What is stated of a property, references included.
   * @internal
   */
  public _stated(name: string): unknown {
    return statedBy(this.props, name);
  }

  /** @internal */
  public _wanted(findings: Finding[]): WantedHost {
    const resolver = new Resolver(this.path, findings);
    const { host, policy } = resolver.sort(this.props, PROPERTIES);
    resolver.labels(this.props.labels, 'later');
    resolver.refuseToken('externallyManaged', this.props.externallyManaged);
    return {
      path: this.path,
      name: resolver.known('hostName', this.hostName) ?? this.node.id,
      ...host,
      labels: this.labels,
      policy,
      physicalFunctions: this.pfs.map((pf) => pf._wanted(findings)),
      attachments: this.pfs.flatMap((pf) => pf.pools.flatMap((pool) => pool._wantedAttachments(findings))),
      unresolved: resolver.unresolved,
    };
  }
}
