import fc from '../support/properties';
import { EMPTY_LOCK, type LockFile } from '../../lib/model/lock';
import { includesVf } from '../../lib/model/vf-ranges';
import { parseLockFile } from '../../lib/lock/parse';
import { serializeLockFile } from '../../lib/lock/serialize';
import type { WantedAttachment } from '../../lib/model/wanted';
import type { Resolution } from '../../lib/resolve/resolve';
import { inventory, nicFacts, vfFacts } from '../support/facts';
import { resolve, ruleIds, type WantedSketch } from './wanted';

/**
 * Ownership of VFs under everything that people do to an app: what is drawn are fleets of a few hosts with two PFs of
 * two pools each, small enough that pools get full and names clash.
 */

type Attachments = Readonly<Record<string, Partial<WantedAttachment>>>;

const TWO_PORTS = inventory([nicFacts(), nicFacts({ address: '0000:3b:00.1' })]);
const POOLS = ['uplink/a', 'uplink/b', 'other/a', 'other/b'];
const HOSTS = ['kvm01', 'kvm02'];

const id = fc.integer({ min: 0, max: 12 }).map((n) => `vm${n}`);
const attachment = fc.record({ pool: fc.constantFrom(...POOLS) });
const attachments = fc.dictionary(id, attachment, { noNullPrototype: true });
const counts = fc.tuple(...POOLS.map(() => fc.integer({ min: 0, max: 6 })));
const fleetOf = (inHost: fc.Arbitrary<Attachments>) => fc.tuple(inHost, inHost);

function sketches(fleet: readonly Attachments[], [a, b, c, d]: readonly number[] = [16, 16, 16, 16]): WantedSketch[] {
  return fleet.map((members, n) => ({
    name: HOSTS[n] ?? '',
    pfs: {
      uplink: { selector: { address: '0000:3b:00.0' }, pools: { a: { count: a ?? 0 }, b: { count: b ?? 0 } } },
      other: { selector: { address: '0000:3b:00.1' }, pools: { a: { count: c ?? 0 }, b: { count: d ?? 0 } } },
    },
    attachments: members,
  }));
}

function run(fleet: readonly Attachments[], sizes?: readonly number[], lock: LockFile = EMPTY_LOCK): Resolution {
  return resolve(sketches(fleet, sizes), TWO_PORTS, lock);
}

/** `PF VF MAC` of every attachment, by path. */
function owned({ hosts }: Resolution): Map<string, string> {
  return new Map(
    hosts.flatMap((host) =>
      host.attachments.map(({ path, pfPath, vf, mac }): [string, string] => [path, `${pfPath} ${vf} ${mac}`]),
    ),
  );
}

function expectEachVfOnce({ hosts }: Resolution): void {
  const all = hosts.flatMap((host) => host.attachments);
  const vfs = all.filter(({ vf }) => vf !== null).map(({ pfPath, vf }) => `${pfPath} ${vf}`);
  expect(new Set(vfs).size).toBe(vfs.length);
  const macs = all.map(({ mac }) => mac);
  expect(new Set(macs).size).toBe(macs.length);
  for (const pf of hosts.flatMap((host) => host.physicalFunctions)) {
    for (const { index, attachment: holder, pool } of pf.virtualFunctions) {
      expect(holder === null || (holder.vf === index && holder.poolPath === pool.path)).toBe(true);
    }
    for (const pool of pf.pools) {
      const held = pool.attachments.filter(({ vf }) => vf !== null).length;
      const wanted = pool.attachments.length;
      // Nobody goes without a VF while the pool has one, and who had one keeps it though the pool be smaller.
      expect(held).toBeGreaterThanOrEqual(Math.min(wanted, pool.wanted.count));
    }
  }
}

describe('whatever the fleet', () => {
  test('each VF and each MAC has one owner, and no VF stays free while somebody waits for it', () => {
    fc.assert(fc.property(fleetOf(attachments), counts, (fleet, sizes) => expectEachVfOnce(run(fleet, sizes))));
  });

  test('a VF that another user holds is given to no new attachment, and one that its VM holds to no other', () => {
    const users = fc.array(fc.option(fc.integer({ min: 0, max: 12 }).map((n) => `vm${n}`)), { maxLength: 8 });
    fc.assert(
      fc.property(fc.uniqueArray(id, { maxLength: 8 }), users, (names, domains) => {
        const virtualFunctions = domains.map((domain, n) =>
          vfFacts(n, { driver: 'vfio-pci', users: domain === null ? [] : [{ kind: 'domain', detail: domain }] }),
        );
        const facts = inventory([nicFacts({ numVfs: domains.length, virtualFunctions })]);
        const pfs = { uplink: { selector: { address: '0000:3b:00.0' }, pools: { a: { count: domains.length } } } };
        const members = Object.fromEntries(names.map((name) => [name, { pool: 'uplink/a' }]));
        const given = resolve({ pfs, attachments: members }, facts).hosts.flatMap((host) => host.attachments);
        const free = domains.filter((domain) => domain === null).length;
        for (const { vf, wanted } of given) if (vf !== null) expect([null, wanted.vm]).toContain(domains[vf]);
        const without = given.filter(({ vf }) => vf === null).length;
        const onFree = given.filter(({ vf }) => vf !== null && domains[vf] === null).length;
        if (without > 0) expect(onFree).toBe(free);
      }),
    );
  });

  test('the order of declaration does not matter, of attachments or of hosts', () => {
    fc.assert(
      fc.property(fleetOf(attachments), counts, ([first, second], sizes) => {
        const turned = [first, second].map((members) => Object.fromEntries(Object.entries(members).reverse()));
        const there = resolve(sketches([first, second], sizes), TWO_PORTS);
        const back = resolve(sketches(turned, sizes).reverse(), TWO_PORTS);
        expect(serializeLockFile(back.lock)).toBe(serializeLockFile(there.lock));
      }),
    );
  });

  test('resolving again changes nothing and finds nothing', () => {
    fc.assert(
      fc.property(fleetOf(attachments), counts, (fleet, sizes) => {
        const first = run(fleet, sizes);
        const { lock } = parseLockFile(serializeLockFile(first.lock));
        const second = run(fleet, sizes, lock);
        expect(second.lock).toBe(lock);
        expect(second.hosts).toEqual(first.hosts);
        expect(ruleIds(second)).toEqual([]);
      }),
    );
  });
});

describe('whoever has a VF by the lock file', () => {
  test('keeps it and its MAC while others come and go', () => {
    fc.assert(
      fc.property(fleetOf(attachments), fleetOf(attachments), fleetOf(attachments), (before, coming, staying) => {
        const first = run(before);
        const after = before.map((members, n) => {
          const kept = Object.entries(members).filter(([name]) => name in (staying[n] ?? {}));
          return { ...coming[n], ...Object.fromEntries(kept) };
        });
        const second = owned(run(after, undefined, first.lock));
        const stayed = [...owned(first)].filter(([path]) => isKept(path, before, staying));
        expect(stayed.map(([path]) => [path, second.get(path)])).toEqual(stayed);
      }),
    );
  });

  test('takes it along under a new name, and nobody else is moved', () => {
    fc.assert(
      fc.property(fleetOf(attachments), fc.nat(), (before, n) => {
        const names = Object.keys(before[0]);
        fc.pre(names.length > 0);
        const old = names[n % names.length] ?? '';
        const first = run(before);
        const { [old]: renamed, ...others } = before[0];
        const after = [{ ...others, web: { ...renamed, movedFrom: `rack1/kvm01/${old}` } }, before[1]];
        const resolution = run(after, undefined, first.lock);
        const expected = new Map(
          [...owned(first)].map(([path, it]) => [path === `rack1/kvm01/${old}` ? 'rack1/kvm01/web' : path, it]),
        );
        expect(owned(resolution)).toEqual(expected);
        expect(ruleIds(resolution)).toEqual([]);
      }),
    );
  });

  test('is not moved by one that goes to another pool', () => {
    fc.assert(
      fc.property(fleetOf(attachments), fc.nat(), fc.constantFrom(...POOLS), (before, n, pool) => {
        const names = Object.keys(before[0]);
        fc.pre(names.length > 0);
        const moving = names[n % names.length] ?? '';
        const first = owned(run(before));
        const after = [{ ...before[0], [moving]: { pool } }, before[1]];
        const second = owned(run(after, undefined, run(before).lock));
        first.delete(`rack1/kvm01/${moving}`);
        second.delete(`rack1/kvm01/${moving}`);
        expect(second).toEqual(first);
      }),
    );
  });

  test('keeps its MAC when the pools shrink', () => {
    fc.assert(
      fc.property(fleetOf(attachments), counts, (fleet, sizes) => {
        const macsOf = (resolution: Resolution) =>
          [...owned(resolution)].map(([path, it]) => `${path} ${it.split(' ')[2]}`);
        const first = run(fleet);
        expect(macsOf(run(fleet, sizes, first.lock))).toEqual(macsOf(first));
      }),
    );
  });
});

describe('a lock file edited at will, with pins against it', () => {
  const pf = fc.constantFrom(...HOSTS.flatMap((host) => [`rack1/${host}/uplink`, `rack1/${host}/other`]), 'nonsense');
  const mac = fc.constantFrom('02:00:00:00:00:01', '02:00:00:00:00:02', '02:05:4c:0a:64:05');
  const lock = fc
    .dictionary(
      fc.tuple(fc.constantFrom(...HOSTS), id).map((path) => `rack1/${path.join('/')}`),
      fc.record(
        { physicalFunction: pf, vf: fc.nat(12), mac: fc.option(mac, { nil: undefined }) },
        { noNullPrototype: true },
      ),
      { noNullPrototype: true },
    )
    .map((entries): LockFile => ({ lockVersion: 2, attachments: JSON.parse(JSON.stringify(entries)) }));
  const unruly = fc.dictionary(
    id,
    fc.record(
      {
        pool: fc.constantFrom(...POOLS),
        pinnedVf: fc.nat(12),
        movedFrom: fc.tuple(fc.constantFrom(...HOSTS), id).map((path) => `rack1/${path.join('/')}`),
      },
      { requiredKeys: ['pool'], noNullPrototype: true },
    ),
    { noNullPrototype: true },
  );

  test('never gives a VF or a MAC to two', () => {
    fc.assert(
      fc.property(fleetOf(unruly), counts, lock, (fleet, sizes, edited) => {
        const { hosts } = run(fleet, sizes, edited);
        const all = hosts.flatMap((host) => host.attachments);
        const vfs = all.filter(({ vf }) => vf !== null).map(({ pfPath, vf }) => `${pfPath} ${vf}`);
        expect(new Set(vfs).size).toBe(vfs.length);
        expect(new Set(all.map((one) => one.mac)).size).toBe(all.length);
      }),
      { numRuns: 500 },
    );
  });

  test('gives no VF outside the pool, and a pinned attachment no other than its pin', () => {
    fc.assert(
      fc.property(fleetOf(unruly), counts, lock, (fleet, sizes, edited) => {
        expect(misplaced(run(fleet, sizes, edited))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('does not depend on the order of declaration', () => {
    fc.assert(
      fc.property(fleetOf(unruly), counts, lock, (fleet, sizes, edited) => {
        const turned = fleet.map((members) => Object.fromEntries(Object.entries(members).reverse()));
        expect(serializeLockFile(run(turned, sizes, edited).lock)).toBe(
          serializeLockFile(run(fleet, sizes, edited).lock),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('comes to rest after one synth', () => {
    fc.assert(
      fc.property(fleetOf(unruly), counts, lock, (fleet, sizes, edited) => {
        const first = run(fleet, sizes, edited);
        expect(run(fleet, sizes, first.lock).lock).toEqual(first.lock);
      }),
      { numRuns: 500 },
    );
  });
});

function isKept(path: string, before: readonly Attachments[], staying: readonly Attachments[]): boolean {
  return HOSTS.some((host, n) =>
    Object.keys(before[n] ?? {}).some((name) => path === `rack1/${host}/${name}` && name in (staying[n] ?? {})),
  );
}

/** Attachments whose VF is not in their pool, or is not the one they are pinned to. */
function misplaced({ hosts }: Resolution): string[] {
  const pools = hosts.flatMap((host) => host.physicalFunctions.flatMap((pf) => pf.pools));
  return pools.flatMap(({ ranges, attachments: members }) =>
    members
      .filter(({ vf, wanted }) => {
        if (vf === null) return false;
        return !includesVf(ranges, vf) || (wanted.pinnedVf ?? vf) !== vf;
      })
      .map(({ path }) => path),
  );
}
