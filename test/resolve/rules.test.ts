import { RESOLVE_RULES } from '../../lib/resolve/rules';

describe('texts of what resolving finds', () => {
  test('have ids in order, each once', () => {
    const ids = RESOLVE_RULES.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  test.each(RESOLVE_RULES.map((rule) => [rule.id, rule] as const))('%s reads as messages do', (_id, rule) => {
    expect(rule.id).toMatch(/^[A-Z]{3,4}-\d{3}$/);
    expect(rule.title).toMatch(/^[^.]+$/);
    expect(rule.protects).toMatch(/^[A-Z`].*\.$/);
    expect(rule.fix).toMatch(/^[A-Z].*[^.]$/);
    expect(rule.source).not.toBe('');
  });
});
