import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import fc from '../support/properties';
import { readInventoryAt } from '../../lib/host/files';
import { parseInventory } from '../../lib/inventory/parse';
import { fleetOn, randomFleet, randomTarget } from './inputs';
import type { DifferentialFleet, DifferentialTarget, Outcome } from './outcome';

/**
 * Holds this version against an earlier one: `main.cjs BEFORE NOW --fleets N --targets N --on-captures N --seed S --out FOLDER`, where
 * BEFORE and NOW are bundles of `outcome.ts`. Exit code 1 and the first differing inputs in FOLDER where they differ.
 */
interface Version {
  readonly outcomeOfFleet: (fleet: DifferentialFleet) => Outcome;
  readonly outcomeOfTarget: (target: DifferentialTarget) => Outcome;
}

interface Input {
  readonly name: string;
  readonly of: (version: Version) => Outcome;
  readonly value: unknown;
}

const CAPTURES = join(__dirname, '..', 'data', 'captures');
const EXAMPLES = join(__dirname, '..', '..', 'examples');
/** Inputs are drawn in portions, so that memory does not grow with their number. */
const PORTION = 500;
const MOST_KEPT = 5;

/** Inventories of hosts that exist or are shipped with the examples, by name. */
function inventories() {
  const captured = readdirSync(CAPTURES).map((name) => ({
    name,
    inventory: readInventoryAt(join(CAPTURES, name)).inventory,
  }));
  const shipped = readdirSync(EXAMPLES).flatMap((example) =>
    readdirSync(join(EXAMPLES, example))
      .map((name) => join(example, name))
      .filter((name) => /\/(kvm\d+|host)\.json$/.test(name))
      .map((name) => ({
        name,
        inventory: parseInventory(JSON.parse(readFileSync(join(EXAMPLES, name), 'utf8')), name),
      })),
  );
  return [...captured, ...shipped];
}

function* fleets(title: string, arbitrary: fc.Arbitrary<DifferentialFleet>, count: number, seed: number) {
  for (const [name, value] of drawn(title, arbitrary, count, seed))
    yield { name, value, of: ({ outcomeOfFleet }: Version) => outcomeOfFleet(value) } satisfies Input;
}

function* targets(count: number, seed: number) {
  for (const [name, value] of drawn('target', randomTarget, count, seed))
    yield { name, value, of: ({ outcomeOfTarget }: Version) => outcomeOfTarget(value) } satisfies Input;
}

function* drawn<T>(title: string, arbitrary: fc.Arbitrary<T>, count: number, seed: number): Generator<[string, T]> {
  for (let start = 0; start < count; start += PORTION) {
    const numRuns = Math.min(PORTION, count - start);
    for (const [n, value] of fc.sample(arbitrary, { numRuns, seed: seed + start }).entries())
      // As both versions would read it of a file: nothing is shared between them, and nothing is undefined.
      yield [`${title} ${start + n}`, JSON.parse(JSON.stringify(value)) as T];
  }
}

function option(name: string): string {
  const at = process.argv.indexOf(`--${name}`);
  const value = process.argv[at + 1];
  if (at < 0 || value === undefined) throw new Error(`--${name} is missing`);
  return value;
}

function main(): void {
  const load = createRequire(__filename);
  const [before, now] = process.argv.slice(2, 4).map((file) => load(file) as Version) as [Version, Version];
  const [fleetCount, targetCount, onCaptures, seed] = ['fleets', 'targets', 'on-captures', 'seed'].map((name) =>
    Number(option(name)),
  ) as [number, number, number, number];
  const kinds = new Map<string, { inputs: number; texts: number; bytes: number }>();
  const differing = new Map<string, number>();
  let kept = 0;
  const sources = [
    fleets('fleet', randomFleet, fleetCount, seed),
    targets(targetCount, seed),
    ...inventories().map(({ name, inventory }) => fleets(`fleet on ${name}`, fleetOn(inventory), onCaptures, seed)),
  ];
  for (const source of sources) {
    for (const input of source) {
      const [was, is] = [input.of(before), input.of(now)];
      const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
      const kind = input.name.replace(/ \d+$/, '');
      const count = kinds.get(kind) ?? { inputs: 0, texts: 0, bytes: 0 };
      const bytes = names.reduce((sum, name) => sum + (was[name]?.length ?? 0), 0);
      kinds.set(kind, { inputs: count.inputs + 1, texts: count.texts + names.length, bytes: count.bytes + bytes });
      const others = names.filter((name) => was[name] !== is[name]);
      if (others.length === 0) continue;
      for (const name of others) {
        const what = name.replace(/\S*[0-9a-f]{4}:\S+|rack\/\S+/g, '').trim();
        differing.set(what, (differing.get(what) ?? 0) + 1);
      }
      if (kept++ < MOST_KEPT) keep(input, others, was, is);
    }
  }
  for (const [kind, { inputs, texts, bytes }] of kinds)
    console.log(`${kind}: ${inputs} inputs, ${texts} texts, ${(bytes / 2 ** 20).toFixed(1)} MiB compared`);
  for (const [what, count] of differing) console.log(`differs: ${what}, ${count} times`);
  console.log(
    kept === 0
      ? 'no differences'
      : `${kept} inputs differ; the first ${Math.min(kept, MOST_KEPT)} are in ${option('out')}`,
  );
  process.exitCode = kept === 0 ? 0 : 1;
}

function keep({ name, value }: Input, others: readonly string[], was: Outcome, is: Outcome): void {
  const folder = join(option('out'), name.replaceAll(/[^\w-]+/g, '-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'input.json'), JSON.stringify(value, null, 1));
  for (const other of others) {
    const file = other.replaceAll(/[^\w.-]+/g, '-');
    writeFileSync(join(folder, `${file}.before`), was[other] ?? '');
    writeFileSync(join(folder, `${file}.now`), is[other] ?? '');
  }
}

main();
