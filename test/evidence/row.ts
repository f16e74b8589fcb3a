import type { MANAGEMENT, MANAGEMENT_UNKNOWN } from '../../lib/evidence/management';
import type { USE, USE_UNKNOWN } from '../../lib/evidence/use';
import type { EvidenceHost } from './evidence-host';

/** A host, and what every executor says of it. */
export interface Row<Id> {
  readonly what: string;
  /** Row of the table of evidence that it shows. */
  readonly of: Id | null;
  readonly host: () => EvidenceHost;
  readonly verdict: 'yes' | 'no' | 'unknown';
  /** What every executor says. */
  readonly says?: RegExp;
}

export type UseRow = Row<keyof typeof USE | keyof typeof USE_UNKNOWN>;
export type ManagementRow = Row<keyof typeof MANAGEMENT | keyof typeof MANAGEMENT_UNKNOWN>;
