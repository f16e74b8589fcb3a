import { Decimal } from '../cty/number';
import { attributeOf, Dynamic, isList, isMap, isObject, UNKNOWN, type Value } from '../cty/value';
import type { Log, LogFields, LogLevel } from '../wire/log';
import { type Attribute, isNested } from './attribute';
import { bodyOf, type Body, hasAttribute } from './body';
import { MODES } from './mode';

/** What stands in a text in place of a secret. */
export const MASK = '(sensitive value)';

/** Shorter ones are too common in texts to be taken out of the middle of them. */
const LEAST_CHARACTERS = 4;

const isSecret = ({ mode, sensitive }: Attribute): boolean => sensitive || MODES[mode].writeOnly;
const hasSecrets = hasAttribute(isSecret);

/** The texts of sensitive and write-only values of one call, and the names of their attributes. */
export class Secrets {
  readonly #texts = new Set<string>();
  readonly #names = new Set<string>();

  /** @param known secrets of before, which are secret here as well */
  public constructor(known?: Secrets) {
    if (known === undefined) return;
    known.#texts.forEach((text) => this.#texts.add(text));
    known.#names.forEach((name) => this.#names.add(name));
  }

  /** Takes in what is secret in an object with that body. */
  public learn(body: Body, value: Value): void {
    if (!isObject(value) || !hasSecrets(body)) return;
    for (const [name, attribute] of Object.entries(body.attributes)) {
      const part = attributeOf(value, name);
      if (isSecret(attribute)) {
        this.#names.add(name);
        this.#learnAll(part);
      } else if (isNested(attribute.shape)) this.#learnWithin(bodyOf(attribute.shape), part);
    }
    for (const [name, block] of Object.entries(body.blocks)) this.#learnWithin(block, attributeOf(value, name));
  }

  /** A text with every secret in it replaced. */
  public masked(text: string): string {
    if (this.#texts.has(text)) return MASK;
    let masked = text;
    for (const secret of this.#longestFirst()) masked = masked.replaceAll(secret, MASK);
    return masked;
  }

  /** A log that writes no secret. */
  public over(log: Log): Log {
    const at =
      (level: LogLevel) =>
      (message: string, fields: LogFields = {}): void =>
        log[level](this.masked(message), this.#maskedFields(fields));
    return { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  }

  #learnWithin(body: Body, value: Value): void {
    if (isList(value)) value.forEach((each) => this.learn(body, each));
    else if (isMap(value)) value.forEach((each) => this.learn(body, each));
    else this.learn(body, value);
  }

  #learnAll(value: Value): void {
    if (value === null || value === UNKNOWN || typeof value === 'boolean') return;
    if (typeof value === 'string' || typeof value === 'number') this.#texts.add(`${value}`);
    else if (Decimal.is(value)) this.#texts.add(value.toString());
    else if (Dynamic.is(value)) this.#learnAll(value.value);
    else if (isList(value) || isMap(value)) value.forEach((each: Value) => this.#learnAll(each));
    else Object.values(value).forEach((each) => this.#learnAll(each));
  }

  /** Of a secret within another one the rest would be left over. */
  #longestFirst(): string[] {
    return [...this.#texts].filter(({ length }) => length >= LEAST_CHARACTERS).sort((a, b) => b.length - a.length);
  }

  #maskedFields(fields: LogFields): LogFields {
    return Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, this.#names.has(name) ? MASK : this.#maskedField(value)]),
    );
  }

  #maskedField(value: unknown): unknown {
    if (typeof value === 'string') return this.masked(value);
    if (typeof value === 'number') return this.#texts.has(`${value}`) ? MASK : value;
    if (Array.isArray(value)) return value.map((each) => this.#maskedField(each));
    if (value instanceof Map) return this.#maskedFields(Object.fromEntries(value) as LogFields);
    if (value instanceof Error) return this.masked(value.stack ?? value.message);
    return typeof value === 'object' && value !== null ? this.#maskedFields(value as LogFields) : value;
  }
}
