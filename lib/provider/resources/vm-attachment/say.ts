import type { Say } from '../../schema';
import type { Finding } from './findings';

/** Says what was found at plan, where what is absent may still come. */
export function sayAtPlan(findings: readonly Finding[], say: Say): void {
  for (const { severity, summary, detail, path } of findings) {
    if (severity === 'error') say.error(summary, detail, path);
    else if (severity === 'warning') say.warning(summary, detail, path);
    else say.warning(summary, `${detail} The apply looks again, and changes nothing while it is not there.`, path);
  }
}

/** Says what keeps an apply from being done; warnings were said at the plan that hosts make before it. @returns whether something does */
export function sayAtApply(findings: readonly Finding[], say: Say): boolean {
  const errors = findings.filter(({ severity }) => severity !== 'warning');
  for (const { summary, detail, path } of errors) say.error(summary, detail, path);
  return errors.length > 0;
}
