// Generated from the schemas of lib/provider by `npm run docs`.
import {
  Fn,
  type IResolvable,
  TerraformDataSource,
  type TerraformMetaArguments,
  TerraformProvider,
  TerraformResource,
} from 'cdktf';
import type { Construct } from 'constructs';
import { argumentsOf, hclOf } from './arguments';
import {
  SRIOV_PROVIDER_ARGUMENTS,
  SRIOV_PHYSICAL_FUNCTION_ARGUMENTS,
  SRIOV_VM_ATTACHMENT_ARGUMENTS,
  DATA_SRIOV_HOST_ARGUMENTS,
  DATA_SRIOV_PHYSICAL_FUNCTION_ARGUMENTS,
  DATA_SRIOV_FREE_VF_ARGUMENTS,
  DATA_SRIOV_DEVICE_ARGUMENTS,
} from './sriov-arguments';

/** The system's ssh client, with its configuration, agent, jump hosts and known hosts: a host whose key is not known is refused. */
export interface SriovSshConnection {
  /**
   * Name, address, or alias of the ssh configuration. In the provider it may be left to the resources.
   * @default - none
   */
  readonly host?: string;

  /**
   * User to log in as.
   * @default - as the ssh client has it
   */
  readonly user?: string;

  /**
   * The argument `port`.
   * @default - as the ssh client has it
   */
  readonly port?: number;

  /**
   * Path of a private key.
   * @default - those of the agent and of the ssh configuration
   */
  readonly identityFile?: string;

  /**
   * Configuration of the ssh client (`ssh -F`).
   * @default - the user's and the system's
   */
  readonly configFile?: string;

  /**
   * Become root by `sudo -n`.
   * @default - the user is root
   */
  readonly sudo?: boolean | IResolvable;

  /**
   * The argument `connect_timeout_seconds`.
   * @default - 15
   */
  readonly connectTimeoutSeconds?: number;
}

/** A host that the kernel model stands for: a plan can be tried on it. */
export interface SriovVirtualHost {
  /** File that keeps the host. It is made where it is not there. */
  readonly file: string;

  /**
   * Inventory (`sriov inventory`) that a new one begins as.
   * @default - none
   */
  readonly from?: string;
}

/** Configuration of the provider `sriov`. */
export interface SriovProviderConfig {
  /**
   * Name of this configuration, where a stack has several.
   * @default - none
   */
  readonly alias?: string;

  /**
   * The system's ssh client, with its configuration, agent, jump hosts and known hosts: a host whose key is not known is refused.
   * @default - none
   */
  readonly ssh?: SriovSshConnection;

  /**
   * The host that the provider runs on.
   * @default - none
   */
  readonly local?: boolean | IResolvable;

  /**
   * A host that the kernel model stands for: a plan can be tried on it.
   * @default - none
   */
  readonly virtual?: SriovVirtualHost;

  /**
   * Devices and driver profiles of your own, each a document after `schemas/device-catalog.schema.json`: `[file("devices.json")]`. Later ones go over earlier ones.
   * @default - none
   */
  readonly deviceOverrides?: string[];
}

/** SR-IOV hosts. What is said here of the connection holds for all resources that do not say it in `host`: the host itself, or what all of them have alike, such as the user of ssh. What is not known, and what is of note and no fault, a plan tells its log: `TF_LOG_PROVIDER=info`. */
export class SriovProvider extends TerraformProvider {
  /** Its name in Terraform. */
  public static readonly tfResourceType: string = 'sriov';

  private ownAlias?: string;

  public constructor(
    scope: Construct,
    id: string,
    private readonly config: SriovProviderConfig = {},
  ) {
    super(scope, id, {
      terraformResourceType: SriovProvider.tfResourceType,
      terraformGeneratorMetadata: { providerName: 'sriov', providerVersionConstraint: '>= 0.1.0' },
      terraformProviderSource: 'cdktf-sriov/sriov',
    });
    this.ownAlias = config.alias;
  }

  /** Its name, where a stack has several configurations of the provider. */
  public override get alias(): string | undefined {
    return this.ownAlias;
  }

  public override set alias(value: string | undefined) {
    this.ownAlias = value;
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return { alias: this.ownAlias, ...argumentsOf(this.config, SRIOV_PROVIDER_ARGUMENTS) };
  }

  protected override synthesizeHclAttributes(): { [name: string]: unknown } {
    return hclOf(this.synthesizeAttributes());
  }
}

/** How the host of the PF is reached. Default: as the provider says; of `ssh` what is left out is as there. */
export interface SriovConnection {
  /**
   * The system's ssh client, with its configuration, agent, jump hosts and known hosts: a host whose key is not known is refused.
   * @default - none
   */
  readonly ssh?: SriovSshConnection;

  /**
   * The host that the provider runs on.
   * @default - none
   */
  readonly local?: boolean | IResolvable;

  /**
   * A host that the kernel model stands for: a plan can be tried on it.
   * @default - none
   */
  readonly virtual?: SriovVirtualHost;
}

/** What is known of the card and cannot be read from the host. Rules and driver profiles ask for it. */
export interface SriovPhysicalFunctionConditions {
  /**
   * DCB traffic classes in use.
   * @default - none
   */
  readonly trafficClasses?: number;

  /**
   * DCB is active.
   * @default - none
   */
  readonly dcb?: boolean | IResolvable;

  /**
   * Application device queues are active (ice).
   * @default - none
   */
  readonly adq?: boolean | IResolvable;

  /**
   * Firmware partitions the port (MFP, NPAR).
   * @default - none
   */
  readonly multiFunctionPartitioning?: boolean | IResolvable;

  /**
   * L2 forwarding offload for macvlan is on (ice).
   * @default - none
   */
  readonly macvlanOffload?: boolean | IResolvable;

  /**
   * The port is in double VLAN mode (ice).
   * @default - none
   */
  readonly doubleVlanMode?: boolean | IResolvable;

  /**
   * Firmware reports DFLT_VLAN_TPID_PCP (bnxt).
   * @default - none
   */
  readonly firmwareVlanTpidPcp?: boolean | IResolvable;

  /**
   * VFs that firmware is set to (mlx5: NUM_OF_VFS).
   * @default - none
   */
  readonly firmwareNumVfs?: number;

  /**
   * Flow control between NIC and VFs.
   * @default - none
   */
  readonly pauseFrames?: string;

  /**
   * What was decided about frames from VF to VF of the port.
   * @default - none
   */
  readonly vfToVf?: string;

  /**
   * A udev or .link rule pins the name of the interface.
   * @default - none
   */
  readonly namePinned?: boolean | IResolvable;

  /**
   * Other programs that configure SR-IOV of the PF: netplan, systemd-networkd, NetworkManager, an operator.
   * @default - none
   */
  readonly otherManagers?: string[];
}

/** Decisions about the host that no file of it tells. */
export interface SriovPhysicalFunctionPolicy {
  /**
   * VMs of tenants that do not trust each other share the host.
   * @default - as the tenants of this PF tell; those of other PFs are not seen here
   */
  readonly multiTenant?: boolean | IResolvable;

  /**
   * IOMMU mode that was decided on for the devices of the host itself.
   * @default - none
   */
  readonly iommuMode?: string;

  /**
   * Kernel arguments that are going to be set. They need a reboot.
   * @default - none
   */
  readonly kernelArguments?: string[];

  /**
   * The host may be rebooted.
   * @default - none
   */
  readonly allowReboot?: boolean | IResolvable;
}

/** Settings of its VFs: what an apply writes. What is not stated is not managed. */
export interface SriovPhysicalFunctionPoolsSettings {
  /**
   * Driver of the VFs on the host: `vfio-pci` or a variant of it (given to a VM), `native` (of the vendor), `none` (unbound), or another by name. Default: `vfio-pci`, or what the device hands VFs to VMs with.
   * @default - not managed
   */
  readonly driver?: string;

  /**
   * Administrative MAC. Default for a VM: one that is derived once and kept.
   * @default - not managed
   */
  readonly mac?: string;

  /**
   * GUID of the VF as a node of an InfiniBand fabric.
   * @default - not managed
   */
  readonly nodeGuid?: string;

  /**
   * GUID of the VF's port in an InfiniBand fabric.
   * @default - not managed
   */
  readonly portGuid?: string;

  /**
   * Port VLAN, 1 to 4094; 0: none.
   * @default - not managed
   */
  readonly vlan?: number;

  /**
   * Priority of the port VLAN, 0 to 7.
   * @default - not managed
   */
  readonly vlanQos?: number;

  /**
   * Protocol of the port VLAN: `802.1Q` or `802.1ad`.
   * @default - not managed
   */
  readonly vlanProtocol?: string;

  /**
   * VLANs that the guest may use: `all`, or a list such as `2,100-199`.
   * @default - not managed
   */
  readonly allowedVlans?: string;

  /**
   * Frames whose source MAC is not the VF's own are dropped.
   * @default - not managed
   */
  readonly spoofCheck?: boolean | IResolvable;

  /**
   * The guest may change its MAC and ask for promiscuous mode.
   * @default - not managed
   */
  readonly trust?: boolean | IResolvable;

  /**
   * The VF's link as its guest sees it: follow the port, always up, always down.
   * @default - not managed
   */
  readonly linkState?: string;

  /**
   * Guaranteed transmit rate in Mbit/s; 0: none.
   * @default - not managed
   */
  readonly minTxRateMbps?: number;

  /**
   * Limit of the transmit rate in Mbit/s; 0: none.
   * @default - not managed
   */
  readonly maxTxRateMbps?: number;

  /**
   * The VF may read the RSS configuration of the PF.
   * @default - not managed
   */
  readonly queryRss?: boolean | IResolvable;

  /**
   * MTU of the VF in bytes.
   * @default - not managed
   */
  readonly mtu?: number;

  /**
   * MSI-X vectors of the VF.
   * @default - not managed
   */
  readonly msixVectors?: number;

  /**
   * VQ resources of the secondary controller, admin queue included.
   * @default - not managed
   */
  readonly nvmeVirtualQueues?: number;

  /**
   * VI resources of the secondary controller.
   * @default - not managed
   */
  readonly nvmeVirtualInterrupts?: number;

  /**
   * Namespace that is attached to the secondary controller.
   * @default - not managed
   */
  readonly namespaceId?: number;

  /**
   * Whether that namespace may be attached to several controllers.
   * @default - not managed
   */
  readonly namespaceShared?: boolean | IResolvable;

  /**
   * Time slice of the VF on the GPU in milliseconds; 0: without limit.
   * @default - not managed
   */
  readonly execQuantumMs?: number;

  /**
   * Time that the VF has to give way when its time slice is over, in microseconds; 0: without limit.
   * @default - not managed
   */
  readonly preemptTimeoutUs?: number;

  /**
   * Video memory of the VF in bytes.
   * @default - not managed
   */
  readonly vramQuotaBytes?: number;
}

/** What VMs do with its VFs: rules and the prediction read it, nothing of it is written to a host. */
export interface SriovPhysicalFunctionPoolsUse {
  /**
   * Whose VM uses a VF. Of a VM: default as the pool.
   * @default - none
   */
  readonly tenant?: string;

  /**
   * The tenant may be given what lets it disturb neighbours. Of a VM: default as the pool.
   * @default - none
   */
  readonly trustedTenant?: boolean | IResolvable;

  /**
   * The guest uses RDMA.
   * @default - none
   */
  readonly rdma?: boolean | IResolvable;

  /**
   * The guest turns promiscuous mode on.
   * @default - none
   */
  readonly promiscuous?: boolean | IResolvable;

  /**
   * The guest changes its MAC.
   * @default - none
   */
  readonly guestMacChange?: boolean | IResolvable;

  /**
   * VLANs that the guest tags itself.
   * @default - none
   */
  readonly guestVlans?: number[];

  /**
   * MACs that the guest will filter on.
   * @default - none
   */
  readonly macFilters?: number;

  /**
   * Queue pairs that the driver in the guest is to use.
   * @default - none
   */
  readonly queuePairs?: number;

  /**
   * The VF is handed out as a vDPA device.
   * @default - none
   */
  readonly vdpa?: boolean | IResolvable;

  /**
   * The guest needs a controller memory buffer or a persistent memory region (NVMe).
   * @default - none
   */
  readonly needsControllerMemory?: boolean | IResolvable;
}

/** What the VM wants to move: a warning says at plan where it does not get it. */
export interface SriovPhysicalFunctionPoolsVmsDemand {
  /**
   * From the VM to the wire, in Mbit/s.
   * @default - none
   */
  readonly txMbps?: number;

  /**
   * From the wire to the VM, in Mbit/s.
   * @default - none
   */
  readonly rxMbps?: number;

  /**
   * Ethernet frame with FCS, 64 to 9216.
   * @default - 1518
   */
  readonly frameBytes?: number;

  /**
   * Of an NVMe drive: I/O operations a second.
   * @default - none
   */
  readonly iops?: number;

  /**
   * Size of an operation.
   * @default - 4096
   */
  readonly blockBytes?: number;

  /**
   * Share of reads, 0 to 1.
   * @default - 1
   */
  readonly readShare?: number;

  /**
   * The argument `queue_depth`.
   * @default - 32
   */
  readonly queueDepth?: number;
}

/** What the VM must get whatever its neighbours do. */
export interface SriovPhysicalFunctionPoolsVmsGuarantee {
  /**
   * In Mbit/s.
   * @default - none
   */
  readonly txMbps?: number;

  /**
   * In Mbit/s.
   * @default - none
   */
  readonly rxMbps?: number;

  /**
   * I/O operations a second.
   * @default - none
   */
  readonly iops?: number;
}

/** VMs with a VF of the pool, by a name that is there once on the PF. */
export interface SriovPhysicalFunctionPoolsVms {
  /**
   * Name of the VM.
   * @default - the key in `vms`
   */
  readonly vm?: string;

  /**
   * VF that it has, by index.
   * @default - one is given and kept
   */
  readonly pinnedVf?: number;

  /**
   * The VM is to migrate to other hosts.
   * @default - false
   */
  readonly migratable?: boolean | IResolvable;

  /**
   * How its VF is moved then.
   * @default - as the pool, else `vfio`
   */
  readonly migrationMethod?: string;

  /**
   * NUMA node of the VM's CPUs and memory.
   * @default - none
   */
  readonly vmNumaNode?: number;

  /**
   * What the VM wants to move: a warning says at plan where it does not get it.
   * @default - none
   */
  readonly demand?: SriovPhysicalFunctionPoolsVmsDemand;

  /**
   * What the VM must get whatever its neighbours do.
   * @default - none
   */
  readonly guarantee?: SriovPhysicalFunctionPoolsVmsGuarantee;

  /**
   * Settings of its VF, in place of those of the pool.
   * @default - none
   */
  readonly settings?: SriovPhysicalFunctionPoolsSettings;

  /**
   * What the VM does with its VF, in place of what the pool says.
   * @default - none
   */
  readonly use?: SriovPhysicalFunctionPoolsUse;
}

/** Pools by name: VFs that share settings. Engines drop a name that is not in the schema, such as one that is misspelt, in here without a word: the plan does not show it. */
export interface SriovPhysicalFunctionPools {
  /** VFs of the pool. */
  readonly count: number;

  /**
   * Index of its first VF.
   * @default - behind the pools before it, by name
   */
  readonly firstVf?: number;

  /**
   * VFs to keep free.
   * @default - none
   */
  readonly reserve?: number;

  /**
   * Its VFs by index, as many as `count`, in place of `first_vf`: `0-3,6`. For a pool that grew beside neighbours.
   * @default - none
   */
  readonly vfs?: string;

  /**
   * How VMs with a VF of the pool migrate: `vfio` (with the state of the VF), `teaming`, `replug`.
   * @default - as the VMs say
   */
  readonly migrationMethod?: string;

  /**
   * What was waived, with the reason: `{ spoof_check = "bridged firewall" }`.
   * @default - none
   */
  readonly waivers?: { [name: string]: string };

  /**
   * Size of the namespace of each VF of an NVMe drive, for the check of its capacity.
   * @default - none
   */
  readonly namespaceBytes?: number;

  /**
   * Settings of its VFs: what an apply writes. What is not stated is not managed.
   * @default - none
   */
  readonly settings?: SriovPhysicalFunctionPoolsSettings;

  /**
   * What VMs do with its VFs: rules and the prediction read it, nothing of it is written to a host.
   * @default - none
   */
  readonly use?: SriovPhysicalFunctionPoolsUse;

  /**
   * VMs with a VF of the pool, by a name that is there once on the PF.
   * @default - none
   */
  readonly vms?: { [name: string]: SriovPhysicalFunctionPoolsVms } | IResolvable;
}

/** Arguments of `sriov_physical_function`. */
export interface SriovPhysicalFunctionConfig extends TerraformMetaArguments {
  /**
   * How the host of the PF is reached.
   * @default - as the provider says; of `ssh` what is left out is as there
   */
  readonly host?: SriovConnection;

  /**
   * Permanent MAC of the PF, which goes with the card. Of the four ways to name a PF one is enough; several must agree.
   * @default - none
   */
  readonly permanentMac?: string;

  /**
   * Serial number of the NVMe drive, or of the card as its driver reports it.
   * @default - none
   */
  readonly serial?: string;

  /**
   * Physical slot as in `/sys/bus/pci/slots`.
   * @default - none
   */
  readonly slot?: string;

  /**
   * PCI address of the PF. It changes where the card moves to another slot.
   * @default - none
   */
  readonly address?: string;

  /**
   * VFs of the PF.
   * @default - those that there are, where they suffice for the pools; else what the pools need
   */
  readonly numVfs?: number;

  /**
   * `legacy` or `switchdev`.
   * @default - none
   */
  readonly eswitchMode?: string;

  /**
   * Whether the kernel binds a driver to new VFs (`sriov_drivers_autoprobe`).
   * @default - false where a pool manages their driver
   */
  readonly driversAutoprobe?: boolean | IResolvable;

  /**
   * Whether the interface of the PF is up.
   * @default - true where there are to be VFs of a NIC
   */
  readonly adminUp?: boolean | IResolvable;

  /**
   * MTU of the PF in bytes.
   * @default - none
   */
  readonly mtu?: number;

  /**
   * Id of the catalog, or `vendor:device`, of the card.
   * @default - as the PCI ids of the host tell
   */
  readonly device?: string;

  /**
   * `ethernet` or `infiniband`, where the host does not tell it. It is stated, not set.
   * @default - none
   */
  readonly linkType?: string;

  /**
   * Share of the link that guarantees may not use, 0 to 1.
   * @default - 0
   */
  readonly guaranteeHeadroom?: number;

  /**
   * VM that the PF itself is given to.
   * @default - none
   */
  readonly assignedToVm?: string;

  /**
   * A VF token is set up for the PF, which is bound to `vfio-pci`.
   * @default - false
   */
  readonly vfTokenProvided?: boolean | IResolvable;

  /**
   * What is known of the card and cannot be read from the host. Rules and driver profiles ask for it.
   * @default - none
   */
  readonly conditions?: SriovPhysicalFunctionConditions;

  /**
   * Decisions about the host that no file of it tells.
   * @default - none
   */
  readonly policy?: SriovPhysicalFunctionPolicy;

  /**
   * Services of a QAT: of sym, asym, dc, dcc, decomp.
   * @default - none
   */
  readonly qatServices?: string[];

  /**
   * Pools by name: VFs that share settings. Engines drop a name that is not in the schema, such as one that is misspelt, in here without a word: the plan does not show it.
   * @default - none
   */
  readonly pools?: { [name: string]: SriovPhysicalFunctionPools } | IResolvable;

  /**
   * VMs, and VFs by PCI address, whose VF may be taken away or changed while it is in use. A plan that would do so fails without.
   * @default - none
   */
  readonly allowDisrupt?: string[];

  /**
   * The PF may be changed although it carries the management of the host.
   * @default - false
   */
  readonly allowManagement?: boolean | IResolvable;

  /**
   * How VFs come back after a boot: `external` (another program makes them) or `none` (the next apply). Not stated, a warning asks for it.
   * @default - none
   */
  readonly persistence?: string;

  /**
   * Findings that were accepted, by rule, with the reason: `{ "SEC-002" = "lab" }`.
   * @default - none
   */
  readonly acknowledge?: { [name: string]: string };

  /**
   * `restore`: the PF is taken back to how the first apply of the resource that changed it found it: VFs that a hand or a script had made by then come back with their settings, and a PF that was imported or taken over and never changed is left. `keep`: it is left as it is, for drivers that do not let go of VFs as well.
   * @default - none
   */
  readonly onDestroy?: string;
}

/** A PF with all of its VFs: how many there are, how they are set, and which VM has which. What is not stated is not managed. */
export class SriovPhysicalFunction extends TerraformResource {
  /** Its name in Terraform. */
  public static readonly tfResourceType: string = 'sriov_physical_function';

  public constructor(
    scope: Construct,
    id: string,
    private readonly config: SriovPhysicalFunctionConfig = {},
  ) {
    super(scope, id, {
      terraformResourceType: SriovPhysicalFunction.tfResourceType,
      terraformGeneratorMetadata: { providerName: 'sriov', providerVersionConstraint: '>= 0.1.0' },
      provider: config.provider,
      dependsOn: config.dependsOn,
      count: config.count,
      lifecycle: config.lifecycle,
      forEach: config.forEach,
      provisioners: config.provisioners,
      connection: config.connection,
    });
  }

  /** Permanent MAC of the PF, which goes with the card. Of the four ways to name a PF one is enough; several must agree. */
  public get permanentMac(): string {
    return this.getStringAttribute('permanent_mac');
  }

  /** Serial number of the NVMe drive, or of the card as its driver reports it. */
  public get serial(): string {
    return this.getStringAttribute('serial');
  }

  /** Physical slot as in `/sys/bus/pci/slots`. */
  public get slot(): string {
    return this.getStringAttribute('slot');
  }

  /** PCI address of the PF. It changes where the card moves to another slot. */
  public get address(): string {
    return this.getStringAttribute('address');
  }

  /** VFs of the PF. Default: those that there are, where they suffice for the pools; else what the pools need. */
  public get numVfs(): number {
    return this.getNumberAttribute('num_vfs');
  }

  /** `legacy` or `switchdev`. */
  public get eswitchMode(): string {
    return this.getStringAttribute('eswitch_mode');
  }

  /** Whether the kernel binds a driver to new VFs (`sriov_drivers_autoprobe`). Default: false where a pool manages their driver. */
  public get driversAutoprobe(): IResolvable {
    return this.getBooleanAttribute('drivers_autoprobe');
  }

  /** Whether the interface of the PF is up. Default: true where there are to be VFs of a NIC. */
  public get adminUp(): IResolvable {
    return this.getBooleanAttribute('admin_up');
  }

  /** MTU of the PF in bytes. */
  public get mtu(): number {
    return this.getNumberAttribute('mtu');
  }

  /** Services of a QAT: of sym, asym, dc, dcc, decomp. */
  public get qatServices(): string[] {
    return Fn.tolist(this.getListAttribute('qat_services'));
  }

  /** Pools by name: VFs that share settings. Engines drop a name that is not in the schema, such as one that is misspelt, in here without a word: the plan does not show it. */
  public get pools(): IResolvable {
    return this.interpolationForAttribute('pools');
  }

  /** `restore`: the PF is taken back to how the first apply of the resource that changed it found it: VFs that a hand or a script had made by then come back with their settings, and a PF that was imported or taken over and never changed is left. `keep`: it is left as it is, for drivers that do not let go of VFs as well. */
  public get onDestroy(): string {
    return this.getStringAttribute('on_destroy');
  }

  /** PCI addresses of the VFs, by index; empty where the host does not tell one. */
  public get vfAddresses(): string[] {
    return this.getListAttribute('vf_addresses');
  }

  /** What is managed of VFs, as the host has it, by the VFs that have it alike: `{ "0-3,6" = { trust = "false" } }`. MACs and GUIDs are in `vf_link_addresses`. */
  public get vfSettings(): IResolvable {
    return this.interpolationForAttribute('vf_settings');
  }

  /** MACs and GUIDs of VFs that are managed, as the host has them, by index: `{ "0" = { mac = "…" } }`. */
  public get vfLinkAddresses(): IResolvable {
    return this.interpolationForAttribute('vf_link_addresses');
  }

  /** Which VF is whose, by the name in `vms` of the pool. It is kept also where the VF is gone for a while. */
  public get vms(): IResolvable {
    return this.interpolationForAttribute('vms');
  }

  /** VFs of each pool, which it keeps: `0-3,6`. */
  public get poolVfs(): { [name: string]: string } {
    return this.getStringMapAttribute('pool_vfs');
  }

  /** At plan: what this apply does to the PF, VF by VF, which VMs it hits, and how long the link goes. `none` once the PF was read again. */
  public get changes(): string {
    return this.getStringAttribute('changes');
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return argumentsOf(this.config, SRIOV_PHYSICAL_FUNCTION_ARGUMENTS);
  }

  protected override synthesizeHclAttributes(): { [name: string]: unknown } {
    return hclOf(this.synthesizeAttributes());
  }
}

/** PF of the VF, in place of `address`. */
export interface SriovVmAttachmentPhysicalFunction {
  /**
   * Permanent MAC of the PF, which goes with the card. Of the four ways to name a PF one is enough; several must agree.
   * @default - none
   */
  readonly permanentMac?: string;

  /**
   * Serial number of the NVMe drive, or of the card as its driver reports it.
   * @default - none
   */
  readonly serial?: string;

  /**
   * Physical slot as in `/sys/bus/pci/slots`.
   * @default - none
   */
  readonly slot?: string;

  /**
   * PCI address of the PF. It changes where the card moves to another slot.
   * @default - none
   */
  readonly address?: string;
}

/** Attach the VF of a NIC as `<interface type="hostdev">`, of which libvirt sets MAC and VLAN at each start. Default: as `<hostdev>`, which leaves them as they are. */
export interface SriovVmAttachmentInterface {
  /** MAC that libvirt sets. */
  readonly mac: string;

  /**
   * Port VLAN that libvirt sets; 0 is none.
   * @default - none
   */
  readonly vlan?: number;
}

/** Arguments of `sriov_vm_attachment`. */
export interface SriovVmAttachmentConfig extends TerraformMetaArguments {
  /**
   * How the host is reached.
   * @default - as the provider says; of `ssh` what is left out is as there
   */
  readonly host?: SriovConnection;

  /** Name or UUID of the domain. Of a domain of this configuration give the UUID: where the domain is made anew, the VF goes into the new one in the same apply. */
  readonly domain: string;

  /**
   * PCI address of the VF, such as `sriov_physical_function.uplink.vms["web1"].address`. Or give `physical_function` and `vf_index`.
   * @default - none
   */
  readonly address?: string;

  /**
   * PF of the VF, in place of `address`.
   * @default - none
   */
  readonly physicalFunction?: SriovVmAttachmentPhysicalFunction;

  /**
   * Index of the VF on `physical_function`.
   * @default - none
   */
  readonly vfIndex?: number;

  /**
   * What of the domain has the VF: `live` is the domain as it runs, `config` its definition, which it is started from, `both` is what there is of them. The other one is left as it is.
   * @default - none
   */
  readonly reach?: string;

  /**
   * libvirt takes the VF from its driver and gives it back when the domain ends.
   * @default - false for a VF on vfio-pci or another driver that hands VFs to VMs, else true; it is kept
   */
  readonly managed?: boolean | IResolvable;

  /**
   * Name of the device in the domain.
   * @default - one that is made of PF and VF, and kept
   */
  readonly alias?: string;

  /**
   * Attach the VF of a NIC as `<interface type="hostdev">`, of which libvirt sets MAC and VLAN at each start.
   * @default - as `<hostdev>`, which leaves them as they are
   */
  readonly interface?: SriovVmAttachmentInterface;

  /**
   * Alias of the virtio interface of the domain that stands by for the VF (`<teaming>`), so that the guest has a network while it is migrated.
   * @default - none
   */
  readonly standbyAlias?: string;
}

/** A VF in a libvirt domain: in the domain as it runs, in its definition, or in both. The guest keeps running. A destroy waits up to 60 s for the guest to let go of the VF. The VF and its settings are those of `sriov_physical_function`, or of whoever makes them. A VF that another attachment takes out of its domain in the same plan is attached when it is free, also where two swap; one that stays in another domain is refused. One that was attached by hand is imported by `web/0000:3b:01.2`, or with its host in front by `root@kvm01#web/0000:3b:01.2`. */
export class SriovVmAttachment extends TerraformResource {
  /** Its name in Terraform. */
  public static readonly tfResourceType: string = 'sriov_vm_attachment';

  public constructor(
    scope: Construct,
    id: string,
    private readonly config: SriovVmAttachmentConfig,
  ) {
    super(scope, id, {
      terraformResourceType: SriovVmAttachment.tfResourceType,
      terraformGeneratorMetadata: { providerName: 'sriov', providerVersionConstraint: '>= 0.1.0' },
      provider: config.provider,
      dependsOn: config.dependsOn,
      count: config.count,
      lifecycle: config.lifecycle,
      forEach: config.forEach,
      provisioners: config.provisioners,
      connection: config.connection,
    });
  }

  /** PCI address of the VF, such as `sriov_physical_function.uplink.vms["web1"].address`. Or give `physical_function` and `vf_index`. */
  public get address(): string {
    return this.getStringAttribute('address');
  }

  /** What of the domain has the VF: `live` is the domain as it runs, `config` its definition, which it is started from, `both` is what there is of them. The other one is left as it is. */
  public get reach(): string {
    return this.getStringAttribute('reach');
  }

  /** libvirt takes the VF from its driver and gives it back when the domain ends. Default: false for a VF on vfio-pci or another driver that hands VFs to VMs, else true; it is kept. */
  public get managed(): IResolvable {
    return this.getBooleanAttribute('managed');
  }

  /** Name of the device in the domain. Default: one that is made of PF and VF, and kept. */
  public get alias(): string {
    return this.getStringAttribute('alias');
  }

  /** UUID of the domain. */
  public get domainUuid(): string {
    return this.getStringAttribute('domain_uuid');
  }

  /** The domain runs and has the VF. */
  public get live(): IResolvable {
    return this.getBooleanAttribute('live');
  }

  /** The definition of the domain has the VF. */
  public get persistent(): IResolvable {
    return this.getBooleanAttribute('persistent');
  }

  /** Element that libvirt is given for the VF. */
  public get xml(): string {
    return this.getStringAttribute('xml');
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return argumentsOf(this.config, SRIOV_VM_ATTACHMENT_ARGUMENTS);
  }

  protected override synthesizeHclAttributes(): { [name: string]: unknown } {
    return hclOf(this.synthesizeAttributes());
  }
}

/** Arguments of `sriov_host`. */
export interface DataSriovHostConfig extends TerraformMetaArguments {
  /**
   * How the host is reached.
   * @default - as the provider says; of `ssh` what is left out is as there
   */
  readonly host?: SriovConnection;
}

/** A host as it is: its PFs, kernel and IOMMU. Nothing is changed there. */
export class DataSriovHost extends TerraformDataSource {
  /** Its name in Terraform. */
  public static readonly tfResourceType: string = 'sriov_host';

  public constructor(
    scope: Construct,
    id: string,
    private readonly config: DataSriovHostConfig = {},
  ) {
    super(scope, id, {
      terraformResourceType: DataSriovHost.tfResourceType,
      terraformGeneratorMetadata: { providerName: 'sriov', providerVersionConstraint: '>= 0.1.0' },
      provider: config.provider,
      dependsOn: config.dependsOn,
      count: config.count,
      lifecycle: config.lifecycle,
      forEach: config.forEach,
    });
  }

  /** Name of the host. */
  public get hostname(): string {
    return this.getStringAttribute('hostname');
  }

  /** Release of its kernel, as `uname -r` prints it. */
  public get kernelRelease(): string {
    return this.getStringAttribute('kernel_release');
  }

  /** Architecture of its kernel, as `uname -m` prints it. */
  public get architecture(): string {
    return this.getStringAttribute('architecture');
  }

  /** Whether devices are behind an IOMMU that is on. */
  public get iommuEnabled(): IResolvable {
    return this.getBooleanAttribute('iommu_enabled');
  }

  /** Functions that can have VFs, and NVMe SSDs, by address. */
  public get physicalFunctions(): IResolvable {
    return this.interpolationForAttribute('physical_functions');
  }

  /** The whole inventory, as `sriov inventory` prints it, for `HostInventory` and other tools. */
  public get inventoryJson(): string {
    return this.getStringAttribute('inventory_json');
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return argumentsOf(this.config, DATA_SRIOV_HOST_ARGUMENTS);
  }

  protected override synthesizeHclAttributes(): { [name: string]: unknown } {
    return hclOf(this.synthesizeAttributes());
  }
}

/** Arguments of `sriov_physical_function`. */
export interface DataSriovPhysicalFunctionConfig extends TerraformMetaArguments {
  /**
   * How the host is reached.
   * @default - as the provider says; of `ssh` what is left out is as there
   */
  readonly host?: SriovConnection;

  /**
   * Permanent MAC of the PF, which goes with the card. Of the four ways to name a PF one is enough; several must agree.
   * @default - none
   */
  readonly permanentMac?: string;

  /**
   * Serial number of the NVMe drive, or of the card as its driver reports it.
   * @default - none
   */
  readonly serial?: string;

  /**
   * Physical slot as in `/sys/bus/pci/slots`.
   * @default - none
   */
  readonly slot?: string;

  /**
   * PCI address of the PF. It changes where the card moves to another slot.
   * @default - none
   */
  readonly address?: string;
}

/** A PF and its VFs as they are on a host, whoever set them. Nothing is changed there. */
export class DataSriovPhysicalFunction extends TerraformDataSource {
  /** Its name in Terraform. */
  public static readonly tfResourceType: string = 'sriov_physical_function';

  public constructor(
    scope: Construct,
    id: string,
    private readonly config: DataSriovPhysicalFunctionConfig = {},
  ) {
    super(scope, id, {
      terraformResourceType: DataSriovPhysicalFunction.tfResourceType,
      terraformGeneratorMetadata: { providerName: 'sriov', providerVersionConstraint: '>= 0.1.0' },
      provider: config.provider,
      dependsOn: config.dependsOn,
      count: config.count,
      lifecycle: config.lifecycle,
      forEach: config.forEach,
    });
  }

  /** Permanent MAC of the PF, which goes with the card. Of the four ways to name a PF one is enough; several must agree. */
  public get permanentMac(): string {
    return this.getStringAttribute('permanent_mac');
  }

  /** Serial number of the NVMe drive, or of the card as its driver reports it. */
  public get serial(): string {
    return this.getStringAttribute('serial');
  }

  /** Physical slot as in `/sys/bus/pci/slots`. */
  public get slot(): string {
    return this.getStringAttribute('slot');
  }

  /** PCI address of the PF. It changes where the card moves to another slot. */
  public get address(): string {
    return this.getStringAttribute('address');
  }

  /** Vendor and device, `8086:159b`. */
  public get pciId(): string {
    return this.getStringAttribute('pci_id');
  }

  /** `net`, `nvme` or `other`. */
  public get deviceClass(): string {
    return this.getStringAttribute('device_class');
  }

  /** Kernel driver of the PF. */
  public get driver(): string {
    return this.getStringAttribute('driver');
  }

  /** Name of its network interface. */
  public get interface(): string {
    return this.getStringAttribute('interface');
  }

  /** Most VFs that it can have (`sriov_totalvfs`); null without SR-IOV. */
  public get totalVfs(): number {
    return this.getNumberAttribute('total_vfs');
  }

  /** VFs that it has. */
  public get numVfs(): number {
    return this.getNumberAttribute('num_vfs');
  }

  /** First VF Offset. */
  public get vfOffset(): number {
    return this.getNumberAttribute('vf_offset');
  }

  /** VF Stride. */
  public get vfStride(): number {
    return this.getNumberAttribute('vf_stride');
  }

  /** `legacy` or `switchdev`. */
  public get eswitchMode(): string {
    return this.getStringAttribute('eswitch_mode');
  }

  /** `ethernet` or `infiniband`. */
  public get linkType(): string {
    return this.getStringAttribute('link_type');
  }

  /** MTU in bytes. */
  public get mtu(): number {
    return this.getNumberAttribute('mtu');
  }

  /** Whether its port has a link. */
  public get carrier(): IResolvable {
    return this.getBooleanAttribute('carrier');
  }

  /** Speed of its port in Mbit/s. */
  public get speedMbps(): number {
    return this.getNumberAttribute('speed_mbps');
  }

  /** NUMA node that it is on. */
  public get numaNode(): number {
    return this.getNumberAttribute('numa_node');
  }

  /** Whether the connection that manages the host goes through it. */
  public get carriesManagement(): IResolvable {
    return this.getBooleanAttribute('carries_management');
  }

  /** Its VFs, by index. */
  public get virtualFunctions(): IResolvable {
    return this.interpolationForAttribute('virtual_functions');
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return argumentsOf(this.config, DATA_SRIOV_PHYSICAL_FUNCTION_ARGUMENTS);
  }

  protected override synthesizeHclAttributes(): { [name: string]: unknown } {
    return hclOf(this.synthesizeAttributes());
  }
}

/** Arguments of `sriov_free_vf`. */
export interface DataSriovFreeVfConfig extends TerraformMetaArguments {
  /**
   * How the host is reached.
   * @default - as the provider says; of `ssh` what is left out is as there
   */
  readonly host?: SriovConnection;

  /**
   * Permanent MAC of the PF, which goes with the card. Of the four ways to name a PF one is enough; several must agree.
   * @default - none
   */
  readonly permanentMac?: string;

  /**
   * Serial number of the NVMe drive, or of the card as its driver reports it.
   * @default - none
   */
  readonly serial?: string;

  /**
   * Physical slot as in `/sys/bus/pci/slots`.
   * @default - none
   */
  readonly slot?: string;

  /**
   * PCI address of the PF. It changes where the card moves to another slot.
   * @default - none
   */
  readonly address?: string;

  /**
   * Only VFs on this driver.
   * @default - any
   */
  readonly driver?: string;

  /**
   * VFs that are left out, by PCI address.
   * @default - none
   */
  readonly exclude?: string[];
}

/** The first VF of a PF that nothing uses. A VF of which not all that may use it can be read does not count as free. What is free now may be taken later: a VF that a VM is to keep is better given by `vms` of a pool. */
export class DataSriovFreeVf extends TerraformDataSource {
  /** Its name in Terraform. */
  public static readonly tfResourceType: string = 'sriov_free_vf';

  public constructor(
    scope: Construct,
    id: string,
    private readonly config: DataSriovFreeVfConfig = {},
  ) {
    super(scope, id, {
      terraformResourceType: DataSriovFreeVf.tfResourceType,
      terraformGeneratorMetadata: { providerName: 'sriov', providerVersionConstraint: '>= 0.1.0' },
      provider: config.provider,
      dependsOn: config.dependsOn,
      count: config.count,
      lifecycle: config.lifecycle,
      forEach: config.forEach,
    });
  }

  /** Permanent MAC of the PF, which goes with the card. Of the four ways to name a PF one is enough; several must agree. */
  public get permanentMac(): string {
    return this.getStringAttribute('permanent_mac');
  }

  /** Serial number of the NVMe drive, or of the card as its driver reports it. */
  public get serial(): string {
    return this.getStringAttribute('serial');
  }

  /** Physical slot as in `/sys/bus/pci/slots`. */
  public get slot(): string {
    return this.getStringAttribute('slot');
  }

  /** PCI address of the PF. It changes where the card moves to another slot. */
  public get address(): string {
    return this.getStringAttribute('address');
  }

  /** Index of the VF. */
  public get vfIndex(): number {
    return this.getNumberAttribute('vf_index');
  }

  /** PCI address of the VF. */
  public get vfAddress(): string {
    return this.getStringAttribute('vf_address');
  }

  /** Its IOMMU group. */
  public get iommuGroup(): number {
    return this.getNumberAttribute('iommu_group');
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return argumentsOf(this.config, DATA_SRIOV_FREE_VF_ARGUMENTS);
  }

  protected override synthesizeHclAttributes(): { [name: string]: unknown } {
    return hclOf(this.synthesizeAttributes());
  }
}

/** Arguments of `sriov_device`. */
export interface DataSriovDeviceConfig extends TerraformMetaArguments {
  /** Id of the catalog (`intel-e810-xxv-sfp`), PCI ids (`8086:159b`), or PCI ids with those of the subsystem (`8086:159b:8086:0003`). */
  readonly device: string;
}

/** What the catalog knows of a device with SR-IOV: its drivers, how many VFs it can have, its links, and how sure that is. What no source tells is null. No host is asked. */
export class DataSriovDevice extends TerraformDataSource {
  /** Its name in Terraform. */
  public static readonly tfResourceType: string = 'sriov_device';

  public constructor(
    scope: Construct,
    id: string,
    private readonly config: DataSriovDeviceConfig,
  ) {
    super(scope, id, {
      terraformResourceType: DataSriovDevice.tfResourceType,
      terraformGeneratorMetadata: { providerName: 'sriov', providerVersionConstraint: '>= 0.1.0' },
      provider: config.provider,
      dependsOn: config.dependsOn,
      count: config.count,
      lifecycle: config.lifecycle,
      forEach: config.forEach,
    });
  }

  /** Id of the catalog. */
  public get id(): string {
    return this.getStringAttribute('id');
  }

  /** Name for people. */
  public get name(): string {
    return this.getStringAttribute('name');
  }

  /** Maker of the device. */
  public get vendor(): string {
    return this.getStringAttribute('vendor');
  }

  /** `net`, `nvme`, `crypto`, `gpu` or another class of the catalog. */
  public get class(): string {
    return this.getStringAttribute('class');
  }

  /** PCI ids of the PF, `8086:159b`. */
  public get pfPciIds(): string[] {
    return this.getListAttribute('pf_pci_ids');
  }

  /** PCI ids of its VFs; empty where no source tells them. */
  public get vfPciIds(): string[] {
    return this.getListAttribute('vf_pci_ids');
  }

  /** Kernel driver of the PF. */
  public get pfDriver(): string {
    return this.getStringAttribute('pf_driver');
  }

  /** Kernel driver of its VFs in a guest or on the host. */
  public get vfDriver(): string {
    return this.getStringAttribute('vf_driver');
  }

  /** Whether the PF has the SR-IOV capability. */
  public get sriov(): IResolvable {
    return this.getBooleanAttribute('sriov');
  }

  /** Most VFs of one PF. */
  public get maxVfsPerPf(): number {
    return this.getNumberAttribute('max_vfs_per_pf');
  }

  /** Most VFs of all PFs of a card together. */
  public get maxVfsPerDevice(): number {
    return this.getNumberAttribute('max_vfs_per_device');
  }

  /** Speeds of its ports in Gbit/s. */
  public get linkSpeedsGbps(): number[] {
    return this.getNumberListAttribute('link_speeds_gbps');
  }

  /** Most ports of a card. */
  public get maxPorts(): number {
    return this.getNumberAttribute('max_ports');
  }

  /** PCI Express generation of its link. */
  public get pcieGeneration(): number {
    return this.getNumberAttribute('pcie_generation');
  }

  /** Lanes of its link. */
  public get pcieLanes(): number {
    return this.getNumberAttribute('pcie_lanes');
  }

  /** How sure each group of facts is: `ids`, `vfs`, and the groups that have a source of their own. */
  public get certainty(): { [name: string]: string } {
    return this.getStringMapAttribute('certainty');
  }

  /** What else is to be known of it. */
  public get note(): string {
    return this.getStringAttribute('note');
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return argumentsOf(this.config, DATA_SRIOV_DEVICE_ARGUMENTS);
  }

  protected override synthesizeHclAttributes(): { [name: string]: unknown } {
    return hclOf(this.synthesizeAttributes());
  }
}
