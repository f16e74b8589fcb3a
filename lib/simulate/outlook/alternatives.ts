import type { Alternative } from '../performance/fleet/alternatives';
import { FILLING_DEFAULTS } from '../performance/fleet/consolidation-needs';
import {
  CONSOLIDATION_PATHS,
  type ConsolidationPath,
  type ConsolidationPathName,
  ioNs,
} from '../performance/fleet/consolidation-paths';
import type { FleetCost, NoFleet } from '../performance/fleet/economics';
import { packetsPerMbps } from '../performance/hardware/packets';
import { kernelPass, kernelPassTail } from '../performance/network/program';
import {
  type Constant,
  type Estimate,
  type Quantity,
  type Range,
  ranged,
  scaled,
  type Unpredictable,
} from '../performance/system/quantity';
import { CARRIED, latencies, rates } from '../performance/system/solve';
import type { HostPrediction } from '../traffic/prediction';
import type { Side } from '../traffic/resource-ids';
import { alternativeSystem, type AlternativeHost, frameNs } from './alternative-system';
import { merged } from './block-delays';
import { interruptRate, NOTHING } from './cores';
import { type Declared, declaredBy, type DeclaredIos } from './declared';
import { type Delay, micro, servedNs } from './delay';
import type { Hardware } from './hardware';
import { type Io, times, total } from './io';
import type { AlternativeOutlook, FleetOutlook, Latency, VmsPerHost } from './outlook';

/** What alternatives are made of. */
export interface AlternativesInput {
  readonly ios: readonly Io[];
  /** Of each of the above. */
  readonly delays: readonly (Delay | null)[];
  readonly vms: number;
  readonly prediction: HostPrediction;
  readonly hardware: Hardware;
  readonly freeCores: number | null;
  /** null: sizes are not known. */
  readonly fleets: readonly Alternative[] | null;
}

/** An alternative with the constants that it rests on. */
export interface AnsweredAlternative extends Omit<AlternativeOutlook, 'terms'> {
  readonly terms: readonly Constant[];
}

export function answeredAlternatives(input: AlternativesInput): AnsweredAlternative[] {
  return (Object.keys(CONSOLIDATION_PATHS) as ConsolidationPathName[]).map((path) => {
    const found = CONSOLIDATION_PATHS[path];
    const isPlanned = found.device === 'function';
    const { terms, ...reached } = isPlanned ? asPlanned(input, found) : overPath(input, found);
    const fleet = input.fleets?.find((alternative) => alternative.path === path);
    return {
      path,
      name: found.name,
      isPlanned,
      ...reached,
      perHost: fleet === undefined ? null : perHostOf(fleet),
      fleet: fleet === undefined || 'why' in fleet.fleet ? null : costOf(fleet.fleet),
      terms: [...terms, ...(fleet === undefined ? [] : [...fleet.perServer.terms, ...termsOf(fleet.fleet)])],
    };
  });
}

type Reached = Pick<
  AnsweredAlternative,
  'perVm' | 'bottleneck' | 'cores' | 'networkLatency' | 'blockLatency' | 'terms'
>;

/** What the prediction says of the plan, in the same form. */
function asPlanned({ ios, delays, vms }: AlternativesInput, { interruptNs }: ConsolidationPath): Reached {
  const declared = ios.filter(({ demand }) => demand !== null);
  const perVm = (measure: 'txMbps' | 'rxMbps' | 'iops') => {
    const found = declared.flatMap(({ rates: { [measure]: rate } }) => (rate === undefined ? [] : [rate]));
    return found.length === 0 ? {} : { [measure]: times(total(found), 1 / vms) };
  };
  const interrupts = total(declared.map((io) => interruptRate(io, FILLING_DEFAULTS)));
  const stopped = declared.filter(({ isStopped }) => isStopped);
  return {
    perVm: { ...perVm('txMbps'), ...perVm('rxMbps'), ...perVm('iops') },
    bottleneck: mostFrequent(stopped.map(({ prediction }) => prediction.bottleneck.description)) ?? 'demand',
    cores: { interrupts: ranged(interrupts, scaled(interruptNs, 1e-9)), switching: NOTHING, ioThreads: NOTHING },
    networkLatency: meanOf(delays.filter((_, i) => ios[i].traffic.kind === 'network')),
    blockLatency: meanOf(delays.filter((_, i) => ios[i].traffic.kind === 'block')),
    terms: [...interruptNs.terms, ...delays.flatMap((delay) => delay?.terms ?? [])],
  };
}

function overPath(input: AlternativesInput, path: ConsolidationPath): Reached {
  const { ios: all, vms, prediction, hardware, freeCores } = input;
  const declared = declaredBy(all);
  const { frames, ios } = declared;
  const host: AlternativeHost = { path, prediction, hardware, freeCores };
  const answers = rates(alternativeSystem(host, declared));
  const reached = answers.map(rateOf);
  const operations = reached.slice(frames.length);
  const megabits = (which: Side) =>
    total(
      frames.flatMap(({ side, traffic }, i) =>
        side === which ? [times(reached[i], 1 / packetsPerMbps(traffic.frameBytes))] : [],
      ),
    );
  const stoppers = answers.flatMap((answer) =>
    'why' in answer || answer.bottleneck === OFFERED ? [] : [answer.bottleneck],
  );
  return {
    perVm: {
      ...(frames.length > 0 && { txMbps: times(megabits('tx'), 1 / vms), rxMbps: times(megabits('rx'), 1 / vms) }),
      ...(ios.length > 0 && { iops: times(total(operations), 1 / vms) }),
    },
    bottleneck: mostFrequent(stoppers) ?? 'demand',
    cores: coresOf(path, declared, reached, hardware, interruptsOf(all)),
    networkLatency: networkLatencyOf(host, declared),
    blockLatency: blockLatencyOf(path, ios, operations, hardware),
    terms: [
      ...answers.flatMap((answer) => ('why' in answer ? [] : answer.terms)),
      ...path.interruptNs.terms,
      ...(frames.length > 0 ? [path.network.passNs] : []),
      ...(ios.length > 0 ? [path.block.restNs] : []),
    ],
  };
}

/** What `rates` calls a flow that nothing stops. */
const OFFERED = 'offered rate';

function rateOf(answer: Estimate | Unpredictable): Range {
  return 'why' in answer ? NOTHING : answer;
}

/** As of the VFs of the plan: moderation is the guest's. */
function interruptsOf(ios: readonly Io[]): Range {
  return total(ios.filter(({ demand }) => demand !== null).map((io) => interruptRate(io, FILLING_DEFAULTS)));
}

function coresOf(
  path: ConsolidationPath,
  { frames, ios }: Declared,
  reached: readonly Range[],
  hardware: Hardware,
  interrupts: Range,
): AnsweredAlternative['cores'] {
  const work = (rate: Range, each: Quantity) => ranged(rate, scaled(each, 1e-9));
  const switching = total(frames.map((of, i) => work(reached[i], frameNs(path, of, hardware))));
  const threads = total(ios.map(({ traffic }, i) => work(reached[frames.length + i], ioNs(path, traffic.readShare))));
  return {
    interrupts: work(interrupts, path.interruptNs),
    switching: path.polls ? whole(switching) : switching,
    ioThreads: path.polls ? whole(threads) : threads,
  };
}

/** A core that polls does nothing else. */
function whole({ value, low, high }: Range): Range {
  return { value: Math.ceil(value), low: Math.ceil(low), high: Math.ceil(high) };
}

function networkLatencyOf(host: AlternativeHost, declared: Declared): Latency | null {
  const means = latencies(alternativeSystem(host, declared, kernelPass));
  const tails = latencies(alternativeSystem(host, declared, kernelPassTail), 'tailNs');
  const pairs = declared.frames.flatMap(({ side }, i) => (side === 'rx' ? [[i, i + 1]] : []));
  return meanOf(
    pairs.map((pair) => {
      const [mean, tail] = [means, tails].map((answers) => pair.flatMap((i) => known(answers[i])));
      if (mean.length < 2 || tail.length < 2) return null;
      return { meanUs: micro(total(mean)), p99Us: micro(total(tail)), terms: [] };
    }),
  );
}

function known(answer: Estimate | Unpredictable): Estimate[] {
  return 'why' in answer ? [] : [answer];
}

/** At the rates that the path reaches; a queue that is always full takes as long as Little's law says. */
function blockLatencyOf(
  path: ConsolidationPath,
  ios: readonly DeclaredIos[],
  reached: readonly Range[],
  hardware: Hardware,
): Latency | null {
  const system = merged(
    ios.map(({ id, pf, traffic }, i) => ({
      id,
      drive: { ...hardware.driveOf(pf), id: path.device === 'whole' ? `${pf} of ${id}` : pf },
      traffic,
      iops: reached[i].value,
      path: path.block,
    })),
  );
  const [mean, tail] = [latencies(system), latencies(system, 'tailNs')];
  return meanOf(
    ios.map(({ iops, traffic }, i) => {
      if (reached[i].value >= CARRIED * iops) return delayOf(mean[i], tail[i]);
      const full = micro(servedNs(traffic.queueDepth, reached[i]));
      return { meanUs: full, p99Us: full, terms: [] };
    }),
  );
}

function delayOf(mean: Estimate | Unpredictable, tail: Estimate | Unpredictable): Delay | null {
  if ('why' in mean || 'why' in tail) return null;
  return { meanUs: micro(mean), p99Us: micro(tail), terms: mean.terms };
}

function meanOf(delays: readonly (Delay | null)[]): Latency | null {
  const known = delays.filter((delay) => delay !== null);
  if (known.length === 0) return null;
  return {
    meanUs: times(total(known.map(({ meanUs }) => meanUs)), 1 / known.length),
    p99Us: times(total(known.map(({ p99Us }) => p99Us)), 1 / known.length),
  };
}

function mostFrequent(names: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

function perHostOf({ perServer: { vms: value, low, high, stoppedBy, stops, unknown } }: Alternative): VmsPerHost {
  return {
    vms: { value, low, high },
    stoppedBy,
    stops: stops.map(({ resource, vms }) => ({ resource, vms })),
    unknown,
  };
}

function costOf({ terms: _, ...cost }: FleetCost): FleetOutlook {
  return cost;
}

function termsOf(fleet: FleetCost | NoFleet): readonly Constant[] {
  return 'why' in fleet ? [] : fleet.terms;
}
