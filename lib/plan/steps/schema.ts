/** JSON schema of a field. */
export type FieldSchema = Readonly<Record<string, unknown>>;

/** What `schemas/host-plan.schema.json` defines once. */
export function ref(definition: string): FieldSchema {
  return { $ref: `#/definitions/${definition}` };
}

export const DOMAIN_NAME: FieldSchema = {
  description: 'Name of the libvirt domain.',
  type: 'string',
  pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]+$',
};
