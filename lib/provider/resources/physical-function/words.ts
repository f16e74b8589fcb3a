import { MAX_VF_INDEX } from '../../../model/lock';
import { parseRanges } from '../../../model/vf-ranges';
import type { MigrationMethod } from '../../../model/wanted';
import type { Validator } from '../../schema';

export const RANGES: Validator<string> = {
  description: 'indices and ranges in order, like `0-3,6`',
  problemOf: (value) =>
    parseRanges(value, MAX_VF_INDEX) === null
      ? { problem: 'These are no ranges of VFs, in order and apart from each other', fix: 'Write them like 0-3,6' }
      : null,
};

export const MIGRATION_METHODS = ['vfio', 'teaming', 'replug'] as const satisfies readonly MigrationMethod[];
