import { Decimal } from '../../../lib/provider/cty/number';
import { UNKNOWN, type Value } from '../../../lib/provider/cty/value';
import { block, computed, nullable, optional, required, schema, types, writeOnly } from '../../../lib/provider/schema';
import { Diagnostics } from '../../../lib/provider/schema/diagnostics';
import { settle, type Settling } from '../../../lib/provider/schema/settle';
import { pathText } from '../../../lib/provider/cty/path';

const description = 'd';
const sameMeaning = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
const body = schema({
  description,
  attributes: {
    mac: required.string({ description, sameMeaning }),
    id: computed.string({ description }),
    seen: nullable(computed.integer({ description })),
    pin: writeOnly.string({ description }),
    labels: optional.map(types.string, { description }),
    ports: optional.listNested({ mac: required.string({ description, sameMeaning }) }, { description }),
  },
  blocks: { one: block.single({}, { description }), many: block.list({}, { description }) },
});

const sound = { mac: 'a', id: '1', seen: 1, pin: null, labels: null, ports: null, one: null, many: [] };

function settled(answer: unknown, settling: Partial<Settling> = {}) {
  const say = new Diagnostics();
  const state = settle(body, answer, { unknown: 'refused', complete: true, reference: null, say, ...settling });
  return {
    state: (state === null ? null : { ...(state as Record<string, Value>) }) as Record<string, Value> | null,
    found: say.said.map(
      ({ path, detail }) => `${pathText(path ?? [])}: ${/ have: it (.*)\. Report/.exec(detail)?.[1]}`,
    ),
  };
}

describe('What code of a provider answers', () => {
  it('is the state where it is as the schema has it', () => {
    expect(settled(sound)).toEqual({ state: sound, found: [] });
  });

  it('is without what nobody keeps, and has no blocks where it says nothing of them', () => {
    const { pin: _, many: __, one: ___, ...rest } = sound;
    expect(settled({ ...rest, pin: '1234', many: null }).state).toEqual(sound);
    expect(settled({ ...rest, pin: '1234' }).state).toEqual(sound);
  });

  it('keeps what was there where it means the same, also in elements of lists', () => {
    const reference = { ...sound, mac: 'A', ports: [{ mac: 'X' }, { mac: 'Y' }] };
    expect(settled({ ...sound, ports: [{ mac: 'x' }, { mac: 'z' }] }, { reference }).state).toEqual({
      ...sound,
      mac: 'A',
      ports: [{ mac: 'X' }, { mac: 'z' }],
    });
  });

  it.each<{ what: string; answer: unknown; found: string }>([
    { what: 'an unknown', answer: { ...sound, id: UNKNOWN }, found: 'id: is still unknown' },
    {
      what: 'an unknown within a value',
      answer: { ...sound, labels: new Map([['a', UNKNOWN]]) },
      found: 'labels: is still unknown',
    },
    { what: 'a null that must not be', answer: { ...sound, id: null }, found: 'id: is null, and is not nullable' },
    { what: 'another type', answer: { ...sound, mac: 7 }, found: 'mac: is no string' },
    {
      what: 'another type within',
      answer: { ...sound, labels: new Map([['a', 7]]) },
      found: 'labels["a"]: is no string',
    },
    { what: 'an object for a map', answer: { ...sound, labels: { a: 'b' } }, found: 'labels: is no Map' },
    { what: 'one object for many', answer: { ...sound, ports: { mac: 'a' } }, found: 'ports: is no array' },
    { what: 'something that is not in the schema', answer: { ...sound, size: 1 }, found: 'size: is not in the schema' },
    { what: 'something left out', answer: without('labels'), found: 'labels: is not there' },
    {
      what: 'a number that is no integer',
      answer: { ...sound, seen: new Decimal('1', 30) },
      found: expect.stringMatching(/^seen: does not hold: This is no whole number/) as string,
    },
    { what: 'no object at all', answer: 'x', found: ': is no object' },
  ])('is told as a defect for $what', ({ answer, found }) => {
    expect(settled(answer).found).toEqual([found]);
  });

  it('may be incomplete, and unknown, where that is asked', () => {
    expect(settled({ id: null, mac: UNKNOWN }, { complete: false, unknown: 'dropped' })).toEqual({
      state: { ...sound, mac: null, id: null, seen: null },
      found: [],
    });
    expect(settled({ ...sound, mac: UNKNOWN }, { unknown: 'kept' }).state?.mac).toBe(UNKNOWN);
  });
});

function without(name: keyof typeof sound): Partial<typeof sound> {
  const rest: Partial<Record<keyof typeof sound, unknown>> = { ...sound };
  delete rest[name];
  return rest as Partial<typeof sound>;
}
