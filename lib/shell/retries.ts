import { textsOf } from '../model/errno';
import { VF_SETTINGS } from '../model/vf-settings';
import type { SettingRetry } from '../plan/setting-retries';
import type { VfSettingName } from '../plan/vf-settings';
import { wholeNumber } from './safe-values';

/**
 * `BUSY='...'`, which tells `iplink` and `set_all` what to try again, in a line for each text of an error that passes, as
 * ` mac vlan :10:Device or resource busy`: first words of what `ip link set dev PF vf N` sets, seconds, text. null: nothing is.
 */
export function busyLine(retries: readonly SettingRetry[]): string | null {
  const lines = retries.flatMap(({ errno, settings, seconds }) => {
    const words = settings.map((name) => `${wordOf(name)} `).join('');
    return textsOf(errno).map((text) => ` ${words}:${wholeNumber(seconds)}:${text}`);
  });
  return lines.length === 0 ? null : `BUSY='${lines.join('\n')}'`;
}

/** Longest that one of these settings is tried again. */
export function retrySeconds(settings: readonly VfSettingName[], retries: readonly SettingRetry[]): number {
  const apply = retries.filter((retry) => settings.some((name) => retry.settings.includes(name)));
  return Math.max(0, ...apply.map(({ seconds }) => seconds));
}

/** As `ip_words` writes them. */
function wordOf(name: VfSettingName): string {
  if (name === 'rate') return 'max_tx_rate';
  return name === 'vlan' ? name : VF_SETTINGS[name].ip;
}
