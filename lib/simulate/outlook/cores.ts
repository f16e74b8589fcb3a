import { BLOCK_PATHS } from '../performance/block/paths';
import { interruptsOf } from '../performance/fleet/consolidation';
import type { FillingRules } from '../performance/fleet/consolidation-needs';
import { CONSOLIDATION_PATHS } from '../performance/fleet/consolidation-paths';
import type { Core } from '../performance/hardware/processors';
import { guestFrameNs } from '../performance/network/guest';
import { type Constant, quantity, type Range, ranged, scaled } from '../performance/system/quantity';
import { type Io, total } from './io';
import type { AlternativeOutlook } from './outlook';

/** Cores, or parts of them, with the constants that they rest on. */
export interface Work {
  readonly cores: Range;
  readonly terms: readonly Constant[];
}

export const NOTHING: Range = { value: 0, low: 0, high: 0 };

/** Cores of the host for the I/O of its VMs. */
export function hostCoresOf({ interrupts, switching, ioThreads }: AlternativeOutlook['cores']): Range {
  return total([interrupts, switching, ioThreads]);
}

/** What the guest of an attachment does for its I/O; null: how much there is of it is not known. */
export function guestWork({ traffic, rates }: Io, core: Core): Work | null {
  if (traffic.kind === 'block') {
    if (rates.iops === undefined) return null;
    const each = scaled(quantity(BLOCK_PATHS['whole-function'].guestNs), 1e-9);
    return { cores: ranged(rates.iops, each), terms: each.terms };
  }
  const { txPacketsPerSecond: sent, rxPacketsPerSecond: received } = rates;
  if (sent === undefined || received === undefined) return null;
  const [out, into] = (['transmit', 'receive'] as const).map((way) =>
    scaled(guestFrameNs(traffic.frameBytes, way, core), 1e-9),
  );
  return { cores: total([ranged(sent, out), ranged(received, into)]), terms: [...out.terms, ...into.terms] };
}

/** Of the function of an attachment. */
export function interruptRate({ traffic, rates, queuePairs }: Io, rules: FillingRules): Range {
  const at = (end: keyof Range): number => {
    const pairs = queuePairs === null ? {} : { queuePairs };
    if (traffic.kind === 'block') {
      const { blockBytes, readShare } = traffic;
      return interruptsOf({ block: { iops: rates.iops?.[end] ?? 0, blockBytes, readShare } }, rules);
    }
    const [txMbps, rxMbps] = [rates.txMbps?.[end] ?? 0, rates.rxMbps?.[end] ?? 0];
    return interruptsOf({ network: { txMbps, rxMbps, frameBytes: traffic.frameBytes }, ...pairs }, rules);
  };
  return { value: at('value'), low: at('low'), high: at('high') };
}

/** What the host does for interrupts of functions that VMs have: all of it where it injects them, nothing where they are posted. */
export function interruptWork(interruptsPerSecond: Range): Work {
  const each = scaled(CONSOLIDATION_PATHS.vf.interruptNs, 1e-9);
  return { cores: { ...ranged(interruptsPerSecond, each), low: 0 }, terms: each.terms };
}
