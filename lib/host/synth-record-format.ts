import type { Format } from '../formats/format';
import { validatorOf } from '../formats/validators';

/** Content of `sriov-synth.json`: which files one synth wrote. */
export interface SynthRecord {
  readonly synthVersion: 1;
  /** Digest of what was written, 16 hexadecimal digits; the stacks carry it. The same content has the same id. */
  readonly id: string;
  /** Stacks with hosts. */
  readonly stacks: readonly string[];
  /** Path from the out folder -> SHA-256 of its content. */
  readonly files: Readonly<Record<string, string>>;
  /** What the synth changed in the lock file, in words; absent: nothing. */
  readonly lockChanges?: string;
}

/** `schemas/synth-record.schema.json` */
export const SYNTH_RECORD: Format<SynthRecord> = {
  noun: 'record of a synth',
  versionField: 'synthVersion',
  versions: [1],
  remedy: 'Synthesise again, and use the out folder as it is',
  instead: 'synthesise again with the version in use here',
  validator: validatorOf('synth-record'),
};
