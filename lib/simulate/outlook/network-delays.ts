import { USUAL_PASS } from '../performance/hardware/nics';
import { kernelPass, kernelPassTail } from '../performance/network/program';
import { REGULAR, RING_FRAMES } from '../performance/network/vm-frames';
import { exactly, type Quantity, quantity, type Range, rangeOf, sum } from '../performance/system/quantity';
import { latencies } from '../performance/system/solve';
import type { Flow, System } from '../performance/system/system';
import type { HostPrediction } from '../traffic/prediction';
import type { Side } from '../traffic/resource-ids';
import { shortagesOf } from '../traffic/shortages';
import { NOTHING } from './cores';
import type { Hardware } from './hardware';
import { type Io, total } from './io';
import type { NetworkTraffic, Rates } from './outlook';
import { type Delay, micro, servedNs } from './delay';
import { frameUses } from './uses';

/** A frame into each VM, and its answer out of it: the card, the guest's kernel, and waiting at what VMs share. */
export function networkDelays(ios: readonly Io[], prediction: HostPrediction, hardware: Hardware): (Delay | null)[] {
  const measured = ios.map((io) => (isTimed(io) ? io : null));
  const flowing = measured.filter((io) => io !== null);
  const mean = latencies(systemOf(flowing, prediction, hardware, kernelPass));
  const tail = latencies(systemOf(flowing, prediction, hardware, kernelPassTail), 'tailNs');
  return measured.map((io) => {
    if (io === null) return null;
    const at = 2 * flowing.indexOf(io);
    const answers = [mean[at], mean[at + 1], tail[at], tail[at + 1]];
    const estimates = answers.flatMap((answer) => ('why' in answer ? [] : [answer]));
    if (estimates.length < answers.length) return null;
    const [rx, tx, rxTail, txTail] = estimates;
    const pass = passNs(io, hardware, kernelPass);
    const [queuedRx, queuedTx] = [queueNs(io, 'rx'), queueNs(io, 'tx')];
    const atQueue = (guest: typeof kernelPass) => total([rangeOf(passNs(io, hardware, guest)), queuedRx ?? NOTHING]);
    return {
      meanUs: micro(total([queuedRx === null ? rx : atQueue(kernelPass), queuedTx ?? tx])),
      p99Us: micro(total([queuedRx === null ? rxTail : atQueue(kernelPassTail), queuedTx ?? txTail])),
      terms: [...pass.terms, ...estimates.flatMap(({ terms }) => terms)],
    };
  });
}

interface NetworkIo extends Io {
  readonly traffic: NetworkTraffic;
  readonly rates: Required<Pick<Rates, 'txPacketsPerSecond' | 'rxPacketsPerSecond'>> & Rates;
}

/** Latency depends on what is sent, so that there is none without a demand; nor where nothing gets through. */
function isTimed(io: Io): io is NetworkIo {
  const { traffic, demand, rates, prediction } = io;
  if (traffic.kind !== 'network' || demand === null) return false;
  if (rates.txPacketsPerSecond === undefined || rates.rxPacketsPerSecond === undefined) return false;
  return shortagesOf(prediction.demand, prediction.predicted).every(({ given }) => given > 0);
}

const SIDES = ['rx', 'tx'] as const;

function ratesOf({ rates }: NetworkIo, side: Side): Range {
  return side === 'tx' ? rates.txPacketsPerSecond : rates.rxPacketsPerSecond;
}

/** The wait in a ring that is full, because more is sent than gets through; null: it is not. */
function queueNs(io: NetworkIo, side: Side): Range | null {
  const { demand, predicted } = io.prediction;
  const isShort = shortagesOf(demand, predicted).some(({ measure }) => measure === `${side}Mbps`);
  return isShort ? servedNs(RING_FRAMES, ratesOf(io, side)) : null;
}

/** Two flows for each VF, `rx` with the whole way and `tx` with its waits alone; both as fast as is predicted. */
function systemOf(
  ios: readonly NetworkIo[],
  prediction: HostPrediction,
  hardware: Hardware,
  guestPass: (framesPerSecond: number) => Quantity,
): System {
  const resources = prediction.resources.map((resource) => ({
    id: resource.id,
    name: resource.description,
    capacity: hardware.capacityOf(resource),
    variability: REGULAR,
  }));
  const known = new Set(resources.map(({ id }) => id));
  const flows = ios.flatMap((io) => {
    return SIDES.map((side): Flow => ({
      id: `${io.prediction.path} ${side}`,
      load: { kind: 'open', offered: ratesOf(io, side).value },
      pathNs: side === 'rx' ? passNs(io, hardware, guestPass) : exactly(0),
      uses: frameUses(io.prediction.pf, io.traffic, side, hardware).filter(({ resource }) => known.has(resource)),
      queueLength: RING_FRAMES,
    }));
  });
  return { resources, flows };
}

/** The card both ways, and the guest's kernel. */
function passNs(io: NetworkIo, hardware: Hardware, guestPass: (framesPerSecond: number) => Quantity): Quantity {
  const frames = total([ratesOf(io, 'rx'), ratesOf(io, 'tx')]).value;
  return sum(quantity(hardware.nicOf(io.prediction.pf)?.passNs ?? USUAL_PASS), guestPass(frames));
}
