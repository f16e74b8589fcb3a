import type { Unknown } from '../cty/value';
import type { Context } from './context';
import type { Validator } from './problem';
import type { ValueType } from './value-types';

type Known<T> = T extends ValueType<infer V> ? V['knownConfig'] : never;
type Partly<T> = T extends ValueType<infer V> ? V['config'] : never;

/** A parameter of a function. */
export interface Parameter<T extends ValueType = ValueType, N extends boolean = boolean, U extends boolean = boolean> {
  readonly name: string;
  readonly type: T;
  /** Markdown. */
  readonly description: string;
  /** Whether it takes null. Otherwise the host refuses it. */
  readonly allowNull: N;
  /** Whether it takes what is not known. Otherwise the host answers unknown by itself. */
  readonly allowUnknown: U;
  readonly validators: readonly Validator<unknown>[];
}

export interface ParameterOptions<T extends ValueType> {
  readonly description: string;
  /** Default: false. */
  readonly allowNull?: boolean;
  /** Default: false. */
  readonly allowUnknown?: boolean;
  readonly validators?: readonly Validator<Known<T>>[];
}

type Yes<T> = T extends true ? true : false;

export function parameter<T extends ValueType, const O extends ParameterOptions<T>>(
  name: string,
  type: T,
  options: O,
): Parameter<T, Yes<O['allowNull']>, Yes<O['allowUnknown']>> {
  return {
    name,
    type,
    description: options.description,
    allowNull: (options.allowNull ?? false) as Yes<O['allowNull']>,
    allowUnknown: (options.allowUnknown ?? false) as Yes<O['allowUnknown']>,
    validators: (options.validators ?? []) as readonly Validator<unknown>[],
  };
}

/** What an argument is in code. */
export type ArgumentOf<P> =
  P extends Parameter<infer T, infer N, infer U>
    ? (U extends true ? Partly<T> | Unknown : Known<T>) | (N extends true ? null : never)
    : never;

export type ArgumentsOf<P extends readonly Parameter[]> = { readonly [K in keyof P]: ArgumentOf<P[K]> };

/** A function that configurations call as `provider::NAME::FUNCTION(…)`: pure, called without a configured provider. */
export interface ProviderFunction<
  P extends readonly Parameter[] = readonly Parameter[],
  V extends Parameter | null = Parameter | null,
  R extends ValueType = ValueType,
> {
  /** One line. */
  readonly summary: string;
  /** Markdown. */
  readonly description: string;
  /** What to use in its place. */
  readonly deprecated?: string;
  readonly parameters: P;
  /** Takes all arguments behind the parameters; null or left out for none. */
  readonly variadic?: V;
  readonly returns: R;
  /** @throws ArgumentError */
  call(
    args: ArgumentsOf<P>,
    rest: V extends Parameter ? readonly ArgumentOf<V>[] : readonly never[],
    context: Context,
  ): Known<R> | Unknown | null | Promise<Known<R> | Unknown | null>;
}

/** A function whose types come from its parameters. */
export const providerFunction = <
  const P extends readonly Parameter[],
  R extends ValueType,
  V extends Parameter | null = null,
>(
  it: ProviderFunction<P, V, R>,
): ProviderFunction<P, V, R> => it;

/** Thrown by a function: the argument that is wrong. */
export class ArgumentError extends Error {
  /** @param position of the argument, counted from 0 */
  public constructor(
    public readonly position: number,
    public readonly problem: string,
  ) {
    super(problem);
    this.name = 'ArgumentError';
  }
}
