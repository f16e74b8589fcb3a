import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  beginRecord,
  countsOf,
  describeCounts,
  type LabEvent,
  readRecord,
  recordEvent,
  tooManyRetries,
} from '../record';

const boot = (tries = 1): LabEvent => ({ event: 'boot', host: 'flat', tries, up: true });
const boots = (count: number): LabEvent[] => Array.from({ length: count }, () => boot());
const restart: LabEvent = { event: 'restart', suite: 'e2e/apply.test.ts', why: 'QEMU ended by SIGABRT' };

describe('the record of a run', () => {
  test('counts what happened to its hosts', () => {
    const events: LabEvent[] = [
      boot(),
      boot(3),
      { event: 'reset', host: 'flat', seconds: 6 },
      { event: 'discard', host: 'flat', why: 'module bonding' },
      restart,
    ];
    expect(countsOf(events)).toEqual({ boots: 2, bootRetries: 2, restarts: 1, resets: 1, discards: 1 });
    expect(describeCounts(events).split('\n')).toEqual([
      'emulated hosts: boots 2, boot retries 2, suite restarts 1, resets 1, thrown away 1',
      '  flat was booted in 3 tries',
      '  flat was thrown away: module bonding',
      '  e2e/apply.test.ts was run once more: QEMU ended by SIGABRT',
    ]);
  });

  test.each<[string, readonly LabEvent[], boolean]>([
    ['none', boots(20), false],
    ['one in a small run', [boot(2)], false],
    ['two in twenty boots', [...boots(18), boot(2), boot(2)], false],
    ['three in twenty boots', [...boots(18), boot(2), boot(3)], true],
    ['a restart more', [...boots(18), boot(2), boot(2), restart], true],
    ['two in a small run', [boot(3)], true],
  ])('with retries: %s', (_, events, isTooMany) => {
    if (isTooMany) expect(tooManyRetries(events)).toMatch(/needed \d retries in \d+ boots .* more than one in 10/);
    else expect(tooManyRetries(events)).toBeNull();
  });

  test('is kept in a file that every process of the run adds to', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lab-record-'));
    const before = process.env.SRIOV_LAB_RECORD;
    try {
      const file = join(folder, 'record');
      expect(readRecord(file)).toEqual([]);
      beginRecord(file);
      recordEvent(boot());
      recordEvent(restart);
      expect(readRecord(file)).toEqual([boot(), restart]);
    } finally {
      if (before === undefined) delete process.env.SRIOV_LAB_RECORD;
      else process.env.SRIOV_LAB_RECORD = before;
      rmSync(folder, { recursive: true });
    }
  });
});
