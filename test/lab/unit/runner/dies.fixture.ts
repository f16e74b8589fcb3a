import { suite } from './suite';

suite((die, isFirst) => {
  test('before the host dies', () => undefined);
  test('as the host dies', async () => {
    if (isFirst()) await die();
    expect(isFirst()).toBe(false);
  });
});
