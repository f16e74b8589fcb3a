import { parseArgs } from 'node:util';
import { DEFAULT_KERNEL, isKernelSeries, KERNELS, type KernelSeries } from '../lab/kernels';
import { bootLab, type LabHost } from '../lab/lab';
import { TOPOLOGIES, type TopologyName } from '../lab/topologies';
import type { Bench } from './bench';
import { BenchHost } from './bench-host';
import { type CampaignEnd, runCampaign } from './campaign';
import { NetdevsimBench } from './netdevsim/bench';

const HELP = `Compares the kernel model with a real Linux kernel: random operations on both, result and state after each.

usage: npm run conformance -- [--steps N] [--seed S] [--kernel K] [--topology T] [--hosts N] [--from N] [--stop]
                                  [--shrink SECONDS]

  --steps N      operations to compare, at least (default 2000; some 600 a minute)
  --seed S       seed of the random sequences (default: a fresh one, which is printed)
  --kernel K     series of Linux: ${KERNELS.join(', ')} (default ${DEFAULT_KERNEL})
  --topology T   emulated host: ${Object.keys(TOPOLOGIES).join(', ')} (default flat)
  --hosts N      emulated hosts that share the work, each with a processor of its own (default 2)
  --from N       number of the first sequence: with the seed of a report, its sequence again
  --stop         stop at the first disagreement
  --shrink S     seconds to make a sequence smaller that disagrees (default 60)

Exit code: 0 no disagreement, 1 disagreements (each with the operations that show it), 2 the comparison could not run.
`;

interface Arguments {
  readonly steps: number;
  readonly seed: number;
  readonly kernel: KernelSeries;
  readonly topology: TopologyName;
  readonly hosts: number;
  readonly from: number;
  readonly stop: boolean;
  readonly shrinkSeconds: number;
}

class UsageError extends Error {}

function readArguments(args: readonly string[]): Arguments | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      steps: { type: 'string', default: '2000' },
      seed: { type: 'string' },
      kernel: { type: 'string', default: DEFAULT_KERNEL },
      topology: { type: 'string', default: 'flat' },
      hosts: { type: 'string', default: '2' },
      from: { type: 'string', default: '0' },
      stop: { type: 'boolean', default: false },
      shrink: { type: 'string', default: '60' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  const { kernel, topology } = values;
  if (!isKernelSeries(kernel)) throw new UsageError(`there is no kernel "${kernel}", only ${KERNELS.join(', ')}`);
  if (!isTopology(topology)) {
    throw new UsageError(`there is no topology "${topology}", only ${Object.keys(TOPOLOGIES).join(', ')}`);
  }
  return {
    steps: numberIn(values.steps, '--steps', 1),
    seed: values.seed === undefined ? Date.now() % 2 ** 31 : numberIn(values.seed, '--seed', 0),
    kernel,
    topology,
    hosts: numberIn(values.hosts, '--hosts', 1),
    from: numberIn(values.from, '--from', 0),
    stop: values.stop,
    shrinkSeconds: numberIn(values.shrink, '--shrink', 0),
  };
}

function isTopology(name: string): name is TopologyName {
  return Object.hasOwn(TOPOLOGIES, name);
}

function numberIn(text: string, option: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value < 2 ** 31) return value;
  throw new UsageError(`${option} takes a whole number from ${least} on, not "${text}"`);
}

async function main(args: readonly string[]): Promise<number> {
  const wanted = readArguments(args);
  if (wanted === null) {
    process.stdout.write(HELP);
    return 0;
  }
  const { steps, seed, kernel, topology, hosts, from, stop, shrinkSeconds } = wanted;
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  say(`conformance: ${steps} steps on ${topology} with Linux ${kernel}, seed ${seed}`);
  const labs: LabHost[] = [];
  try {
    const benches = await Promise.all(
      Array.from({ length: hosts }, async (): Promise<Bench> => {
        const lab = await bootLab(topology, { clock: 'own', kernel });
        labs.push(lab);
        return topology === 'netdevsim' ? NetdevsimBench.start(lab) : BenchHost.start(lab, say);
      }),
    );
    const begun = Date.now();
    const end = await runCampaign(benches, {
      host: { kernel, topology },
      seed,
      steps,
      from,
      say,
      stopAtFirst: stop,
      shrinkSeconds,
    });
    const reboots = benches.reduce((sum, bench) => sum + bench.reboots, 0);
    for (const bench of benches) await bench.close();
    summarise(end, (Date.now() - begun) / 60_000, reboots, say);
    return end.disagreements.length === 0 ? 0 : 1;
  } finally {
    for (const lab of labs) lab.stop();
  }
}

function summarise(end: CampaignEnd, minutes: number, reboots: number, say: (text: string) => void): void {
  say('');
  const width = Math.max(...[...end.kinds.keys()].map((kind) => kind.length), 'operation'.length);
  say(`${'operation'.padEnd(width)}       ok  refused`);
  for (const [kind, { ok, failed }] of [...end.kinds].sort(([a], [b]) => (a < b ? -1 : 1))) {
    say(`${kind.padEnd(width)} ${String(ok).padStart(8)} ${String(failed).padStart(8)}`);
  }
  for (const [reason, count] of end.leftOut) say(`left out ${count} times: ${reason}`);
  say('');
  say(`steps         ${end.steps}`);
  say(`sequences     ${end.sequences}`);
  say(`a minute      ${Math.round(end.steps / minutes)} (${minutes.toFixed(1)} min)`);
  say(`reboots       ${reboots}`);
  say(`disagreements ${end.disagreements.length}`);
  say(`seed          ${end.seed}`);
}

// Leaving in an orderly way ends the emulated host.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(2));

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`conformance: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  },
);
