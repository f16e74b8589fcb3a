import { suite } from './suite';

suite((die, isFirst) => {
  test('a failed assertion', () => expect(isFirst()).toBe(false));
  test('and then the host dies', async () => {
    if (isFirst()) await die();
    expect(isFirst()).toBe(false);
  });
});
