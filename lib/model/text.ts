import type { ConstructPath } from './units';

/** Longest name that file systems take (NAME_MAX of Linux), and more than any name of a VM, tenant or slot needs. */
export const MAX_NAME_LENGTH = 255;

/** Characters that a POSIX shell reads as more than themselves; the blank is judged apart. */
const SHELL_CHARACTERS = '|&;<>()$`\\"\'*?[]{}#~!';

/**
 * What a reader does not see as what it is: controls (Cc), format characters such as zero-width blanks, byte order marks
 * and turns of the direction of writing (Cf), line and paragraph separators (Zl, Zp), halves of surrogate pairs (Cs).
 * Categories of Unicode 15, chapter 4.5.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const ALL_UNPRINTABLE = new RegExp(UNPRINTABLE.source, 'gu');
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** Whether an ASCII code is one of them. */
const IS_SHELL_CODE: readonly boolean[] = Array.from({ length: 0x80 }, (_, code) =>
  SHELL_CHARACTERS.includes(String.fromCharCode(code)),
);

/**
 * Why a name must not reach a script, a file name or an XML document; null when it may.
 * Blanks inside are allowed: slots and VMs have them.
 */
export function unsafeName(name: string): string | null {
  if (name === '') return 'is empty';
  if (name.length > MAX_NAME_LENGTH) return `has ${name.length} characters, at most ${MAX_NAME_LENGTH} are allowed`;
  if (name.startsWith('-')) return 'starts with -, which commands read as an option';
  if (name.startsWith(' ') || name.endsWith(' ')) return 'starts or ends with a blank';
  const reason = unsafeLine(name);
  if (reason !== null) return reason;
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (IS_SHELL_CODE[code]) return `holds ${name[i]}, which a shell reads as more than a character`;
  }
  return null;
}

/** Why a text must not stand in a line of a report or script; null when it may. */
export function unsafeLine(text: string): string | null {
  const hidden = UNPRINTABLE.exec(text)?.[0];
  if (hidden === undefined) return null;
  return `holds ${CONTROL.test(hidden) ? 'a control character' : 'an invisible character'} (${escaped(hidden)})`;
}

/**
 * The text as it may stand in one line of a terminal, log or report: control characters, line separators, and what is
 * invisible or turns the direction of writing are shown by their number.
 */
export function oneLine(text: string): string {
  return UNPRINTABLE.test(text) ? text.replace(ALL_UNPRINTABLE, escaped) : text;
}

/** `1 VF`, `5 VFs`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** Bytes of the longest name of a netdev (`IFNAMSIZ` without its zero byte). */
const MAX_NETDEV_NAME_BYTES = 15;

/**
 * Why a name cannot be that of a netdev (`dev_valid_name` of the kernel), or must not be shown; null when it can.
 * The kernel takes brackets, quotes and dollar signs: whoever puts a name into a script quotes it.
 */
export function unsafeNetdevName(name: string): string | null {
  if (name === '') return 'is empty';
  const reason = unsafeLine(name);
  if (reason !== null) return reason;
  if (utf8Bytes(name) > MAX_NETDEV_NAME_BYTES)
    return `is too long for a netdev (${MAX_NETDEV_NAME_BYTES} bytes at most)`;
  if (name === '.' || name === '..') return 'is that of a folder';
  if (name.includes('/')) return 'holds /';
  if (name.includes(':')) return 'holds :';
  return /\s/.test(name) ? 'holds a blank' : null;
}

/** Bytes of the longest further name of a netdev (`ALTIFNAMSIZ` without its zero byte, include/uapi/linux/if.h). */
const MAX_ALTNAME_BYTES = 127;

/** Why a name cannot be a further name of a netdev; null when it can. */
export function unsafeAltName(name: string): string | null {
  if (name === '') return 'is empty';
  const tooLong = utf8Bytes(name) > MAX_ALTNAME_BYTES;
  return unsafeLine(name) ?? (tooLong ? `is too long for an altname (${MAX_ALTNAME_BYTES} bytes at most)` : null);
}

function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}

/** Why a name cannot be that of a host, which becomes a file name; null when it can. */
export function unsafeHostName(name: string): string | null {
  const reason = unsafeName(name);
  if (reason !== null) return reason;
  if (name.startsWith('.')) return 'starts with a dot';
  if (name.includes('/')) return 'holds /';
  return name.includes(' ') ? 'holds a blank' : null;
}

/** The name with `_` for all but letters, digits, dots and dashes, and cut to its longest. */
export function madeSafe(name: string): string {
  return (
    name
      .replaceAll(/[^\p{L}\p{N}._-]/gu, '_')
      .replace(/^[-.]/, '_')
      .slice(0, MAX_NAME_LENGTH) || '_'
  );
}

/** A value as a message shows it: cut, in quotes, control characters escaped, never over more than one line. */
export function quoted(value: unknown, most = 60): string {
  if (typeof value === 'object') return kindOf(value);
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'string') return cut(oneLine(String(value)), most);
  return oneLine(JSON.stringify(cut(value, most)));
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}...` : text;
}

/** A construct path as a message shows it: as it is, unless it is too long for one or would break its line. */
export function shownPath(path: ConstructPath): string {
  return cut(oneLine(path), 200);
}

function kindOf(value: object | null): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : 'an object';
}

function escaped(character: string): string {
  if (character === '\n') return '\\n';
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}
