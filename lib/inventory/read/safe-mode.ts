import { integerIn, type JsonRecord, textIn } from './json';

/** What may tell whether a driver runs its function in a mode in which it makes no VFs. */
export interface SafeModeSigns {
  /** Versions that run, as `devlink dev info` tells them; none where it was not asked, or did not answer. */
  readonly running: JsonRecord;
  /** What `ip link` shows of the uplink. */
  readonly link: JsonRecord;
  /** null: not read. */
  readonly numVfs: number | null;
  /** Lines of the kernel's log on the function, as far as they were kept; none where it was not read. */
  readonly log: readonly string[];
}

interface Evidence {
  /** What is never so without the mode. */
  readonly for: boolean;
  /** What is never so in it. */
  readonly against: boolean;
}

/** Drivers that have such a mode. */
const SAFE_MODES: ReadonlyMap<string, (signs: SafeModeSigns) => Evidence> = new Map([
  ['ice', iceEvidence],
  ['i40e', i40eEvidence],
]);

/** undefined: the driver has no such mode; null: nothing tells, or one sign contradicts another. */
export function safeModeOf(driver: string | null, signs: SafeModeSigns): boolean | null | undefined {
  const evidence = driver === null ? undefined : SAFE_MODES.get(driver)?.(signs);
  if (evidence === undefined) return undefined;
  return evidence.for === evidence.against ? null : evidence.for;
}

/**
 * ice asks the firmware for the name of the package only after it has given it one (`ice_init_pkg`, `ice_get_pkg_info`), and devlink leaves
 * empty versions out (`ice_devlink_info_get`), but not that of the package, which then is 0.0.0.0. A name tells nothing: it may be that of
 * a package that another PF loaded and this driver does not take. In Safe Mode there is one queue (`ice_set_safe_mode_caps`), and the netdev
 * is made for as many (`ice_cfg_netdev`); outside it may be one as well, on a host with one CPU. All read in Linux 6.1.192, 6.12.117 and
 * 6.18.19. What no sign tells of: a package that ice did not get back into the card after a reset (`ice_rebuild`), as the netdev stays.
 */
function iceEvidence({ running, link, numVfs }: SafeModeSigns): Evidence {
  return {
    for: textIn(running, 'fw.app') !== null && textIn(running, 'fw.app.name') === null,
    against: (integerIn(link, 'num_tx_queues') ?? 0) > 1 || (numVfs ?? 0) > 0,
  };
}

/**
 * i40e says so in the kernel's log as it finds the firmware in recovery mode (`i40e_check_recovery_mode`), and makes its netdev for one queue then
 * (`i40e_init_recovery_mode`, `i40e_config_netdev`); outside it may be one as well, on a host with one CPU. The log alone tells nothing: firmware leaves
 * that mode by a reset. Read in Linux 6.1.192 and 6.12.117.
 */
function i40eEvidence({ log, link, numVfs }: SafeModeSigns): Evidence {
  const queues = integerIn(link, 'num_tx_queues');
  return {
    for: queues === 1 && log.some((line) => line.includes('Firmware recovery mode detected')),
    against: (queues ?? 0) > 1 || (numVfs ?? 0) > 0,
  };
}
