import { UNKNOWN, type Value } from '../../../lib/provider/cty/value';
import { optional, required, schema, types, type Validator } from '../../../lib/provider/schema';
import { checkConfig } from '../../../lib/provider/schema/config-check';
import { Diagnostics } from '../../../lib/provider/schema/diagnostics';

const description = 'd';
const short: Validator<readonly string[]> = {
  description: 'two at most',
  problemOf: (all) => (all.length <= 2 ? null : { problem: 'There are more than two', fix: 'Take two' }),
};
const even: Validator<number> = {
  description: 'even',
  problemOf: (value) => (value % 2 === 0 ? null : { problem: 'This is odd', fix: 'Take an even one' }),
};
const body = schema({
  description,
  attributes: {
    names: optional.list(types.string, { description, validators: [short] }),
    secret: optional.single(
      { number: required.integer({ description, validators: [even] }) },
      { description, sensitive: true },
    ),
  },
});

function detailsOf(config: Value): string[] {
  const say = new Diagnostics();
  checkConfig(body, config, { say, writeOnlyAllowed: true });
  return say.said.map(({ detail }) => detail);
}

it('A validator has only values that are known as a whole', () => {
  expect(detailsOf({ names: ['a', UNKNOWN, 'c'], secret: UNKNOWN })).toEqual([]);
  expect(detailsOf({ names: ['a', 'b', 'c'], secret: null })).toEqual([
    'There are more than two (the value is ["a", "b", "c"]). Take two.',
  ]);
});

it('What is within something sensitive is not shown', () => {
  expect(detailsOf({ names: null, secret: { number: 12345 } })).toEqual(['This is odd. Take an even one.']);
  expect(detailsOf({ names: null, secret: { number: 1.5 } })).toEqual([expect.not.stringContaining('1.5')]);
});
