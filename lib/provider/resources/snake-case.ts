/** A name of the model as attributes are called: `minTxRateMbps` is `min_tx_rate_mbps`. */
export type SnakeCase<S extends string> = S extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${SnakeCase<Tail>}`
  : '';

export function snakeCase<S extends string>(name: S): SnakeCase<S> {
  return snake(name) as SnakeCase<S>;
}

/** The other way round; `min_tx_rate_mbps` is `minTxRateMbps`. */
export const camelCase = remembered((name) =>
  name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
);

const snake = remembered((name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));

/** For names that code has, of which there are few: they are asked for with every VF. */
function remembered(make: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    let made = known.get(name);
    if (made === undefined) known.set(name, (made = make(name)));
    return made;
  };
}
