import { LinkState } from './enums';
import { objectArgument } from './private/arguments';
import type { GivenSettings } from './private/given-settings';
import { COMMON_SETTING_USES, NIC_SETTING_USES, NVME_SETTING_USES } from './private/setting-uses';
import { Properties } from './private/properties';
import type { CryptoVfSettings, GpuVfSettings, NicVfSettings, NvmeVfSettings } from './settings';

const NIC = new Properties(NIC_SETTING_USES);
const NVME = new Properties(NVME_SETTING_USES);
const COMMON = new Properties(COMMON_SETTING_USES);

/** Settings of VFs of one class of device: what another class has cannot be stated. */
export class VfSettings {
  /** Settings of VFs of a NIC. */
  public static nic(settings: NicVfSettings): VfSettings {
    return new VfSettings({ by: 'VfSettings.nic', stated: settings, properties: NIC });
  }

  /** Settings of VFs of an NVMe SSD. */
  public static nvme(settings: NvmeVfSettings): VfSettings {
    return new VfSettings({ by: 'VfSettings.nvme', stated: settings, properties: NVME });
  }

  /** Settings of VFs of a GPU. */
  public static gpu(settings: GpuVfSettings): VfSettings {
    return new VfSettings({ by: 'VfSettings.gpu', stated: settings, properties: COMMON });
  }

  /** Settings of VFs of a crypto accelerator. */
  public static crypto(settings: CryptoVfSettings): VfSettings {
    return new VfSettings({ by: 'VfSettings.crypto', stated: settings, properties: COMMON });
  }

  /** @internal */
  public static _profile(given: Omit<GivenSettings, 'properties'>): VfSettings {
    return new VfSettings({ ...given, properties: NIC });
  }

  private constructor(
    /** @internal */
    public readonly _given: GivenSettings,
  ) {
    objectArgument(_given.stated, _given.by, 'its argument', 'an object of settings');
  }
}

/**
 * Settings of VFs of a NIC by what their user is. A profile states a setting where the driver of the PF has it, so that it
 * fits every NIC; what a driver lacks and isolation needs is a finding nevertheless. Settings given to a profile go before
 * its own, and count on every driver.
 */
export class VfProfile {
  /**
   * For a VM that nothing is known of: it sends with its own MAC address only, changes none, sees no frames of others, does
   * not read how the port spreads its load, and its link follows the port. Spoof check on; trust and RSS query off; link
   * state auto. VLAN and rate limit are yours to add: `VfProfile.tenant({ vlan: 100, maxTxRateMbps: 10_000 })`.
   *
   * @param settings settings beside those of the profile, or in their place
   */
  public static tenant(settings: NicVfSettings = {}): VfSettings {
    return VfSettings._profile({
      by: 'VfProfile.tenant',
      stated: settings ?? {},
      profile: {
        settings: { spoofCheck: true, trust: false, queryRss: false, linkState: LinkState.AUTO },
        trustedTenant: false,
      },
    });
  }

  /**
   * For an appliance of your own, as a router or firewall is: it may change its MAC address and see all frames of its VLAN,
   * and the rules take its tenant as trusted. Trust and spoof check on; link state auto. One that bridges frames of others
   * needs `spoofCheck: false`, and the reason in `waivers.spoofCheck` of the pool.
   *
   * @param settings settings beside those of the profile, or in their place
   */
  public static trusted(settings: NicVfSettings = {}): VfSettings {
    return VfSettings._profile({
      by: 'VfProfile.trusted',
      stated: settings ?? {},
      profile: { settings: { spoofCheck: true, trust: true, linkState: LinkState.AUTO }, trustedTenant: true },
    });
  }

  private constructor() {}
}
