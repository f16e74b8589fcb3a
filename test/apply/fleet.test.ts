import { setTimeout as sleep } from 'node:timers/promises';
import { forEachHost } from '../../lib/apply';

test('a host that fails does not stop the others', async () => {
  const outcomes = await forEachHost([1, 2, 3], 2, async (host) => {
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
    1,
    async (host) => host,
    (outcome) => outcome.kind === 'result',
  );
  expect(outcomes.map(({ kind }) => kind)).toEqual(['result', 'skipped', 'skipped']);
});

test.each([1, 3, 8])('at most %d are worked on at once', async (parallel) => {
  let now = 0;
  let most = 0;
  await forEachHost([1, 2, 3, 4, 5, 6, 7, 8], parallel, async () => {
    most = Math.max(most, ++now);
    await sleep(2);
    now -= 1;
  });
  expect(most).toBe(parallel);
});
