import { type Format, readFormat } from '../../lib/formats/format';
import { readJson } from '../../lib/formats/json';
import { InputError } from '../../lib/model/errors';
import { FORMATS } from './formats';

/** The least that every format takes. */
const LEAST = {
  'device-catalog': { catalogVersion: 1 },
  findings: {
    findingsVersion: 1,
    summary: { fatal: 0, errors: 0, warnings: 0, infos: 0, acknowledged: 0, blocking: 0 },
    findings: [],
  },
  'host-plan': {
    planVersion: 1,
    host: 'rack1/kvm01',
    name: 'kvm01',
    presumed: false,
    target: { physicalFunctions: [] },
    steps: [],
    disruptions: [],
    refusals: [],
  },
  inventory: { inventoryVersion: 1, physicalFunctions: [] },
  journal: {
    journalVersion: 1,
    id: 'run-a',
    host: 'rack1/kvm01',
    purpose: 'apply',
    client: 'me@here',
    steps: [],
    before: { physicalFunctions: [] },
  },
  lock: { lockVersion: 2, attachments: {} },
  'synth-record': { synthVersion: 1, id: '0123456789abcdef', stacks: [], files: {} },
  'virtual-host': {
    virtualHostVersion: 1,
    at: 0,
    inventory: {},
    memory: { linkBackIn: {}, unreadLists: [] },
    lock: null,
    lastRun: null,
    watchdog: null,
  },
} satisfies Record<keyof typeof FORMATS, object>;

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  throw new Error('was accepted');
}

const all = Object.entries(FORMATS).map(
  ([name, format]) => [name, format as Format<object>, LEAST[name as keyof typeof LEAST] as object] as const,
);

describe.each(all)('%s', (_name, format, least) => {
  const says = (value: unknown) => refusal(() => readFormat(format, value, 'a.json'));

  test('is read as it stands, with a $schema for editors or without, which is left out', () => {
    expect(readFormat(format, least, 'a.json')).toEqual(least);
    expect(readFormat(format, { $schema: './some.schema.json', ...least }, 'a.json')).toEqual(least);
    expect(says({ $schema: 5, ...least })).toMatch(/^\[a\.json#\/\$schema\] found 5, expected text/);
  });

  test('of a newer version says which one it is, which ones are read, and to update', () => {
    const field = format.versionField;
    expect(says({ ...least, [field]: 99 })).toContain(
      `[a.json#/${field}] ${field} 99 is newer than this program knows (${format.versions.join(' and ')}). Update this program`,
    );
  });

  test.each([0, '1', null, 1.5])('of version %j is refused with those that are read', (version) => {
    const field = format.versionField;
    expect(says({ ...least, [field]: version })).toMatch(
      new RegExp(`^\\[a\\.json#/${field}\\] (found ${field} .*, expected |${field} 1\\.5 is newer)`),
    );
  });

  test.each([null, [], 'text', 7])('is not %j', (value) => {
    expect(says(value)).toMatch(new RegExp(`^\\[a\\.json\\] found .*, expected an? ${format.noun} object\\. `));
  });

  test('is not a file of another format, which is told by its version', () => {
    expect(says({ gadgetVersion: 1 })).toContain(
      `[a.json] ${format.versionField} is missing, so this is no ${format.noun}; it has gadgetVersion. ${format.remedy}`,
    );
  });
});

describe('what is wrong is said', () => {
  const plan = (change: object) =>
    refusal(() => readFormat(FORMATS['host-plan'], { ...LEAST['host-plan'], ...change }, 'p'));
  const pf = { path: 'a/b', address: '0000:3b:00.0', deviceClass: 'net', driver: null, vfDriver: null };
  const target = (change: object) => ({
    target: { physicalFunctions: [{ ...pf, numVfs: 0, virtualFunctions: [], ...change }] },
  });

  test.each<[string, object, RegExp]>([
    [
      'with the name of what it is in',
      target({ mtu: 1 }),
      /\/mtu\] found 1, expected a number from 68 to 65535 \(in "0000:3b:00\.0"\)/,
    ],
    [
      'with what a text must look like',
      target({ address: '3b:00' }),
      /found "3b:00", expected full PCI address in lower case.*Give text that matches \^/,
    ],
    ['with what may be null', target({ driver: 5 }), /found 5, expected name of a kernel driver .* or null \(in/],
    [
      'with the kinds that there are',
      { steps: [{ kind: 'reboot' }] },
      /#\/steps\/0\/kind\] found "reboot", which is no kind of this format\. Use one of .*num-vfs/,
    ],
    ['where the kind is missing', { steps: [{ pf: pf.address }] }, /#\/steps\/0\] kind is missing\. Add kind/],
    [
      'with the nearest field',
      target({ numVFS: 4 }),
      /#\/target\/physicalFunctions\/0\/numVFS\] "numVFS" is no field of this format .*or write numVfs/,
    ],
    [
      'in one line, whatever the keys',
      { 'a\nb\u001b[2J': 1 },
      /^\[p#\/a\\nb\\u001b\[2J\] "a\\nb\\u001b\[2J" is no field/,
    ],
    ['of a text that is empty', { host: '' }, /#\/host\] found "", expected text that is not empty/],
    ['of a text of two lines', { host: 'a\nb' }, /#\/host\] found "a\\nb", expected text without control characters/],
  ])('%s', (_words, change, says) => {
    expect(plan(change)).toMatch(says);
  });
});

describe('a text that is no JSON', () => {
  test.each([
    ['', '[a.json] the file is empty'],
    ['{\n  "a": 1,\n}', '[a.json:3:1] this is no JSON: found "}", expected a key in double quotes'],
    ['{\n<<<<<<< ours\n"a": 1\n=======\n', '[a.json:2] this is no JSON: it holds the marks of a merge conflict'],
    ['{"a": {"b": 1, "b": 2}}', '[a.json#/a] "b" stands twice in one object'],
  ])('%j is told with its place', (text, says) => {
    expect(refusal(() => readJson(text, 'a.json'))).toContain(says);
  });
});
