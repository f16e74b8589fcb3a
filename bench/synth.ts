import { execFileSync } from '../test/support/child';
import { bareApp, fullApp, inTemporaryFolder, payloadsOf, sizeOf } from './fleet';
import { measuredOnProcessor, median, report } from './report';
import { sharesOf } from './stages';

/**
 * `app.synth()` with rules, plan, kernel model and prediction, against a bare app of the same engine that only emits the
 * same number of null_resources with payloads of the size that reaches the hosts.
 */
const SIZES: readonly { readonly hosts: number; readonly processes: number; readonly rounds: number }[] = [
  { hosts: 10, processes: 3, rounds: 9 },
  { hosts: 100, processes: 3, rounds: 3 },
  { hosts: 1000, processes: 3, rounds: 1 },
];

/** Hosts of the apps that a process makes first, so that what it measures is compiled. */
const WARM_UP = [50, 50];

type Kind = 'bare' | 'full';

interface Spent {
  /** Milliseconds on a processor, constructing the app included. */
  readonly milliseconds: number;
  /** Peak memory of the process. */
  readonly peakMiB: number;
}

interface Measurement extends Record<Kind, Spent> {
  readonly hosts: number;
  readonly payloadBytes: number;
}

/** Both in turn, so that a drift of the machine hits both. */
function measure({ hosts, processes, rounds }: (typeof SIZES)[number]): Measurement {
  const bare: Spent[] = [];
  const full: Spent[] = [];
  for (let n = 0; n < processes; n++) {
    bare.push(inProcess('bare', hosts, rounds));
    full.push(inProcess('full', hosts, rounds));
  }
  return { hosts, payloadBytes: sizeOf(payloadsOf(1)) * hosts, bare: medianOf(bare), full: medianOf(full) };
}

function medianOf(spent: readonly Spent[]): Spent {
  return {
    milliseconds: median(spent.map(({ milliseconds }) => milliseconds)),
    peakMiB: Math.max(...spent.map(({ peakMiB }) => peakMiB)),
  };
}

/** In a process of its own, as an app is: the engine keeps all tokens of all apps of a process. */
function inProcess(kind: Kind, hosts: number, rounds: number): Spent {
  const args = [...process.execArgv, __filename, MEASURE, kind, String(hosts), String(rounds)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

/** Has this process measure; what follows says what. */
const MEASURE = '--measure';

function printMeasurement(kind: Kind, hosts: number, rounds: number): void {
  const synth = (size: number) => {
    const payloads = kind === 'bare' ? payloadsOf(size) : [];
    return inTemporaryFolder((outdir) =>
      measuredOnProcessor(() => (kind === 'full' ? fullApp(size, outdir) : bareApp(payloads, outdir)).synth()),
    );
  };
  WARM_UP.forEach((size) => synth(Math.min(size, hosts)));
  const spent: Spent = {
    milliseconds: median(Array.from({ length: rounds }, () => synth(hosts))),
    peakMiB: process.resourceUsage().maxRSS / 1024,
  };
  console.log(JSON.stringify(spent));
}

function printShares(hosts: number): void {
  const shares = inTemporaryFolder((outdir) => sharesOf(() => fullApp(hosts, outdir).synth()));
  console.log(`where the time goes at ${hosts} hosts:`);
  for (const [stage, share] of shares) console.log(`  ${stage.padEnd(24)}${(100 * share).toFixed(1).padStart(5)} %`);
}

function bench(): void {
  const rows = SIZES.map(measure);
  const smallest = rows[0];
  const largest = rows.at(-1);
  if (!largest || !smallest) throw new Error('nothing was measured');
  printShares(100);
  report({
    bench: 'synth',
    rows: rows.map(({ hosts, full, bare, payloadBytes }) => ({
      hosts,
      'payload MB': payloadBytes / 1e6,
      'bare ms': bare.milliseconds,
      'full ms': full.milliseconds,
      ratio: full.milliseconds / bare.milliseconds,
      'full ms/host': full.milliseconds / hosts,
      'bare MiB': bare.peakMiB,
      'full MiB': full.peakMiB,
    })),
    goals: [
      ...rows.map(({ hosts, full, bare }) => ({
        name: `full / bare at ${hosts} hosts`,
        value: full.milliseconds / bare.milliseconds,
        unit: 'times',
        goal: 2,
      })),
      {
        name: 'cost per host at 1000 hosts against 10',
        value: largest.full.milliseconds / largest.hosts / (smallest.full.milliseconds / smallest.hosts),
        unit: 'times',
        goal: 1.2,
      },
      { name: `peak memory at ${largest.hosts} hosts`, value: largest.full.peakMiB, unit: 'MiB', goal: 1229 },
    ],
  });
}

const [, , what, kind, hosts, rounds] = process.argv;
if (what === MEASURE) printMeasurement(kind as Kind, Number(hosts), Number(rounds));
else bench();
