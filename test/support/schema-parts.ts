import { OPERATION_NAMES, PASSING_OPERATIONS } from '../../lib/catalog/operations';
import {
  type FlagOrChoice,
  FLAGS_AND_CHOICES,
  type GuidName,
  GUIDS,
  LINK_SETTINGS,
  SETTING_ROWS,
  VF_ATTRIBUTE_NAMES,
} from '../../lib/model/vf-settings';
import type { StepKind } from '../../lib/plan/step';
import { STEP_SPECS } from '../../lib/plan/steps';

/** A JSON schema, or a part of one. */
interface Part {
  [key: string]: unknown;
}

/** By file in `schemas/`: puts in what follows from the tables of settings and of steps, and leaves the rest as it is. */
export const SCHEMA_PARTS: Readonly<Record<string, (schema: Part) => void>> = {
  'inventory.schema.json': (schema) => {
    const found = at(schema, 'definitions', 'vfNetwork', 'properties');
    for (const name of FLAGS_AND_CHOICES) found[name] = valueSchema(name, 'or not known');
    for (const name of GUIDS) found[name] = guidSchema(name);
  },
  'lock.schema.json': (schema) => {
    const { vm, ...entry } = at(schema, 'definitions', 'entry', 'properties');
    const guids = GUIDS.map((name) => [
      name,
      {
        description: `${SETTING_ROWS[name].description?.replace(/\.$/, '')}, lower case. Absent on Ethernet.`,
        $ref: '#/definitions/guid',
      },
    ]);
    at(schema, 'definitions', 'entry')['properties'] = { ...entry, ...Object.fromEntries(guids), vm };
  },
  'host-plan.schema.json': (schema) => {
    const target = at(schema, 'definitions', 'targetVf', 'properties');
    for (const name of FLAGS_AND_CHOICES) target[name] = valueSchema(name);
    for (const name of GUIDS) target[name] = guidSchema(name);
    const setting = at(schema, 'definitions', 'vfSetting');
    const [mac, vlan, rate] = ['mac', 'vlan', 'rate'].map((name) =>
      (setting['oneOf'] as Part[]).find((one) => at(one, 'properties', 'name')['const'] === name),
    );
    setting['oneOf'] = [mac, ...GUIDS.map(guidSettingSchema), vlan, ...FLAGS_AND_CHOICES.map(settingSchema), rate];
    at(schema, 'definitions', 'step')['oneOf'] = (Object.keys(STEP_SPECS) as StepKind[]).map(stepSchema);
    const driver = at(schema, 'definitions', 'driver', 'properties');
    Object.assign(at(driver, 'attributes'), { properties: supportSchemas() });
    at(driver, 'lostInSwitchdev', 'items')['enum'] = VF_ATTRIBUTE_NAMES;
    Object.assign(at(driver, 'operations'), { properties: casesSchemas('; none: not known') });
    at(driver, 'transientErrors', ...PASSING_ATTRIBUTES)['enum'] = PASSING_OPERATIONS;
    at(driver, 'outliveVfs', 'items')['enum'] = LINK_SETTINGS;
  },
  'device-catalog.schema.json': (schema) => {
    const support = at(schema, '$defs', 'vfAttributes');
    support['properties'] = { ...supportSchemas(), ...at(support, 'properties'), ...supportSchemas() };
    const cases = at(schema, '$defs', 'operations');
    cases['properties'] = casesSchemas('', { minItems: 1 }, '#/$defs/operationCase');
    at(schema, '$defs', 'transientErrors', ...PASSING_ATTRIBUTES)['enum'] = PASSING_OPERATIONS;
    at(schema, '$defs', 'behaviour', 'properties', 'outliveVfs', 'items')['enum'] = LINK_SETTINGS;
  },
};

/** Attributes of an error that passes. */
const PASSING_ATTRIBUTES = ['items', 'properties', 'attributes', 'items'];

function at(schema: Part, ...path: string[]): Part {
  return path.reduce((part, key) => part[key] as Part, schema);
}

function valueSchema(name: FlagOrChoice, notKnown?: 'or not known'): Part {
  const { value, description } = SETTING_ROWS[name];
  const orNull = notKnown === undefined ? [] : [null];
  if (typeof value !== 'string') return { description, enum: [...value, ...orNull] };
  return { description, type: notKnown === undefined ? 'boolean' : ['boolean', 'null'] };
}

function guidSchema(name: GuidName): Part {
  const { description } = SETTING_ROWS[name];
  return { description, type: 'string', pattern: '^[0-9a-f]{2}(:[0-9a-f]{2}){7}$' };
}

function guidSettingSchema(name: GuidName): Part {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'guid'],
    properties: { name: { const: name }, guid: guidSchema(name) },
  };
}

function stepSchema(kind: StepKind): Part {
  const { description, fields } = STEP_SPECS[kind];
  const own = Object.entries<Part>(fields);
  const required = own.flatMap(([name, field]) => ('optional' in field ? [] : [name]));
  const properties = own.map(([name, field]) => [name, field['optional'] ?? field] as const);
  return {
    description,
    type: 'object',
    additionalProperties: false,
    required: ['kind', 'pf', ...required],
    properties: {
      kind: { const: kind },
      pf: { $ref: '#/definitions/pciAddress' },
      ...Object.fromEntries(properties),
      attachments: { $ref: '#/definitions/attachments' },
    },
  };
}

function settingSchema(name: FlagOrChoice): Part {
  const field = SETTING_ROWS[name].value === 'flag' ? 'on' : 'state';
  return {
    type: 'object',
    additionalProperties: false,
    required: ['name', field],
    properties: { name: { const: name }, [field]: valueSchema(name) },
  };
}

function casesSchemas(words: string, limits: Part = {}, $ref = '#/definitions/operationCase'): Part {
  const cases = (name: string) => ({
    description: `Cases of ${name}${words}.`,
    type: 'array',
    ...limits,
    items: { $ref },
  });
  return Object.fromEntries(OPERATION_NAMES.map((name) => [name, cases(name)]));
}

function supportSchemas(): Part {
  const support = (name: string) => ({
    description: `Whether the driver takes ${name} of a VF; null: not known.`,
    type: ['boolean', 'null'],
  });
  return Object.fromEntries(VF_ATTRIBUTE_NAMES.map((name) => [name, support(name)]));
}
