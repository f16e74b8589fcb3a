import { installHint, missingTools } from './image';

/** Before the first suite of the lab: says once why all of them are skipped. */
export default function sayWhatIsMissing(): void {
  const missing = missingTools();
  if (missing.length > 0 && process.env.CI !== 'true') {
    process.stderr.write(`\n*** every suite with an emulated host is SKIPPED ***\n${installHint(missing)}\n\n`);
  }
}
