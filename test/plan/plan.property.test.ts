import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import fc from '../support/properties';
import type { Inventory, PhysicalFunctionFacts, VirtualFunctionFacts } from '../../lib/inventory/inventory';
import { differences } from '../../lib/plan/difference';
import type { HostPlan, TargetState } from '../../lib/plan/host-plan';
import { parseHostPlan } from '../../lib/plan/parse';
import { planHost } from '../../lib/plan/plan';
import { serializeHostPlan } from '../../lib/plan/serialize';
import type { Step } from '../../lib/plan/step';
import { specOf } from '../../lib/plan/steps';
import { builtInKernel } from '../support/kernel';
import { simulatePlan } from '../../lib/simulate/kernel/simulate';
import { randomHost } from './fleet-arbitrary';

const HOST = { path: 'rack1/kvm01', name: 'kvm01', presumed: false, drivers: BUILT_IN_DRIVERS };
const RUNS = { numRuns: 150 };

/** Plans with everything allowed: nothing is refused but what the device cannot do. */
function planAllowed(target: TargetState, observed: Inventory): HostPlan {
  const allowDisrupt = observed.physicalFunctions.flatMap((pf) => pf.virtualFunctions.map((vf) => vf.address));
  const physicalFunctions = target.physicalFunctions.map((pf) => ({
    ...pf,
    allowManagement: true,
  }));
  return planHost(HOST, { physicalFunctions }, observed, { allowDisrupt });
}

/** Controllers that no pool manages may hold what others are to get, and bnxt has switchdev mode only with VFs: such a plan is refused, and rightly. */
function canRun(plan: HostPlan): boolean {
  const ids = plan.refusals.map((refusal) => refusal.ruleId);
  expect(ids.filter((id) => id !== 'NVM-002' && id !== 'ESW-002')).toEqual([]);
  return ids.length === 0;
}

function inUse(observed: Inventory): readonly VirtualFunctionFacts[] {
  return observed.physicalFunctions.flatMap((pf) => pf.virtualFunctions.filter((vf) => vf.users.length > 0));
}

test('a plan that is run reaches what is wanted', () => {
  fc.assert(
    fc.property(randomHost, ({ observed, target }) => {
      const plan = planAllowed(target, observed);
      fc.pre(canRun(plan));
      const { outcomes, differences: different, reached } = simulatePlan(plan, observed);
      expect(outcomes.filter((outcome) => !outcome.ok)).toEqual([]);
      expect(different).toEqual([]);
      expect(reached).toBe(true);
    }),
    RUNS,
  );
});

test('planning what a plan has reached gives no step', () => {
  fc.assert(
    fc.property(randomHost, ({ observed, target }) => {
      const plan = planAllowed(target, observed);
      fc.pre(canRun(plan));
      const { end } = simulatePlan(plan, observed);
      const { steps, disruptions, refusals } = planAllowed(target, end);
      expect({ steps, disruptions, refusals }).toEqual({
        steps: [],
        disruptions: [],
        refusals: [],
      });
    }),
    RUNS,
  );
});

test('there are steps exactly where something differs', () => {
  fc.assert(
    fc.property(randomHost, ({ observed, target }) => {
      expect(planAllowed(target, observed).steps.length > 0).toBe(
        // With VFs in use everything is allowed here, so what is not known is written too.
        differences(target, withoutUsers(observed)).length > 0,
      );
    }),
    RUNS,
  );
});

test('what differs is what some step says that it writes, unless VFs are made anew', () => {
  fc.assert(
    fc.property(randomHost, ({ observed, target }) => {
      const { steps } = planAllowed(target, observed);
      const anew = new Set(steps.flatMap((step) => (step.kind === 'num-vfs' ? [step.pf] : [])));
      const written = new Set(steps.flatMap((step) => writtenFields(step)));
      const silent = differences(target, withoutUsers(observed)).filter(
        ({ pf, vf, field }) => !(anew.has(pf) && vf !== undefined) && !written.has(`${pf} ${vf ?? '-'} ${field}`),
      );
      // Attached where it must not be: told of the PF, and taken back at the VF.
      expect(silent.filter(({ field }) => !field.includes(' at controller '))).toEqual([]);
    }),
    RUNS,
  );
});

function writtenFields(step: Step): string[] {
  const vf = 'vf' in step ? step.vf : '-';
  return (specOf(step).writes(step)?.fields ?? []).map((field) => `${step.pf} ${vf} ${field}`);
}

function withoutUsers(observed: Inventory): Inventory {
  const physicalFunctions = observed.physicalFunctions.map((pf) => ({
    ...pf,
    virtualFunctions: pf.virtualFunctions.map((vf) => ({ ...vf, users: [] })),
  }));
  return { ...observed, physicalFunctions };
}

test('a VF in use is never touched without permission', () => {
  fc.assert(
    fc.property(randomHost, ({ observed, target }) => {
      const plan = planHost(HOST, target, observed);
      const kernel = builtInKernel(observed);
      if (plan.refusals.length === 0) for (const step of plan.steps) kernel.perform(step);
      expect(inUse(kernel.observe())).toEqual(inUse(observed));
    }),
    RUNS,
  );
});

test('permission for some VFs in use leaves the others alone', () => {
  fc.assert(
    fc.property(randomHost, fc.nat(), ({ observed, target }, choice) => {
      const used = inUse(observed);
      fc.pre(used.length > 0);
      const allowed = used[choice % used.length]?.address ?? '';
      const plan = planHost(HOST, target, observed, {
        allowDisrupt: [allowed],
      });
      const kernel = builtInKernel(observed);
      if (plan.refusals.length === 0) for (const step of plan.steps) kernel.perform(step);
      const others = (inventory: Inventory) => inUse(inventory).filter((vf) => vf.address !== allowed);
      expect(others(kernel.observe())).toEqual(others(observed));
    }),
    RUNS,
  );
});

test('a plan that is refused for a VF in use names every such VF that it touches', () => {
  fc.assert(
    fc.property(randomHost, ({ observed, target }) => {
      const plan = planHost(HOST, target, observed);
      const named = new Set(plan.disruptions.map((disruption) => disruption.address));
      const kernel = builtInKernel(observed);
      for (const step of plan.steps) kernel.perform(step);
      const untouched = new Set(inUse(kernel.observe()).map((vf) => JSON.stringify(vf)));
      for (const vf of inUse(observed)) if (!untouched.has(JSON.stringify(vf))) expect(named).toContain(vf.address);
    }),
    RUNS,
  );
});

test('a VF in use that a step reaches is told of, with and without permission', () => {
  fc.assert(
    fc.property(randomHost, ({ observed, target }) => {
      const { steps, disruptions } = planAllowed(target, observed);
      const told = new Set(disruptions.map(({ address }) => address));
      for (const pf of observed.physicalFunctions) {
        const reaching = steps.filter((step) => step.pf === pf.address && !isUnnoticed(step, pf));
        const isReached = ({ index }: VirtualFunctionFacts) =>
          reaching.some((step) => specOf(step).reach === 'all-vfs' || ('vf' in step && step.vf === index));
        const reached = pf.virtualFunctions.filter((vf) => vf.users.length > 0 && isReached(vf));
        for (const { address } of reached) expect(told).toContain(address);
      }
    }),
    RUNS,
  );
});

function isUnnoticed(step: Step, pf: PhysicalFunctionFacts): boolean {
  return specOf(step).isUnnoticed?.(step, pf) === true;
}

test('a port that carries the management is not touched without permission', () => {
  fc.assert(
    fc.property(randomHost, ({ observed, target }) => {
      const plan = planHost(HOST, target, observed);
      const carriers = observed.physicalFunctions.filter((pf) => pf.network?.carriesManagement === true);
      for (const { address } of carriers) {
        const touches = plan.steps.filter((step) => step.pf === address && step.kind !== 'module-load');
        const refusals = plan.refusals.filter((refusal) => refusal.pf === address && refusal.ruleId === 'OPS-001');
        expect(refusals).toHaveLength(touches.length > 0 ? 1 : 0);
      }
    }),
    RUNS,
  );
});

test('a plan that is cut anywhere and made again still reaches what is wanted', () => {
  fc.assert(
    fc.property(randomHost, fc.nat(), ({ observed, target }, cut) => {
      const plan = planAllowed(target, observed);
      fc.pre(canRun(plan));
      const kernel = builtInKernel(observed);
      for (const step of plan.steps.slice(0, cut % (plan.steps.length + 1))) kernel.perform(step);
      kernel.elapse(10_000);
      const halfWay = kernel.observe();
      const rest = planAllowed(target, halfWay);
      const { outcomes, differences: different } = simulatePlan(rest, halfWay);
      expect(rest.refusals).toEqual([]);
      expect(outcomes.filter((outcome) => !outcome.ok)).toEqual([]);
      expect(different).toEqual([]);
    }),
    RUNS,
  );
});

test('carrying out a step a second time changes nothing', () => {
  fc.assert(
    fc.property(randomHost, ({ observed, target }) => {
      const plan = planAllowed(target, observed);
      fc.pre(canRun(plan));
      const kernel = builtInKernel(observed);
      for (const step of plan.steps) {
        kernel.perform(step);
        expect(kernel.perform(step)).toMatchObject({
          ok: true,
          changed: false,
        });
      }
    }),
    RUNS,
  );
});

test('no step could be left out', () => {
  fc.assert(
    fc.property(randomHost, fc.nat(), ({ observed, target }, choice) => {
      const plan = planAllowed(target, observed);
      fc.pre(canRun(plan) && plan.steps.length > 0);
      const skipped = choice % plan.steps.length;
      fc.pre(!mayBeThereAlready(plan, skipped));
      const kernel = builtInKernel(observed);
      const outcomes = plan.steps.map((step, n) => (n === skipped ? null : kernel.perform(step)));
      const failed = outcomes.some((outcome) => outcome !== null && !outcome.ok);
      const different = differences(plan.target, withoutUsers(kernel.observe()));
      expect({
        skipped: plan.steps[skipped],
        missed: failed || different.length > 0,
      }).toMatchObject({ missed: true });
    }),
    RUNS,
  );
});

/** Steps that guard against what the plan cannot know: whether a link is there in time, or a driver took the VF. */
function mayBeThereAlready(plan: HostPlan, n: number): boolean {
  const step = plan.steps[n];
  if (step === undefined) return true;
  if (step.kind === 'wait-link') return true;
  // A mode that nobody manages, or that is set for the time of creating VFs only, shows in nothing that is wanted.
  if (step.kind === 'eswitch-mode') return modeOf(plan, step.pf) !== step.mode;
  // Controllers may keep what they held before their VF came, or not: it is given to them again.
  if (step.kind === 'nvme-resource')
    return plan.steps.some((other) => other.pf === step.pf && other.kind === 'num-vfs');
  // Some drives attach shared namespaces by themselves to a controller that starts.
  if (step.kind === 'namespace-attach')
    return step.attached && plan.steps.some((other) => startsController(other, step.pf, step.vf));
  // On i40e a port VLAN and a list take each other off; the step does it on every driver, and for what holds the VF as it sends.
  if (takesOther(step, plan)) return true;
  // A driver that was seen nowhere may be built in; a VF that may have been taken by one is unbound.
  return step.kind === 'module-load' || step.kind === 'driver-bind';
}

function takesOther(step: Step, plan: HostPlan): boolean {
  const takesOff =
    (step.kind === 'vf-vlans' && step.allowed === 'all') ||
    (step.kind === 'vf-setting' && step.setting.name === 'vlan' && step.setting.vlan === 0);
  if (!takesOff) return false;
  return plan.steps.some(
    (other) =>
      other.pf === step.pf &&
      ((other.kind === 'vf-vlans' && other.vf === step.vf && other !== step) ||
        (other.kind === 'vf-setting' && other.vf === step.vf && other.setting.name === 'vlan' && other !== step)),
  );
}

function startsController(step: Step, pf: string, vf: number): boolean {
  return step.kind === 'driver-bind' && step.driver === 'nvme' && step.pf === pf && step.vf === vf;
}

function modeOf(plan: HostPlan, address: string): string | undefined {
  return plan.target.physicalFunctions.find((pf) => pf.address === address)?.eswitchMode;
}

test('a plan survives being written and read', () => {
  fc.assert(
    fc.property(randomHost, ({ observed, target }) => {
      const plan = planHost(HOST, target, observed);
      const text = serializeHostPlan(plan);
      expect(parseHostPlan(JSON.parse(text), 'plan.json')).toEqual(plan);
    }),
    RUNS,
  );
});
