import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import { withReturns } from '../../lib/apply/returns';
import type { RunRecord, StepState } from '../../lib/host/port';
import type { HostPlan, TargetPf } from '../../lib/plan/host-plan';
import { planHost } from '../../lib/plan/plan';
import type { Step } from '../../lib/plan/step';
import { inventory, nicFacts, vfFacts } from '../support/facts';

const PF = '0000:3b:00.0';
const HOST = { path: 'rack1/kvm01', name: 'kvm01', presumed: false, drivers: BUILT_IN_DRIVERS };
const NOBODY = inventory([nicWith(4)]);

function nicWith(numVfs: number, users: Parameters<typeof vfFacts>[1] = {}) {
  const virtualFunctions = Array.from({ length: numVfs }, (_, index) =>
    vfFacts(index, { driver: 'vfio-pci', ...users }),
  );
  return nicFacts({ numVfs, driversAutoprobe: false, virtualFunctions });
}

function target(numVfs: number): TargetPf {
  return {
    path: 'rack1/kvm01/uplink',
    address: PF,
    deviceClass: 'net',
    driver: 'ice',
    vfDriver: 'iavf',
    numVfs,
    virtualFunctions: [{ index: 0, address: '0000:3b:01.0', driver: 'vfio-pci' }],
  };
}

const held = inventory([nicWith(2, { users: [{ kind: 'domain', detail: 'web' }] })]);
const planOf = (numVfs: number, observed = NOBODY): HostPlan =>
  planHost(HOST, { physicalFunctions: [target(numVfs)] }, observed, {
    allowDisrupt: ['0000:3b:01.0', '0000:3b:01.1'],
  });
/** Takes VFs 0 and 1 from the domain, makes four VFs, and gives both back. */
const STEPS = planOf(4, held).steps;
const NEXT = planOf(4);

function record(steps: readonly Step[], state: (step: Step) => StepState['state']): RunRecord {
  const states = steps.map((step): StepState => {
    const name = state(step);
    if (name === 'done') return { state: name, changed: true };
    if (name === 'refused') return { state: name, reason: '' };
    return name === 'failed' ? { state: name, error: { message: '' } } : { state: name };
  });
  const before = { physicalFunctions: [] };
  return {
    ...{ id: 'r1', host: HOST.path, purpose: 'apply', startedAt: 0, client: 'a@b', ended: false },
    ...{ steps, before, states },
  };
}

const isReturn = (step: Step) => step.kind === 'vm-attach';
const cutBefore = (state: StepState['state']) => record(STEPS, (step) => (isReturn(step) ? state : 'done'));
const returned = (plan: HostPlan) => plan.steps.filter(isReturn).map((step) => ('vf' in step ? step.vf : null));

test.each(['open', 'started', 'failed'] as const)(
  'a VF whose return was %s when the run was cut short is given back by the next run',
  (state) => {
    expect(NEXT.steps.filter(isReturn)).toEqual([]);
    const plan = withReturns(NEXT, cutBefore(state), NOBODY);
    expect(plan.steps.filter(isReturn)).toEqual(STEPS.filter(isReturn));
  },
);

test('one that was given back is not given again', () => {
  const last = record(STEPS, (step) => (isReturn(step) && 'vf' in step && step.vf === 1 ? 'open' : 'done'));
  expect(returned(withReturns(NEXT, last, NOBODY))).toEqual([1]);
});

test('one that was never taken is not given', () => {
  const last = record(STEPS, (step) => ('vf' in step && step.vf === 0 && step.kind === 'vm-detach' ? 'done' : 'open'));
  expect(returned(withReturns(NEXT, last, NOBODY))).toEqual([0]);
});

test('a run that was to finish another one and was cut short as well leaves the return to the next', () => {
  const second = withReturns(NEXT, cutBefore('open'), NOBODY);
  expect(
    returned(
      withReturns(
        NEXT,
        record(second.steps, () => 'open'),
        NOBODY,
      ),
    ),
  ).toEqual([0, 1]);
});

test('a VF that goes away is not given back', () => {
  expect(returned(withReturns(planOf(1), cutBefore('open'), NOBODY))).toEqual([0]);
});

test('a VF that the domain has, and one whose return is planned anyway, are not given twice', () => {
  expect(returned(withReturns(planOf(2, held), cutBefore('open'), held))).toEqual([]);
  const again = planOf(3, held);
  expect(withReturns(again, cutBefore('open'), held)).toEqual(again);
});

test('after a run that came to its end nothing is owed', () => {
  const done = { ...record(STEPS, () => 'done'), ended: true };
  expect(withReturns(NEXT, done, NOBODY)).toBe(NEXT);
  expect(withReturns(NEXT, null, NOBODY)).toBe(NEXT);
});
