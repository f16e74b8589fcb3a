import { isNested, type Attribute, type Attributes, type NestedShape } from '../attribute';
import { MODES } from '../mode';
import type { Provider } from '../provider';
import type { Schema } from '../schema';
import { camelCase, pascalCase } from './names';
import { argumentType, referenceTo } from './types';

export interface BindingOptions {
  /** Where engines look for the provider: `cdktf-sriov/sriov`. */
  readonly source: string;
  /** Versions of the provider that have these schemas, `>= 0.1.0`. */
  readonly version: string;
  /** Names of types for nested attributes that stand in several places; of others the name says where they are. */
  readonly structs: ReadonlyMap<Attributes, string>;
}

/** What a class of the engine is called, takes and is made with. */
interface Kind {
  readonly base: 'TerraformProvider' | 'TerraformResource' | 'TerraformDataSource';
  readonly prefix: string;
  /** What a configuration has beside the attributes. */
  readonly meta: string | null;
}

const PROVIDER: Kind = { base: 'TerraformProvider', prefix: '', meta: null };
const RESOURCE: Kind = { base: 'TerraformResource', prefix: '', meta: 'TerraformMetaArguments' };
const DATA_SOURCE: Kind = { base: 'TerraformDataSource', prefix: 'Data', meta: 'TerraformMetaArguments' };

/** Texts of two modules. */
export interface Bindings {
  /** The classes, for users. */
  readonly classes: string;
  /** What arguments they take, to any depth; the classes import it. */
  readonly tables: string;
}

/**
 * A module with classes for a provider, its resources and data sources, on an engine of the CDK. Arguments are typed to
 * any depth; what the provider computes of nested attributes is a reference without a type.
 */
export function bindingsOf(provider: Provider, options: BindingOptions): Bindings {
  const writer = new Writer(provider.name, options);
  writer.class(PROVIDER, null, provider.schema);
  for (const [name, { schema }] of Object.entries(provider.resources)) writer.class(RESOURCE, name, schema);
  for (const [name, { schema }] of Object.entries(provider.dataSources)) writer.class(DATA_SOURCE, name, schema);
  return writer.modules();
}

class Writer {
  private readonly parts: string[] = [];
  private readonly tables: string[] = [];
  private readonly written = new Map<Attributes, string>();

  public constructor(
    private readonly provider: string,
    private readonly options: BindingOptions,
  ) {}

  public modules(): Bindings {
    const [tables, head] = [
      this.tables.join('\n\n'),
      '// Generated from the schemas of lib/provider by `npm run docs`.\n',
    ];
    return { classes: head + this.classes(), tables: `${head}${tables}\n` };
  }

  private classes(): string {
    const body = this.parts.join('\n\n');
    const names = body.match(/\b[A-Z_]+_ARGUMENTS\b/g) ?? [];
    const imported = ENGINE_NAMES.filter((name) => new RegExp(`\\b${name}\\b`).test(body));
    return [
      `import { ${imported.map((name) => (TYPES.has(name) ? `type ${name}` : name)).join(', ')} } from 'cdktf';`,
      "import type { Construct } from 'constructs';",
      "import { argumentsOf, hclOf } from './arguments';",
      `import { ${names.join(', ')} } from './sriov-arguments';`,
      '',
      body,
      '',
    ].join('\n');
  }

  public class(kind: Kind, name: string | null, { attributes, description }: Schema): void {
    const type = name === null ? this.provider : `${this.provider}_${name}`;
    const own = `${kind.prefix}${pascalCase(this.provider)}${name === null ? 'Provider' : pascalCase(name)}`;
    const stated = argumentsAmong(attributes);
    const members = this.members(own, stated);
    if (kind.meta === null) members.unshift(this.alias());
    this.parts.push(
      [
        `/** ${name === null ? `Configuration of the provider \`${type}\`.` : `Arguments of \`${type}\`.`} */`,
        `export interface ${own}Config${kind.meta === null ? '' : ` extends ${kind.meta}`} {`,
        members.join('\n'),
        '}',
      ].join('\n'),
    );
    const table = `${own.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}_ARGUMENTS`;
    this.tables.push(`export const ${table} = ${tableOf(stated)} as const;`);
    this.parts.push(this.classText(kind, own, type, table, { attributes, description }));
  }

  private classText(
    { base, meta }: Kind,
    own: string,
    type: string,
    table: string,
    { attributes, description }: Pick<Schema, 'attributes' | 'description'>,
  ): string {
    const needed = Object.values(attributes).some(({ mode }) => MODES[mode].required);
    const getters = Object.entries(attributes)
      .filter(([, { mode }]) => meta !== null && MODES[mode].computed)
      .map(([name, attribute]) => this.getter(name, attribute));
    return [
      docOf(description, ''),
      `export class ${own} extends ${base} {`,
      '  /** Its name in Terraform. */',
      `  public static readonly tfResourceType: string = '${type}';`,
      '',
      ...(meta === null ? ['  private ownAlias?: string;', ''] : []),
      `  public constructor(scope: Construct, id: string, private readonly config: ${own}Config${needed ? '' : ' = {}'}) {`,
      '    super(scope, id, {',
      `      terraformResourceType: ${own}.tfResourceType,`,
      `      terraformGeneratorMetadata: { providerName: '${this.provider}', providerVersionConstraint: '${this.options.version}' },`,
      ...(meta === null
        ? [`      terraformProviderSource: '${this.options.source}',`]
        : META[base].map((name) => `      ${name}: config.${name},`)),
      '    });',
      ...(meta === null ? ['    this.ownAlias = config.alias;'] : []),
      '  }',
      '',
      ...(meta === null ? ALIAS : []),
      ...getters,
      '  protected override synthesizeAttributes(): { [name: string]: unknown } {',
      meta === null
        ? `    return { alias: this.ownAlias, ...argumentsOf(this.config, ${table}) };`
        : `    return argumentsOf(this.config, ${table});`,
      '  }',
      '',
      '  protected override synthesizeHclAttributes(): { [name: string]: unknown } {',
      '    return hclOf(this.synthesizeAttributes());',
      '  }',
      '}',
    ].join('\n');
  }

  private getter(name: string, attribute: Attribute): string {
    const { type, expression } = referenceTo(name, attribute);
    return [
      docOf(attribute.description, '  '),
      `  public get ${camelCase(name)}(): ${type} {`,
      `    return ${expression};`,
      '  }',
      '',
    ].join('\n');
  }

  private alias(): string {
    return [
      memberDoc('alias', 'Name of this configuration, where a stack has several.', false),
      '  readonly alias?: string;',
      '',
    ].join('\n');
  }

  /** @param owner name of the type that they are of */
  private members(owner: string, attributes: Attributes): string[] {
    return Object.entries(attributes).map(([name, attribute]) => {
      const { shape, mode, description } = attribute;
      const struct = isNested(shape) ? this.struct(shape, `${owner}${pascalCase(name)}`, description) : null;
      const type = argumentType(attribute, struct);
      const needed = MODES[mode].required;
      return `${memberDoc(name, description, needed)}\n  readonly ${camelCase(name)}${needed ? '' : '?'}: ${type};\n`;
    });
  }

  private struct({ attributes }: NestedShape, place: string, description: string): string {
    const known = this.written.get(attributes);
    if (known !== undefined) return known;
    const name = this.options.structs.get(attributes) ?? place;
    this.written.set(attributes, name);
    const members = this.members(name, argumentsAmong(attributes));
    this.parts.push(`${docOf(description, '')}\nexport interface ${name} {\n${members.join('\n')}\n}`);
    return name;
  }
}

/** The engine's class has it and keeps nothing in it. */
const ALIAS = [
  '  /** Its name, where a stack has several configurations of the provider. */',
  '  public override get alias(): string | undefined {',
  '    return this.ownAlias;',
  '  }',
  '',
  '  public override set alias(value: string | undefined) {',
  '    this.ownAlias = value;',
  '  }',
  '',
];

const META = {
  TerraformProvider: [],
  TerraformResource: [...['provider', 'dependsOn', 'count', 'lifecycle', 'forEach'], ...['provisioners', 'connection']],
  TerraformDataSource: ['provider', 'dependsOn', 'count', 'lifecycle', 'forEach'],
} as const satisfies Readonly<Record<Kind['base'], readonly string[]>>;

const ENGINE_NAMES = [
  ...['Fn', 'IResolvable', 'TerraformDataSource', 'TerraformMetaArguments', 'TerraformProvider', 'TerraformResource'],
];
const TYPES: ReadonlySet<string> = new Set(['IResolvable', 'TerraformMetaArguments']);

/** Those that a configuration may say. */
function argumentsAmong(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).filter(([, { mode }]) => MODES[mode].required || MODES[mode].optional),
  );
}

/** What is within each argument: nothing, arguments, or objects of arguments by name or in a list. */
function tableOf(attributes: Attributes): string {
  const rows = Object.entries(attributes).map(([name, { shape }]) => {
    if (!isNested(shape)) return `${name}: null`;
    const inner = tableOf(argumentsAmong(shape.attributes));
    return `${name}: { many: ${String(shape.kind !== 'single')}, of: ${inner} }`;
  });
  return `{ ${rows.join(', ')} }`;
}

function docOf(text: string, indent: string): string {
  return `${indent}/** ${withoutEnd(text)} */`;
}

/** What becomes of one that is left out stands at the end of most descriptions. */
function memberDoc(name: string, description: string, needed: boolean): string {
  if (needed) return docOf(description, '  ');
  const [, text = '', usual] = /^(.*?)(?: ?(?:Default|Absent): ([^.]*(?:\.[^ ][^.]*)*)\.)?$/s.exec(description) ?? [];
  const about = text === '' ? `The argument \`${name}\`.` : text;
  const lines = [about, `@default - ${usual ?? 'none'}`].map((line) => `   * ${withoutEnd(line)}`);
  return ['  /**', ...lines, '   */'].join('\n');
}

const withoutEnd = (text: string): string => text.replaceAll('*/', '* /');
