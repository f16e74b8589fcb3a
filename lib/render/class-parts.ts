import type { DriverBehaviour } from '../catalog/behaviour';
import { vlanListOf } from '../catalog/vlan-lists';
import type { FunctionClass } from '../device-class';
import { GPU_SETTINGS, type GpuSetting, VF_SETTINGS } from '../model/vf-settings';
import { ALL_VLANS } from '../model/vlan-list';
import { NO_BLOCKS, NO_NETDEVS } from '../shell/evidence.sh.generated';
import { MANAGEMENT_OF } from '../shell/management';
import { NVME, NVME_RESOURCE, SECONDARY_STATE } from '../shell/nvme.sh.generated';
import {
  AUTOPROBE,
  CARRIER,
  ESWITCH,
  IPLINK,
  NETDEV,
  PF_LINK,
  PF_MTU,
  PUT_VFS,
  SET_VFS,
} from '../shell/pf.sh.generated';
import { QAT_SERVICES } from '../shell/qat-services';
import { fill } from '../shell/template';
import { USE_OF, USE_OF_BLOCKS, USE_OF_NETDEVS } from '../shell/use';
import { SHOWN, VF_SETTING } from '../shell/vf-setting';
import { DRIVER_BIND, MIGRATABLE, MSIX, QUOTA, VF_ADDRESS } from '../shell/vf.sh.generated';
import { VF_VLANS } from '../shell/vlans';
import * as before from './before.sh.generated';
import { CONTROLLERS, NUM_VFS } from './hooks.sh.generated';

const BASE = [
  ...[before.KEEP, AUTOPROBE, PUT_VFS, SET_VFS, NUM_VFS, VF_ADDRESS, DRIVER_BIND, MSIX],
  ...[before.BEFORE_AUTOPROBE, before.BEFORE_VFS],
];
const ANY_NIC = [
  ...BASE,
  ...[NETDEV, IPLINK, PF_LINK, PF_MTU, CARRIER, ESWITCH, VF_SETTING],
  ...[before.BEFORE_MTU, before.BEFORE_LINK, before.BEFORE_ESWITCH],
  fill(before.BEFORE_NETWORK, { SHOWN }),
];
const VLAN = [before.BEFORE_VLAN];
const VLAN_LISTS = [VF_VLANS, fill(before.BEFORE_VLANS, { ALL_VLANS })];
const NO_PORTS = [before.BEFORE_NO_PORTS];
const PORTS = [MIGRATABLE, before.BEFORE_PORTS];
const DRIVE = [...BASE, NVME, CONTROLLERS, NVME_RESOURCE, SECONDARY_STATE, before.BEFORE_CONTROLLER];
const PLAIN = [...BASE, QAT_SERVICES, before.BEFORE_SERVICES];
const NO_QUOTAS = [before.BEFORE_NOTHING];

function quotas(driver: string | null, { vfQuotas }: DriverBehaviour): readonly string[] {
  if (driver !== null && vfQuotas === undefined) return NO_QUOTAS;
  const files = (names: readonly GpuSetting[]) => names.map((name) => VF_SETTINGS[name].quotaFile).join(' ');
  const offDriver = GPU_SETTINGS.filter((name) => vfQuotas?.[name].offDriver !== false);
  return [QUOTA, fill(before.BEFORE_QUOTAS, { QUOTAS: files(GPU_SETTINGS), OFF_DRIVER: files(offDriver) })];
}

/** Shell functions that a script has for the PF that it is about. */
interface ClassParts {
  /** What the guards ask of a function: one of no class has neither netdevs nor block devices. */
  readonly evidence: readonly string[];
  /**
   * What keeps and restores what the PF has.
   *
   * @param driver of the PF; null: not known
   * @param behaviour of that driver, as the plan knows it
   */
  readonly before: (driver: string | null, behaviour: DriverBehaviour) => readonly string[];
}

export const CLASS_PARTS = {
  net: {
    evidence: [USE_OF, USE_OF_NETDEVS, MANAGEMENT_OF, NO_BLOCKS],
    before: (driver, { portMigratable }) => [
      ...ANY_NIC,
      ...(driver === null || vlanListOf(driver) !== null ? VLAN_LISTS : VLAN),
      ...(driver === null || portMigratable !== undefined ? PORTS : NO_PORTS),
    ],
  },
  nvme: { evidence: [USE_OF, NO_NETDEVS, USE_OF_BLOCKS], before: () => DRIVE },
  other: {
    evidence: [USE_OF, NO_NETDEVS, NO_BLOCKS],
    before: (driver, behaviour) => [...PLAIN, ...quotas(driver, behaviour)],
  },
} as const satisfies Record<FunctionClass, ClassParts>;
