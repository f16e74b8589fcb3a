import fc from '../support/properties';
import { pointerMember, repeatedKeys } from '../../lib/formats/json-keys';

describe('keys that stand twice in a JSON object', () => {
  test.each([
    ['in the document', '{"a": 1, "a": 2}', [{ key: 'a', pointer: '' }]],
    ['in an object of an object', '{"x": {"a": 1, "b": {}, "a": 2}}', [{ key: 'a', pointer: '/x' }]],
    ['in an object of a list', '[0, {"a": 1, "a": 2}]', [{ key: 'a', pointer: '/1' }]],
    [
      'three times',
      '{"a": 1, "a": 2, "a": 3}',
      [
        { key: 'a', pointer: '' },
        { key: 'a', pointer: '' },
      ],
    ],
    ['written in two ways', '{"a": 1, "\\u0061": 2}', [{ key: 'a', pointer: '' }]],
    ['below a key with a slash', '{"a/b": {"c": 1, "c": 2}}', [{ key: 'c', pointer: '/a~1b' }]],
  ])('are found %s', (_words, json, repeated) => {
    expect(repeatedKeys(json)).toEqual(repeated);
  });

  test.each([
    ['keys of different objects', '{"a": {"a": 1}, "b": {"a": 1}}'],
    ['texts in a list', '["a", "a"]'],
    ['a value that reads as its key', '{"a": "a", "b": "a"}'],
    ['quotes and braces in a text', '{"a": "\\"a\\": {", "b": "}"}'],
    ['a text that ends with a backslash', '{"a": "\\\\", "b": "\\\\"}'],
  ])('are not %s', (_words, json) => {
    expect(repeatedKeys(json)).toEqual([]);
  });

  test('are never found in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(repeatedKeys(JSON.stringify(value))).toEqual([]);
      }),
    );
  });

  test('are found where a key is written once more', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.nat(), (object, n) => {
        const keys = Object.keys(object);
        const key = keys[n % keys.length] ?? '';
        const json = `${JSON.stringify(object).slice(0, -1)},${JSON.stringify(key)}:null}`;
        expect(repeatedKeys(json)).toEqual([{ key, pointer: '' }]);
      }),
    );
  });
});

test('members of JSON pointers are escaped as RFC 6901 says', () => {
  expect(pointerMember('a/b~c')).toBe('a~1b~0c');
});
