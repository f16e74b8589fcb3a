import { UNKNOWN, type Value } from '../../lib/provider/cty/value';
import { providerCalls } from '../../lib/provider/schema';
import { boxConfig } from './support/boxes';
import { ApplyFailed, FakeCore, type Managed, type Planned } from './support/core/fake-core';
import { Store, toy } from './support/toy';

const NOTHING: Managed = { state: null, private: new Uint8Array() };

async function started(store = new Store()) {
  const core = await FakeCore.start(providerCalls(toy(store)), 'toy_box', { where: null, password: null });
  const change = async (from: Managed, config: Value, known: Value = config): Promise<[Planned['action'], Managed]> => {
    const refreshed = await core.refresh(from);
    const plan = await core.plan(refreshed, config);
    return [plan.action, await core.apply(refreshed, plan, known)];
  };
  return { store, core, change };
}

describe('A resource, under the rules of hosts,', () => {
  it('is made, left alone, changed, replaced and destroyed', async () => {
    const { store, change } = await started();
    const config = boxConfig({
      labels: new Map([['__proto__', 'x']]),
      lid: { kind: 'wood', tight: null, serial: null },
      shelves: [{ height: 100, tag: null }],
      stickers: [
        { text: 'b', place: null, hash: null },
        { text: 'a', place: 'back', hash: null },
      ],
      rule: [{ port: 80, handle: null }],
      pin: '1234',
    });
    const [made, first] = await change(NOTHING, config);
    expect([made, first.state]).toEqual([
      'create',
      expect.objectContaining({ id: 'box-1', size: 4, weight: 6, pin: null }),
    ]);
    expect(first.state).toMatchObject({
      lid: { kind: 'wood', tight: false, serial: 'box-1-lid' },
      rule: [{ port: 80, handle: 'box-1:80' }],
    });
    expect((await change(first, config))[0]).toBe('none');
    const [updated, second] = await change(first, { ...config, size: 8 });
    expect([updated, second.state]).toEqual(['update', expect.objectContaining({ id: 'box-1', size: 8, weight: 12 })]);
    const [replaced, third] = await change(second, { ...config, name: 'toys' });
    expect([replaced, third.state]).toEqual([
      'replace',
      expect.objectContaining({ id: 'box-2', name: 'toys', size: 4 }),
    ]);
    expect([...store.boxes.keys()]).toEqual(['box-2']);
    expect((await change(third, null))[0]).toBe('delete');
    expect(store.boxes.size).toBe(0);
  });

  it('is seen as it is: what changed there is put right, what is gone is made anew', async () => {
    const { store, change } = await started();
    const [, first] = await change(NOTHING, boxConfig());
    const there = store.boxes.get('box-1');
    if (there !== undefined) store.boxes.set('box-1', { ...there, size: 9 });
    const [drifted, second] = await change(first, boxConfig());
    expect([drifted, second.state]).toEqual(['update', expect.objectContaining({ size: 4 })]);
    store.boxes.clear();
    expect((await change(second, boxConfig()))[0]).toBe('create');
  });

  it('takes what is not known before the apply', async () => {
    const { change } = await started();
    const later = boxConfig({ name: UNKNOWN, size: UNKNOWN, lid: UNKNOWN, labels: new Map([['a', UNKNOWN]]) });
    const known = boxConfig({
      name: 'tools',
      lid: { kind: 'wood', tight: null, serial: null },
      labels: new Map([['a', 'b']]),
    });
    const [action, first] = await change(NOTHING, later, known);
    expect([action, first.state]).toEqual(['create', expect.objectContaining({ name: 'tools', size: 4 })]);
  });

  it('keeps what means the same, in plan and in state', async () => {
    const { change } = await started();
    const [, first] = await change(NOTHING, boxConfig({ name: 'Tools' }));
    const [action, second] = await change(first, boxConfig({ name: 'TOOLS' }));
    expect([action, second.state]).toEqual(['none', expect.objectContaining({ name: 'Tools' })]);
  });

  it('has its own word after the schema, for the attributes that it names', async () => {
    const { change } = await started();
    const [, first] = await change(NOTHING, boxConfig({ color: 'red' }));
    const [action, second] = await change(first, boxConfig({ size: 9 }));
    expect([action, second.state]).toEqual([
      'update',
      expect.objectContaining({ color: 'red', size: 9, weight: 13.5 }),
    ]);
  });

  it('is imported by its id, and is then as if made here', async () => {
    const { core, change } = await started();
    await change(NOTHING, boxConfig());
    const imported = await core.import('box-1');
    expect(imported.state).toMatchObject({ id: 'box-1', name: 'tools', size: 4 });
    expect((await change(imported, boxConfig()))[0]).toBe('none');
  });

  it('that fails half-way leaves what exists, with nothing unknown', async () => {
    const { store, change } = await started();
    store.before = async (what) => {
      if (what === 'create') throw new Error('the shop is closed');
    };
    const failed = await change(NOTHING, boxConfig()).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ApplyFailed);
    const { left, diagnostics } = failed as ApplyFailed;
    expect(diagnostics.map(({ summary, detail }) => [summary, detail])).toEqual([
      ['toy_box could not be created', 'the shop is closed'],
    ]);
    expect(left.state).toMatchObject({ id: 'box-1', name: 'tools', color: null });
  });

  it('of which the provider says an error while it is deleted, is there still', async () => {
    const store = new Store();
    const { box } = toy(store).resources;
    if (box === undefined) throw new Error('no box');
    const refusing = {
      ...box,
      delete: async ({ say }) => say.error('Not empty', 'There is something in it.'),
    } as typeof box;
    const calls = providerCalls({ ...toy(store), resources: { box: refusing } });
    const core = await FakeCore.start(calls, 'toy_box', { where: null, password: null });
    const made = await core.apply(NOTHING, await core.plan(NOTHING, boxConfig()), boxConfig());
    const failed = await core.apply(made, await core.plan(made, null), null).catch((error: unknown) => error);
    expect((failed as ApplyFailed).left.state).toEqual(made.state);
  });

  it('that cannot be changed or deleted stays as it was', async () => {
    const { store, change } = await started();
    const [, first] = await change(NOTHING, boxConfig());
    store.before = async (what) => {
      if (what !== 'read') throw new Error('locked');
    };
    const update = await change(first, boxConfig({ size: 5 })).catch((error: unknown) => error);
    const remove = await change(first, null).catch((error: unknown) => error);
    expect([(update as ApplyFailed).left.state, (remove as ApplyFailed).left.state]).toEqual([
      first.state,
      first.state,
    ]);
  });
});
