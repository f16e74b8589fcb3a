import type { LivePlan } from '../../../apply';
import { ADDRESSES } from '../../../model/vf-settings';
import { blastRadius } from '../../../plan/blast-radius';
import { changesOf } from '../../../plan/changes';
import { renderPlanDiff } from '../../../report/plan-diff';
import { memoized } from '../../schema/memoized';
import { snakeCase } from '../snake-case';
import { inAttributes } from './say-findings';

/** The report tells addresses, of which each VF has its own, by their names in the model. */
const nameOf = (field: string): string => (ADDRESSES.some((name) => name === field) ? field : snakeCase(field));

/** In `changes` where an apply does nothing; engines do not show an empty text. */
export const NO_CHANGES = 'none';

/** What a plan does, line by line: VFs with old and new values, the VMs it hits, how long the link goes. */
export const changesText = memoized(({ plan, reading, expected, owners }: LivePlan): string => {
  if (plan.steps.length === 0) return NO_CHANGES;
  const { inventory } = reading;
  const changes = changesOf(plan, inventory, expected, owners).map((change) => ({
    ...change,
    fields: change.fields.map((field) => ({ ...field, field: nameOf(field.field) })),
  }));
  // Why it must not run is said by errors.
  const text = renderPlanDiff({
    plan: { ...plan, refusals: [] },
    changes,
    blast: blastRadius(plan, inventory),
  });
  const [, first = '', ...others] = text.split('\n\n');
  // Engines leave out blanks at the beginning of a text.
  return [first.replaceAll(/^ {2}/gm, ''), ...others]
    .flatMap((block) => block.split('\n'))
    .flatMap((line) => (line.trim() === '' ? [] : [inAttributes(line.trimEnd())]))
    .join('\n');
});
