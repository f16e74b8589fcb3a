import type { Format } from '../formats/format';
import { validatorOf } from '../formats/validators';
import type { Finding } from '../model/finding';

/** Content of `sriov-findings.json`. */
export interface FindingsDocument {
  readonly findingsVersion: 1;
  readonly summary: FindingsSummary;
  /** The worst first, acknowledged ones last. */
  readonly findings: readonly Finding[];
}

/** How many there are of each severity, acknowledged ones apart. */
export interface FindingsSummary {
  readonly fatal: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly acknowledged: number;
  /** Findings that stop synth, deploy and check: `fatal` and `errors`. */
  readonly blocking: number;
}

/** `schemas/findings.schema.json` */
export const FINDINGS: Format<FindingsDocument> = {
  noun: 'findings file',
  versionField: 'findingsVersion',
  versions: [1],
  remedy: 'Synthesise again; this file is written by synth and not meant to be edited',
  instead: 'synthesise again with the version in use here',
  validator: validatorOf('findings'),
};
