import { type LivePlan, planLive } from '../../../apply';
import type { Catalog } from '../../../catalog/catalog';
import { driverTable } from '../../../catalog/driver-table';
import type { HostPort, HostReading } from '../../../host/port';
import type { PhysicalFunctionFacts } from '../../../inventory/inventory';
import { machineIdentity } from '../../../plan/identity';
import type { HostPlan, TargetPf } from '../../../plan/host-plan';
import { attribute, type PrivateState, ProviderError, type Say } from '../../schema';
import { type Client, sessionOf } from '../client';
import { allowedOf } from './allowed';
import { foundBefore } from './before';
import { changesText, NO_CHANGES } from './changes';
import { findAgain, stableName } from './identity';
import { vmOf } from './observed';
import { inWords } from './say-findings';
import type { State } from './state';

interface DestroyRequest {
  readonly client: Client | null;
  readonly private: PrivateState;
  readonly say: Say;
}

/** Says what a destroy does to the PF, and what keeps it from running. */
export async function planDestroy(prior: State, { client, private: own, say }: DestroyRequest): Promise<void> {
  if (prior.on_destroy === 'keep') return;
  const session = client === null ? null : sessionOf(client, prior.host);
  if (client === null || session === null || session.owners.isMade(prior.address)) return;
  if (session.owners.goes(prior.address)) throw destroyedAndMade(prior.address);
  const reading = session.planned.withoutAttachments(await session.look());
  const live = await wayBackOf(prior, foundBefore(own), reading, session.seen(reading), client.catalog);
  if (live === null) return;
  if (sayRefusals(live, say)) return;
  const changes = changesText(live);
  if (changes !== NO_CHANGES) say.warning('The destroy changes the PF on its host', changes);
}

/** A resource that has another name now comes so, where nobody says that it was moved. */
export const destroyedAndMade = (pf: string): ProviderError =>
  new ProviderError(
    'A PF is destroyed and made in one plan',
    `${pf} is that of a resource that this plan destroys and of another one that it creates. Nothing says which comes first, and VFs would go. For another name write a moved block, which touches no VF; else destroy the one in a run before, or set its on_destroy to keep there.`,
    [attribute('address')],
  );

/** What of a state a way back goes by. */
type Going = Pick<
  State,
  'permanent_mac' | 'serial' | 'address' | 'vms' | 'pools' | 'allow_disrupt' | 'allow_management'
>;

/** The plan back to how the PF was found first; null: no apply has changed it, or it is gone. */
export async function wayBackOf(
  prior: Going,
  before: TargetPf | null,
  reading: HostReading,
  seen: HostPort,
  catalog: Catalog,
): Promise<LivePlan | null> {
  if (before === null) return null;
  const facts = findAgain(prior, reading.inventory);
  if (facts === null) return null;
  const made = wayBack(prior, before, facts, reading, catalog);
  const { allowed } = allowedOf(prior.allow_disrupt, pfPath(facts, reading), null, prior);
  const allowManagement = prior.allow_management === true;
  return planLive(seen, made, { allowDisrupt: allowed, forceManagement: allowManagement });
}

/** What lets a way back be carried out all the same, by the rule that refuses it. */
const LIFTED_BY: ReadonlyMap<string, 'allow_disrupt' | 'allow_management'> = new Map([
  ['OPS-001', 'allow_management'],
  ['OPS-002', 'allow_disrupt'],
]);

/** A destroy of what no attribute allows, such as taking VFs away that their driver keeps, fails until there is none to be made. */
const LEFT = 'To leave the PF with its VFs as it is, set on_destroy = "keep" in an apply before the destroy.';

/** @returns whether the plan must not run */
export function sayRefusals({ plan: { refusals } }: LivePlan, say: Say): boolean {
  for (const { ruleId, message, fix, constructPath } of refusals) {
    const lifts = LIFTED_BY.get(ruleId);
    const detail = `[${constructPath}] ${inWords(fix)}.${lifts === undefined ? ` ${LEFT}` : ''}`;
    say.error(`${ruleId}: ${inWords(message)}`, detail, [attribute(lifts ?? 'on_destroy')]);
  }
  return refusals.length > 0;
}

function pfPath(facts: PhysicalFunctionFacts, { inventory }: HostReading): string {
  return `${inventory.host.hostname ?? 'host'}/${stableName(facts)}`;
}

function wayBack(
  prior: Going,
  before: TargetPf,
  facts: PhysicalFunctionFacts,
  reading: HostReading,
  catalog: Catalog,
): HostPlan {
  const path = pfPath(facts, reading);
  const [host = ''] = path.split('/', 1);
  const { address } = facts;
  // VFs of a card in another slot have other addresses.
  const virtualFunctions =
    before.address === address
      ? before.virtualFunctions
      : before.virtualFunctions.map((vf) => ({ ...vf, address: null }));
  const machine = machineIdentity(reading.inventory);
  return {
    planVersion: 1,
    host,
    name: host,
    presumed: false,
    ...(machine !== null && { machine }),
    drivers: driverTable(catalog, facts.driver === null ? [] : [facts.driver]),
    target: { physicalFunctions: [{ ...before, path, address, virtualFunctions: ownerless(virtualFunctions) }] },
    steps: [],
    // Who owns the VFs that go.
    disruptions: [...prior.vms].map(([name, { pool, vf, address: of }]) => ({
      pf: address,
      vf,
      address: of ?? '',
      effect: 'recreate' as const,
      attachment: `${path}/${pool}/${name}`,
      vm: vmOf(prior, pool, name),
      users: [],
    })),
    refusals: [],
  };
}

/** A VM that had a VF before the resource is none of its owners. */
function ownerless(virtualFunctions: TargetPf['virtualFunctions']): TargetPf['virtualFunctions'] {
  return virtualFunctions.map(({ attachment: _attachment, vm: _vm, ...vf }) => vf);
}
