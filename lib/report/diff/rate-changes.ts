import { compareNames } from '../../model/order';
import type { AttachmentPrediction, Delivered, HostPrediction } from '../../simulate/traffic/prediction';
import { MEASURES, NEGLIGIBLE } from '../../simulate/traffic/measures';
import { isBelowDemand } from '../../simulate/traffic/shortages';
import type { RateChange, Rates } from './facts';

/** VFs whose VMs ask for or get something else, by VM. */
export function rateChanges(before: HostPrediction | null, after: HostPrediction | null): RateChange[] {
  const was = byPath(before);
  const is = byPath(after);
  const changes: RateChange[] = [];
  for (const path of new Set([...is.keys(), ...was.keys()])) {
    const [old, now] = [was.get(path), is.get(path)];
    const of = now ?? old;
    if (of === undefined) continue;
    const rates = { before: ratesOf(old), after: ratesOf(now) };
    if (differ(rates.before, rates.after)) changes.push({ path, vm: of.vm, kind: of.kind, ...rates });
  }
  return changes.sort((a, b) => compareNames(a.vm, b.vm) || compareNames(a.path, b.path));
}

function byPath(prediction: HostPrediction | null): Map<string, AttachmentPrediction> {
  return new Map(prediction?.attachments.map((one) => [one.path, one]));
}

function ratesOf(prediction: AttachmentPrediction | undefined): Rates | null {
  if (prediction === undefined) return null;
  const { demand, predicted, floor } = prediction;
  return { ...(demand !== undefined && { demand }), predicted, floor, belowDemand: isBelowDemand(prediction) };
}

function differ(a: Rates | null, b: Rates | null): boolean {
  if (a === null || b === null) return a !== b;
  return (
    deliversOther(a.predicted, b.predicted) ||
    deliversOther(a.floor, b.floor) ||
    deliversOther(a.demand ?? {}, b.demand ?? {})
  );
}

function deliversOther(a: Delivered, b: Delivered): boolean {
  return MEASURES.some((measure) => otherRate(a[measure], b[measure]));
}

function otherRate(a: number | undefined, b: number | undefined): boolean {
  if (a === undefined || b === undefined) return a !== b;
  return a !== b && Math.abs(a - b) > NEGLIGIBLE * Math.max(Math.abs(a), Math.abs(b));
}
