import { attribute, element, index, pathText } from '../../../lib/provider/cty/path';
import { optional, schema, types } from '../../../lib/provider/schema';
import { replacing } from '../../../lib/provider/schema/plan/plan';

const description = 'd';
const body = schema({
  description,
  attributes: {
    name: optional.string({ description }),
    slots: optional.list(types.string, { description }),
    tags: optional.set(types.string, { description }),
  },
});
const prior = { name: 'a', slots: ['x', 'y'], tags: ['p'] };
const planned = { name: 'a', slots: ['x', 'z'], tags: ['q'] };
const NONE = { planned, requiresReplace: [] };
const slot = (at: number) => [attribute('slots'), index(at)];

describe('What a resource names as a reason for a new one', () => {
  it('counts where the values differ, once, and at the set for what is in a set', () => {
    const named = [[attribute('name')], slot(0), slot(1), [attribute('tags'), element('q')], slot(1)];
    expect(replacing(body, prior, planned, NONE, named).map(pathText)).toEqual(['slots[1]', 'tags']);
  });

  it('counts for nothing on create', () => {
    expect(replacing(body, null, planned, NONE, [slot(1)])).toEqual([]);
  });

  it('is a defect where the schema has no such thing', () => {
    expect(() => replacing(body, prior, planned, NONE, [[attribute('nmae')]])).toThrow(/the schema has no nmae/);
  });
});
