import type { VfAttributeName } from '../model/vf-settings';
import type { DriverProfile, VfAttributeSupport } from './driver-profile';
import { isOfInfiniband, OPERATION_NAMES, type OperationCase, type OperationName, type Operations } from './operations';

/** What the kernel answers for each driver, before it is asked. */
const ANY_DRIVER: readonly OperationCase[] = [
  {
    when: { linkType: 'ethernet' },
    does: 'refused',
    source: 'Linux 6.12.117:net/core/rtnetlink.c (do_setvfinfo, handle_vf_guid: netdevs of type InfiniBand alone)',
  },
];

/** Nothing is known of any operation. */
export const UNKNOWN_OPERATIONS: Operations = operationsWith(() => []);

/** The driver has none: the kernel answers EOPNOTSUPP. */
export function noVfOperations(source: string): Operations {
  const none: readonly OperationCase[] = [{ does: 'refused', source }];
  return operationsWith((name) => (name === 'mtu' ? [] : none));
}

const known = new WeakMap<DriverProfile, Operations>();

/** What a profile says of each operation: its cases, else what its flag comes to. */
export function operationsOf(profile: DriverProfile | null): Operations {
  if (profile === null) return UNKNOWN_OPERATIONS;
  let operations = known.get(profile);
  if (operations === undefined) {
    const { vfAttributes, operations: cases } = profile;
    operations = operationsWith((name) => cases?.[name] ?? (name === 'mtu' ? [] : casesOfFlag(name, vfAttributes)));
    known.set(profile, operations);
  }
  return operations;
}

function casesOfFlag(name: VfAttributeName, support: VfAttributeSupport | null): readonly OperationCase[] {
  const { source: stated = null, vlanMax, rateGranularityMbps: unitMbps } = support ?? {};
  const source = stated ?? 'no source';
  const flag = support?.[name] ?? null;
  if (flag === null) return [];
  if (!flag) return [{ does: 'refused', source, ...errnoOfFlag(name) }];
  const taken: OperationCase = { does: 'taken', source };
  if (name === 'vlan' && vlanMax !== undefined) {
    return [{ when: { above: vlanMax }, does: 'refused', errno: 'EINVAL', source }, taken];
  }
  const isRate = name === 'minTxRate' || name === 'maxTxRate';
  return [isRate && unitMbps !== undefined ? { does: 'rounded', unitMbps, source } : taken];
}

/** What is written together with an attribute that the driver has is refused by the driver itself (measured on igb). */
export function errnoOfFlag(name: VfAttributeName): Pick<OperationCase, 'errno'> {
  if (name === 'vlanProto8021ad') return { errno: 'EPROTONOSUPPORT' };
  return name === 'vlanQos' || name === 'minTxRate' ? { errno: 'EINVAL' } : {};
}

export function operationsWith(casesOf: (name: OperationName) => readonly OperationCase[]): Operations {
  return Object.fromEntries(
    OPERATION_NAMES.map((name) => [name, withAnyDriver(name, casesOf(name))]),
  ) as unknown as Operations;
}

/** GUIDs are of InfiniBand links alone, whatever the driver. */
function withAnyDriver(name: OperationName, cases: readonly OperationCase[]): readonly OperationCase[] {
  return isOfInfiniband(name) ? [...ANY_DRIVER, ...cases] : cases;
}
