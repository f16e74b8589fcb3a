/** Longest name that file systems take (NAME_MAX of Linux), and more than any name of a VM, tenant or slot needs. */
export const MAX_NAME_LENGTH = 255;

/** Characters that a POSIX shell reads as more than themselves; the blank is judged apart. */
const SHELL_CHARACTERS = '|&;<>()$`\\"\'*?[]{}#~!';

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
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (isControl(code)) return `holds a control character (${escaped(name[i] ?? '')})`;
    if (IS_SHELL_CODE[code]) return `holds ${name[i]}, which a shell reads as more than a character`;
  }
  return null;
}

/** Why a text must not stand in a line of a report or script; null when it may. */
export function unsafeLine(text: string): string | null {
  for (let i = 0; i < text.length; i++) {
    if (isControl(text.charCodeAt(i))) return `holds a control character (${escaped(text[i] ?? '')})`;
  }
  return null;
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
  if (typeof value !== 'string') return typeof value === 'object' ? kindOf(value) : String(value);
  const shown = value.length > most ? `${value.slice(0, most)}...` : value;
  return JSON.stringify(shown).replaceAll(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, escaped);
}

function kindOf(value: object | null): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : 'an object';
}

/** C0, DEL, C1, line and paragraph separators, and what turns the direction of writing. */
function isControl(code: number): boolean {
  if (code < 0x20) return true;
  if (code < 0x7f) return false;
  if (code <= 0x9f) return true;
  return (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  if (character === '\n') return '\\n';
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
