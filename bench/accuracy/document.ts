import { crossValidated, type LeftOut } from './cross-validation';
import { unexplained } from './noise';
import { pairs } from './order';
import { isLatency } from './print';
import type { Row } from './rows';
import { scored, type Scored } from './score';
import { dependences } from './sensitivity';
import { groupedBy, quantile, type Summary, summaryOf } from './summary';

/** Rows of one file, with what the document calls them. */
export interface RowFile {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** What is generated of docs/accuracy.md: tables and sentences in Markdown. */
export function accuracyDocument(files: readonly RowFile[]): string {
  const rows = files.flatMap((file) => file.rows);
  const all = rows.map(scored);
  const groups = new Map<string, readonly Scored[]>();
  let first = 0;
  for (const file of files) {
    groups.set(file.title, all.slice(first, first + file.rows.length));
    first += file.rows.length;
  }
  groups.set('all of them', all);
  groups.set('latencies among them', all.filter(isLatency));
  return [
    table('measurements', groups),
    table(
      'kind of set-up',
      groupedBy(all, ({ kind }) => kind),
    ),
    table(
      'source',
      groupedBy(all, ({ paper }) => paper),
    ),
    [boundsText(all), orderText(rows, all), noiseText(rows), leftOutText(crossValidated(dependences(rows)))].join('\n'),
    [...doubts(all), ...missing(all)].join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** For who wants to know in a sentence how far predictions are to be trusted. */
export function accuracySentence(files: readonly RowFile[]): string {
  const rows = files.flatMap((file) => file.rows);
  const { scored: count, medianError, ninetiethError } = summaryOf(rows.map(scored));
  const sources = new Set(rows.map(({ paper }) => paper)).size;
  const leftOut = crossValidated(dependences(rows)).flatMap(({ errors }) => errors);
  return (
    `The performance model misses the median of ${count} published measurements (${sources} sources) by ${percent(medianError)}, and nine of ten by less than ` +
    `${percent(ninetiethError)}; of a source that its constants were not taken from, the median by ${percent(quantile(leftOut, 0.5))}.`
  );
}

function table(what: string, groups: ReadonlyMap<string, readonly Scored[]>): string {
  const head = [what, 'rows', 'scored', 'predicted', 'median error', '90th percentile', 'within the interval'];
  const lines = [...groups].map(([name, rows]) => [name, ...cells(summaryOf(rows))]);
  return [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...lines].map(lineOf).join('\n');
}

function cells({ rows, scored: count, predicted, medianError, ninetiethError, within }: Summary): string[] {
  return [rows, count, predicted].map(String).concat([medianError, ninetiethError, within].map(percent));
}

function lineOf(texts: readonly string[]): string {
  return `| ${texts.join(' | ')} |`;
}

function boundsText(all: readonly Scored[]): string {
  const bounds = all.filter(({ scoring }) => scoring === 'bound');
  return `- Bounds: ${bounds.filter(({ ok }) => ok).length} of ${bounds.length} are kept.`;
}

function orderText(rows: readonly Row[], all: readonly Scored[]): string {
  const order = pairs(rows, all);
  const wrong = order.filter(({ right }) => !right).map(({ faster, slower }) => `\`${faster}\` above \`${slower}\``);
  const right = `- Order of paths: ${order.length - wrong.length} of ${order.length} pairs that differ in the path alone are ranked as measured`;
  return wrong.length === 0 ? `${right}.` : `${right}; not so: ${wrong.join(', ')}.`;
}

function noiseText(rows: readonly Row[]): string {
  const noise = unexplained(rows);
  return `- ${noise.length} set-ups are told alike for several rows, and these differ by ${percent(quantile(noise, 0.5))} in the median: no prediction from what is told can do better there.`;
}

function leftOutText(leftOut: readonly LeftOut[]): string {
  const errors = leftOut.flatMap((source) => source.errors);
  const within = leftOut.reduce((sum, source) => sum + source.within, 0);
  const untested = leftOut.reduce((sum, source) => sum + source.untested, 0);
  return (
    `- Leave one source out (constants fitted anew to all other sources): ${errors.length} rows, median error ${percent(quantile(errors, 0.5))}, ` +
    `90th percentile ${percent(quantile(errors, 0.9))}, ${percent(within / errors.length)} within the interval. The other ${untested} rows rest on constants ` +
    'that no second source determines: their error is one of fitting.'
  );
}

function doubts(all: readonly Scored[]): string[] {
  return all.flatMap(({ id, doubt }) => (doubt === undefined ? [] : [`- \`${id}\` cannot be right: ${doubt}.`]));
}

function missing(all: readonly Scored[]): string[] {
  const rows = all.filter(({ predicted, scoring }) => predicted === null && scoring !== 'none');
  return [...groupedBy(rows, ({ why = '' }) => why)].map(
    ([why, group]) => `- Not predicted, ${group.length}: ${why} (${group.map(({ id }) => `\`${id}\``).join(', ')}).`,
  );
}

function percent(part: number): string {
  return Number.isNaN(part) ? '' : `${(100 * part).toFixed(1)} %`;
}
