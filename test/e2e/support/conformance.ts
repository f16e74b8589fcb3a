import { BenchHost } from '../../conformance/bench-host';
import { casesOf, type ConformanceCase, type ExpectedState } from '../../conformance/cases';
import { expectState } from '../../conformance/check-state';
import { expectOutcome } from '../../conformance/check-result';
import { IGB, SECOND_IGB } from '../../conformance/emulated-host';
import { Roles } from '../../conformance/roles';
import { describeWithLab } from '../../lab/available';
import type { KernelSeries } from '../../lab/kernels';
import type { LabHost } from '../../lab/lab';
import { benchFor, CAMPAIGN_LIMIT_MS, compare } from './campaign';

/** Steps of a campaign. */
const STEPS = 500;

const benchOf = (host: () => LabHost) => benchFor(() => BenchHost.start(host(), (text) => console.log(text)));

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
          const { disagreements, steps } = await compare(host(), bench(), seed, STEPS);
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
