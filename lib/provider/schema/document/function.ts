import type { Parameter, ProviderFunction } from '../function';
import { shapeWords } from './words';

/** The parts of a function's page behind its description, as lines. */
export function functionLines(name: string, { parameters, variadic, returns }: ProviderFunction): string[] {
  const rest = variadic ?? null;
  const parts = [
    ...parameters.map((parameter) => `${parameter.name} ${typeWords(parameter)}`),
    ...(rest === null ? [] : [`${rest.name} ${typeWords(rest)}...`]),
  ];
  return [
    '## Signature',
    '',
    '```text',
    `${name}(${parts.join(', ')}) ${shapeWords(returns.shape).toLowerCase()}`,
    '```',
    '',
    '## Arguments',
    '',
    ...parameters.map((parameter, n) => `${n + 1}. ${argumentLine(parameter)}`),
    ...(rest === null ? [] : [`${parameters.length + 1}. ${argumentLine(rest)} (variadic)`]),
    '',
  ];
}

const typeWords = ({ type }: Parameter): string => shapeWords(type.shape).toLowerCase();

function argumentLine({ name, type, allowNull, description, validators }: Parameter): string {
  const words = `${shapeWords(type.shape)}${allowNull ? ', Nullable' : ''}`;
  return [
    `\`${name}\` (${words})`,
    description,
    ...validators.map((validator) => `Must be ${validator.description}.`),
  ].join(' ');
}
