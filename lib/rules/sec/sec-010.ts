import { SETTING_ROWS, type SettingName } from '../../model/vf-settings';
import type { ResolvedPf, ResolvedVf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, type Violation, violation } from '../rule';
import { recreation } from '../shared/changes';
import { inheritedSettings } from '../shared/inherited';
import { goesToVm } from '../shared/use';
import { vfAt } from '../shared/vfs';

/** SEC-001 and SEC-002 speak of these. */
const JUDGED_ELSEWHERE: readonly SettingName[] = ['spoofCheck', 'trust'];

/** What a setting is without its former user, as a prop. */
function usualProp(name: SettingName): string {
  return name === 'linkState' ? 'LinkState.AUTO' : JSON.stringify(SETTING_ROWS[name].usual);
}

export const SEC_010: Rule = {
  id: 'SEC-010',
  title: 'a VM inherits no settings of the former user of its VF',
  severity: 'warning',
  protects:
    'A VF that stays keeps what was set on it: a VM that gets it lands in the VLAN of its former user, or behind its rate limit.',
  source:
    'measured on igb: VLAN, rates, trust and spoof check of a VF stay until they are set again or the VF is destroyed; ' +
    'intel/ethernet-linux-i40e@b439573:src/i40e_virtchnl_pf.c (promisc_mode in i40e_alloc_vsi_res: a reset brings it back)',
  fix: 'State the setting on the pool or the attachment',
  on: 'attachment',
  check(attachment, pf, host) {
    if (pf.deviceClass !== 'net' || attachment.vf === null || host.presumed) return NOT_APPLICABLE;
    const vf = vfAt(pf, attachment.vf);
    if (vf === undefined || !staysFromBefore(vf, pf)) return NOT_APPLICABLE;
    if ((vf.facts?.network ?? null) === null) return unknown(`settings that VF ${vf.index} has now`);
    const kept = inheritedSettings(vf, pf).filter(({ setting }) => !JUDGED_ELSEWHERE.includes(setting));
    const verdicts = [...kept.map(({ setting, words }) => inherited(vf, pf, setting, words)), ...promiscuity(vf, pf)];
    return verdicts.length === 0 ? COMPLIANT : verdicts;
  },
};

function staysFromBefore(vf: ResolvedVf, pf: ResolvedPf): boolean {
  return vf.index < (pf.facts?.numVfs ?? 0) && recreation(pf) === null;
}

function inherited(vf: ResolvedVf, pf: ResolvedPf, setting: SettingName, words: string): Violation {
  return violation({
    message: `VF ${vf.index} of ${pf.facts?.address} has ${words} from before, which its VM gets: ${setting} is not stated`,
    pointer: setting,
    found: words,
    limit: `${setting} stated`,
    limitSource: `settings of VF ${vf.index} of ${pf.facts?.address}`,
    fix: `State ${setting}: ${usualProp(setting)} to take it off, or state the value to keep it`,
  });
}

/** No setting states promiscuity, so it can only be taken off on the host; that the guest is to have it, `use` states. */
function promiscuity(vf: ResolvedVf, pf: ResolvedPf): Verdict[] {
  if (vf.use.promiscuous === true) return [];
  return [...promiscuousByPf(vf, pf), ...promiscuousNetdev(vf, pf)];
}

/** What the PF's driver gives to the VF, and gives to it again after each reset. */
function promiscuousByPf({ index, facts }: ResolvedVf, pf: ResolvedPf): Verdict[] {
  const mode = facts?.network?.promiscuity;
  if (mode === undefined || mode === 'off') return [];
  if (mode === null) return [unknown(`whether VF ${index} gets frames for others`)];
  const words = mode === 'all' ? 'all frames' : `all ${mode} frames`;
  const file = `/sys/bus/pci/devices/${pf.facts?.address}/sriov/${index}/promisc`;
  return [
    violation({
      message: `VF ${index} of ${pf.facts?.address} gets ${words} of the port, those for others too, as was set through its PF before`,
      found: `promiscuous mode, ${mode}`,
      limit: 'off',
      limitSource: file,
      fix: `Take it off: ${MODE_WORDS[mode].map((word) => `echo rem ${word} > ${file}`).join('; ')}`,
    }),
  ];
}

const MODE_WORDS = { unicast: ['ucast'], multicast: ['mcast'], all: ['ucast', 'mcast'] } as const;

/** A driver may keep it when the VF goes to a VM: i40e did so before Linux 4.20 (torvalds/linux 0ce5233e6c2a). */
function promiscuousNetdev({ index, facts, settings }: ResolvedVf, pf: ResolvedPf): Verdict[] {
  const netdev = facts?.interface ?? null;
  if (netdev?.promiscuous !== true) return [];
  const stays = goesToVm(pf, settings, true)
    ? 'and not every driver takes that off when the VF goes to its VM'
    : 'and stays so';
  return [
    violation({
      message: `VF ${index} of ${pf.facts?.address} takes frames for others: its netdev ${netdev.name} is promiscuous, ${stays}`,
      found: `${netdev.name} is promiscuous`,
      limit: 'off',
      limitSource: `flags of ${netdev.name} (IFF_PROMISC)`,
      fix: `End what listens on ${netdev.name}; where that was ip link, ip link set ${netdev.name} promisc off`,
    }),
  ];
}
