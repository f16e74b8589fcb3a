import { planFindings } from '../../evaluate/plan-findings';
import type { Inventory } from '../../inventory/inventory';
import { blastRadius } from '../../plan/blast-radius';
import type { HostPlan } from '../../plan/host-plan';
import type { PlanSimulation } from '../../simulate/kernel/simulate';
import { planSections } from '../plan-steps';
import type { PlanReport, SimulationReport } from './facts';

export function planReport(plan: HostPlan, observed: Inventory, simulation: PlanSimulation): PlanReport {
  return {
    steps: plan.steps.length,
    sections: planSections(plan),
    refusals: plan.refusals,
    notes: plan.notes ?? [],
    simulation: simulationReport(plan, simulation),
    blastRadius: blastRadius(plan, observed),
  };
}

function simulationReport(plan: HostPlan, simulation: PlanSimulation): SimulationReport {
  const { reached, refused, outcomes } = simulation;
  return {
    result: refused ? 'refused' : reached ? 'reached' : 'not reached',
    done: outcomes.filter(({ ok }) => ok).length,
    problems: refused ? [] : planFindings(plan, simulation).map(({ message }) => message),
  };
}
