import { setTimeout as sleep } from 'node:timers/promises';
import { forEachHost } from '../../lib/rollout/for-each-host';

test('a host that fails does not stop the others', async () => {
  const outcomes = await forEachHost([1, 2, 3], { parallel: 2 }, async (host) => {
    if (host === 2) throw new Error('gone');
    return host * 10;
  });
  expect(outcomes).toEqual([
    { kind: 'result', result: 10 },
    { kind: 'error', error: new Error('gone') },
    { kind: 'result', result: 30 },
  ]);
});

test('none is begun after one that was to stop them', async () => {
  const outcomes = await forEachHost(
    [1, 2, 3],
    { parallel: 1, stopAfter: (outcome) => outcome.kind === 'result' },
    async (host) => host,
  );
  expect(outcomes.map(({ kind }) => kind)).toEqual(['result', 'skipped', 'skipped']);
});

test.each([1, 3, 8])('at most %d are worked on at once', async (parallel) => {
  let now = 0;
  let most = 0;
  await forEachHost([1, 2, 3, 4, 5, 6, 7, 8], { parallel }, async () => {
    most = Math.max(most, ++now);
    await sleep(2);
    now -= 1;
  });
  expect(most).toBe(parallel);
});

test('none is begun once all is called off, and what was begun comes to its end', async () => {
  const controller = new AbortController();
  const outcomes = await forEachHost([1, 2, 3], { parallel: 1, signal: controller.signal }, async (host) => {
    if (host === 2) controller.abort();
    return host;
  });
  expect(outcomes).toEqual([{ kind: 'result', result: 1 }, { kind: 'result', result: 2 }, { kind: 'cancelled' }]);
});
