/** What the kernel reads as a switch (`kstrtobool`): the first letter decides, after an `o` the second. */
export function parseSwitch(text: string): boolean | null {
  const first = text.charAt(0).toLowerCase();
  if (first === '') return null;
  if ('1yt'.includes(first)) return true;
  if ('0nf'.includes(first)) return false;
  const second = first === 'o' ? text.charAt(1).toLowerCase() : '';
  return second === 'n' ? true : second === 'f' ? false : null;
}

const DIGITS: Readonly<Record<number, RegExp>> = {
  8: /^[0-7]+$/,
  10: /^[0-9]+$/,
  16: /^[0-9a-f]+$/i,
};

/**
 * What the kernel reads from text written to a file of a 16-bit number (`kstrtou16` with base 0): decimal, `0x` for
 * hexadecimal, a leading `0` for octal, one `+` before and one line feed after it; null for anything else.
 */
export function parseU16(text: string): number | null {
  let digits = text.endsWith('\n') ? text.slice(0, -1) : text;
  if (digits.startsWith('+')) digits = digits.slice(1);
  let base = 10;
  if (/^0x[0-9a-f]/i.test(digits)) {
    base = 16;
    digits = digits.slice(2);
  } else if (digits.length > 1 && digits.startsWith('0')) {
    base = 8;
  }
  if (DIGITS[base]?.test(digits) !== true) return null;
  const value = Number.parseInt(digits, base);
  return value <= 0xffff ? value : null;
}
