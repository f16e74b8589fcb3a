import { readInventory } from '../../../inventory/read/reader';
import type { HostFolders } from '../../../shell/run-script';
import type { HostReading } from '../../port';
import { parseJournal } from '../journal';
import { parseHolder } from '../run-events';
import { parseSurvey } from './survey';

/** A look at a host, and whether a run began or ended meanwhile. */
export interface SurveyReading extends HostReading {
  readonly disturbed: boolean;
}

/**
 * A look at a host from what the survey script printed.
 *
 * @param mark word that its parts begin with
 * @returns null when it was cut off
 */
export function readSurvey(output: Buffer, mark: string, folders: HostFolders): SurveyReading | null {
  const survey = parseSurvey(output, mark, folders);
  if (survey === null) return null;
  const { inventory, warnings } = readInventory(survey.tree);
  return {
    inventory,
    warnings: [...survey.warnings, ...warnings],
    lastRun: survey.journal === null ? null : parseJournal(survey.journal),
    busy: survey.holder === null ? null : parseHolder(survey.holder),
    disturbed: survey.disturbed,
  };
}
