import { BenchHost } from '../../conformance/bench-host';
import { type CampaignEnd, runCampaign } from '../../conformance/campaign';
import { casesOf, type ConformanceCase, type ExpectedState } from '../../conformance/cases';
import { expectState } from '../../conformance/check-state';
import { expectOutcome } from '../../conformance/check-result';
import { IGB, SECOND_IGB } from '../../conformance/emulated-host';
import { Roles } from '../../conformance/roles';
import { describeWithLab } from '../../lab/available';
import type { KernelSeries } from '../../lab/kernels';
import type { LabHost } from '../../lab/lab';

const START_LIMIT_MS = 300_000;
const CAMPAIGN_LIMIT_MS = 1_800_000;
/** Steps of a campaign. */
const STEPS = 500;
/** The bench of a suite's host, once tests run. */
function benchOf(host: () => LabHost): () => BenchHost {
  let bench: BenchHost | undefined;
  beforeAll(async () => {
    bench = await BenchHost.start(host(), (text) => console.log(text));
  }, START_LIMIT_MS);
  afterAll(() => bench?.close());
  return () => {
    if (bench === undefined) throw new Error('the bench is there only while tests run');
    return bench;
  };
}

function runCases(bench: () => BenchHost, cases: readonly ConformanceCase[]): void {
  test.each(cases.map((c): [string, ConformanceCase] => [c.name, c]))('%s', async (_name, conformance) => {
    const withoutVfio = conformance.host === 'without-vfio-module';
    const roles = new Roles(bench().startState(withoutVfio));
    const lockstep = await bench().begin(withoutVfio);
    expect(await lockstep.compareAll(true, false)).toEqual([]);
    const operations = [...conformance.given, conformance.when].map((operation) => roles.onHost(operation));
    for (const [n, operation] of operations.entries()) {
      const next = operations[n + 1] ?? null;
      const { real, differences } = await lockstep.operate(operation, true, next);
      if (next === null) expectOutcome(real, conformance.gives);
      else expect({ operation, real }).toEqual({ operation, real: { ok: true } });
      expect(differences).toEqual([]);
    }
    for (const state of (conformance.after ?? []).flatMap(withoutMoment)) {
      expectState(roles.inCase(lockstep.inventory), state);
    }
  });
}

/** How long a link stays away is the host's affair; that model and host lose it alike is compared at every step. */
function withoutMoment(state: ExpectedState): ExpectedState[] {
  return 'carrier' in state && state.carrier === false ? [] : [state];
}

/** Random sequences in which model and host must agree; what they were is printed. */
async function compare(bench: BenchHost, seed: number): Promise<CampaignEnd> {
  const lines: string[] = [];
  const end = await runCampaign([bench], { seed, steps: STEPS, say: (text) => lines.push(text), shrinkSeconds: 120 });
  console.log([...lines, ...summary(end)].join('\n'));
  return end;
}

function summary({ seed, steps, sequences, kinds, disagreements }: CampaignEnd): string[] {
  const counts = [...kinds].sort().map(([kind, { ok, failed }]) => `${kind} ${ok}+${failed}`);
  return [
    `seed ${seed}: ${steps} steps in ${sequences} sequences, ${disagreements.length} disagreements`,
    `kinds (done + refused): ${counts.join(', ')}`,
  ];
}

/**
 * Cases and random sequences on one kernel.
 *
 * @param seed the same in every run, so that a failure is the change's; `npm run conformance` takes fresh ones
 */
export function describeConformance(kernel: KernelSeries, seed: number): void {
  // The host's clock is its own, so that it waits for nothing.
  const options = { clock: 'own', kernel } as const;
  const casesOn = (...variants: readonly ConformanceCase['host'][]) =>
    casesOf(kernel).filter(({ host }) => variants.includes(host));

  describeWithLab(
    `Linux ${kernel}`,
    'flat',
    (host) => {
      const bench = benchOf(host);

      test('is what the host boots', () => {
        expect(bench().startState().host.kernelRelease).toMatch(`${kernel}.`);
      });

      describe('does as the cases say, and as the kernel model: it', () =>
        runCases(bench, casesOn(undefined, 'without-vfio-module')));

      test(
        'agrees with the kernel model in result, errno and whole state after each step of random sequences',
        async () => {
          const { disagreements, steps } = await compare(bench(), seed);
          expect(disagreements).toEqual([]);
          expect(steps).toBeGreaterThanOrEqual(STEPS);
        },
        CAMPAIGN_LIMIT_MS,
      );
    },
    options,
  );

  describeWithLab(
    `Linux ${kernel} without an IOMMU`,
    'no-iommu',
    (host) => runCases(benchOf(host), casesOn('no-iommu')),
    options,
  );

  describeWithLab(
    `Linux ${kernel} with a switch without ACS above the NIC`,
    'shared-group',
    (host) => {
      const bench = benchOf(host);
      runCases(bench, casesOn('shared-group'));

      test('has both NICs that the cases speak of', () => {
        const inventory = new Roles(bench().startState()).inCase(bench().startState());
        expect(inventory.physicalFunctions.map(({ address }) => address)).toEqual([IGB, SECOND_IGB]);
      });
    },
    options,
  );
}
