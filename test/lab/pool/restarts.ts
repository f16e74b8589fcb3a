import type { EmulationDeath } from './emulation';

/** How a suite file ended. */
export interface SuiteEnd {
  /** When each test that failed had done so, in milliseconds since 1970. */
  readonly failedAt: readonly number[];
  /** What the emulation did to its hosts. */
  readonly deaths: readonly EmulationDeath[];
  readonly wasRestarted: boolean;
}

/**
 * Why a suite file is run once more; null when its results stand. They stand where a test failed before the emulation
 * died: that failure is the product's or the test's. They stand in the second run.
 */
export function whyRestart({ failedAt, deaths, wasRestarted }: SuiteEnd): string | null {
  const [first] = [...deaths].sort((a, b) => a.at - b.at);
  if (first === undefined || wasRestarted || failedAt.length === 0) return null;
  return failedAt.some((at) => at < first.at) ? null : first.how;
}
