import { InputError } from '../model/errors';
import type { LinkState, VlanProtocol } from './enums';
import type { VfDriver } from './vf-driver';
import { objectArgument } from './private/arguments';
import type { GivenSettings } from './private/given-settings';
import { Properties } from './private/properties';
import { COMMON_SETTING_USES, GPU_SETTING_USES, NIC_SETTING_USES, NVME_SETTING_USES } from './private/setting-uses';

/** Settings that VFs of every class take. */
export interface CommonVfSettings {
  /**
   * Who drives the VF on the host.
   * @default - vfio-pci for a pool; an attachment takes what its pool has
   */
  readonly driver?: VfDriver;
  /**
   * MSI-X vectors of the VF, as its MSI-X capability shows them, set by `sriov_vf_msix_count`.
   * @default - not managed
   */
  readonly msixVectors?: number;
}

/** Settings of VFs of a NIC. */
export interface NicVfSettings extends CommonVfSettings {
  /**
   * Port VLAN id, 1 to 4094: the NIC tags and strips, the guest sees untagged frames. 0 states that there is none: a
   * VLAN that the VF has from before is taken off.
   * @default - not managed
   */
  readonly vlan?: number;
  /**
   * 802.1p priority of the port VLAN, 0 to 7.
   * @default 0
   */
  readonly vlanQos?: number;
  /**
   * Tag protocol of the port VLAN.
   * @default VlanProtocol.DOT1Q
   */
  readonly vlanProtocol?: VlanProtocol;
  /**
   * VLANs that a guest which tags its frames itself may use, as ids and ranges from 1 to 4094, `100,200-210`; frames with
   * another tag, and without one, do not pass. `all` states that there is no such list: one from before is taken off.
   *
   * No driver in the kernel's own tree can be told: the file `sriov/N/trunk` of the PF is made by drivers of Intel (i40e)
   * and NVIDIA (mlx5) that are built beside the kernel, and only in legacy mode. Elsewhere it is an error to state a list.
   * It goes together with no `vlan` but 0.
   * @default - not managed
   */
  readonly allowedVlans?: string;
  /**
   * Drop frames whose source MAC is not the VF's own.
   * @default - not managed
   */
  readonly spoofCheck?: boolean;
  /**
   * Let the guest change its MAC and ask for promiscuous mode.
   * @default - not managed
   */
  readonly trust?: boolean;
  /**
   * Link as the guest sees it.
   * @default - not managed
   */
  readonly linkState?: LinkState;
  /**
   * Guaranteed transmit rate in Mbit/s; 0 removes the guarantee.
   * @default - not managed
   */
  readonly minTxRateMbps?: number;
  /**
   * Transmit rate limit in Mbit/s; 0 removes the limit.
   * @default - not managed
   */
  readonly maxTxRateMbps?: number;
  /**
   * Let the VF read the PF's RSS configuration.
   * @default - not managed
   */
  readonly queryRss?: boolean;
  /**
   * MTU that the VF's user will set, in bytes of payload. Written only where the host itself drives the VF.
   * @default - not managed
   */
  readonly mtu?: number;
}

/** Settings of VFs of an NVMe SSD: its secondary controllers. */
export interface NvmeVfSettings extends CommonVfSettings {
  /**
   * NVMe: virtual queue resources of the secondary controller, admin queue included.
   * @default - 2, the fewest with which a controller can go online
   */
  readonly nvmeVirtualQueues?: number;
  /**
   * NVMe: virtual interrupt resources of the secondary controller.
   * @default - 1, the fewest with which a controller can go online
   */
  readonly nvmeVirtualInterrupts?: number;
  /**
   * NVMe: namespace to attach to the secondary controller.
   * @default - none is attached or detached
   */
  readonly namespaceId?: number;
  /**
   * NVMe: the namespace may be attached to several controllers.
   * @default - as the drive reports it
   */
  readonly namespaceShared?: boolean;
}

/**
 * Settings of VFs of a GPU: its quotas, which the driver xe of Intel takes. How a VF is scheduled (`sched_priority`) is no setting: the
 * driver takes it for all VFs and the PF together.
 */
export interface GpuVfSettings extends CommonVfSettings {
  /**
   * Time slice of the VF on the GPU in milliseconds, 0 to 100000; 0 is without limit. Linux 6.19 and later.
   * @default - not managed: new VFs have what the driver gives them
   */
  readonly execQuantumMs?: number;
  /**
   * Time that the VF has to give way when its time slice is over, in microseconds, 0 to 100000000; 0 is without limit. Linux 6.19 and
   * later.
   * @default - not managed: new VFs have what the driver gives them
   */
  readonly preemptTimeoutUs?: number;
  /**
   * Video memory of the VF in bytes, a multiple of 2 MiB, on GPUs that have memory of their own. It is changed while no driver is bound
   * to the VF, and what was in it is lost. Linux 7.0 and later.
   * @default - not managed: the driver shares the memory out among new VFs, all alike
   */
  readonly vramQuotaBytes?: number;
}

/** Settings of VFs of a crypto accelerator. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- jsii has no name for a type but an interface
export interface CryptoVfSettings extends CommonVfSettings {}

const NIC = new Properties(NIC_SETTING_USES);
const NVME = new Properties(NVME_SETTING_USES);
const GPU = new Properties(GPU_SETTING_USES);
const COMMON = new Properties(COMMON_SETTING_USES);

/** Settings of VFs of one class of device: what another class has cannot be stated. */
export class VfSettings {
  /** Settings of VFs of a NIC. */
  public static nic(settings: NicVfSettings): VfSettings {
    return new VfSettings({ maker: { by: 'VfSettings.nic', forClass: 'net' }, stated: settings, properties: NIC });
  }

  /** Settings of VFs of an NVMe SSD. */
  public static nvme(settings: NvmeVfSettings): VfSettings {
    return new VfSettings({ maker: { by: 'VfSettings.nvme', forClass: 'nvme' }, stated: settings, properties: NVME });
  }

  /** Settings of VFs of a GPU. */
  public static gpu(settings: GpuVfSettings): VfSettings {
    return new VfSettings({ maker: { by: 'VfSettings.gpu', forClass: 'gpu' }, stated: settings, properties: GPU });
  }

  /** Settings of VFs of a crypto accelerator. */
  public static crypto(settings: CryptoVfSettings): VfSettings {
    return new VfSettings({
      maker: { by: 'VfSettings.crypto', forClass: 'crypto' },
      stated: settings,
      properties: COMMON,
    });
  }

  /** @internal */
  public static _profile(by: string, given: Omit<GivenSettings, 'maker' | 'properties'>): VfSettings {
    return new VfSettings({ ...given, maker: { by, forClass: 'net' }, properties: NIC });
  }

  private constructor(
    /** @internal */
    public readonly _given: GivenSettings,
  ) {
    const { maker, stated } = _given;
    objectArgument(stated, maker.by, 'its argument', 'an object of settings');
    const made = (stated as Partial<VfSettings>)._given?.maker.by;
    if (made !== undefined) {
      throw new InputError(
        maker.by,
        `its argument is what ${made} made, not an object of settings`,
        'Give it the settings themselves',
      );
    }
  }
}
