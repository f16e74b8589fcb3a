import { setTimeout as delay } from 'node:timers/promises';

/** How long no other call may be at work before a wait for one of them is given up: engines hand on the next within milliseconds. */
export const QUIET_SECONDS = 3;

/** Waits so many milliseconds, or until the signal. */
export type Pause = (milliseconds: number, signal: AbortSignal) => Promise<unknown>;

const byTimer: Pause = (milliseconds, signal) => delay(milliseconds, undefined, { signal }).catch(() => undefined);

/**
 * The calls of a command that are at work, so that one can wait for what another does. Engines have many at work at a time, in an order
 * that they tell no provider, and never say which is the last: what none of those brings about that are at work, or are begun within
 * `QUIET_SECONDS` after them, does not come about.
 */
export class Activity {
  private working = 0;
  private next = new Next();
  /** Ends when it was quiet for long enough. All who wait share it, so that all of them give up at once. */
  private quiet: { readonly over: Promise<boolean>; readonly stop: AbortController } | null = null;

  /** @param pause for tests: what waits in place of a timer */
  public constructor(private readonly pause: Pause = byTimer) {}

  /** Counts a call while it is at work. */
  public async during<T>(work: () => Promise<T>): Promise<T> {
    this.count(1);
    try {
      return await work();
    } finally {
      this.count(-1);
    }
  }

  /**
   * Waits, in a call that is at work, until something holds that other calls bring about. It is asked again whenever one of them
   * begins or ends.
   *
   * @returns false: it does not hold, and no other call is at work
   */
  public async until(holds: () => Promise<boolean>, signal: AbortSignal): Promise<boolean> {
    const cancelled = new Next();
    const cancel = (): void => cancelled.happens();
    signal.addEventListener('abort', cancel);
    this.count(-1);
    try {
      for (;;) {
        const { next } = this;
        if (await holds()) return true;
        signal.throwIfAborted();
        // Meanwhile one has begun or ended.
        if (next !== this.next) continue;
        const ends = [next.has.then(() => false), cancelled.has.then(() => false)];
        const isQuiet = await Promise.race(this.working > 0 ? ends : [...ends, this.untilQuiet()]);
        if (isQuiet) return await holds();
      }
    } finally {
      this.count(1);
      signal.removeEventListener('abort', cancel);
    }
  }

  private count(by: 1 | -1): void {
    this.working += by;
    this.quiet?.stop.abort();
    this.quiet = null;
    const { next } = this;
    this.next = new Next();
    next.happens();
  }

  private untilQuiet(): Promise<boolean> {
    if (this.quiet === null) {
      const stop = new AbortController();
      const over = this.pause(QUIET_SECONDS * 1000, stop.signal).then(() => !stop.signal.aborted);
      this.quiet = { over, stop };
    }
    return this.quiet.over;
  }
}

/** Something that happens once. */
class Next {
  public happens: () => void = () => undefined;
  public readonly has = new Promise<void>((resolve) => (this.happens = resolve));
}
