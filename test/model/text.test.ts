import fc from '../support/properties';
import { madeSafe, quoted, unsafeHostName, unsafeLine, unsafeName } from '../../lib/model/text';

describe('names', () => {
  test.each(['vm1', 'web-01.example.org', 'Büro', 'PCIe Slot 3', 'a:b', 'tenant_blue', 'x'.repeat(255)])(
    'may be %s',
    (name) => {
      expect(unsafeName(name)).toBeNull();
    },
  );

  test.each([
    ['nothing', '', /empty/],
    ['more than 255 characters', 'x'.repeat(256), /256 characters, at most 255/],
    ['a command in a subshell', 'vm$(reboot)', /holds \$/],
    ['a second command', 'vm; reboot', /holds ;/],
    ['a backtick', 'vm`id`', /holds `/],
    ['a quote', "vm'1", /holds '/],
    ['a double quote', 'vm"1', /holds "/],
    ['a newline', 'vm\nreboot', /control character \(\\n\)/],
    ['a carriage return', 'vm\r', /control character \(\\u000d\)/],
    ['a zero byte', 'vm\0', /control character/],
    ['an escape sequence of a terminal', 'vm\u001b[2J', /control character/],
    ['a line separator of Unicode', 'vm\u2028', /control character/],
    ['a mark that turns the direction of writing', 'vm\u202egpj.exe', /invisible character \(\\u202e\)/],
    ['a blank without a width', 'vm\u200b1', /invisible character \(\\u200b\)/],
    ['a byte order mark', 'vm\ufeff', /invisible character/],
    ['a letter of the tags that nothing shows', 'vm\u{e0061}', /invisible character \(\\u\{e0061\}\)/],
    ['half of a surrogate pair', 'vm\ud800', /invisible character/],
    ['a leading dash', '-rf', /option/],
    ['a trailing blank', 'vm ', /blank/],
  ])('may not hold %s', (_words, name, reason) => {
    expect(unsafeName(name)).toMatch(reason);
  });

  test.each([
    ['a folder above', '..'],
    ['a hidden file', '.kvm'],
    ['a folder', 'a/b'],
    ['a blank', 'kvm 1'],
  ])('of hosts may not be %s', (_words, name) => {
    expect(unsafeHostName(name)).not.toBeNull();
  });

  test('can always be made safe', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        expect(unsafeHostName(madeSafe(name))).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });

  test('that are safe are left alone when made safe', () => {
    expect(madeSafe('kvm-01.Büro')).toBe('kvm-01.Büro');
  });
});

describe('lines', () => {
  test('may hold what a shell would expand, since they are only printed', () => {
    expect(unsafeLine('isolcpus=1-3 "x" $y')).toBeNull();
  });

  test('hold no newline', () => {
    expect(unsafeLine('a\nb')).toMatch(/control character/);
  });
});

describe('values in messages', () => {
  test.each([
    ['text in quotes', 'abc', '"abc"'],
    ['control characters escaped', 'a\nb\u001b', '"a\\nb\\u001b"'],
    ['Unicode line separators escaped', 'a\u2028b', '"a\\u2028b"'],
    ['long text cut', 'x'.repeat(100), `"${'x'.repeat(60)}..."`],
    ['what is no number', Number.NaN, 'NaN'],
    ['nothing', null, 'null'],
    ['lists by their kind', [1, 2], 'a list'],
    ['objects by their kind', { a: 1 }, 'an object'],
  ])('show %s', (_words, value, text) => {
    expect(quoted(value)).toBe(text);
  });
});
