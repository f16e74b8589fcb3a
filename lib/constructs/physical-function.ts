import type { ITerraformDependable } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import type { Finding } from '../model/finding';
import type { WantedPhysicalFunction } from '../model/wanted';
import type { EswitchMode, LinkType, PauseFrames, QatService, VfToVf } from './enums';
import { objectArgument, withOwn } from './private/arguments';
import { CarrierReference } from './private/carrier-reference';
import { createCarrierResource } from './private/carrier-resource';
import { statedBy } from './private/given-settings';
import { CONDITIONS, PROPERTIES } from './private/physical-function-properties';
import type { StatedValue } from './private/provider-configuration';
import { holdsToken, Resolver } from './private/tokens';
import { SriovConstruct } from './sriov-construct';
import { type ISriovHost, SriovHost } from './sriov-host';
import { VirtualFunctionPool, type VirtualFunctionPoolOptions } from './virtual-function-pool';

/** A physical function of a host. */
export interface IPhysicalFunction extends IConstruct {
  /** The host it sits in. */
  readonly host: ISriovHost;
  /** Whether somebody else creates and configures its VFs. */
  readonly externallyManaged: boolean;
  /** Labels, those of the host included. */
  readonly labels: Record<string, string>;
}

/** By what a PF is found on its host. Several may be given and must then agree. */
export interface PhysicalFunctionSelector {
  /**
   * PCI address, `0000:3b:00.0`.
   * @default - not used
   */
  readonly address?: string;
  /**
   * Permanent MAC address of its port.
   * @default - not used
   */
  readonly permanentMac?: string;
  /**
   * Serial number of an NVMe controller or card.
   * @default - not used
   */
  readonly serial?: string;
  /**
   * Name of the physical slot, as in `/sys/bus/pci/slots`.
   * @default - not used
   */
  readonly slot?: string;
  /**
   * Name of its netdev, or an altname of it that the inventory has. A convenience: names move, and OPS-005 warns.
   * @default - not used
   */
  readonly interfaceName?: string;
}

/** What is known of a card's configuration and cannot be read from sysfs. */
export interface PhysicalFunctionConditions {
  /**
   * DCB traffic classes in use.
   * @default - not known
   */
  readonly trafficClasses?: number;
  /**
   * DCB is active.
   * @default - not known
   */
  readonly dcb?: boolean;
  /**
   * Application device queues are active (ice).
   * @default - not known
   */
  readonly adq?: boolean;
  /**
   * The port is partitioned by firmware (MFP, NPAR).
   * @default - not known
   */
  readonly multiFunctionPartitioning?: boolean;
  /**
   * L2 forwarding offload for macvlan is on (ice).
   * @default - not known
   */
  readonly macvlanOffload?: boolean;
  /**
   * The port runs in double VLAN mode (ice).
   * @default - not known
   */
  readonly doubleVlanMode?: boolean;
  /**
   * Firmware reports DFLT_VLAN_TPID_PCP (bnxt).
   * @default - not known
   */
  readonly firmwareVlanTpidPcp?: boolean;
  /**
   * VFs that the firmware is set to (mlx5: NUM_OF_VFS).
   * @default - not known
   */
  readonly firmwareNumVfs?: number;
  /**
   * Flow control between NIC and VFs.
   * @default - not known
   */
  readonly pauseFrames?: PauseFrames;
  /**
   * What you decided about frames from VF to VF of this port.
   * @default - not stated
   */
  readonly vfToVf?: VfToVf;
  /**
   * A udev or .link rule pins the name of the netdev.
   * @default - not known
   */
  readonly namePinned?: boolean;
  /**
   * Other programs that configure SR-IOV on this PF: netplan, systemd-networkd, NetworkManager, an operator.
   * @default - none
   */
  readonly otherManagers?: string[];
}

/** A PF, without its host. */
export interface PhysicalFunctionOptions extends PhysicalFunctionSelector {
  /**
   * Earlier construct path of this PF: everything that attachments own under it comes along.
   * @default - it was always here
   */
  readonly movedFrom?: string;
  /**
   * Catalog id, or `vendor:device` in hexadecimal. `sriov devices` lists them.
   * @default - from the inventory
   */
  readonly device?: string;
  /**
   * VFs to create. More than the pools need leaves room: a change of this number destroys every VF of the PF.
   * @default - what exists where that suffices for the pools, else what they need
   */
  readonly numVfs?: number;
  /**
   * QAT: services that the device, and with it every VF, is configured for. A change takes the device down and destroys its VFs
   * meanwhile. In any order; two at most on 4xxx and 420xx, three on 6xxx.
   * @default - not managed
   */
  readonly qatServices?: QatService[];
  /**
   * Mode of the embedded switch.
   * @default - not managed
   */
  readonly eswitchMode?: EswitchMode;
  /**
   * Let the kernel bind drivers to new VFs.
   * @default - false when a pool manages the driver of its VFs, else not managed
   */
  readonly driversAutoprobe?: boolean;
  /**
   * The PF's netdev administratively up.
   * @default - true when VFs are wanted
   */
  readonly adminUp?: boolean;
  /**
   * MTU of the PF's netdev, the upper bound of its VFs.
   * @default - not managed
   */
  readonly mtu?: number;
  /**
   * Type of the link, which decides on the settings that VFs have: MACs, VLANs, spoof check, trust and rates on Ethernet, GUIDs on
   * InfiniBand. It is stated, not set: no plan changes the type of a port.
   * @default - from the inventory
   */
  readonly linkType?: LinkType;
  /**
   * Somebody else creates and configures the VFs: they are checked and attached, never touched.
   * @default - as the host
   */
  readonly externallyManaged?: boolean;
  /**
   * The PF carries the host's management and may be configured nevertheless. It permits writes to the PF, not to give it
   * to a VM as a whole.
   * @default false
   */
  readonly allowManagement?: boolean;
  /**
   * Share of the link that guarantees may not use, from 0 to 1.
   * @default 0
   */
  readonly guaranteeHeadroom?: number;
  /**
   * Name of the VM that the PF itself is given to.
   * @default - none
   */
  readonly assignedToVm?: string;
  /**
   * A VF token is set up for the PF, which is bound to vfio-pci.
   * @default false
   */
  readonly vfTokenProvided?: boolean;
  /**
   * What cannot be read from sysfs.
   * @default - nothing is known
   */
  readonly conditions?: PhysicalFunctionConditions;
  /**
   * Labels, over those of the host.
   * @default - those of the host
   */
  readonly labels?: Record<string, string>;
}

/** A PF. */
export interface PhysicalFunctionProps extends PhysicalFunctionOptions {
  /** The host it sits in. */
  readonly host: ISriovHost;
}

/** What to know of a PF that somebody else manages. */
export interface PhysicalFunctionAttributes extends PhysicalFunctionSelector {
  /** The host it sits in. */
  readonly host: ISriovHost;
  /**
   * Catalog id, or `vendor:device`.
   * @default - from the inventory
   */
  readonly device?: string;
}

/**
 * A physical function: one port of a NIC, or an NVMe controller, that creates virtual functions.
 */
export class PhysicalFunction extends SriovConstruct implements IPhysicalFunction {
  /** A PF whose VFs somebody else creates and configures. */
  public static fromPhysicalFunctionAttributes(
    scope: Construct,
    id: string,
    attributes: PhysicalFunctionAttributes,
  ): PhysicalFunction {
    return new PhysicalFunction(
      scope,
      id,
      withOwn(attributes, { externallyManaged: true }, 'PhysicalFunction.fromPhysicalFunctionAttributes'),
    );
  }

  public readonly host: ISriovHost;
  public readonly externallyManaged: boolean;
  public readonly labels: Record<string, string>;

  /** @internal */
  public readonly _carrierReference?: CarrierReference;
  private readonly poolList: VirtualFunctionPool[] = [];
  private readonly path: string;

  public constructor(
    scope: Construct,
    id: string,
    private readonly props: PhysicalFunctionProps,
  ) {
    super(scope, id);
    this.path = this.node.path;
    objectArgument(props, this.path, 'props', 'an object with the host, { host, address }');
    const host = SriovHost._of(props.host, this.path);
    this.host = host;
    this.externallyManaged = props.externallyManaged ?? host.externallyManaged;
    this.labels = { ...host.labels, ...props.labels };
    host._addPhysicalFunction(this);
    const resource = this.externallyManaged
      ? undefined
      : createCarrierResource(this, host._carrier, () => this.statedBelow(host), this.movedFrom(host));
    if (resource === undefined) return;
    this._carrierReference = new CarrierReference(resource);
    this.node.defaultChild = resource;
  }

  /** The pools of this PF. */
  public get pools(): VirtualFunctionPool[] {
    return [...this.poolList];
  }

  /**
   * What a resource that uses a VF of this PF depends on: the resource that configures it, if the carrier has one. In
   * another stack the stack depends on this one.
   */
  public get terraformDependencies(): ITerraformDependable[] {
    return this._carrierReference ? [this._carrierReference] : [];
  }

  /** Declare a pool of VFs that share settings. */
  public addPool(id: string, options: VirtualFunctionPoolOptions): VirtualFunctionPool {
    return new VirtualFunctionPool(this, id, withOwn(options, { physicalFunction: this }, `${this.path}.addPool`));
  }

  /** Path that the PF had before, by itself or with its host; undefined where it was always here, or a reference says it. */
  private movedFrom(host: SriovHost): string | undefined {
    const { movedFrom } = this.props;
    if (movedFrom != null) return holdsToken(movedFrom) ? undefined : movedFrom;
    const before = host._stated('movedFrom');
    const { path } = host.node;
    if (typeof before !== 'string' || holdsToken(before) || !this.path.startsWith(`${path}/`)) return undefined;
    return `${before}${this.path.slice(path.length)}`;
  }

  /** What the host, the PF, its pools and attachments state, references included. */
  private statedBelow(host: SriovHost): StatedValue {
    const all = new Map<string, (name: string) => unknown>();
    all.set(host.node.path, (name) => host._stated(name));
    all.set(this.path, (name) => statedBy(this.props, name));
    for (const pool of this.poolList) {
      all.set(pool._path, (name) => pool._stated(name));
      for (const attachment of pool.attachments) all.set(attachment._path, (name) => attachment._stated(name));
    }
    return (path, name) => all.get(path)?.(name);
  }

  /** @internal */
  public _addPool(pool: VirtualFunctionPool): void {
    this.poolList.push(pool);
  }

  /** @internal */
  public _wanted(findings: Finding[]): WantedPhysicalFunction {
    const { props } = this;
    const resolver = new Resolver(this.path, findings);
    const { selector, pf } = resolver.sort(props, PROPERTIES);
    resolver.labels(props.labels, 'here');
    resolver.refuseToken('externallyManaged', props.externallyManaged);
    return {
      path: this.path,
      selector,
      ...pf,
      // Where a token says who manages the PF, nothing of it is touched.
      externallyManaged: holdsToken(this.externallyManaged) || this.externallyManaged,
      conditions: resolver.group('conditions', props.conditions, CONDITIONS) ?? {},
      pools: this.poolList.map((pool) => pool._wanted(findings)),
      unresolved: resolver.unresolved,
    };
  }
}
