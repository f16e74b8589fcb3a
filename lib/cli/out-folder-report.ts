import { InputError } from '../model/errors';
import type { Finding } from '../model/finding';
import type { HostInput } from '../report/facts';
import { renderFindings } from '../report/findings';
import type { Palette } from '../report/palette';
import { renderPlan } from '../report/plan';
import { renderPrediction } from '../report/prediction';
import { renderErrors, renderSynth } from '../report/synth';
import { renderSynthSummary } from '../report/synth-summary';
import { type PlanSimulation, simulatePlan } from '../simulate/kernel/simulate';
import { findingsOf, type HostFiles, hostsOf, isFolder, lockChangesOf } from './out-folder';

/** What a synth found, planned, simulated and predicted. */
export interface OutFolder {
  readonly findings: readonly Finding[];
  readonly hosts: readonly (HostFiles & { readonly simulation: PlanSimulation })[];
  /** What the synth changed in the lock file, in words; null: nothing. */
  readonly lockChanges: string | null;
}

export function readOutFolder(folder: string): OutFolder {
  const hosts = hostsOf(folder).map((host) => ({ ...host, simulation: simulatePlan(host.plan, host.observed) }));
  return { findings: findingsOf(folder), hosts, lockChanges: lockChangesOf(folder) };
}

/**
 * What a report, or a comparison of two synths, is made of.
 *
 * @throws InputError for what is no out folder, and for one that an older version wrote
 */
export function readReportInputs(folder: string): {
  readonly hosts: readonly HostInput[];
  readonly findings: readonly Finding[];
} {
  if (!isFolder(folder)) {
    throw new InputError(
      folder,
      'this is a file: owners of VFs and predictions stand beside the plan, in other files of the folder',
      'Name the out folder of a synth',
    );
  }
  const { hosts, findings } = readOutFolder(folder);
  return { hosts: hosts.map((one) => ({ ...one, attachments: attachmentsOf(one, folder) })), findings };
}

function attachmentsOf({ attachments, plan }: HostFiles, folder: string) {
  if (attachments !== null) return attachments;
  throw new InputError(
    folder,
    `it does not say whose the VFs of ${plan.host} are: an older version wrote the folder`,
    'Run "sriov synth" again',
  );
}

/** How much is said of a synth. */
export const REPORTS = {
  summary: renderSynth,
  full: renderFull,
  findings: ({ findings }: OutFolder, _width: number, palette: Palette) => `${renderFindings(findings, palette)}\n`,
  /** What is wrong, and nothing where all is well. */
  errors: ({ findings }: OutFolder, _width: number, palette: Palette) => renderErrors(findings, palette),
  none: () => '',
} as const;

/** The numbers, host after host with plan, simulated end and prediction, and the findings last. */
function renderFull(out: OutFolder, width: number, palette: Palette): string {
  const blocks = out.hosts.flatMap(({ plan, simulation, prediction }) => [
    renderPlan(plan, simulation, palette),
    ...(prediction === null ? [] : [renderPrediction(prediction, palette)]),
  ]);
  return `${[renderSynthSummary(out, width, palette), ...blocks, renderFindings(out.findings, palette)]
    .map((block) => block.trimEnd())
    .join('\n\n')}\n`;
}
