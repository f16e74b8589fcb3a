import { LinkState } from './enums';
import { type NicVfSettings, VfSettings } from './vf-settings';

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
    return VfSettings._profile('VfProfile.tenant', {
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
    return VfSettings._profile('VfProfile.trusted', {
      stated: settings ?? {},
      profile: { settings: { spoofCheck: true, trust: true, linkState: LinkState.AUTO }, trustedTenant: true },
    });
  }

  private constructor() {}
}
