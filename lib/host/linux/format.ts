import type { Format } from '../../formats/format';
import { validatorOf } from '../../formats/validators';
import type { RunRecord } from '../port';

/** The line of a run's journal that its client writes. */
export interface JournalRecord extends Omit<RunRecord, 'startedAt' | 'states' | 'ended' | 'problem'> {
  readonly journalVersion: 1;
}

/** `schemas/journal.schema.json` */
export const JOURNAL: Format<JournalRecord> = {
  noun: 'record of a run',
  versionField: 'journalVersion',
  versions: [1],
  remedy: 'Look at the journal on the host',
  validator: validatorOf('journal'),
};
