import { suite } from './suite';

suite((_die, isFirst) => {
  test('a failed assertion', () => expect(isFirst()).toBe(false));
});
