/**
 * Numbers of cty have 512 bits of mantissa. One of JavaScript stands for an integer exactly, and for a fraction as its shortest decimal
 * text, which is how Terraform and OpenTofu compare them as well: 0.1 is one tenth. Whatever it cannot stand for is a `Decimal`.
 */
export type CtyNumber = number | Decimal;

/** A decimal number of any length, made by `numberFrom` only: equal numbers have equal fields. */
export class Decimal {
  /** What tells a Decimal from an object that happens to have its fields. */
  readonly #made = true;

  /** The value is `digits` x 10^`exponent`; `digits` begin with `-` when negative, and neither begin nor end with 0. */
  public constructor(
    public readonly digits: string,
    public readonly exponent: number,
  ) {}

  public static is(value: unknown): value is Decimal {
    return typeof value === 'object' && value !== null && #made in value;
  }

  public toString(): string {
    return plainText(this);
  }

  /** As a literal of JSON. `JSON.stringify` puts it in quotes; `toJson` of this folder does not. */
  public toJSON(): string {
    return plainText(this);
  }
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;

/**
 * The number that a decimal text stands for: one of JavaScript where that is the same number, else a Decimal.
 *
 * @returns null for a text that is no decimal number. A `+` in front, and digits on one side of the point only, are taken.
 */
export function numberFrom(text: string): CtyNumber | null {
  const decimal = parse(text);
  if (decimal === null) return null;
  const near = Number(text);
  if (!Number.isFinite(near)) return decimal;
  const same = decimalOf(near);
  // Both have one form only.
  return same.digits === decimal.digits && same.exponent === decimal.exponent ? near + 0 : decimal;
}

/** The same for an integer of any length. */
export function numberFromInteger(integer: bigint): CtyNumber {
  const near = Number(integer);
  // Below that bound every integer is a double.
  if (Number.isSafeInteger(near)) return near;
  if (Number.isFinite(near) && BigInt(near) === integer) return near;
  return normal(integer < 0n ? '-' : '', (integer < 0n ? -integer : integer).toString(), 0);
}

/** The digits of a number, without exponent unless that took more than 1000 zeros. */
export function numberText(value: CtyNumber): string {
  if (typeof value !== 'number') return plainText(value);
  if (Number.isSafeInteger(value)) return `${value}`;
  return Number.isFinite(value) ? plainText(decimalOf(value)) : `${value}`;
}

export function sameNumber(a: CtyNumber, b: CtyNumber): boolean {
  if (typeof a === 'number' || typeof b === 'number') return a === b;
  return a.digits === b.digits && a.exponent === b.exponent;
}

function decimalOf(value: number): Decimal {
  const text = Number.isInteger(value) ? BigInt(value).toString() : `${value}`;
  const decimal = parse(text);
  if (decimal === null) throw new RangeError(`${value} is no decimal number`);
  return decimal;
}

function parse(text: string): Decimal | null {
  const found = NUMBER.exec(text);
  if (found === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = found;
  if (whole === '' && fraction === '') return null;
  return normal(sign === '-' ? '-' : '', whole + fraction, Number(exponent) - fraction.length);
}

function normal(sign: string, digits: string, exponent: number): Decimal {
  let first = 0;
  let end = digits.length;
  // Loops, since a pattern that is anchored at the end takes quadratic time for long runs of zeros.
  while (first < end && digits[first] === '0') first += 1;
  while (end > first && digits[end - 1] === '0') end -= 1;
  if (first === end) return new Decimal('0', 0);
  return new Decimal(sign + digits.slice(first, end), exponent + digits.length - end);
}

const MOST_ZEROS = 1000;

function plainText({ digits, exponent }: Decimal): string {
  const sign = digits.startsWith('-') ? '-' : '';
  const bare = digits.slice(sign.length);
  if (exponent > MOST_ZEROS || exponent + bare.length < -MOST_ZEROS) return `${digits}e${exponent}`;
  if (exponent >= 0) return digits + '0'.repeat(exponent);
  const point = bare.length + exponent;
  if (point > 0) return `${sign}${bare.slice(0, point)}.${bare.slice(point)}`;
  return `${sign}0.${'0'.repeat(-point)}${bare}`;
}
