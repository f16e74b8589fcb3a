/** A machine that is being booted. */
export interface Bootable {
  readonly start: () => void;
  /** @throws Error when it ends before it is up, or is not up in time */
  readonly waitUntilUp: (limitMs: number) => Promise<void>;
  /** Takes the power away and waits until it is gone. */
  readonly kill: () => Promise<void>;
  /** Whether a try that failed says nothing of the next one: it was the emulation's failure, not a wrong command. */
  readonly mayComeUpNextTime: () => boolean;
}

/**
 * Boots a machine, once for each limit at most. Only what the emulation does to it is tried again.
 *
 * @param limitsMs how long each try may take
 * @param say told of each try that failed and is followed by another
 * @returns number of tries, with the last failure if none came up
 */
export async function bootWithTries(
  machine: Bootable,
  limitsMs: readonly number[],
  say: (text: string) => void,
): Promise<{ readonly tries: number; readonly failure: Error | null }> {
  for (let tries = 1; ; tries++) {
    machine.start();
    try {
      await machine.waitUntilUp(limitsMs[tries - 1] ?? 0);
      return { tries, failure: null };
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      const isLast = tries >= limitsMs.length || !machine.mayComeUpNextTime();
      await machine.kill();
      if (isLast) return { tries, failure };
      say(`is started again (try ${tries + 1} of ${limitsMs.length}), because ${failure.message}`);
    }
  }
}
