import type { Finding } from '../model/finding';
import { renderFindings } from '../report/findings';
import type { Palette } from '../report/palette';
import { renderPlan } from '../report/plan';
import { renderPrediction } from '../report/prediction';
import { type PlanSimulation, simulatePlan } from '../simulate/kernel/simulate';
import { findingsOf, type HostFiles, hostsOf } from './out-folder';

/** What a synth found, planned, simulated and predicted. */
export interface OutFolder {
  readonly findings: readonly Finding[];
  readonly hosts: readonly (HostFiles & { readonly simulation: PlanSimulation })[];
}

export function readOutFolder(folder: string): OutFolder {
  const hosts = hostsOf(folder).map((host) => ({ ...host, simulation: simulatePlan(host.plan, host.observed) }));
  return { findings: findingsOf(folder), hosts };
}

/** Findings alone, or host after host with plan, simulated end and prediction, and the findings last. */
export function renderOutFolder(out: OutFolder, what: 'full' | 'findings', palette: Palette): string {
  const hosts = what === 'findings' ? [] : out.hosts;
  const blocks = hosts.flatMap(({ plan, simulation, prediction }) => [
    renderPlan(plan, simulation, palette),
    ...(prediction === null ? [] : [renderPrediction(prediction, palette)]),
  ]);
  return `${[...blocks, renderFindings(out.findings, palette)].map((block) => block.trimEnd()).join('\n\n')}\n`;
}
