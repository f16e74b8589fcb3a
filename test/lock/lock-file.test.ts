import fc from '../support/properties';
import { isBlocking } from '../../lib/model/finding';
import { EMPTY_LOCK, type LockFile } from '../../lib/model/lock';
import { parseLockFile } from '../../lib/lock/parse';
import { serializeLockFile } from '../../lib/lock/serialize';

const LOCK: LockFile = {
  lockVersion: 2,
  attachments: {
    'rack1/kvm01/vm1': { physicalFunction: 'rack1/kvm01/uplink', vf: 0, mac: '02:00:00:00:00:01' },
    'rack1/kvm01/vm2': { physicalFunction: 'rack1/kvm01/drive', vf: 3 },
  },
};

function text(attachments: unknown): string {
  return JSON.stringify({ lockVersion: 1, attachments });
}

describe('the lock file', () => {
  test('is written with sorted keys and a newline at its end', () => {
    const reversed = Object.fromEntries(Object.entries(LOCK.attachments).reverse());
    expect(serializeLockFile({ attachments: reversed, lockVersion: 2 })).toBe(`{
  "lockVersion": 2,
  "attachments": {
    "rack1/kvm01/vm1": {
      "physicalFunction": "rack1/kvm01/uplink",
      "vf": 0,
      "mac": "02:00:00:00:00:01"
    },
    "rack1/kvm01/vm2": {
      "physicalFunction": "rack1/kvm01/drive",
      "vf": 3
    }
  }
}
`);
  });

  test('is read as it was written, whatever the paths', () => {
    const path = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((name) => !/[\p{C}\u2028-\u202e\u2066-\u2069]/u.test(name));
    const entry = fc.record({ physicalFunction: path, vf: fc.nat(65_534) }, { noNullPrototype: true });
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(path, fc.constantFrom('__proto__', 'constructor')), entry), (attachments) => {
        const lock: LockFile = { lockVersion: 2, attachments };
        const { lock: read, findings } = parseLockFile(serializeLockFile(lock));
        expect(findings).toEqual([]);
        expect(new Map(Object.entries(read.attachments))).toEqual(new Map(Object.entries(attachments)));
      }),
    );
  });

  test('is written as JSON.stringify writes it, whatever the paths', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary', minLength: 1 }), fc.nat(9)), (vfs) => {
        const paths = Object.keys(vfs).sort((a, b) => (a < b ? -1 : 1));
        fc.pre(!paths.some((path) => /^\d+$/.test(path) || path === '__proto__'));
        const attachments = Object.fromEntries(
          paths.map((path) => [path, { physicalFunction: path, vf: vfs[path] ?? 0 }]),
        );
        const lock: LockFile = { lockVersion: 2, attachments };
        expect(serializeLockFile(lock)).toBe(`${JSON.stringify(lock, null, 2)}\n`);
      }),
    );
  });

  test('may have MACs that were typed in upper case, but is told', () => {
    const { lock, findings } = parseLockFile(
      text({ 'a/vm': { physicalFunction: 'a/pf', vf: 0, mac: '02:AA:00:00:00:01' } }),
    );
    expect(lock.attachments['a/vm']?.mac).toBe('02:aa:00:00:00:01');
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(['LOCK-002']);
  });
});

describe('what stands beside the owners', () => {
  const FULL: LockFile = {
    lockVersion: 2,
    macSeed: '7c0ffee0',
    apps: { rack1: 'billing' },
    physicalFunctions: {
      'rack1/kvm01/drive': { host: 'kvm01', address: '0000:5e:00.0', serial: 'S4YNNE0N' },
      'rack1/kvm01/uplink': { host: 'kvm01', address: '0000:3b:00.0', permanentMac: '3c:fd:fe:00:00:01' },
    },
    pools: { 'rack1/kvm01/uplink/tenants': { physicalFunction: 'rack1/kvm01/uplink', vfs: '0-3,6' } },
    attachments: { 'rack1/kvm01/uplink/tenants/nic0': { physicalFunction: 'rack1/kvm01/uplink', vf: 0, vm: 'web' } },
  };

  test('is written as JSON.stringify writes it, and read as it was written', () => {
    const written = serializeLockFile(FULL);
    expect(written).toBe(`${JSON.stringify(FULL, null, 2)}\n`);
    expect(parseLockFile(written)).toEqual({ lock: FULL, findings: [] });
  });

  test('is missing in a file of version 1, whose owners are read', () => {
    const { lock, findings } = parseLockFile(JSON.stringify({ ...LOCK, lockVersion: 1 }));
    expect(findings).toEqual([]);
    expect(lock).toEqual(LOCK);
  });

  test.each([
    ['a seed that is none', { macSeed: 'a b' }, 'LOCK-001', /\/macSeed/],
    ['a PF without a host', { physicalFunctions: { pf: {} } }, 'LOCK-002', /#\/physicalFunctions\/pf: host is missing/],
    [
      'VFs out of order',
      { pools: { p: { physicalFunction: 'pf', vfs: '6,0-3' } } },
      'LOCK-002',
      /no sorted list of VFs/,
    ],
    ['a VF that no PF has', { pools: { p: { physicalFunction: 'pf', vfs: '65535' } } }, 'LOCK-002', /up to 65534/],
    ['VFs in words', { pools: { p: { physicalFunction: 'pf', vfs: 'all' } } }, 'LOCK-002', /\/pools\/p\/vfs/],
  ])('is judged: %s', (_words, change, ruleId, says) => {
    const { lock, findings } = parseLockFile(JSON.stringify({ ...FULL, ...change }));
    expect(findings.map((finding) => finding.ruleId)).toEqual([ruleId]);
    expect(findings[0]?.message).toMatch(says);
    if (ruleId === 'LOCK-002') expect(lock.attachments).toEqual(FULL.attachments);
  });

  test.each([
    ['a PF', '"physicalFunctions": {', '"physicalFunctions": { "rack1/kvm01/uplink": { "host": "kvm02" },'],
    ['the seed', '"macSeed"', '"macSeed": "other", "macSeed"'],
    ['an app', '"apps": {', '"apps": { "rack1": "shop",'],
    ['all owners', '"attachments"', '"attachments": {}, "attachments"'],
  ])('is told when %s stands twice, with what to do', (_words, from, to) => {
    const { findings } = parseLockFile(serializeLockFile(FULL).replace(from, to));
    expect(findings).toMatchObject([{ ruleId: 'LOCK-002', severity: 'error' }]);
    expect(findings[0]?.message).toMatch(/stands twice/);
    expect(findings[0]?.fix).toMatch(/leave the one that the running VM has/);
  });
});

describe('a file that is no lock file', () => {
  test.each([
    ['an empty file', '', /is empty/],
    ['half a file', '{"lockVersion": 1, "attach', /is no JSON/],
    [
      'a conflict of two branches',
      '{\n<<<<<<< ours\n"lockVersion": 1\n=======\n',
      /merge conflict.*keep the entries of both/,
    ],
    ['a list', '[]', /a list, expected a lock file object/],
    ['null', 'null', /null, expected a lock file object/],
    ['a newer version', '{"lockVersion": 3, "attachments": {}}', /lockVersion 3 is newer.*\(1 and 2\).*Update/],
    ['no version', '{"attachments": {}}', /lockVersion is missing/],
    ['a version that is no number', '{"lockVersion": "1", "attachments": {}}', /lockVersion "1", expected 1 or 2/],
    ['a version in words', '{"lockVersion": "1", "attachments": {}}', /lockVersion/],
    ['no attachments', '{"lockVersion": 1}', /attachments is missing/],
    [
      'attachments in a list',
      '{"lockVersion": 1, "attachments": []}',
      /#\/attachments: found a list, expected an object/,
    ],
    ['an unknown field', '{"lockVersion": 1, "attachments": {}, "hosts": {}}', /"hosts" is no field/],
    ['brackets without end', '['.repeat(200_000), /is no JSON/],
  ])('is a fatal finding: %s', (_words, content, says) => {
    const { lock, findings } = parseLockFile(content, 'app/sriov.lock.json');
    expect(lock).toBe(EMPTY_LOCK);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ ruleId: 'LOCK-001', severity: 'fatal' });
    expect(`${findings[0]?.message}. ${findings[0]?.fix}`).toMatch(says);
    expect(findings[0]?.message).toMatch(/^app\/sriov\.lock\.json[:#]/);
  });

  test('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (content) => {
        expect(parseLockFile(content).findings.some(isBlocking)).toBe(true);
      }),
    );
  });
});

describe('an entry edited by hand', () => {
  const good = { physicalFunction: 'a/pf', vf: 0 };

  test.each([
    ['no PF', { vf: 1 }, /#\/attachments\/a~1vm: physicalFunction is missing/],
    ['no VF', { physicalFunction: 'a/pf' }, /vf is missing/],
    ['a negative VF', { ...good, vf: -1 }, /#\/attachments\/a~1vm\/vf: found -1, expected a number from 0 to 65534/],
    ['half a VF', { ...good, vf: 0.5 }, /vf: found 0.5, expected a whole number/],
    ['a VF that no PF has', { ...good, vf: 65_535 }, /vf: found 65535, expected a number from 0 to 65534/],
    ['a VF in words', { ...good, vf: '3' }, /vf: found "3", expected a whole number/],
    ['a list', [], /a~1vm: found a list, expected an object/],
    ['null', null, /a~1vm: found null, expected an object/],
  ])('is left out: %s', (_words, entry, says) => {
    const { lock, findings } = parseLockFile(text({ 'a/vm': entry, 'a/other': good }));
    expect(lock.attachments).toEqual({ 'a/other': good });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ ruleId: 'LOCK-002', severity: 'error', constructPath: 'a/vm' });
    expect(findings[0]?.message).toMatch(says);
  });

  test.each([
    [
      'a MAC that is none',
      { ...good, mac: 'abc' },
      /mac: found .* expected administrative MAC address: unicast, lower case/,
    ],
    [
      'a multicast MAC',
      { ...good, mac: '01:00:00:00:00:01' },
      /mac: found .* expected administrative MAC address: unicast, lower case/,
    ],
    [
      'the zero MAC',
      { ...good, mac: '00:00:00:00:00:00' },
      /mac: found .* expected administrative MAC address: unicast, lower case/,
    ],
    ['a GUID that is none', { ...good, nodeGuid: '02:00' }, /nodeGuid: found "02:00"/],
    ['the zero GUID', { ...good, portGuid: '00:00:00:00:00:00:00:00' }, /portGuid: found "00:00:00:00:00:00:00:00"/],
    ['an unknown field', { ...good, owner: 'x' }, /"owner" is no field/],
  ])('keeps its VF without %s', (_words, entry, says) => {
    const { lock, findings } = parseLockFile(text({ 'a/vm': entry }));
    expect(lock.attachments).toEqual({ 'a/vm': good });
    expect(findings.map(({ message }) => message).join()).toMatch(says);
  });

  test('has a path without control characters', () => {
    const { findings } = parseLockFile(text({ 'a\nb': good }));
    expect(findings[0]?.message).toMatch(/found the key "a\\nb", expected text without control characters/);
    expect(findings[0]?.message).not.toMatch(/\n/);
  });

  test('is told when it stands twice, as after a careless merge', () => {
    const content =
      '{"lockVersion": 1, "attachments": {"a": {"physicalFunction": "p", "vf": 0}, "a": {"physicalFunction": "p", "vf": 1}}}';
    const { lock, findings } = parseLockFile(content);
    expect(lock.attachments).toEqual({ a: { physicalFunction: 'p', vf: 1 } });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ ruleId: 'LOCK-002', constructPath: 'a' });
    expect(findings[0]?.message).toMatch(/"a" stands twice/);
  });

  test('has no field twice', () => {
    const content = '{"lockVersion": 1, "attachments": {"a/b": {"physicalFunction": "p", "vf": 0, "vf": 1}}}';
    const { findings } = parseLockFile(content);
    expect(findings).toMatchObject([{ ruleId: 'LOCK-002' }]);
    expect(findings[0]?.message).toMatch(/"vf" stands twice in \/attachments\/a~1b/);
  });

  test('may have a path that reads as a field', () => {
    const attachments = { vf: { physicalFunction: 'vf', vf: 0 }, mac: { physicalFunction: '"vf"', vf: 1 } };
    expect(parseLockFile(text(attachments)).findings).toEqual([]);
  });

  test('is said one by one up to 20, and then counted', () => {
    const bad = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`vm${n}`, {}]));
    const { findings } = parseLockFile(text(bad));
    expect(findings).toHaveLength(20);
    expect(findings[19]?.message).toMatch(/480 more/);
  });
});
