import type { KnownConfigOf, PlannedOf, Say } from '../../schema';
import type { Client } from '../client';
import type { State, VmAttachmentSchema } from './schema';

export type Planned = PlannedOf<VmAttachmentSchema>;

export interface ChangeRequest {
  readonly client: Client;
  readonly config: KnownConfigOf<VmAttachmentSchema>;
  readonly prior: State | null;
  readonly planned: Planned;
  readonly say: Say;
  readonly signal: AbortSignal;
  keep(state: Planned): void;
}
