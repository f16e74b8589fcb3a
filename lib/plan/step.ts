import type { PortVlan, TxRates } from '../model/settings';
import type { Guid, MacAddress } from '../model/units';
import type { ChoiceName, FlagName, GuidName, SettingValue } from '../model/vf-settings';

export type { Step, StepKind, StepOf } from './steps';
export type { DriverBindStep } from './steps/driver-bind';
export type { NumVfsStep } from './steps/num-vfs';
export type { SecondaryStateStep } from './steps/secondary-state';
export type { VfSettingStep } from './steps/vf-setting';
export type { VmAttachStep } from './steps/vm-attach';
export type { VmDetachStep } from './steps/vm-detach';

export type VfSetting =
  | { readonly name: 'mac'; readonly mac: MacAddress }
  | { readonly name: GuidName; readonly guid: Guid }
  | ({ readonly name: 'vlan' } & PortVlan)
  | { readonly name: FlagName; readonly on: boolean }
  | { readonly name: ChoiceName; readonly state: SettingValue<ChoiceName> }
  | ({ readonly name: 'rate' } & TxRates);
