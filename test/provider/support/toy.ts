import {
  ArgumentError,
  block,
  computed,
  defaulted,
  forClient,
  identity,
  index,
  attribute,
  isUnknown,
  NotConfiguredYet,
  nullable,
  optional,
  optionalComputed,
  parameter,
  pathText,
  provider,
  ProviderError,
  providerFunction,
  required,
  requiresReplace,
  schema,
  timeouts,
  types,
  type Unknown,
  useStateForUnknown,
  writeOnly,
  type PlannedOf,
  type StateOf,
  type Validator,
} from '../../../lib/provider/schema';

/*
 * A provider with something of everything, over objects in memory.
 */

const between = (least: number, most: number): Validator<number> => ({
  description: `between ${least} and ${most}`,
  problemOf: (value) =>
    value >= least && value <= most
      ? null
      : { problem: `This is not between ${least} and ${most}, which is what boxes have room for`, fix: 'Take fewer' },
});

export const boxSchema = schema({
  version: 2,
  description: 'A box.',
  attributes: {
    id: computed.string({ description: 'Given by the store.', modifiers: [useStateForUnknown()] }),
    name: required.string({
      description: 'Its name.',
      modifiers: [requiresReplace()],
      sameMeaning: (a, b) => a.toLowerCase() === b.toLowerCase(),
    }),
    size: defaulted.integer({ description: 'Its room.', default: 4, validators: [between(1, 64)] }),
    color: optionalComputed.string({ description: 'Its colour.' }),
    weight: nullable(computed.number({ description: 'As weighed.' })),
    labels: optional.map(types.string, { description: 'Labels.' }),
    key: optional.string({ description: 'Its key.', sensitive: true }),
    pin: writeOnly.string({ description: 'A secret that nobody keeps.' }),
    old: optional.string({ description: 'Was used before.', deprecated: 'Use labels.' }),
    lid: optional.single(
      {
        kind: required.string({ description: 'Its kind.' }),
        tight: defaulted.bool({ description: 'Whether it is tight.', default: false }),
        serial: computed.string({ description: 'Its number.', modifiers: [useStateForUnknown()] }),
      },
      { description: 'The lid.' },
    ),
    shelves: optional.listNested(
      {
        height: required.integer({ description: 'In millimetres.', validators: [between(1, 3000)] }),
        tag: optionalComputed.string({ description: 'Its tag.' }),
      },
      { description: 'Shelves, from below.' },
    ),
    stickers: optional.setNested(
      {
        text: required.string({ description: 'What it says.' }),
        place: defaulted.string({ description: 'Where it is.', default: 'front' }),
        hash: computed.string({ description: 'Of the text.' }),
      },
      { description: 'Stickers.' },
    ),
    places: optional.setNested(
      { at: defaulted.string({ description: 'The place.', default: 'front' }) },
      { description: 'Where it has been.' },
    ),
    timeouts: timeouts(['create', 'update', 'delete']),
  },
  blocks: {
    rule: block.list(
      {
        port: required.integer({ description: 'A port.' }),
        handle: computed.string({ description: 'Given by the store.' }),
      },
      { description: 'Rules.' },
    ),
  },
});
export type BoxState = StateOf<typeof boxSchema>;

/** What is there, and what is done on the way. */
export class Store {
  public constructor(readonly boxes: Map<string, BoxState> = new Map()) {}
  /** Called before every change; throws to make it fail. */
  before: (what: 'create' | 'update' | 'delete' | 'read', signal: AbortSignal) => Promise<void> = async () => undefined;
  #last = 0;

  public nextId(): string {
    do this.#last += 1;
    while (this.boxes.has(`box-${this.#last}`));
    return `box-${this.#last}`;
  }
}

const { resource, dataSource, ephemeralResource } = forClient<Store>();

const known = <T>(value: T, otherwise: Exclude<T, Unknown>): Exclude<T, Unknown> =>
  isUnknown(value) ? otherwise : (value as Exclude<T, Unknown>);

export const box = resource({
  schema: boxSchema,
  identity: identity({
    attributes: { id: { type: types.string, required: true, description: 'Given by the store.' } },
  }),
  identityOf: ({ id }) => ({ id }),
  timeouts: { create: 60 },
  validate: ({ config, say }) => {
    const { shelves, size } = config;
    if (isUnknown(shelves) || shelves === null || isUnknown(size)) return;
    if (shelves.length > (size ?? 4)) {
      say.error(
        'Too many shelves',
        `There are ${shelves.length} shelves in a box of size ${size ?? 4}. Take a larger size or fewer shelves.`,
        [attribute('shelves'), index(shelves.length - 1)],
      );
    }
  },
  modifyPlan: (request) => {
    if (request.operation === 'delete') {
      request.say.warning('A box goes', `What is in ${request.prior.name} goes with it.`);
      return {};
    }
    request.private.set('planned', true);
    if (request.operation === 'create') return {};
    const { planned, prior, config } = request;
    // A colour once given stays.
    return isUnknown(planned.color) && config.color === null ? { planned: { color: prior.color } } : {};
  },
  create: async ({ planned, config, client, signal, keep, private: own, log }) => {
    const id = client.nextId();
    log.debug('creating', { name: planned.name, key: planned.key, pin: config.pin, text: `key is ${planned.key}` });
    const state = made({ ...planned, id }, id);
    keep({ ...planned, id });
    await client.before('create', signal);
    client.boxes.set(id, state);
    own.set('made', id);
    return state;
  },
  read: async ({ state, client, signal }) => {
    await client.before('read', signal);
    return client.boxes.get(state.id ?? '') ?? null;
  },
  update: async ({ planned, prior, client, signal }) => {
    await client.before('update', signal);
    const state = made(planned, prior.id);
    client.boxes.set(prior.id, state);
    return state;
  },
  delete: async ({ prior, client, signal }) => {
    await client.before('delete', signal);
    client.boxes.delete(prior.id);
  },
  importState: async ({ name }) => ({ id: name.kind === 'id' ? name.id : name.identity.id }),
  moveState: async ({ typeName, state }) =>
    typeName === 'other_box' && typeof state.title === 'string' ? made(bare(state.title), 'box-moved') : null,
  upgrades: {
    0: (state) => ({ ...state, name: state.title ?? null, title: undefined as never }),
    1: ({ title: _, ...state }) => ({ ...state, rule: [] }),
  },
});

const bare = (name: string) => ({
  id: 'x',
  name,
  size: 4,
  color: 'grey',
  weight: null,
  labels: null,
  key: null,
  pin: null,
  old: null,
  lid: null,
  shelves: null,
  stickers: null,
  places: null,
  timeouts: null,
  rule: [],
});

type Planned = PlannedOf<typeof boxSchema>;

function made(planned: Planned, id: string): BoxState {
  return {
    ...planned,
    id,
    color: known(planned.color, 'grey'),
    weight: known(planned.weight, planned.size * 1.5),
    lid: planned.lid === null ? null : { ...planned.lid, serial: known(planned.lid.serial, `${id}-lid`) },
    shelves: planned.shelves?.map((shelf, at) => ({ ...shelf, tag: known(shelf.tag, `${id}-${at}`) })) ?? null,
    stickers:
      planned.stickers?.map((sticker) => ({ ...sticker, hash: known(sticker.hash, `#${sticker.text}`) })) ?? null,
    rule: planned.rule.map((rule) => ({ ...rule, handle: known(rule.handle, `${id}:${rule.port}`) })),
  };
}

const boxes = dataSource({
  schema: schema({
    description: 'Boxes of a name.',
    attributes: {
      name: required.string({ description: 'The name.' }),
      ids: computed.list(types.string, { description: 'Their ids.' }),
    },
  }),
  read: async ({ config, client }) => ({
    name: config.name,
    ids: [...client.boxes.values()].filter(({ name }) => name === config.name).map(({ id }) => id),
  }),
});

const token = ephemeralResource({
  schema: schema({
    description: 'A token.',
    attributes: {
      length: optional.integer({ description: 'Characters.' }),
      value: computed.string({ description: 'The token.', sensitive: true }),
    },
  }),
  open: async ({ config, private: own }) => {
    own.set('opened', config.length ?? 8);
    return {
      result: { length: config.length, value: 'x'.repeat(config.length ?? 8) },
      renewAt: new Date('2024-01-01T00:00:00.250Z'),
    };
  },
  renew: async ({ private: own }) => {
    if (own.get('opened') !== 8) throw new ProviderError('Not opened', 'There is no such token.');
    return null;
  },
  close: async ({ log }) => log.info('closed'),
});

const join = providerFunction({
  summary: 'Joins numbers.',
  description: 'Joins numbers.',
  parameters: [parameter('separator', types.string, { description: 'What stands between.' })],
  variadic: parameter('number', types.integer, { description: 'A number.', allowNull: true }),
  returns: types.string,
  call: ([separator], numbers) => {
    const negative = numbers.findIndex((each) => each !== null && each < 0);
    if (negative >= 0) throw new ArgumentError(negative + 1, `${numbers[negative]} is below 0.`);
    return numbers.map((each) => each ?? 'none').join(separator);
  },
});

/** @param at the store that a configuration names; left out there is only the one */
export const toy = (store: Store, at: (where: string) => Store = () => store) =>
  provider({
    name: 'toy',
    schema: schema({
      description: 'Toys.',
      attributes: {
        where: optional.string({ description: 'Where the boxes are.' }),
        password: optional.string({ description: 'For the store.', sensitive: true }),
      },
    }),
    configure: ({ config: { where } }) => {
      if (isUnknown(where)) return new NotConfiguredYet(`${pathText([attribute('where')])} is not known.`);
      return where === null ? store : at(where);
    },
    resources: { box },
    dataSources: { boxes },
    ephemeralResources: { token },
    functions: { join },
  });
