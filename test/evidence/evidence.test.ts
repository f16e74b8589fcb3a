import { MANAGEMENT } from '../../lib/evidence/management';
import { USE } from '../../lib/evidence/use';
import { requireTool } from '../support/require-tool';
import { EvidenceHost } from './evidence-host';
import { EXECUTORS } from './executors';
import { MANAGED } from './managed';
import { USES } from './uses';

const { describe } = requireTool('dash', 'cmp');

jest.setTimeout(60_000);

describe.each(EXECUTORS)('$name', ({ use, management }) => {
  test.each(USES.map((row) => [row.what, row] as const))(
    'a VF is judged by %s',
    async (_what, { host, verdict, says }) => {
      const answer = await use(host());
      expect(answer).toMatchObject({ verdict });
      if (says !== undefined) expect(answer.said).toMatch(says);
    },
  );

  test.each(MANAGED.map((row) => [row.what, row] as const))(
    'the management is found by %s',
    async (_what, { host, verdict, says }) => {
      const answer = await management(host());
      expect(answer).toMatchObject({ verdict });
      if (says !== undefined) expect(answer.said).toMatch(says);
    },
  );
});

describe.each(EXECUTORS.filter(({ name }) => name.startsWith('the guard')))('$name', ({ count }) => {
  test('does not let VFs go of which one is counted and cannot be seen', async () => {
    const unseen = new EvidenceHost('nic', null);
    unseen.tree.without(`sys/devices/pci0000:00/0000:3b:00.0/virtfn1`);
    expect(await count(unseen)).toMatchObject({
      verdict: 'unknown',
      said: expect.stringMatching(/VF 1 .*who uses it/),
    });
    expect(await count(new EvidenceHost('nic', null))).toMatchObject({ verdict: 'no' });
  });
});

test('every kind of evidence has a host in these tables', () => {
  const shown = new Set(USES.map(({ of }) => of));
  expect(Object.keys(USE).filter((id) => !shown.has(id as keyof typeof USE))).toEqual([]);
  const managed = new Set(MANAGED.map(({ of }) => of));
  expect(Object.keys(MANAGEMENT).filter((id) => !managed.has(id as keyof typeof MANAGEMENT))).toEqual([]);
});
