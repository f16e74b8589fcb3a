import { FLAGS_AND_CHOICES, GUIDS, SETTING_ROWS } from '../model/vf-settings';
import { fill } from './template';
import * as vf from './vf.sh.generated';

/** Words of flags, choices and GUIDs in `ip link show`, each with the word that writes it: `'spoof checking=spoofchk' trust=trust`. */
export const SHOWN = [...FLAGS_AND_CHOICES, ...GUIDS]
  .map((name) => {
    const { ip, shown = ip } = SETTING_ROWS[name];
    return shown?.includes(' ') ? `'${shown}=${ip}'` : `${shown}=${ip}`;
  })
  .join(' ');

/** What is set of a VF through its PF. */
export const VF_SETTING = fill(vf.VF_SETTING, { SHOWN });
