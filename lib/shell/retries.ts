import { textsOf } from '../model/errno';
import { VF_SETTINGS } from '../model/vf-settings';
import type { SettingRetry } from '../plan/setting-retries';
import type { VfSettingName } from '../plan/vf-settings';
import { wholeNumber } from './safe-values';

/**
 * `BUSY='...'`, which tells `iplink`, `set_all` and `put_vfs` what to try again, in a line for each text of an error that passes,
 * as ` mac vlan sriov_numvfs :10:Device or resource busy`: first words of what `ip link set dev PF vf N` sets, the file, seconds,
 * text. null: nothing is.
 */
export function busyLine(retries: readonly SettingRetry[]): string | null {
  const lines = retries.flatMap(({ errno, settings, numVfs, seconds }) => {
    const words = [...settings.map(wordOf), ...(numVfs === undefined ? [] : ['sriov_numvfs'])]
      .map((word) => `${word} `)
      .join('');
    if (words === '') return [];
    return textsOf(errno).map((text) => ` ${words}:${wholeNumber(seconds)}:${text}`);
  });
  return lines.length === 0 ? null : `BUSY='${lines.join('\n')}'`;
}

/** Longest that VFs are tried again where there are none. */
export function vfRetrySeconds(retries: readonly SettingRetry[]): number {
  return Math.max(0, ...retries.map(({ numVfs, seconds }) => (numVfs === undefined ? 0 : seconds)));
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
