import fc from '../support/properties';
import { isBlocking } from '../../lib/model/finding';
import { EMPTY_LOCK, type LockFile } from '../../lib/model/lock';
import { type App, type Manner, startApp, synth } from './edited-app';
import { changesOf, type Edit, EDITS } from './edits';

/**
 * Two apps in one folder share a lock file. Whatever is done to one of them, the other one's owners stay in the file as
 * they are, and no VF of theirs is given to anybody, or there is an error.
 */
interface Sharing extends Manner {
  /** What of the other app is called as in this one. */
  readonly same: 'nothing' | 'hosts' | 'hosts and VMs';
  readonly otherName?: string;
}

const OTHER = 'cluster';

/** What brings one app in the other one's way. */
const COLLISIONS: typeof EDITS = {
  'give a stack the id of the other app’s': (app, n) => {
    const stack = app[n % app.length]?.stack;
    for (const host of app) if (host.stack === stack) host.stack = OTHER;
  },
  'put a host in the stack of the other app': (app, n) => {
    const host = app[n % app.length];
    if (host !== undefined) host.stack = OTHER;
  },
};

const ALL = { ...EDITS, ...COLLISIONS };
const edit = fc.record({
  what: fc.oneof(fc.constantFrom(...Object.keys(COLLISIONS)), fc.constantFrom(...Object.keys(EDITS))),
  n: fc.nat(97),
  m: fc.nat(97),
});

function entriesOfOther({ physicalFunctions = {}, pools = {}, attachments }: LockFile): unknown {
  return [physicalFunctions, pools, attachments].map((members) =>
    Object.entries(members).filter(([path]) => path.startsWith(`${OTHER}/`)),
  );
}

/** Carries the edits out on the one app; what is refused is taken back. */
function runShared(edits: readonly Edit[], sharing: Sharing): { lost: string[]; errors: string[] } {
  const { same } = sharing;
  const names = { hosts: same === 'nothing' ? 2 : 0, vms: same === 'hosts and VMs' ? 0 : 2 };
  const other = startApp(OTHER, [2, 3], names);
  const before = synth(other, EMPTY_LOCK, { ...sharing, appName: sharing.otherName });
  let app: App = startApp();
  let resolution = synth(app, before.lock, sharing);
  const errors = resolution.findings.filter(isBlocking).map(({ ruleId }) => `start: ${ruleId}`);
  const lost: string[] = [];
  for (const { what, n, m } of edits) {
    const next = structuredClone(app);
    const meant = ALL[what]?.(next, n, m) ?? [];
    const after = synth(next, resolution.lock, sharing);
    const blocking = after.findings.filter(isBlocking);
    if (blocking.length > 0) {
      errors.push(...blocking.map(({ ruleId }) => `${what}: ${ruleId}`));
      continue;
    }
    const changes = changesOf({ app, resolution }, { app: next, resolution: after }, sharing, meant);
    lost.push(...changes.map((change) => `${what}: ${change}`));
    if (JSON.stringify(entriesOfOther(after.lock)) !== JSON.stringify(entriesOfOther(before.lock)))
      lost.push(`${what}: entries of the other app`);
    app = next;
    resolution = after;
  }
  return { lost, errors };
}

const NAMES = [
  { appName: undefined, otherName: undefined },
  { appName: 'shop', otherName: undefined },
  { appName: undefined, otherName: 'billing' },
  { appName: 'shop', otherName: 'billing' },
];
/**
 * Where names and addresses are all the same, and nobody reads the hosts, nothing but the names of the apps tells one from
 * the other.
 */
const edits = ({ same, appName }: Sharing) =>
  fc.array(edit, { minLength: 1, maxLength: 8 }).map((list) => {
    const isBlind = same === 'hosts and VMs' && appName === undefined;
    return isBlind ? list.filter(({ what }) => what !== 'lose or take the inventory of a host') : list;
  });

const MANNERS = [
  { same: 'nothing', withMacs: true, apart: false },
  { same: 'hosts', withMacs: true, apart: true },
  { same: 'hosts and VMs', withMacs: true, apart: false },
  { same: 'hosts and VMs', withMacs: true, apart: true },
  { same: 'nothing', withMacs: false, apart: true },
  { same: 'hosts', withMacs: false, apart: false },
].flatMap((manner) => NAMES.map((names) => ({ ...manner, ...names }) as Sharing));

describe.each(MANNERS)('owners of another app, with %j', (sharing) => {
  test('stay in the lock file whatever is done to this one, or there is an error', () => {
    fc.assert(
      fc.property(edits(sharing), (list) => {
        expect(runShared(list, sharing).lost).toEqual([]);
      }),
      { numRuns: 60, seed: 20240607 },
    );
  });

  test.each(Object.keys(COLLISIONS))('are not dropped by an edit alone: %s', (what) => {
    const { lost, errors } = runShared([{ what, n: 0, m: 0 }], sharing);
    expect(lost).toEqual([]);
    expect(errors).not.toEqual([]);
  });
});
