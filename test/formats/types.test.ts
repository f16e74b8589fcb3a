import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { Agreement, type Schema } from './agreement';
import { FORMATS } from './formats';

const ROOT = join(__dirname, '../..');

/** All may be left out of an inventory: what is not there is not known, and filled in after the schema was applied. */
const FILLED_IN = ['inventory'];

const program = programOf(join(__dirname, 'formats.ts'));
const checker = program.getTypeChecker();

describe.each(Object.keys(FORMATS))('the schema of %s', (name) => {
  test('and the type of its documents have the same fields, which may hold and lack the same', () => {
    expect(differences(name, documentOf(name))).toEqual([]);
  });
});

describe('what the comparison finds', () => {
  const entry = (lock: EditedLock) => lock.definitions.entry;
  test.each<[string, (lock: EditedLock) => void, string]>([
    [
      'a field that only the type has',
      (lock) => delete entry(lock).properties.vm,
      '/vm: the type LockEntry has this field, the schema has not',
    ],
    [
      'a field that only the schema has',
      (lock) => (entry(lock).properties.tag = { type: 'string' }),
      '/tag: the schema has this field, the type LockEntry has not',
    ],
    [
      'a field that one may lack',
      (lock) => entry(lock).required.pop(),
      '/vf: the type requires it, the schema does not',
    ],
    [
      'a field that the other may lack',
      (lock) => entry(lock).required.push('mac'),
      '/mac: the schema requires it, the type does not',
    ],
    [
      'null',
      (lock) => (entry(lock).properties.vf = { type: ['integer', 'null'] }),
      '/vf: the schema takes null, the type does not',
    ],
    [
      'a list',
      (lock) => (entry(lock).properties.vf = { type: 'array', items: {} }),
      '/vf: the type takes number, the schema does not',
    ],
  ])('is %s', (_words, edit, line) => {
    const lock = structuredClone(schemaOf('lock')) as EditedLock;
    edit(lock);
    expect(differencesOf(lock, 'lock', documentOf('lock'))).toContain(`lock/attachments/*${line}`);
  });

  test('is a version that is no longer read, and a kind of step that one does not have', () => {
    const plan = structuredClone(schemaOf('host-plan'));
    const { step } = plan.definitions ?? {};
    const edited = { ...plan, definitions: { ...plan.definitions, step: { ...step, oneOf: step?.oneOf?.slice(1) } } };
    edited.properties = { ...plan.properties, planVersion: { const: 2 } };
    const [kind] = step?.oneOf ?? [];
    expect(differencesOf(edited, 'host-plan', documentOf('host-plan'))).toEqual([
      'host-plan/planVersion: the schema takes 2, the type does not',
      'host-plan/planVersion: the type takes 1, the schema does not',
      `host-plan/steps/0: the type has kind "${String(kind?.properties?.kind?.const)}", the schema has not`,
    ]);
  });
});

interface EditedLock extends Schema {
  readonly definitions: {
    readonly entry: { readonly properties: Record<string, Schema>; readonly required: string[] };
  };
}

function differences(name: string, type: ts.Type): readonly string[] {
  return differencesOf(schemaOf(name), name, type);
}

function differencesOf(document: Schema, name: string, type: ts.Type): readonly string[] {
  const { properties: { $schema: _editors, ...properties } = {}, ...schema } = document;
  const resolve = (reference: string) => resolved(reference, name, document);
  return new Agreement(checker, resolve, FILLED_IN.includes(name)).differences({ ...schema, properties }, type, name);
}

/** What `Format<T>` is of. */
function documentOf(name: string): ts.Type {
  const file = program.getSourceFile(join(__dirname, 'formats.ts'));
  const module = file === undefined ? undefined : checker.getSymbolAtLocation(file);
  const formats = module && checker.getExportsOfModule(module).find((symbol) => symbol.name === 'FORMATS');
  const format = formats && checker.getPropertyOfType(checker.getTypeOfSymbol(formats), name);
  const [document] = format ? checker.getTypeArguments(checker.getTypeOfSymbol(format) as ts.TypeReference) : [];
  if (document === undefined) throw new Error(`${name} is no Format<T>`);
  return document;
}

function programOf(file: string): ts.Program {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [file] }, ts.sys, ROOT);
  return ts.createProgram([file], { ...options, noEmit: true, composite: false, incremental: false, types: [] });
}

const schemas = new Map<string, Schema>();

/** The schema, with the name of its file in every reference. */
function schemaOf(name: string): Schema {
  const known = schemas.get(name);
  if (known !== undefined) return known;
  const text = readFileSync(join(ROOT, 'schemas', `${name}.schema.json`), 'utf8');
  const schema = JSON.parse(text.replaceAll('"$ref": "#', `"$ref": "${name}.schema.json#`)) as Schema;
  schemas.set(name, schema);
  return schema;
}

/** The schema that a reference means, where `own` is the one of this name. */
function resolved(reference: string, ownName: string, own: Schema): Schema {
  const [, name = '', pointer = ''] = /^(.+)\.schema\.json#\/(.+)$/.exec(reference) ?? [];
  return pointer
    .split('/')
    .reduce<unknown>(
      (at, member) => (at as Record<string, unknown>)[member],
      name === ownName ? own : schemaOf(name),
    ) as Schema;
}
