import { type LivePlan, planLive } from '../../../apply';
import type { Catalog } from '../../../catalog/catalog';
import { evaluateFleet } from '../../../evaluate/evaluate';
import { planFindings, SIMULATION_RULE_TEXTS } from '../../../evaluate/plan-findings';
import type { HostPort, HostReading } from '../../../host/port';
import type { PhysicalFunctionFacts } from '../../../inventory/inventory';
import { EMPTY_LOCK } from '../../../model/lock';
import { type Finding, isBlocking } from '../../../model/finding';
import type { TargetPf } from '../../../plan/host-plan';
import type { ResolvedHost, ResolvedPf } from '../../../resolve/resolved';
import { selectPf } from '../../../resolve/select-pf';
import { sameValue, type Value } from '../../cty/value';
import { objectTypeOf } from '../../schema/body';
import { isOpen } from '../known';
import { type Allowed, allowedOf } from './allowed';
import { isAnother } from './identity';
import { lockOf } from './lock';
import { physicalFunctionSchema } from './schema';
import { type Config, type Wanted, wantedOf } from './wanted';
import type { State } from './state';

/** What the library says of a configuration on the host as it was seen. */
export interface Judgement {
  readonly wanted: Wanted;
  readonly reading: HostReading;
  readonly findings: readonly Finding[];
  readonly allowed: Allowed;
  /** Null where the PF was not found, or nothing can be planned since too little is known yet. */
  readonly plan: JudgedPlan | null;
  /** The PF that was found; null: none. */
  readonly facts: PhysicalFunctionFacts | null;
  /** The PF that was found is another one than that of the state. */
  readonly isAnotherPf: boolean;
}

export interface JudgedPlan {
  readonly live: LivePlan;
  readonly target: TargetPf;
  readonly host: ResolvedHost;
  readonly pf: ResolvedPf;
  readonly facts: PhysicalFunctionFacts;
}

/** Of what is not known yet the resource speaks in its own words. */
const OF_TOKENS: ReadonlySet<string> = new Set(['INP-008', 'LOCK-008', 'SEL-005']);
/** The simulation that begins with the host as it is now has the last word. */
const OF_SIMULATION: ReadonlySet<string> = new Set(SIMULATION_RULE_TEXTS.map(({ id }) => id));

/**
 * Resolves, judges, plans, simulates and predicts: nothing is written.
 *
 * Hosts plan right before each change: what was judged last of a look is not judged again for the same configuration and state.
 *
 * @param seen the host with that look in place of a new one
 */
export function judge(
  config: Config,
  prior: State | null,
  reading: HostReading,
  seen: HostPort,
  catalog: Catalog,
): Promise<Judgement> {
  const last = LAST.get(reading);
  if (last !== undefined && last.catalog === catalog && isSame(last.config, config) && isSame(last.prior, prior))
    return last.judgement;
  const judgement = judgeAnew(config, prior, reading, seen, catalog);
  LAST.set(reading, { config, prior, catalog, judgement });
  return judgement;
}

interface Judged {
  readonly config: Config;
  readonly prior: State | null;
  readonly catalog: Catalog;
  readonly judgement: Promise<Judgement>;
}

/** By the look; one each, since plans hold what they expect of the whole host. */
const LAST = new WeakMap<HostReading, Judged>();

function isSame(a: Config | State | null, b: Config | State | null): boolean {
  return sameValue(objectTypeOf(physicalFunctionSchema), a as unknown as Value, b as unknown as Value);
}

async function judgeAnew(
  config: Config,
  prior: State | null,
  reading: HostReading,
  seen: HostPort,
  catalog: Catalog,
): Promise<Judgement> {
  const { inventory } = reading;
  const hostName = inventory.host.hostname ?? 'host';
  const wanted = wantedOf(config, hostName);
  const [pf] = wanted.host.physicalFunctions;
  const facts = pf === undefined ? null : selectPf(pf, inventory, hostName).facts;
  const isAnotherPf = prior !== null && facts !== null && isAnother(prior, facts);
  const known = isAnotherPf ? null : prior;
  const allowed = allowedOf(config.allow_disrupt, wanted.places.pf, wanted, known);
  const { allowed: allowDisrupt } = allowed;
  const host = { ...wanted.host, policy: { ...wanted.host.policy, allowDisrupt } };
  const evaluated = evaluateFleet({
    hosts: [{ wanted: host, inventory }],
    catalog,
    lock: facts === null ? EMPTY_LOCK : lockOf(config, known, wanted.places.pf, hostName, facts),
    acknowledgements: acknowledgements(config, wanted.places.pf),
    findings: [],
  });
  const [result] = evaluated.hosts;
  const judged = evaluated.findings.filter(({ ruleId }) => !OF_TOKENS.has(ruleId) && !OF_SIMULATION.has(ruleId));
  const common = { wanted, reading, allowed, facts, isAnotherPf };
  if (wanted.isShapeless) return { ...common, findings: [], plan: null };
  const target = result?.plan.target.physicalFunctions[0];
  const resolved = result?.resolved.physicalFunctions[0];
  if (result === undefined || target === undefined || resolved === undefined || facts === null)
    return { ...common, findings: judged, plan: null };
  const live = await planLive(seen, result.plan, { allowDisrupt });
  const ofPlan = planFindings(live.plan, live.simulation).filter((finding) => !isSaid(finding, judged));
  return {
    ...common,
    findings: [...judged, ...ofPlan],
    plan: { live, target: live.plan.target.physicalFunctions[0] ?? target, host: result.resolved, pf: resolved, facts },
  };
}

/** What a rule has said of the configuration the plan says once more, and the simulation as the step that fails for it. */
function isSaid({ ruleId, message }: Finding, judged: readonly Finding[]): boolean {
  const blocking = judged.filter(isBlocking);
  if (OF_SIMULATION.has(ruleId) && blocking.length > 0) return true;
  return (
    blocking.some((other) => other.ruleId === ruleId) ||
    judged.some((other) => other.ruleId === ruleId && other.message === message)
  );
}

function acknowledgements({ acknowledge }: Config, constructPath: string) {
  if (acknowledge === null || isOpen(acknowledge)) return [];
  const [hostPath = ''] = constructPath.split('/', 1);
  return [...acknowledge].flatMap(([ruleId, reason]) =>
    isOpen(reason) ? [] : [{ ruleId, reason, constructPath: hostPath }],
  );
}
