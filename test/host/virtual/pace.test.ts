import { PACE_VARIABLE, paceOf } from '../../../lib/host/virtual';

describe('the time that virtual hosts take', () => {
  test.each<[string, string | undefined, number]>([
    ['none unless it is said', undefined, 0],
    ['none where nothing is said', '', 0],
    ['that of a real host', '1', 1],
    ['a share of it', '0.25', 0.25],
    ['that of a slower one', '10', 10],
  ])('is %s', (_what, text, pace) => {
    expect(paceOf({ [PACE_VARIABLE]: text })).toBe(pace);
  });

  test.each(['-1', '10.5', 'slow', '1s'])('is not %s', (text) => {
    expect(() => paceOf({ [PACE_VARIABLE]: text })).toThrow(`${text} is no number from 0 to 10`);
  });
});
