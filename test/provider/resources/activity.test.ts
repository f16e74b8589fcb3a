import { Activity } from '../../../lib/provider/resources/session/activity';

/** An activity that is quiet for long enough when it is told so. */
function told() {
  let quiet: () => void = () => undefined;
  const activity = new Activity((_, signal) => {
    const pause = new Promise<void>((resolve) => (quiet = resolve));
    signal.addEventListener('abort', () => quiet());
    return pause;
  });
  return { activity, beQuiet: () => quiet() };
}

/** Lets all go on that can. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

const NEVER = async () => false;
const { signal } = new AbortController();

describe('a call that waits for what another one does', () => {
  it('goes on when a call has ended after which it holds', async () => {
    const { activity } = told();
    let isDone = false;
    const waiting = activity.during(() => activity.until(async () => isDone, signal));
    await activity.during(async () => void (isDone = true));
    expect(await waiting).toBe(true);
  });

  it('waits as long as another one is at work, and gives up once none is', async () => {
    const { activity, beQuiet } = told();
    let finish: () => void = () => undefined;
    const other = activity.during(() => new Promise<void>((resolve) => (finish = resolve)));
    let end: boolean | null = null;
    const waiting = activity.during(() => activity.until(NEVER, signal)).then((value) => (end = value));
    await settled();
    beQuiet();
    await settled();
    expect(end).toBeNull();
    finish();
    await other;
    await settled();
    beQuiet();
    await waiting;
    expect(end).toBe(false);
  });

  it('is none that others wait for: all who wait give up together', async () => {
    const { activity, beQuiet } = told();
    const waiting = [1, 2, 3].map(() => activity.during(() => activity.until(NEVER, signal)));
    await settled();
    beQuiet();
    expect(await Promise.all(waiting)).toEqual([false, false, false]);
  });

  it('ends when it is interrupted', async () => {
    const { activity } = told();
    const cancelled = new AbortController();
    const waiting = activity.during(() => activity.until(NEVER, cancelled.signal));
    await settled();
    cancelled.abort(new Error('interrupted'));
    await expect(waiting).rejects.toThrow('interrupted');
  });
});
