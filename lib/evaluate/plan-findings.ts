import type { Finding } from '../model/finding';
import type { RuleText } from '../model/rule-text';
import type { ConstructPath, PciAddress } from '../model/units';
import type { HostPlan } from '../plan/host-plan';
import type { PlanSimulation } from '../simulate/kernel/simulate';

/** Texts of the findings that the plan and its simulation give. */
export const SIM_001: RuleText = {
  id: 'SIM-001',
  title: 'every step of the plan works on the simulated host',
  severity: 'error',
  protects: 'A step that the kernel refuses stops the plan half-way on the real host',
  source: 'the kernel model, which answers as a real kernel was measured to',
  fix: 'Change the setting that the step carries out, or correct the inventory',
};

export const SIM_002: RuleText = {
  id: 'SIM-002',
  title: 'the simulated plan ends in the wanted state',
  severity: 'error',
  protects: 'A plan that runs without an error and ends elsewhere leaves VMs with the wrong VFs',
  source: 'the kernel model, which answers as a real kernel was measured to',
  fix: 'Compare the wanted value with what the driver keeps',
};

export const SIMULATION_RULE_TEXTS: readonly RuleText[] = [SIM_001, SIM_002];

/** What keeps the plan from running, and where its simulation does not end as wanted. */
export function planFindings(plan: HostPlan, simulation: PlanSimulation): Finding[] {
  const refusals = plan.refusals.map((refusal): Finding => ({
    ruleId: refusal.ruleId,
    severity: 'error',
    constructPath: refusal.constructPath,
    host: plan.name,
    message: refusal.message,
    fix: refusal.fix,
  }));
  if (refusals.length > 0 || simulation.reached) return refusals;
  return simulationFindings(plan, simulation);
}

function simulationFindings(plan: HostPlan, simulation: PlanSimulation): Finding[] {
  const failed = simulation.outcomes.find((outcome) => !outcome.ok);
  if (failed && !failed.ok) {
    const { step, error } = failed;
    return [finding(SIM_001, plan, pathOfPf(plan, step.pf), `step ${step.kind} on ${step.pf} fails: ${error.message}`)];
  }
  const astray = simulation.astray.map((pf): Finding => ({
    ...finding(SIM_002, plan, plan.host, `the plan has steps for ${pf}, which its target does not have`),
    fix: 'Take the steps out of the plan, or synthesise it again',
  }));
  const differing = simulation.differences.map((difference) =>
    finding(
      SIM_002,
      plan,
      pathOfPf(plan, difference.pf),
      `after the plan ${difference.field} of ${difference.vf === undefined ? difference.pf : `VF ${difference.vf} of ${difference.pf}`} is ${difference.found}, wanted is ${difference.wanted}`,
    ),
  );
  return [...astray, ...differing];
}

function finding(rule: RuleText, plan: HostPlan, constructPath: ConstructPath, message: string): Finding {
  return { ruleId: rule.id, severity: rule.severity, constructPath, host: plan.name, message, fix: rule.fix };
}

function pathOfPf(plan: HostPlan, address: PciAddress): ConstructPath {
  return plan.target.physicalFunctions.find((pf) => pf.address === address)?.path ?? plan.host;
}
