import { crossValidated } from './accuracy/cross-validation';
import { checkOutput, readFiles, ROW_FILES, writeOutput } from './accuracy/files';
import { unexplained } from './accuracy/noise';
import { pairs } from './accuracy/order';
import { print } from './accuracy/print';
import { BadRows, type Row } from './accuracy/rows';
import { scored, type Scored } from './accuracy/score';
import { dependences } from './accuracy/sensitivity';
import { groupedBy, summaryOf } from './accuracy/summary';

/**
 * Predicts published measurements from their set-ups alone and prints how wrong that is:
 * `npm run bench:accuracy -- [ROWS.json ...] [--json FILE]`.
 */

main(process.argv.slice(2));

function main(args: readonly string[]): void {
  const at = args.indexOf('--json');
  const out = at === -1 ? undefined : args[at + 1];
  const files = args.filter((_, i) => at === -1 || (i !== at && i !== at + 1));
  try {
    if (at !== -1 && out === undefined) throw new BadRows('--json needs the name of a file');
    if (out !== undefined) checkOutput(out);
    run(readFiles(files.length === 0 ? ROW_FILES : files), out);
  } catch (error) {
    if (!(error instanceof BadRows)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

function run(rows: readonly Row[], out: string | undefined): void {
  const answers = rows.map(scored);
  const order = pairs(rows, answers);
  const leftOut = crossValidated(dependences(rows));
  const noise = unexplained(rows);
  print(answers, { order, leftOut, noise });
  if (out === undefined) return;
  const summaries = (key: (row: Scored) => string) =>
    Object.fromEntries([...groupedBy(answers, key)].map(([name, group]) => [name, summaryOf(group)]));
  const result = {
    bench: 'accuracy',
    overall: summaryOf(answers),
    kinds: summaries(({ kind }) => kind),
    sources: summaries(({ paper }) => paper),
    order,
    crossValidation: leftOut,
    noise,
    rows: answers,
  };
  writeOutput(out, `${JSON.stringify(result, null, 2)}\n`);
}
