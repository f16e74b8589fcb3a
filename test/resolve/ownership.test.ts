import fc from 'fast-check';
import { EDITS, runEdits } from './edits';

const edit = fc.record({ what: fc.constantFrom(...Object.keys(EDITS)), n: fc.nat(97), m: fc.nat(97) });

/** The same edits in every run, as all seeds of the gate are. */
const RUNS = { numRuns: 1000, seed: 20240607 };

describe('an owner', () => {
  test('never moves without an error, where permanent MACs tell PFs apart', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
        expect(runEdits(edits, true).moved).toEqual([]);
      }),
      RUNS,
    );
  });

  test('never moves without an error, where nothing but addresses does', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
        expect(runEdits(edits, false).moved).toEqual([]);
      }),
      RUNS,
    );
  });

  test('keeps its MAC where its PF gets the name of one that goes and had lost all its owners', () => {
    const edits = [
      { what: 'take a pool out', n: 0, m: 0 },
      { what: 'put a VM in another pool of its PF', n: 0, m: 0 },
      { what: 'put a VM in another pool of its PF', n: 0, m: 0 },
      { what: 'give a PF the name of one that goes', n: 0, m: 0 },
    ];
    expect(runEdits(edits, true)).toEqual({ moved: [], errors: [] });
    expect(runEdits(edits, false)).toEqual({ moved: [], errors: [] });
  });

  test.each(Object.keys(EDITS))('stays where it is, without an error or with one that is meant: %s', (what) => {
    const meant = ['change the names of two PFs: LOCK-013', 'give a PF the name of one that goes: LOCK-013'];
    for (let n = 0; n < 8; n++) {
      for (let m = 0; m < 8; m++) {
        const { moved, errors } = runEdits([{ what, n, m }], true);
        expect(moved).toEqual([]);
        expect(errors.filter((error) => !meant.includes(error))).toEqual([]);
        expect(errors.length > 0).toBe(meant.some((error) => error.startsWith(`${what}:`)));
      }
    }
  });
});
