import type { PhysicalFunctionFacts } from '../../../inventory/inventory';
import { pfFacts, vfFacts } from '../../../plan/difference';
import { numVfsFor } from '../../../plan/enough-vfs';
import type { Step } from '../../../plan/step';
import { formatRanges } from '../../../model/vf-ranges';
import { lastPart } from '../../../model/lock';
import { type PlanOf, UNKNOWN, type Unknown } from '../../schema';
import { memoized } from '../../schema/memoized';
import { isOpen } from '../known';
import type { JudgedPlan } from './judge';
import { managedNames } from './managed';
import { addressOf, observedPf, xmlOf } from './observed';
import type { PhysicalFunctionSchema } from './schema';
import type { State } from './state';
import { type Settings, settingsOf, type VfStates, vfStates } from './vf-settings';

type Planned = PlanOf<PhysicalFunctionSchema>;
type OwnerPlan = Exclude<Planned['vms'], Unknown> extends ReadonlyMap<string, infer V> ? Exclude<V, Unknown> : never;

/** What the provider computes, as far as it is known before an apply that carries the plan out. */
export type Expected = Pick<
  Planned,
  keyof ReturnType<typeof observedPf> | keyof VfStates | 'vf_addresses' | 'vms' | 'pool_vfs'
>;

/**
 * What the host will be once the plan is carried out. Of what the plan manages that is certain, since it is read back; what it
 * does not manage stays as it is, or is not known where VFs come and go under it.
 */
export const expectedOf = memoized((judged: JudgedPlan): Expected => {
  const { live, target, pf, facts } = judged;
  const expected = pfFacts(live.expected, facts.address) ?? facts;
  const numVfs = numVfsFor(target, facts);
  const places = Array.from({ length: numVfs }, (_, index) => expectedPlace(index, judged, expected));
  const observed = observedPf(facts);
  return {
    ...observed,
    num_vfs: numVfs,
    eswitch_mode: target.eswitchMode ?? observed.eswitch_mode,
    drivers_autoprobe: target.driversAutoprobe ?? observed.drivers_autoprobe,
    admin_up: target.adminUp ?? observed.admin_up,
    mtu: target.mtu ?? observed.mtu,
    vf_addresses: places.map(({ address }) => address),
    ...expectedSettings(judged, expected, numVfs),
    vms: new Map(
      pf.pools.flatMap(({ path: pool, attachments }) =>
        attachments.flatMap(({ path, vf, mac, nodeGuid, portGuid }): [string, OwnerPlan][] => {
          if (vf === null) return [];
          const { address, driver } = places[vf] ?? NOWHERE;
          const owner = {
            pool: lastPart(pool),
            vf,
            address,
            mac,
            node_guid: nodeGuid,
            port_guid: portGuid,
            hostdev_xml: expectedXml(address, driver, vf, judged),
          };
          return [[lastPart(path), owner]];
        }),
      ),
    ),
    pool_vfs: new Map(pf.pools.map(({ path, ranges }) => [lastPart(path), formatRanges(ranges)])),
  };
});

interface Place {
  readonly address: string | Unknown;
  readonly driver: string | Unknown | null;
}

/** Of a VF that there is not going to be. */
const NOWHERE = { address: null, driver: null };

function expectedPlace(index: number, { live, target, facts }: JudgedPlan, expected: PhysicalFunctionFacts): Place {
  const stated = target.virtualFunctions.find((vf) => vf.index === index);
  const [was, is] = [vfFacts(facts, index), vfFacts(expected, index)];
  const address = stated?.address ?? (is === null ? null : addressOf(is)) ?? UNKNOWN;
  if (stated?.driver !== undefined) return { address, driver: stated.driver };
  const isReached = live.plan.steps.some((step) => reaches(step, facts.address, index));
  // What becomes of one that is not managed nobody knows before.
  return { address, driver: isReached || was === null ? UNKNOWN : was.driver };
}

/** What is managed of VFs is read back after an apply; nothing of it is known where one of them is not foreseen. */
function expectedSettings(
  { target }: JudgedPlan,
  expected: PhysicalFunctionFacts,
  numVfs: number,
): Pick<Planned, keyof VfStates> {
  const settings: [number, Settings][] = [];
  for (const stated of target.virtualFunctions) {
    if (stated.index >= numVfs) continue;
    const vf = vfFacts(expected, stated.index);
    if (vf === null) return { vf_settings: UNKNOWN, vf_link_addresses: UNKNOWN };
    settings.push([stated.index, settingsOf(vf, expected, managedNames(stated))]);
  }
  return vfStates(settings);
}

function expectedXml(
  address: string | Unknown | null,
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
