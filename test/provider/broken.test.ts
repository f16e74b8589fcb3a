import { providerCalls } from '../../lib/provider/schema';
import { boxConfig } from './support/boxes';
import { FakeCore, RuleBroken, type Managed } from './support/core/fake-core';
import { Store, toy } from './support/toy';
import { WAYS_TO_BREAK, type Break } from './support/ways-to-break';

const NOTHING: Managed = { state: null, private: new Uint8Array() };

async function lifeOf(breaks: Break): Promise<string> {
  const sound = providerCalls(toy(new Store()));
  const config = boxConfig({
    old: 'x',
    pin: '1234',
    labels: new Map([['a', 'x']]),
    shelves: [{ height: 1, tag: null }],
    stickers: [{ text: 'a', place: null, hash: null }],
    rule: [{ port: 1, handle: null }],
  });
  try {
    const core = await FakeCore.start({ ...sound, ...breaks(sound) }, 'toy_box', { where: null, password: null });
    const made = await core.apply(NOTHING, await core.plan(NOTHING, config), config);
    await core.refresh(made);
    return 'nothing';
  } catch (error) {
    if (error instanceof RuleBroken) return error.message;
    throw error;
  }
}

describe('The rules of hosts find', () => {
  it.each(WAYS_TO_BREAK)('$what', async ({ breaks, found }) => {
    expect(await lifeOf(breaks)).toMatch(found);
  });

  it('nothing in a provider that keeps to them', async () => {
    expect(await lifeOf(() => ({}))).toBe('nothing');
  });
});
