import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { FORMATS } from './formats';

/** Where the schemas are published: editors find one by the `$schema` of a file. */
const PUBLISHED = 'https://github.com/cdktf-sriov/cdktf-sriov/schemas';
const FOLDER = join(__dirname, '../../schemas');

interface Schema {
  readonly $id: string;
  readonly title?: string;
  readonly description?: string;
  readonly properties: Readonly<Record<string, { readonly const?: unknown; readonly enum?: readonly unknown[] }>>;
}

function schemaOf(name: string): Schema {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.schema.json`), 'utf8')) as Schema;
}

test('every schema belongs to one format', () => {
  const files = readdirSync(FOLDER).map((file) => file.replace(/\.schema\.json$/, ''));
  expect(files.sort()).toEqual(Object.keys(FORMATS).sort());
});

describe.each(Object.entries(FORMATS))('%s.schema.json', (name, format) => {
  const schema = schemaOf(name);

  test('says where it is published, what it is of, and takes a $schema that says so', () => {
    expect(schema.$id).toBe(`${PUBLISHED}/${name}.schema.json`);
    expect(schema.title).toMatch(/\w/);
    expect(schema.description).toMatch(/\.$/);
    expect(schema.properties.$schema).toEqual({ description: 'This schema, for editors.', type: 'string' });
  });

  test('is a sound one', () => {
    const ajv = new Ajv({
      allowUnionTypes: true,
      discriminator: true,
      strict: true,
      strictRequired: false,
      strictTypes: false,
    });
    for (const other of Object.keys(FORMATS)) if (other !== name) ajv.addSchema(schemaOf(other));
    expect(() => ajv.compile(schema)).not.toThrow();
  });

  test('describes every field, by itself or by what it refers to', () => {
    expect(undescribed(schema, '')).toEqual([]);
  });

  test('knows the versions that are read', () => {
    const { const: only, enum: several = [only] } = schema.properties[format.versionField] ?? {};
    expect(several).toEqual(format.versions);
  });
});

/** Fields of which editors, and messages, can say nothing; a constant says itself. */
function undescribed(part: unknown, at: string): string[] {
  if (typeof part !== 'object' || part === null) return [];
  const { properties = {} } = part as { readonly properties?: Readonly<Record<string, object>> };
  const own = Object.entries(properties)
    .filter(([, field]) => !['description', '$ref', 'const'].some((said) => said in field))
    .map(([name]) => `${at}/${name}`);
  return [...own, ...Object.entries(part).flatMap(([key, child]) => undescribed(child, `${at}/${key}`))];
}
