import { conditionWords, isReported, type OperationCase, type OperationCondition } from '../../catalog/operations';
import { DEVICE_CLASSES, type DeviceClass, type FunctionClass } from '../../device-class';
import { factIn } from '../../model/kernel-release';
import type { VfSettings } from '../../model/settings';
import {
  asksForNothing,
  GPU_SETTINGS,
  type GpuSetting,
  LINK_SETTINGS,
  NIC_SETTINGS,
  NVME_SETTINGS,
  SETTING_ROWS,
  type LinkSetting,
  type SettingName,
  VF_SETTINGS,
} from '../../model/vf-settings';
import { kernelOf, settingAnswer } from '../../resolve/driver-context';
import type { ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, type Verdict, violation } from '../rule';
import { inBrackets, isGuestSide } from '../shared/pf';
import { answerUnknown, isLostInSwitchdev, profileName, refusalWords } from '../shared/port';
import { statesAny } from '../shared/statements';
import { joined } from '../shared/words';

/** These have rules of their own: VLAN-003, VLAN-005 and RATE-004. */
const JUDGED_ELSEWHERE: readonly LinkSetting[] = ['vlanProtocol', 'vlanQos', 'minTxRateMbps'];

const ATTRIBUTES: readonly LinkSetting[] = LINK_SETTINGS.filter((name) => !JUDGED_ELSEWHERE.includes(name));

/** Settings that mean something on one class of PFs alone. */
const JUDGED: readonly SettingName[] = [...NIC_SETTINGS, ...NVME_SETTINGS, ...GPU_SETTINGS];

export const DRV_001: Rule = {
  id: 'DRV-001',
  title: 'the driver of the PF takes the settings of its VFs',
  severity: 'error',
  protects: 'A setting that the driver refuses stops the plan on the host, after others were applied.',
  source: 'catalog, driver profiles; measured on igb: link state and query_rss give EOPNOTSUPP',
  fix: 'Leave the setting out, or use a card whose driver takes it',
  on: 'settings',
  check: (subject) => {
    if (!statesAny(subject, JUDGED)) return NOT_APPLICABLE;
    const { settings, unresolved, pf, host } = subject;
    const verdicts: Verdict[] = [];
    let judged = false;
    for (const name of [...ATTRIBUTES, ...GPU_SETTINGS]) {
      const verdict = isQuota(name) ? judgeQuota(name, settings, pf, host) : judgeSetting(name, settings, pf, host);
      judged ||= verdict !== NOT_APPLICABLE;
      if (verdict !== NOT_APPLICABLE && verdict !== COMPLIANT) verdicts.push(verdict);
    }
    const misplaced = namesOf(settings).filter((name) => isMisplaced(name, settings, pf));
    if (misplaced.length > 0) verdicts.push(settingsOfAnotherClass(misplaced, pf));
    const token = tokenAmong(unresolved, ...TOKENS_OF[pf.deviceClass]);
    if (token) verdicts.push(token);
    if (verdicts.length > 0) return verdicts;
    return judged ? COMPLIANT : NOT_APPLICABLE;
  },
};

const TOKENS_OF: Readonly<Record<FunctionClass, readonly SettingName[]>> = {
  net: ATTRIBUTES,
  nvme: [],
  other: GPU_SETTINGS,
};

function isMisplaced(name: SettingName, settings: VfSettings, pf: ResolvedPf): boolean {
  const { on } = VF_SETTINGS[name];
  if (on === 'any' || (DEVICE_CLASSES[on].functions === pf.deviceClass && !isKnownAsAnother(on, pf))) return false;
  return settings[name] !== undefined && !asksForNothing(name, settings[name]);
}

function judgeSetting(name: LinkSetting, settings: VfSettings, pf: ResolvedPf, host: ResolvedHost): Verdict {
  const value = settings[name];
  if (value === undefined || pf.deviceClass !== 'net') return NOT_APPLICABLE;
  if (asksForNothing(name, value)) return COMPLIANT;
  if (isGuestSide(pf)) return notTaken(name, value, pf, GUEST_SIDE);
  const answer = settingAnswer(pf, host, name, value);
  switch (answer.is) {
    case 'taken':
      return isReported(answer.by, value) ? COMPLIANT : notReported(name, value, pf, answer.by);
    case 'rounded':
      return COMPLIANT;
    case 'unknown':
      return name === 'maxTxRateMbps' && isOfTheLink(answer.undecided)
        ? COMPLIANT
        : answerUnknown(pf, host, `takes ${feature(name)}`, answer);
    case 'ignored': {
      const words = ['ignored, without an error', conditionWords(answer.by.when)].filter(Boolean).join(', ');
      return notTaken(name, value, pf, { limit: `${feature(name)} ignored`, words, by: answer.by });
    }
    case 'refused':
      // What is lost in switchdev mode, and what is wrong with a rate, is for other rules to say.
      return isLostInSwitchdev(answer) || isOfARate(name, answer.by.when)
        ? COMPLIANT
        : notTaken(name, value, pf, { limit: `no ${feature(name)}`, words: refusalWords(answer), by: answer.by });
  }
}

/** Functions of several classes of devices are alike: those of a GPU, and of a crypto accelerator. */
function isKnownAsAnother(on: DeviceClass, { deviceClass, profile }: ResolvedPf): boolean {
  return deviceClass === 'other' && profile !== null && profile.kind !== on;
}

function isQuota(name: SettingName): name is GpuSetting {
  return VF_SETTINGS[name].on === 'gpu';
}

function judgeQuota(name: GpuSetting, settings: VfSettings, pf: ResolvedPf, host: ResolvedHost): Verdict {
  const value = settings[name];
  if (value === undefined || isMisplaced(name, settings, pf)) return NOT_APPLICABLE;
  const { words, quotaFile } = VF_SETTINGS[name];
  const quotas = pf.profile?.vfQuotas;
  if (quotas === undefined) return unknown(`whether ${profileName(pf)} takes the ${words} of a VF`);
  const { takes, most, multipleOf } = quotas[name];
  const { kernelRelease } = host.inventory.host;
  const not = (words: string, limit: string, fix: string): Verdict =>
    violation({
      message: `${name} is ${value}, and the driver ${profileName(pf)} ${words} ${inBrackets(pf)}`,
      ...{ pointer: name, found: String(value), limit, limitSource: quotas.source, fix },
    });
  const file = `sriov_admin/vfN/profile/${quotaFile}`;
  const is = factIn(takes, kernelOf(pf.facts, kernelRelease));
  if (is === false) {
    return not(`has no ${file} in Linux ${kernelRelease}`, `no ${file}`, `Leave ${name} out, or take a later kernel`);
  }
  if (most !== undefined && value > most) {
    return not(
      `takes ${most} at most: of more it takes that, without an error`,
      String(most),
      `Lower ${name} to ${most}`,
    );
  }
  if (multipleOf !== undefined && value % multipleOf !== 0) {
    const next = Math.ceil(value / multipleOf) * multipleOf;
    return not(`rounds it up to ${next}, without an error`, `a multiple of ${multipleOf}`, `Set ${name} to ${next}`);
  }
  return is === null ? unknown(`whether ${profileName(pf)} has ${file} in the host's kernel`) : COMPLIANT;
}

/** RATE-002, RATE-006 and RATE-009 */
function isOfARate(name: LinkSetting, when: OperationCondition = {}): boolean {
  return name === 'maxTxRateMbps' && (isOfTheNumber(when) || when.linkType === 'infiniband');
}

function isOfTheNumber(when: OperationCondition = {}): boolean {
  return [when.aboveLink, when.above, when.below, when.linkNotMbps].some((one) => one !== undefined);
}

function isOfTheLink(undecided: readonly OperationCondition[]): boolean {
  return undecided.length > 0 && undecided.every(isOfTheNumber);
}

const GUEST_SIDE = {
  limit: null,
  words: 'EOPNOTSUPP',
  by: { source: 'measured: EOPNOTSUPP from a PF without VF operations (virtio)' },
};

function feature(name: LinkSetting): string {
  const { attribute, ip, feature: words = ip ?? attribute ?? name } = SETTING_ROWS[name];
  return words;
}

interface NotTaken {
  readonly limit: string | null;
  readonly words: string;
  readonly by: { readonly source: string };
}

function notTaken(name: LinkSetting, value: unknown, pf: ResolvedPf, { limit, words, by }: NotTaken): Verdict {
  return violation({
    message: `${name} is ${String(value)}, and the driver ${profileName(pf)} does not take ${feature(name)}: ${words} ${inBrackets(pf)}`,
    pointer: name,
    found: String(value),
    limit: limit ?? `no ${feature(name)}`,
    limitSource: by.source,
    fix: fixOf(name, pf),
  });
}

/** It takes effect, and whoever reads it back finds something else: no run ends well, and each plan writes it again. */
function notReported(name: LinkSetting, value: unknown, pf: ResolvedPf, by: OperationCase): Verdict {
  const { reports, when } = by;
  const words = [reports === null ? 'nothing of it' : `${String(reports)} all the same`, conditionWords(when)];
  return violation({
    message: `${name} is ${String(value)}, and the driver ${profileName(pf)} takes ${feature(name)}, but reports ${words.filter(Boolean).join(', ')}: no run can tell that it is set, and each sets it again ${inBrackets(pf)}`,
    pointer: name,
    found: String(value),
    limit: `${feature(name)} that can be read back`,
    limitSource: by.source,
    fix: `Leave ${name} out, and set it with ip link where it is needed`,
  });
}

function fixOf(name: LinkSetting, { linkType }: ResolvedPf): string {
  const { link } = SETTING_ROWS[name];
  if (link === undefined || linkType === null || linkType === link) {
    return `Leave ${name} out, or use a card whose driver takes ${feature(name)}`;
  }
  const there = LINK_SETTINGS.filter((other) => (SETTING_ROWS[other].link ?? linkType) === linkType);
  return `Leave ${name} out: it is of ${LINK_WORDS[link]} links, and on ${LINK_WORDS[linkType]} a VF has ${joined(there)}`;
}

const LINK_WORDS = { ethernet: 'Ethernet', infiniband: 'InfiniBand' } as const;

/** Network settings of a function that is no NIC, and the other way round: nobody would write them. */
function settingsOfAnotherClass(names: readonly string[], pf: ResolvedPf): Verdict {
  return violation({
    message: `${joined(names)} ${names.length > 1 ? 'are' : 'is'} set, and the PF is ${DEVICE_CLASSES[pf.deviceClass].words}: nothing comes of it ${inBrackets(pf)}`,
    severity: 'warning',
    pointer: names[0],
    limitSource: `class of the PF (${pf.facts?.classCode ?? pf.device?.class ?? pf.deviceClass})`,
    fix: `Leave ${joined(names)} out`,
  });
}

function namesOf<T extends object>(object: T): (keyof T & string)[] {
  return Object.keys(object) as (keyof T & string)[];
}
