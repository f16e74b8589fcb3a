import { pathText } from '../../cty/path';
import { whollyKnown, type Value } from '../../cty/value';
import type { CallContext } from '../../wire/calls';
import type { CallFunctionRequest, CallFunctionResponse, DynamicValue, FunctionError } from '../../wire/tfplugin6';
import { typeOfShape } from '../body';
import { Call } from '../call';
import { ArgumentError, type Parameter, type ProviderFunction } from '../function';
import type { Instance } from '../instance';
import { settleShape } from '../settle';
import { shapeProblems } from '../shape-check';
import { shown } from '../shown';
import { fromWire, toWire } from '../to-wire/value';

/** Calls a function. What is wrong with an argument is said of that argument. */
export async function callFunction(
  instance: Instance,
  request: CallFunctionRequest,
  context: CallContext,
): Promise<CallFunctionResponse> {
  const { provider } = instance;
  const call = new Call(context, instance);
  const { name } = request;
  try {
    const it = Object.hasOwn(provider.functions, name) ? provider.functions[name] : undefined;
    if (it === undefined) return failed({ text: `There is no function ${name} in the provider ${provider.name}.` });
    const args = request.arguments.map((message, position) => argument(it, message, position));
    const count = it.parameters.length;
    const answer = (await it.call(args.slice(0, count), args.slice(count) as never, call.own)) as Value;
    const result = settleShape(
      it.returns.shape,
      answer,
      { unknown: 'kept', complete: true, reference: null, say: call.say },
      [],
    );
    const [defect] = call.say.said;
    if (defect !== undefined) return failed({ text: `${defect.summary}: ${defect.detail}` });
    return { result: toWire(typeOfShape(it.returns.shape), result), error: undefined };
  } catch (error) {
    if (error instanceof ArgumentError) return failed({ text: error.problem, functionArgument: error.position });
    context.log.error(`The function ${name} failed`, { error });
    return failed({ text: error instanceof Error && error.message !== '' ? error.message : 'No reason was given.' });
  }
}

/** Hosts write the text into a sentence of their own, and end it with a period. */
const failed = ({ text, ...where }: FunctionError): CallFunctionResponse => ({
  result: undefined,
  error: { ...where, text: text.replace(/\.$/, '') },
});

function argument(it: ProviderFunction, message: DynamicValue, position: number): Value {
  const parameter = it.parameters[position] ?? it.variadic;
  if (parameter == null) throw new ArgumentError(position, `The function takes ${it.parameters.length} arguments.`);
  const value = fromWire(typeOfShape(parameter.type.shape), message);
  if (value !== null && whollyKnown(value)) checkArgument(parameter, value, position);
  return value;
}

function checkArgument({ name, type, validators }: Parameter, value: Value, position: number): void {
  const problems = [
    ...shapeProblems(type.shape, value),
    ...validators.flatMap((validator) => validator.problemOf(value) ?? []),
  ];
  const [first] = problems;
  if (first === undefined) return;
  const at = pathText(first.at ?? []);
  throw new ArgumentError(
    position,
    `${name}${at === '' ? '' : ` at ${at}`} is not valid: ${first.problem} (the value is ${shown(value)}). ${first.fix}.`,
  );
}
