import fc from '../support/properties';
import { EDITS, runEdits } from './edits';

const edit = fc.record({ what: fc.constantFrom(...Object.keys(EDITS)), n: fc.nat(97), m: fc.nat(97) });

/** The same edits in every run, as all seeds of the gate are. */
const RUNS = { numRuns: 300, seed: 20240607 };

describe.each([
  { withMacs: true, apart: false },
  { withMacs: true, apart: true },
  { withMacs: false, apart: false },
  { withMacs: false, apart: true },
])('an owner, with permanent MACs: $withMacs, attachments apart from pools: $apart,', (manner) => {
  test('never moves without an error', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
        expect(runEdits(edits, manner).moved).toEqual([]);
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
    expect(runEdits(edits, manner)).toEqual({ moved: [], errors: [] });
  });

  test.each([
    ['nobody has read its host for a while', 'lose or take the inventory of a host'],
    ['another manages its PF for a while', 'let another manage a PF, or no longer'],
  ])('keeps its MAC where %s, and a name changes meanwhile', (_words, what) => {
    const there = { what, n: 0, m: 0 };
    const edits = [there, { what: 'rename an attachment', n: 0, m: 0 }, there];
    expect(runEdits(edits, manner)).toEqual({ moved: [], errors: [] });
  });
});

/** Edits after which a name, or a place, means two things. */
const MEANT = [
  'change the names of two PFs: LOCK-013',
  'give a PF the name of one that goes: LOCK-013',
  'exchange the ids of two attachments: LOCK-012',
];

describe('an owner', () => {
  test.each(Object.keys(EDITS))('stays where it is, without an error or with one that is meant: %s', (what) => {
    for (let n = 0; n < 8; n++) {
      for (let m = 0; m < 8; m++) {
        const { moved, errors } = runEdits([{ what, n, m }], { withMacs: true, apart: false });
        expect(moved).toEqual([]);
        expect(errors.filter((error) => !MEANT.includes(error))).toEqual([]);
        expect(errors.length > 0).toBe(MEANT.some((error) => error.startsWith(`${what}:`)));
      }
    }
  });
});
