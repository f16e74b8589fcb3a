import type { VfIndex } from '../../model/units';
import { settingWords } from '../setting-words';
import type { VfSetting } from '../step';
import { settingValue } from '../vf-settings';
import { WRITE_SECONDS } from './limits';
import { ref } from './schema';
import type { StepBase, StepSpec } from './spec';

/** One `ip link set PF vf N SETTING`; one setting a step, since iproute2 does not apply several atomically. */
export interface VfSettingStep extends StepBase {
  readonly kind: 'vf-setting';
  readonly vf: VfIndex;
  readonly setting: VfSetting;
}

export const VF_SETTING: StepSpec<VfSettingStep> = {
  description: 'Set one attribute of a VF through its PF.',
  fields: {
    vf: ref('vfIndex'),
    setting: ref('vfSetting'),
  },
  reach: 'vf',
  needsNetdev: true,
  thing: ({ vf, setting }) => `${setting.name} ${vf}`,
  writes: ({ setting }) => ({ fields: [setting.name], value: settingValue(setting) }),
  limitSeconds: () => WRITE_SECONDS,
  tools: [],
  words: ({ setting }) => settingWords(setting).exact,
  wordsOfMany: ({ setting }) => settingWords(setting).alike,
};
