import { compareLocks } from '../../lib/resolve/compare-locks';
import { entry, lockOf } from './wanted';

const MAC = '02:00:00:00:00:01';

describe('a frozen lock file', () => {
  test('is fine when it says the same in another order', () => {
    expect(compareLocks(lockOf({ a: entry(0), b: entry(1) }), lockOf({ b: entry(1), a: entry(0) }))).toEqual([]);
  });

  test.each([
    ['an attachment is new', {}, { a: entry(0) }, /1 attachment differs \(a is new\)/],
    ['an attachment is gone', { a: entry(0) }, {}, /\(a is gone or has no VF\)/],
    ['a VF changes', { a: entry(0) }, { a: entry(1) }, /\(a moves from VF 0 to VF 1\)/],
    [
      'a PF changes',
      { a: entry(0) },
      { a: { physicalFunction: 'rack1/kvm01/other', vf: 0 } },
      /\(a moves from VF 0 of rack1\/kvm01\/uplink to VF 0 of rack1\/kvm01\/other\)/,
    ],
    ['a MAC changes', { a: entry(0, MAC) }, { a: entry(0) }, /\(a changes its MAC from 02:00:00:00:00:01 to none\)/],
  ])('is out of date when %s', (_words, before, after, says) => {
    const findings = compareLocks(lockOf(before), lockOf(after));
    expect(findings).toMatchObject([{ ruleId: 'LOCK-010', severity: 'error' }]);
    expect(findings[0]?.message).toMatch(/^sriov\.lock\.json is out of date: /);
    expect(findings[0]?.message).toMatch(says);
    expect(findings[0]?.fix).toBe('Run synth without --frozen-lock and commit the file');
  });

  test('lists five differences and counts the rest', () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`vm${n}`, entry(n)]));
    expect(compareLocks(lockOf({}), lockOf(many))[0]?.message).toMatch(
      /9 attachments differ \(vm0 is new, vm1 is new, vm2 is new, vm3 is new, vm4 is new and 4 more\)/,
    );
  });
});
