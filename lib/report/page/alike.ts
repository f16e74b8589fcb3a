import type { AttachmentReport } from '../facts/facts';
import { grouped } from '../../model/grouped';

/** Attachments of one PF that get the same for the same reason: a row of the page, however many they are. */
export interface Alike<T extends AttachmentReport = AttachmentReport> {
  readonly first: T;
  readonly all: readonly T[];
}

export function alike<T extends AttachmentReport>(attachments: readonly T[]): Alike<T>[] {
  const groups = grouped(attachments, ({ pf, prediction, guarantee }) => JSON.stringify([pf, prediction, guarantee]));
  return [...groups.values()].map((all) => ({ first: all[0], all }));
}
