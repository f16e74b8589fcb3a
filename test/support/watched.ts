import { rmSync, writeFileSync } from 'node:fs';
import { alive, MARK } from './alive';

/** Before each suite: it is written down where the tests are watched, from now to its end. */
if (MARK !== undefined) {
  const mark = MARK;
  writeFileSync(mark, expect.getState().testPath ?? '');
  beforeEach(alive);
  afterEach(alive);
  afterAll(() => rmSync(mark, { force: true }));
}
