import { packetsPerMbps } from '../performance/hardware/packets';
import { type Quantity, type Range, rangeOf } from '../performance/system/quantity';
import type { Measure } from '../traffic/measures';
import type { Delivered, HostPrediction, ResourceUse } from '../traffic/prediction';
import { shortagesOf } from '../traffic/shortages';
import type { Hardware } from './hardware';
import type { Io } from './io';
import type { Growth, ResourceOutlook } from './outlook';
import { frameUses, ioUses } from './uses';

/** What the resources of a host carry, and what more of each would give. */
export function resourceOutlooks(
  prediction: HostPrediction,
  ios: readonly Io[],
  hardware: Hardware,
): ResourceOutlook[] {
  return prediction.resources.map((resource) => {
    const capacity = hardware.capacityOf(resource);
    const { id, description, unit, used, attachments } = resource;
    return {
      id,
      description,
      unit,
      capacity: rangeOf(capacity),
      used,
      utilisation: utilisationOf(used, capacity),
      attachments,
      tenthMore: tenthMore(resource, ios, hardware),
      terms: capacity.terms.map(({ name }) => name),
    };
  });
}

function utilisationOf(used: number, capacity: Quantity): Range {
  if (capacity.value === 0) return { value: 0, low: 0, high: 0 };
  const { value, low, high } = rangeOf(capacity);
  return { value: used / value, low: used / high, high: Math.min(1, used / low) };
}

const MORE = 0.1;

/** One direction of an attachment that gets less of it than it asks for, in packets or I/Os a second. */
interface Stopped {
  readonly measure: Measure;
  readonly given: number;
  readonly missing: number;
  /** What it takes of the resource for a unit of `given`. */
  readonly amount: number;
}

/** Whom a resource stops share what it has more, in proportion to what they get, and until they have what they ask for. */
function tenthMore({ id, capacity }: ResourceUse, ios: readonly Io[], hardware: Hardware): Delivered | null {
  const stopped = ios.flatMap((io) => stoppedBy(id, io, hardware));
  if (stopped.length === 0) return null;
  const load = stopped.reduce((sum, { given, amount }) => sum + given * amount, 0);
  const gains = new Map<Measure, number>();
  for (const { measure, given, missing } of stopped) {
    const gain = Math.min(missing, (given * MORE * capacity) / load);
    gains.set(measure, (gains.get(measure) ?? 0) + gain);
  }
  return Object.fromEntries(gains);
}

function stoppedBy(id: string, { prediction, traffic }: Io, hardware: Hardware): Stopped[] {
  const { pf, bottleneck, demand, predicted } = prediction;
  if (bottleneck.resource !== id) return [];
  return shortagesOf(demand, predicted).flatMap(({ measure, wanted, given }) => {
    const uses =
      traffic.kind === 'block'
        ? ioUses(pf, traffic, hardware)
        : frameUses(pf, traffic, measure === 'txMbps' ? 'tx' : 'rx', hardware);
    const perUnit = traffic.kind === 'block' ? 1 : packetsPerMbps(traffic.frameBytes);
    const amount = uses.find(({ resource }) => resource === id)?.amount.value ?? 0;
    return amount > 0 && given > 0 ? [{ measure, given, missing: wanted - given, amount: amount * perUnit }] : [];
  });
}

/** By what all demands may grow together until the first thing that they share is full. */
export function growthOf({ resources, attachments }: HostPrediction, hardware: Hardware): Growth | null {
  if (attachments.every(({ demand }) => demand === undefined)) return null;
  const used = resources.filter((resource) => resource.used > 0);
  const factors = used.map((resource) => ({ resource, ...rangeOf(hardware.capacityOf(resource)) }));
  const least = (end: keyof Range) =>
    Math.max(1, Math.min(...factors.map(({ resource, [end]: capacity }) => capacity / resource.used)));
  const first = factors.reduce<(typeof factors)[number] | null>(
    (found, next) =>
      found === null || next.value / next.resource.used < found.value / found.resource.used ? next : found,
    null,
  );
  if (first === null) return null;
  const { id, description } = first.resource;
  return { factor: { value: least('value'), low: least('low'), high: least('high') }, resource: id, description };
}
