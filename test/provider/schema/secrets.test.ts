import { optional, required, schema, types, writeOnly } from '../../../lib/provider/schema';
import { Secrets } from '../../../lib/provider/schema/secrets';
import { listening } from '../support/asking';

const description = 'd';
const body = schema({
  description,
  attributes: {
    name: required.string({ description }),
    key: optional.string({ description, sensitive: true }),
    pins: writeOnly.map(types.integer, { description }),
    nested: optional.listNested({ token: optional.string({ description, sensitive: true }) }, { description }),
  },
});

function secretsOf(fields: Readonly<Record<string, unknown>>): Secrets {
  const secrets = new Secrets();
  secrets.learn(body, { name: 'tools', key: null, pins: null, nested: null, ...fields } as never);
  return secrets;
}

describe('Secrets', () => {
  it('are replaced in the middle of texts, the longest first, so that nothing is left over of one', () => {
    const secrets = secretsOf({ key: 'abcd', nested: [{ token: 'abcdefgh' }], pins: new Map([['a', 98765]]) });
    expect(secrets.masked('tools: abcdefgh, abcd and 98765')).toBe(
      'tools: (sensitive value), (sensitive value) and (sensitive value)',
    );
  });

  it('that are short are replaced where they stand alone', () => {
    const secrets = secretsOf({ key: 'ab' });
    expect([secrets.masked('ab'), secrets.masked('about')]).toEqual(['(sensitive value)', 'about']);
  });

  it('are in no line of the log, whatever is logged', () => {
    const context = listening();
    const log = secretsOf({ key: 'sesame', pins: new Map([['a', 12345]]) }).over(context.log);
    log.warn('open sesame', {
      key: 'anything of that name',
      deep: [{ text: 'say sesame' }, new Map([['x', 'sesame']])],
      number: 12345,
      error: new Error('no sesame'),
      other: 7,
    });
    const text = JSON.stringify(context.lines);
    expect(text).not.toMatch(/sesame|12345|anything/);
    expect(context.lines[0]?.fields.other).toBe(7);
  });
});
