import { readInventory } from '../../../inventory/read/reader';
import type { HostFolders } from '../../../shell/run-script';
import type { HostReading, RunRecord } from '../../port';
import { parseUnchanged } from '../history';
import { parseLinkWait } from '../link-wait';
import { parseJournal } from '../journal';
import { parseHolder } from '../run-events';
import { LOOK, parseSurvey } from './survey';

/** A look at a host, and whether a run began or ended meanwhile. */
export interface SurveyReading extends HostReading {
  readonly disturbed: boolean;
}

/**
 * A look at a host from what the survey script printed.
 *
 * @param mark word that its parts begin with
 * @returns null when it was cut off
 * @throws InputError as `parseSurvey`, and when reading it takes more than `ReadBudget` allows
 */
export function readSurvey(output: Buffer, mark: string, folders: HostFolders): SurveyReading | null {
  const survey = parseSurvey(output, mark, folders);
  if (survey === null) return null;
  const { inventory, warnings } = readInventory(survey.tree, LOOK);
  const lastRun = survey.journal === null ? null : parseJournal(survey.journal);
  const found = [...survey.waits].map(([name, text]) => parseLinkWait(name, text));
  const waits = found.filter((wait) => typeof wait !== 'string');
  const unchanged = parseUnchanged(survey.unchanged ?? '', lastRun?.id ?? null);
  return {
    inventory,
    warnings: [
      ...survey.warnings,
      ...journalWarnings(survey.journal, lastRun),
      ...found.filter((wait) => typeof wait === 'string'),
      ...warnings,
    ],
    lastRun,
    ...(unchanged !== null && { unchanged }),
    ...(waits.length > 0 && { waits }),
    busy: survey.holder === null ? null : parseHolder(survey.holder),
    disturbed: survey.disturbed,
  };
}

/** What it means that the journal of the last run is damaged, or not ours. */
function journalWarnings(journal: string | null, lastRun: RunRecord | null): string[] {
  if (journal === null) return [];
  if (lastRun === null) {
    return ['the journal of the last run is damaged: nothing of that run is known, and it cannot be rolled back'];
  }
  if (lastRun.problem === undefined) return [];
  return [
    `the journal of run ${lastRun.id} is damaged (${lastRun.problem}): what it did is not known, and it cannot be rolled back`,
  ];
}
