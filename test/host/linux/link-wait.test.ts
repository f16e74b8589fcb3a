import { LINK_WAIT_BYTES, parseLinkWait } from '../../../lib/host/linux/link-wait';

const NAME = 'later.0000:3b:00.0';
const PF = '0000:3b:00.0';
const REASON = 'ens1f0 has no carrier';

describe('what waits for a link', () => {
  test.each([
    ['waits since a time', `${REASON}\nsince 1790000000\n`, { since: 1_790_000_000, givenUp: null }],
    ['waits, as scripts of older versions write it down', `${REASON}\n`, { since: null, givenUp: null }],
    [
      'was given up twice',
      `${REASON}\nsince 1790000000\nover 1790000900 900\nover 1790009000 905\n`,
      { since: 1_790_000_000, givenUp: { at: 1_790_009_000, tries: 2, seconds: 905 } },
    ],
  ])('%s', (_words, text, expected) => {
    expect(parseLinkWait(NAME, text)).toEqual({ pf: PF, reason: REASON, ...expected });
  });

  test('was given up more often than is looked at', () => {
    const lines = 'over 1790000900 900\n'.repeat(1000);
    const text = `${REASON}\nsince 1790000000\n${lines}`;
    for (let cut = LINK_WAIT_BYTES - 25; cut <= LINK_WAIT_BYTES + 25; cut++) {
      if (cut < LINK_WAIT_BYTES && !text.slice(0, cut).endsWith('\n')) continue;
      const wait = parseLinkWait(NAME, text.slice(0, cut));
      expect(wait).toMatchObject({ reason: REASON, givenUp: { at: 1_790_000_900, seconds: 900 } });
    }
  });

  test.each([
    ['nothing', ''],
    ['a line that no script writes', `${REASON}\nsince yesterday\n`],
    ['a number that is none', `${REASON}\nover 1790000900 -1\n`],
    ['what a terminal would obey', '\u001b[2J\n'],
    ['a reason without end', 'x'.repeat(5000)],
  ])('is damaged where it holds %s', (_words, text) => {
    expect(parseLinkWait(NAME, text)).toMatch(/what waits for a link on 0000:3b:00\.0 cannot be read/);
  });

  test('of no PCI address is left out with a warning', () => {
    expect(parseLinkWait('later.;reboot', REASON)).toMatch(/"later.;reboot" .* is about no PCI address/);
  });
});
