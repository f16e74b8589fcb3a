import { planLive } from '../../lib/apply';
import { argumentsOf } from '../../lib/bindings/arguments';
import { SRIOV_PHYSICAL_FUNCTION_ARGUMENTS } from '../../lib/bindings/sriov-arguments';
import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import { providerConfiguration } from '../../lib/constructs/private/provider-configuration';
import { evaluateFleet } from '../../lib/evaluate/evaluate';
import type { HostPort } from '../../lib/host/port';
import type { HostPlan, TargetPf } from '../../lib/plan/host-plan';
import { fromJson } from '../../lib/provider/cty/json';
import { judge } from '../../lib/provider/resources/physical-function/judge';
import { physicalFunctionSchema } from '../../lib/provider/resources/physical-function/schema';
import type { Config } from '../../lib/provider/resources/physical-function/wanted';
import { objectTypeOf } from '../../lib/provider/schema/body';
import type { Inventory } from '../../lib/inventory/inventory';
import { countOf, indicesOf } from '../../lib/model/vf-ranges';
import type { WantedHost } from '../../lib/model/wanted';
import type { ResolvedPf } from '../../lib/resolve/resolved';
import { MemoryHost } from '../apply/memory-host';
import { randomFleet } from '../differential/inputs';
import fc from '../support/properties';

/** What the provider makes of a configuration on a host. */
async function planned(carried: object, inventory: Inventory) {
  const { reading, seen } = await onHost(inventory);
  const args = JSON.stringify(argumentsOf(carried, SRIOV_PHYSICAL_FUNCTION_ARGUMENTS));
  const config = fromJson(objectTypeOf(physicalFunctionSchema), args) as unknown as Config;
  return judge(config, null, reading, seen, DEFAULT_CATALOG);
}

/** A host that looks like this, and its look. */
async function onHost(inventory: Inventory) {
  const port = new MemoryHost(inventory).connect();
  const reading = { ...(await port.observe()), inventory };
  return { reading, seen: { ...port, observe: () => Promise.resolve(reading) } as HostPort };
}

/** A target without the names that constructs and resources give to what they mean. */
const plain = ({ virtualFunctions, notes: _notes, ...pf }: TargetPf) => ({
  ...pf,
  path: '',
  virtualFunctions: virtualFunctions.map(({ attachment, standbyAlias: _alias, ...vf }) => ({
    ...vf,
    isOwned: attachment !== undefined,
  })),
});

const stepsOf = (plan: HostPlan | undefined, address: string | undefined) =>
  plan?.steps
    .filter(({ pf }) => pf === address)
    .map((step) => ({ ...step, ...('attachments' in step && { attachments: step.attachments?.length }) }));

/** Pools that overlap, and VMs without a VF, are errors of the synth: there is nothing to compare. */
const isWhole = ({ facts, wanted, pools }: ResolvedPf) =>
  facts !== null &&
  !wanted.externallyManaged &&
  wanted.unresolved.length === 0 &&
  new Set(pools.flatMap(({ ranges }) => indicesOf(ranges))).size === sum(pools.map(({ ranges }) => countOf(ranges))) &&
  pools.every(({ attachments }) => attachments.every(({ vf }) => vf !== null));

const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);

/** Pools as constructs make them: without a driver of their own they have the usual one. */
const withDrivers = ({ physicalFunctions, ...host }: WantedHost): WantedHost => ({
  ...host,
  physicalFunctions: physicalFunctions.map((pf) => ({
    ...pf,
    pools: pf.pools.map(({ settings, ...pool }) =>
      settings.driver === undefined
        ? { ...pool, settings: { ...settings, driver: 'vfio-pci' }, driverIsDefault: true as const }
        : { ...pool, settings },
    ),
  })),
});

describe('the arguments of the provider', () => {
  test('make it want of a PF what the synth wants, and do the same for it', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(randomFleet, async (fleet) => {
        const [input] = fleet.hosts;
        const inventory = input?.inventory ?? null;
        if (input === undefined || inventory === null) return;
        const common = { catalog: DEFAULT_CATALOG, acknowledgements: [], findings: [] };
        const { lock } = fleet;
        const wanted = withDrivers(input.wanted);
        const { hosts, findings } = evaluateFleet({ ...common, lock, hosts: [{ ...input, wanted }] });
        const [host] = hosts;
        const { seen } = await onHost(inventory);
        for (const pf of host?.resolved.physicalFunctions ?? []) {
          if (host === undefined || !isWhole(pf)) continue;
          const target = host.plan.target.physicalFunctions.find(({ address }) => address === pf.facts?.address);
          if (target === undefined) continue;
          const { plan } = await planned(
            providerConfiguration(host, pf, findings, () => undefined),
            inventory,
          );
          expect(plan === null ? null : plain(plan.target)).toEqual(plain(target));
          // What `sriov apply` does with the plan of the synth: plans of a live host are more careful than those of an inventory.
          const applied = await planLive(seen, host.plan, { allowDisrupt: wanted.policy.allowDisrupt });
          expect(stepsOf(plan?.live.plan, target.address)).toEqual(stepsOf(applied.plan, target.address));
          compared++;
        }
      }),
      { numRuns: 150 },
    );
    expect(compared).toBeGreaterThan(50);
  }, 60_000);
});
