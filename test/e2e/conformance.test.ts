import { BenchHost } from '../conformance/bench-host';
import { CONFORMANCE_CASES, type ConformanceCase, type ExpectedState } from '../conformance/cases';
import { expectState } from '../conformance/check-state';
import { expectOutcome } from '../conformance/check-result';
import { IGB, SECOND_IGB } from '../conformance/emulated-host';
import { Roles } from '../conformance/roles';
import { describeWithLab } from '../lab/available';
import type { LabHost } from '../lab/lab';

const START_LIMIT_MS = 300_000;

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
    await lockstep.compareAll(true);
    for (const given of conformance.given) {
      const { real, differences } = await lockstep.operate(roles.onHost(given), true);
      expect({ given, real, differences }).toEqual({ given, real: { ok: true }, differences: [] });
    }
    const { real, differences } = await lockstep.operate(roles.onHost(conformance.when), true);
    expectOutcome(real, conformance.gives);
    expect(differences).toEqual([]);
    for (const state of (conformance.after ?? []).flatMap(withoutMoment)) {
      expectState(roles.inCase(lockstep.inventory), state);
    }
  });
}

/** How long a link stays away is the host's affair; that model and host lose it alike is compared at every step. */
function withoutMoment(state: ExpectedState): ExpectedState[] {
  return 'carrier' in state && state.carrier === false ? [] : [state];
}

const onFlatHost = CONFORMANCE_CASES.filter(({ host }) => host === undefined || host === 'without-vfio-module');

describeWithLab('a real kernel', 'flat', (host) => {
  const bench = benchOf(host);

  describe('does as the cases say, and as the kernel model: it', () => runCases(bench, onFlatHost));
});

describeWithLab('a real kernel without an IOMMU', 'no-iommu', (host) => {
  runCases(
    benchOf(host),
    CONFORMANCE_CASES.filter((c) => c.host === 'no-iommu'),
  );
});

describeWithLab('a real kernel with a switch without ACS above the NIC', 'shared-group', (host) => {
  const bench = benchOf(host);
  runCases(
    bench,
    CONFORMANCE_CASES.filter((c) => c.host === 'shared-group'),
  );

  test('has both NICs that the cases speak of', () => {
    const { inventory } = { inventory: new Roles(bench().startState()).inCase(bench().startState()) };
    expect(inventory.physicalFunctions.map(({ address }) => address)).toEqual([IGB, SECOND_IGB]);
  });
});
