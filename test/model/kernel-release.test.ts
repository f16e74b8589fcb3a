import { factIn, isInRange, parseKernelRelease, rangeWords } from '../../lib/model/kernel-release';

describe('the release of a kernel', () => {
  test.each<[string, number, number, boolean]>([
    ['6.12.95+deb12-amd64', 6, 12, false],
    ['6.1.0-28-amd64', 6, 1, false],
    ['6.8.0-51-generic', 6, 8, false],
    ['6.8.12-4-pve', 6, 8, false],
    ['6.11.4-301.fc41.x86_64', 6, 11, false],
    ['7.0', 7, 0, false],
    ['6.13-rc2', 6, 13, false],
    ['5.14.0-427.el9.x86_64', 5, 14, true],
    ['5.14.0-427.13.1.el9_4.x86_64', 5, 14, true],
    ['5.15.0-200.131.27.el8uek.x86_64', 5, 15, true],
    ['5.14.21-150500.55.65-default', 5, 14, true],
    ['6.4.0-150600.23.7-default', 6, 4, true],
    ['5.3.18-lp152.106-default', 5, 3, true],
    ['5.10.0-60.18.0.50.oe2203.x86_64', 5, 10, true],
  ])('%s is %d.%d, its drivers backported: %s', (text, major, minor, isBackported) => {
    expect(parseKernelRelease(text)).toEqual({ text, major, minor, isBackported });
  });

  test.each([null, '', 'unknown', '6', '6.x', '6.12x'])('is not known from %j', (text) => {
    expect(parseKernelRelease(text)).toBeNull();
  });
});

describe('a range of kernels', () => {
  test.each<[string | null, object, boolean | null]>([
    ['6.7.0', { from: '6.7' }, true],
    ['6.6.99', { from: '6.7' }, false],
    ['6.10.1', { from: '6.7' }, true],
    ['6.10.1', { before: '6.9' }, false],
    ['6.12.0', { from: '6.7', before: '6.12' }, false],
    ['7.0.0', { before: '6.12' }, false],
    ['5.14.0-427.el9', { from: '6.7' }, null],
    [null, { from: '6.7' }, null],
    [null, {}, true],
    ['5.14.0-427.el9', {}, true],
  ])('%s in %j: %s', (release, range, is) => {
    expect(isInRange(range, parseKernelRelease(release))).toBe(is);
  });

  test('is said in words', () => {
    expect([{}, { from: '6.7' }, { before: '6.2' }, { from: '6.7', before: '6.12' }].map(rangeWords)).toEqual([
      'every Linux',
      'Linux 6.7 and later',
      'Linux before 6.2',
      'Linux 6.7 to before 6.12',
    ]);
  });
});

describe('a fact that changed with a release', () => {
  const FACT = [
    { kernel: { before: '6.2' }, is: true },
    { kernel: { from: '6.12' }, is: false },
  ];
  test.each<[string | null, boolean | null]>([
    ['6.1.0', true],
    ['6.12.1', false],
    ['6.6.1', null],
    ['5.14.0-427.el9', null],
    [null, null],
  ])('is in %s: %s', (release, is) => {
    expect(factIn(FACT, parseKernelRelease(release))).toBe(is);
  });

  test('holds in all releases where no range is said', () => {
    expect([factIn(true, null), factIn(null, parseKernelRelease('6.1.0'))]).toEqual([true, null]);
  });
});
