import { execFileSync } from '../test/support/child';
import { bareApp, fullApp, inTemporaryFolder, payloadsOf, sizeOf } from './fleet';
import { measuredOnProcessor, median, report } from './report';
import { sharesOf } from './stages';

/**
 * `app.synth()` with rules, plan, kernel model and prediction, against a bare app of the same engine that only emits the
 * same number of null_resources with payloads of the size that reaches the hosts.
 */
const SIZES: readonly { readonly hosts: number; readonly rounds: number }[] = [
  { hosts: 10, rounds: 15 },
  { hosts: 100, rounds: 7 },
  { hosts: 1000, rounds: 3 },
];

interface Measurement {
  readonly hosts: number;
  readonly payloadBytes: number;
  /** Milliseconds on a processor, constructing the app included. */
  readonly full: number;
  readonly bare: number;
}

/** Both in turn, so that a drift of the machine hits both; the first round, which compiles, does not count. */
function measure(hosts: number, rounds: number): Measurement {
  const payloads = payloadsOf(hosts);
  const full: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const b = inTemporaryFolder((outdir) => measuredOnProcessor(() => bareApp(payloads, outdir).synth()));
    const f = inTemporaryFolder((outdir) => measuredOnProcessor(() => fullApp(hosts, outdir).synth()));
    if (round === 0) continue;
    bare.push(b);
    full.push(f);
  }
  return { hosts, payloadBytes: sizeOf(payloads), full: median(full), bare: median(bare) };
}

function printShares(hosts: number): void {
  const shares = inTemporaryFolder((outdir) => sharesOf(() => fullApp(hosts, outdir).synth()));
  console.log(`where the time goes at ${hosts} hosts:`);
  for (const [stage, share] of shares) console.log(`  ${stage.padEnd(24)}${(100 * share).toFixed(1).padStart(5)} %`);
}

/** Asks a process of this program for its peak memory; the number of hosts follows. */
const PEAK = '--peak-memory';

/** Peak memory, in MiB, of a process that synthesises the full app and does nothing else. */
function peakMemory(hosts: number): number {
  const args = [...process.execArgv, __filename, PEAK, String(hosts)];
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

function printPeakMemory(hosts: number): void {
  inTemporaryFolder((outdir) => fullApp(hosts, outdir).synth());
  console.log(process.resourceUsage().maxRSS / 1024);
}

function bench(): void {
  const rows = SIZES.map(({ hosts, rounds }) => measure(hosts, rounds));
  const smallest = rows[0];
  const largest = rows.at(-1);
  if (!largest || !smallest) throw new Error('nothing was measured');
  printShares(100);
  report({
    bench: 'synth',
    rows: rows.map(({ hosts, full, bare, payloadBytes }) => ({
      hosts,
      'payload MB': payloadBytes / 1e6,
      'bare ms': bare,
      'full ms': full,
      ratio: full / bare,
      'full ms/host': full / hosts,
    })),
    goals: [
      ...rows.map(({ hosts, full, bare }) => ({
        name: `full / bare at ${hosts} hosts`,
        value: full / bare,
        unit: 'times',
        goal: 2,
      })),
      {
        name: 'cost per host at 1000 hosts against 10',
        value: largest.full / largest.hosts / (smallest.full / smallest.hosts),
        unit: 'times',
        goal: 1.2,
      },
      { name: `peak memory at ${largest.hosts} hosts`, value: peakMemory(largest.hosts), unit: 'MiB', goal: 1229 },
    ],
  });
}

const [, , what, hosts] = process.argv;
if (what === PEAK) printPeakMemory(Number(hosts));
else bench();
