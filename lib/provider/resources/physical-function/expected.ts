import type { PhysicalFunctionFacts, VirtualFunctionFacts } from '../../../inventory/inventory';
import { pfFacts, vfFacts } from '../../../plan/difference';
import { numVfsFor } from '../../../plan/enough-vfs';
import type { Step } from '../../../plan/step';
import { formatRanges } from '../../../model/vf-ranges';
import { lastPart } from '../../../model/lock';
import { type PlanOf, UNKNOWN, type Unknown } from '../../schema';
import { isOpen } from '../known';
import type { JudgedPlan } from './judge';
import { managedNames } from './managed';
import { addressOf, observedPf, settingsOf, xmlOf } from './observed';
import type { PhysicalFunctionSchema } from './schema';
import type { State } from './state';

type Planned = PlanOf<PhysicalFunctionSchema>;
type VfPlan = Exclude<Exclude<Planned['virtual_functions'], Unknown>[number], Unknown>;
type OwnerPlan = Exclude<Planned['vms'], Unknown> extends ReadonlyMap<string, infer V> ? Exclude<V, Unknown> : never;

/** What the provider computes, as far as it is known before an apply that carries the plan out. */
export type Expected = Pick<Planned, keyof ReturnType<typeof observedPf> | 'virtual_functions' | 'vms' | 'pool_vfs'>;

/**
 * What the host will be once the plan is carried out. Of what the plan manages that is certain, since it is read back; what it
 * does not manage stays as it is, or is not known where VFs come and go under it.
 */
export function expectedOf(judged: JudgedPlan): Expected {
  const { live, target, pf, facts } = judged;
  const expected = pfFacts(live.expected, facts.address) ?? facts;
  const numVfs = numVfsFor(target, facts);
  const vfs = Array.from({ length: numVfs }, (_, index) => expectedVf(index, judged, expected));
  const observed = observedPf(facts);
  return {
    ...observed,
    num_vfs: numVfs,
    eswitch_mode: target.eswitchMode ?? observed.eswitch_mode,
    drivers_autoprobe: target.driversAutoprobe ?? observed.drivers_autoprobe,
    admin_up: target.adminUp ?? observed.admin_up,
    mtu: target.mtu ?? observed.mtu,
    virtual_functions: vfs,
    vms: new Map(
      pf.pools.flatMap(({ path: pool, attachments }) =>
        attachments.flatMap(({ path, vf, mac, nodeGuid, portGuid }): [string, OwnerPlan][] => {
          if (vf === null) return [];
          const { address = null, hostdev_xml = null } = vfs[vf] ?? {};
          const owner = {
            pool: lastPart(pool),
            vf,
            address,
            mac,
            node_guid: nodeGuid,
            port_guid: portGuid,
            hostdev_xml,
          };
          return [[lastPart(path), owner]];
        }),
      ),
    ),
    pool_vfs: new Map(pf.pools.map(({ path, ranges }) => [lastPart(path), formatRanges(ranges)])),
  };
}

function expectedVf(index: number, judged: JudgedPlan, expected: PhysicalFunctionFacts): VfPlan {
  const { live, target, pf, facts } = judged;
  const stated = target.virtualFunctions.find((vf) => vf.index === index);
  const resolved = pf.virtualFunctions.find((vf) => vf.index === index);
  const [was, is] = [vfFacts(facts, index), vfFacts(expected, index)];
  const unmanaged = live.plan.steps.some((step) => reaches(step, facts.address, index)) ? null : was;
  const address = stated?.address ?? (is === null ? null : addressOf(is)) ?? UNKNOWN;
  const driver = stated?.driver === undefined ? driverOf(unmanaged) : stated.driver;
  const pool = resolved === undefined ? null : lastPart(resolved.pool.path);
  return {
    index,
    address,
    mac: stated?.mac ?? macOf(unmanaged, facts),
    driver,
    pool,
    vm: resolved?.attachment?.wanted.vm ?? null,
    settings: is === null ? UNKNOWN : settingsOf(is, expected, managedNames(stated)),
    hostdev_xml: pool === null ? null : expectedXml(address, driver, index, judged),
  };
}

/** Of a VF that stays as it is; null: what becomes of it nobody knows before. */
function driverOf(unmanaged: VirtualFunctionFacts | null): string | Unknown | null {
  return unmanaged === null ? UNKNOWN : unmanaged.driver;
}

/** VFs of a NIC have some MAC, those of other devices none. */
function macOf(unmanaged: VirtualFunctionFacts | null, { network }: PhysicalFunctionFacts): string | Unknown | null {
  if (unmanaged !== null) return unmanaged.network?.mac ?? null;
  return network === null ? null : UNKNOWN;
}

function expectedXml(
  address: string | Unknown,
  driver: string | Unknown | null,
  index: number,
  { facts, live }: JudgedPlan,
): string | Unknown | null {
  if (isOpen(address) || isOpen(driver)) return UNKNOWN;
  return xmlOf(address, driver, index, facts, live.plan.drivers);
}

/** Whether a step may change what is not managed of a VF. */
function reaches(step: Step, pf: string, index: number): boolean {
  if (step.pf !== pf) return false;
  return 'vf' in step ? step.vf === index : step.kind === 'num-vfs' || step.kind === 'eswitch-mode';
}

/** Names of what the configuration may state and the provider computes otherwise. */
export const EITHER = [
  ...(['permanent_mac', 'serial', 'slot', 'address', 'num_vfs', 'eswitch_mode', 'drivers_autoprobe'] as const),
  ...(['admin_up', 'mtu', 'qat_services'] as const),
] satisfies readonly (keyof State & keyof Expected)[];
