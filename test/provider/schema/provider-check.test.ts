import { identity, parameter, types, type Provider } from '../../../lib/provider/schema';
import { checkProvider, providerProblems } from '../../../lib/provider/schema/provider-check';
import { box, Store, toy } from '../support/toy';

const sound = toy(new Store()) as Provider;
const { join } = sound.functions;
if (join === undefined) throw new Error('the toy has no function any more');
const description = 'd';
const withBox = (change: object): Provider => ({ ...sound, resources: { box: { ...box, ...change } as never } });

describe('A provider is refused for', () => {
  it.each<{ what: string; provider: Provider; found: string }>([
    {
      what: 'a name that hosts do not take',
      provider: { ...sound, name: 'Toy' },
      found: 'provider Toy: a name has lower-case letters, digits and dashes.',
    },
    {
      what: 'a version from which there is no way to the next',
      provider: withBox({ upgrades: { 0: box.upgrades?.[0] } }),
      found: 'resource box: no upgrade from version 1 of its schema.',
    },
    {
      what: 'an identity that nobody tells',
      provider: withBox({ identityOf: undefined }),
      found: 'resource box: identity and identityOf go together.',
    },
    {
      what: 'an identity of maps',
      provider: withBox({
        identity: identity({ attributes: { a: { type: types.map(types.string), required: true, description } } }),
      }),
      found: 'resource box: a of its identity is neither a primitive nor a list of primitives.',
    },
    {
      what: 'an identity without a way from its version before',
      provider: withBox({ identity: { ...box.identity, version: 1 } }),
      found: 'resource box: no upgrade from version 0 of its identity.',
    },
    {
      what: 'two parameters of one name',
      provider: {
        ...sound,
        functions: { join: { ...join, variadic: parameter('separator', types.string, { description }) } },
      },
      found: 'function join: two parameters are named separator.',
    },
    {
      what: 'a function in capitals',
      provider: { ...sound, functions: { Join: join } },
      found: 'function Join: a name has lower-case letters, digits and underscores.',
    },
  ])('$what', ({ provider, found }) => {
    expect(providerProblems(provider)).toEqual([found]);
    expect(() => checkProvider(provider)).toThrow(found);
  });

  it('nothing where all is sound', () => {
    expect(providerProblems(sound)).toEqual([]);
  });
});
