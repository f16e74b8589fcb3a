import { bindingsOf } from '../../../lib/provider/schema/bindings/bindings';
import { camelCase, pascalCase } from '../../../lib/provider/schema/bindings/names';
import { computed, optional, provider, required, schema, types } from '../../../lib/provider/schema';

const WAY = { port: optional.integer({ description: 'Port. */ of it' }) };

const { classes, tables } = bindingsOf(
  provider({
    name: 'toy',
    schema: schema({ description: 'Boxes.', attributes: { way: optional.single(WAY, { description: 'Way.' }) } }),
    configure: () => ({}),
    resources: {
      big_box: {
        schema: schema({
          description: 'A box.',
          attributes: {
            name: required.string({ description: 'Name.' }),
            by: optional.single(WAY, { description: 'Way of its own.' }),
            parts: optional.mapNested(
              {
                is_red: optional.bool({ description: 'Red. Default: false.' }),
                weight: computed.number({ description: 'Weight.' }),
              },
              { description: 'Parts by name.' },
            ),
            tags: computed.set(types.string, { description: 'Tags.' }),
            sizes: computed.list(types.number, { description: 'Sizes.' }),
            held: computed.listNested({ at: computed.string({ description: 'Where.' }) }, { description: 'Held.' }),
          },
        }),
      } as never,
    },
    dataSources: {},
    ephemeralResources: {},
    functions: {},
  }),
  { source: 'example/toy', version: '>= 1.2.3', structs: new Map([[WAY, 'ToyWay']]) },
);

const part = (from: string): string => {
  const at = classes.indexOf(from);
  return at < 0 ? '' : classes.slice(at, classes.indexOf('\n}', at));
};

describe('bindings of a provider', () => {
  test('type arguments to any depth, without what is computed', () => {
    expect(part('interface ToyBigBoxConfig')).toContain('readonly name: string;');
    expect(part('interface ToyBigBoxConfig')).toContain(
      'readonly parts?: { [name: string]: ToyBigBoxParts } | IResolvable;',
    );
    expect(part('interface ToyBigBoxConfig')).not.toContain('tags');
    expect(part('interface ToyBigBoxParts')).toContain('readonly isRed?: boolean | IResolvable;');
    expect(part('interface ToyBigBoxParts')).not.toContain('weight');
  });

  test('have one type for arguments that stand in several places', () => {
    expect(classes.match(/interface ToyWay /g)).toHaveLength(1);
    expect(part('interface ToyProviderConfig')).toContain('readonly way?: ToyWay;');
    expect(part('interface ToyBigBoxConfig')).toContain('readonly by?: ToyWay;');
  });

  test('ask for a configuration where an argument is required, and for none elsewhere', () => {
    expect(part('class ToyBigBox ')).toContain('private readonly config: ToyBigBoxConfig)');
    expect(part('class ToyProvider ')).toContain('private readonly config: ToyProviderConfig = {})');
  });

  test('refer to what is computed', () => {
    const box = part('class ToyBigBox ');
    expect(box).toContain("return Fn.tolist(this.getListAttribute('tags'));");
    expect(box).toContain("return this.getNumberListAttribute('sizes');");
    expect(box).toContain('get held(): IResolvable');
    expect(box).not.toContain('get name()');
  });

  test('say what is within arguments, by the names of Terraform', () => {
    expect(tables).toContain('TOY_BIG_BOX_ARGUMENTS');
    expect(tables).toContain('parts: { many: true, of: { is_red: null } }');
    expect(tables).toContain('by: { many: false, of: { port: null } }');
  });

  test('name the provider, with the versions that have these schemas', () => {
    expect(classes).toContain("terraformProviderSource: 'example/toy'");
    expect(classes).toContain("providerVersionConstraint: '>= 1.2.3'");
  });

  test('let no description end a comment', () => expect(classes).toContain('* Port. * / of it'));

  test('say what holds for an argument that is left out', () => {
    expect(part('interface ToyBigBoxParts')).toContain('   * Red.\n   * @default - false');
    expect(part('interface ToyBigBoxConfig')).toContain('   * Way of its own.\n   * @default - none');
    expect(part('interface ToyBigBoxConfig')).toContain('  /** Name. */\n  readonly name');
  });
});

describe('names of bindings', () => {
  test.each([
    ['min_tx_rate_mbps', 'minTxRateMbps', 'MinTxRateMbps'],
    ['host', 'host', 'Host'],
  ])('%s is %s', (name, camel, pascal) => {
    expect(camelCase(name)).toBe(camel);
    expect(pascalCase(name)).toBe(pascal);
  });

  test('are told apart, or refused', () => expect(() => camelCase('aB')).toThrow(/aB cannot be told/));
});
