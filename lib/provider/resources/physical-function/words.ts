import { MAX_VF_INDEX } from '../../../model/lock';
import { parseRanges } from '../../../model/vf-ranges';
import type { MigrationMethod } from '../../../model/wanted';
import type { Validator } from '../../schema';

export const oneOf = (...words: readonly string[]): Validator<string> => ({
  description: `one of ${words.map((word) => `\`${word}\``).join(', ')}`,
  problemOf: (value) =>
    words.includes(value) ? null : { problem: `This is not one of ${words.join(', ')}`, fix: `Write one of them` },
});

export const fromZero: Validator<number> = {
  description: 'a whole number from 0',
  problemOf: (value) => (value >= 0 ? null : { problem: 'This is below 0', fix: 'Write a whole number from 0' }),
};

export const RANGES: Validator<string> = {
  description: 'indices and ranges in order, like `0-3,6`',
  problemOf: (value) =>
    parseRanges(value, MAX_VF_INDEX) === null
      ? { problem: 'These are no ranges of VFs, in order and apart from each other', fix: 'Write them like 0-3,6' }
      : null,
};

export const MIGRATION_METHODS = ['vfio', 'teaming', 'replug'] as const satisfies readonly MigrationMethod[];
