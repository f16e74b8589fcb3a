import { typeToJson } from '../../cty/type-json';
import { StringKind, type Function_Parameter, type FunctionMessage } from '../../wire/tfplugin6';
import { typeOfShape } from '../body';
import type { Parameter, ProviderFunction } from '../function';
import type { ValueType } from '../value-types';

/** A function as hosts take it. */
export const wireFunction = (it: ProviderFunction): FunctionMessage => ({
  parameters: it.parameters.map(wireParameter),
  variadicParameter: it.variadic == null ? undefined : wireParameter(it.variadic),
  return: { type: typeBytes(it.returns) },
  summary: it.summary,
  description: it.description,
  descriptionKind: StringKind.MARKDOWN,
  deprecationMessage: it.deprecated ?? '',
});

const typeBytes = ({ shape }: ValueType): Uint8Array => new TextEncoder().encode(typeToJson(typeOfShape(shape)));

const wireParameter = ({ name, type, allowNull, allowUnknown, description }: Parameter): Function_Parameter => ({
  name,
  type: typeBytes(type),
  allowNullValue: allowNull,
  allowUnknownValues: allowUnknown,
  description,
  descriptionKind: StringKind.MARKDOWN,
});
