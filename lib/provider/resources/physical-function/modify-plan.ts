import {
  attribute,
  type PlanAnswer,
  type PlanOf,
  type PlanRequest,
  ProviderError,
  type Say,
  UNKNOWN,
} from '../../schema';
import { objectTypeOf } from '../../schema/body';
import { sameValue, type Value } from '../../cty/value';
import type { PhysicalFunctionFacts } from '../../../inventory/inventory';
import { pfFacts } from '../../../plan/difference';
import type { TargetPf } from '../../../plan/host-plan';
import { type Client, sessionOf } from '../client';
import { sayUnchecked } from '../left-to-apply';
import type { HostSession } from '../session/host-session';
import type { PfOwners } from '../session/pf-owners';
import { foundBefore } from './before';
import { changesText, NO_CHANGES } from './changes';
import { EITHER, type Expected, expectedOf } from './expected';
import { type Judgement, type JudgedPlan, judge } from './judge';
import { isAnother } from './identity';
import { keptNames, observedPf, observedState } from './observed';
import { destroyedAndMade, planDestroy } from './plan-destroy';
import { sayDrift } from './say-drift';
import { infosOf, sayFindings } from './say-findings';
import { expectedOfReplace } from './replaced';
import { sharedAddresses } from './shared-addresses';
import { physicalFunctionSchema, type PhysicalFunctionSchema } from './schema';
import type { State } from './state';
import type { Config } from './wanted';

type Planned = PlanOf<PhysicalFunctionSchema>;
type Request = PlanRequest<PhysicalFunctionSchema, Client>;
type Changed = Extract<Request, { readonly config: Config }>;
type Answer = PlanAnswer<PhysicalFunctionSchema>;

/** Looks at the host, says all that is found, and plans what is known to come of an apply. */
export async function modifyPlan(request: Request): Promise<Answer> {
  if (request.operation === 'delete') {
    await planDestroy(request.prior, request);
    return {};
  }
  const { config, prior, planned, client, say } = request;
  const session = client === null ? null : sessionOf(client, config.host);
  if (client === null || session === null) {
    sayUnchecked(say, client === null ? 'the configuration of the provider' : 'host');
    return { planned: allOpen(planned, config) };
  }
  const reading = await session.look();
  if (reading.busy !== null) {
    say.warning(
      'Another run is going on',
      `${reading.busy.client} is at ${session.name}: what was seen may be half of its work, and an apply is refused until it has ended.`,
    );
  }
  for (const warning of reading.warnings) request.log.warn(`${session.name}: ${warning}`);
  const alone = await judge(config, prior, reading, session.seen(reading), client.catalog);
  const shared = sharedAddresses(alone, config, client.sessions.addresses, session.name);
  const judged = { ...alone, findings: [...alone.findings, ...shared] };
  for (const line of infosOf(judged)) request.log.info(`${session.name}: ${line}`);
  if (sayFindings(judged, say)) return { planned: allOpen(planned, config) };
  const { wanted, plan, facts, isAnotherPf } = judged;
  sayOfPrior(prior, judged, say);
  if (wanted.open.length === 0 && plan === null) {
    throw new ProviderError('The PF cannot be planned', `Nothing says what ${wanted.places.pf} is to be.`);
  }
  const before = replacedBefore(request, facts, session.owners);
  if (before !== null && facts !== null) {
    return { planned: await plannedReplace(request, before, { ...judged, facts }, session, client) };
  }
  if (wanted.open.length > 0 || plan === null) {
    sayUnchecked(say, wanted.open.join(', '));
    return { planned: allOpen(planned, config), ...replacingFor(judged) };
  }
  if (prior !== null && !isAnotherPf) sayDrift(plan.live, say);
  const after = pfFacts(plan.live.expected, plan.facts.address);
  if (after !== null) session.planned.makes(after);
  return { planned: plannedBy(planned, config, prior, plan), ...replacingFor(judged) };
}

async function plannedReplace(
  { config, planned }: Changed,
  before: TargetPf,
  { wanted, plan, facts, reading }: Judgement & { readonly facts: PhysicalFunctionFacts },
  session: HostSession,
  client: Client,
): Promise<Partial<Planned>> {
  const expected =
    wanted.open.length > 0 || plan === null
      ? null
      : await expectedOfReplace(config, plan, before, reading, session, client);
  if (expected === null) return namesOf(allOpen(planned, config), config, facts);
  return { ...withStated(planned, config, expected), changes: UNKNOWN };
}

/**
 * A replace is planned as a create that has the private state of what goes. Hosts show no warnings of this plan.
 *
 * @returns how the PF was found by what goes; null: nothing is replaced, or it has not changed the PF
 * @throws ProviderError for any other create whose PF is that of another resource of this plan as well
 */
function replacedBefore(
  { prior, private: own }: Request,
  facts: PhysicalFunctionFacts | null,
  owners: PfOwners,
): TargetPf | null {
  if (prior !== null || facts === null) return null;
  const { address } = facts;
  const before = foundBefore(own);
  if (before?.address === address) return before;
  refuseOtherOwner(owners.comes(address), address);
  return null;
}

function refuseOtherOwner(other: ReturnType<PfOwners['comes']>, address: string): void {
  if (other === null) return;
  if (other === 'delete') throw destroyedAndMade(address);
  throw new ProviderError(
    'Two resources are for one PF',
    `This plan creates more than one sriov_physical_function for ${address}, each of which would undo the other. Say in one of them all that is wanted of the PF.`,
    [attribute('address')],
  );
}

function sayOfPrior(prior: State | null, { facts, isAnotherPf }: Judgement, say: Say): void {
  if (prior === null || facts === null) return;
  if (isAnotherPf) sayAnother(prior, facts, say);
  else sayChangedSince(prior, observedState(prior, facts), say);
}

/** Hosts that learn of it as they apply, after an update was planned, take it for a defect of the provider. */
function sayAnother(prior: State, { address }: PhysicalFunctionFacts, say: Say): void {
  say.warning(
    'Another PF is meant than before',
    `The PF of the state is ${prior.address}, and ${address} is what is named now. The one is left as its destroy leaves it, and the other is taken over. If this is an apply, the plan did not know it yet, and nothing is done: plan again.`,
  );
}

/**
 * Hosts plan once more when they apply, and say of a plan that has become another one that the provider is wrong; nobody tells the
 * provider which of the two it is. A state that was read for this plan is as the PF is.
 */
function sayChangedSince(prior: State, now: State, say: Say): void {
  const { attributes } = objectTypeOf(physicalFunctionSchema);
  const changed = [...attributes].flatMap(([name, type]) =>
    name === 'changes' || sameValue(type, valueIn(prior, name), valueIn(now, name)) ? [] : [name],
  );
  if (changed.length === 0) return;
  say.warning(
    'The PF has changed since it was read',
    `Others than in the state are ${changed.join(', ')}. If this is an apply, the plan was made before that, and nothing is done where it does not hold any more: plan again.`,
  );
}

const valueIn = (state: State, name: string): Value =>
  (state as unknown as Readonly<Record<string, Value>>)[name] ?? null;

/** Everything that the provider computes is left to the apply. */
function allOpen(planned: Planned, config: Config): Planned {
  const open = Object.fromEntries(EITHER.flatMap((name) => (config[name] === null ? [[name, UNKNOWN]] : [])));
  return {
    ...planned,
    ...open,
    vf_addresses: UNKNOWN,
    vf_settings: UNKNOWN,
    vf_link_addresses: UNKNOWN,
    vms: UNKNOWN,
    pool_vfs: UNKNOWN,
    changes: UNKNOWN,
  };
}

/** What the card is called, whatever becomes of it. */
function namesOf(planned: Planned, config: Config, facts: PhysicalFunctionFacts): Partial<Planned> {
  const { permanent_mac, serial, slot, address } = observedPf(facts);
  const found = { permanent_mac, serial, slot, address };
  const open = Object.entries(found).filter(([name]) => config[name as keyof typeof found] === null);
  return { ...planned, ...Object.fromEntries(open) };
}

/** What is stated as it is stated, and what the provider computes as it is expected. */
function plannedBy(planned: Planned, config: Config, prior: State | null, plan: JudgedPlan): Planned {
  const kept = prior === null || isAnother(prior, plan.facts) ? {} : keptNames(prior, plan.facts);
  const whole = withStated(planned, config, { ...expectedOf(plan), ...kept });
  const changes = changesText(plan.live);
  if (changes !== NO_CHANGES || prior === null) return { ...whole, changes };
  return unchanged(whole, prior) ?? { ...whole, changes };
}

function withStated(planned: Planned, config: Config, expected: Expected): Planned {
  const stated = Object.fromEntries(EITHER.flatMap((name) => (config[name] === null ? [] : [[name, planned[name]]])));
  return { ...planned, ...expected, ...stated };
}

/**
 * The state as it is, where an apply would do nothing: also where an import, which knows no names of pools, found what the
 * configuration says. VMs are not to be seen on a host, so that who owns what is always written down.
 */
function unchanged(planned: Planned, prior: State): Planned | null {
  const asBefore = { ...planned, changes: prior.changes };
  if (isSame(asBefore, prior)) return prior;
  const isImported = prior.pools !== null && prior.pools.size === 0 && prior.vms.size === 0;
  const vms = planned.vms;
  if (!isImported || !(vms instanceof Map) || vms.size > 0) return null;
  const { pools, vf_settings, vf_link_addresses, pool_vfs } = prior;
  return isSame({ ...asBefore, pools, vf_settings, vf_link_addresses, pool_vfs, vms: prior.vms }, prior) ? prior : null;
}

function isSame(a: Planned, b: State): boolean {
  return sameValue(objectTypeOf(physicalFunctionSchema), a as unknown as Value, b as unknown as Value);
}

/** A PF is never made another one: that one is taken over anew, and the one before is left as its destroy leaves it. */
function replacingFor({ isAnotherPf }: Judgement): Pick<Answer, 'requiresReplace'> {
  if (!isAnotherPf) return {};
  return { requiresReplace: ['permanent_mac', 'serial', 'slot', 'address', 'host'].map((name) => [attribute(name)]) };
}
