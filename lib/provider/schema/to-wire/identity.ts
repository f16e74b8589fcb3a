import { typeToJson } from '../../cty/type-json';
import type { ResourceIdentitySchema } from '../../wire/tfplugin6';
import { typeOfShape } from '../body';
import type { IdentitySchema } from '../identity';

/** The schema of an identity as hosts take it. */
export const wireIdentitySchema = ({ version, attributes }: IdentitySchema): ResourceIdentitySchema => ({
  version,
  identityAttributes: Object.entries(attributes).map(([name, { type, required, description }]) => ({
    name,
    type: new TextEncoder().encode(typeToJson(typeOfShape(type.shape))),
    requiredForImport: required,
    optionalForImport: !required,
    description,
  })),
});
