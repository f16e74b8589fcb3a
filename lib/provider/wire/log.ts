/** As TF_LOG has them, the most talkative first. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What a line says beside its message. Whoever writes it leaves out what is secret. */
export type LogFields = Readonly<Record<string, unknown>>;

export type Log = { readonly [Level in LogLevel]: (message: string, fields?: LogFields) => void };

/**
 * Lines for the host that started this process: one JSON object each, as hclog of Go has it, which the host sorts by level into what
 * TF_LOG asks for. A line with anything else would stand there as DEBUG.
 *
 * @param lowest what is below is not written; null for nothing at all
 * @param write gets whole lines with their end
 */
export function logTo(
  write: (line: string) => void,
  module: string,
  lowest: LogLevel | null,
  now: () => Date = () => new Date(),
): Log {
  const from = lowest === null ? LOG_LEVELS.length : LOG_LEVELS.indexOf(lowest);
  const at = (level: LogLevel) => {
    if (LOG_LEVELS.indexOf(level) < from) return () => {};
    return (message: string, fields: LogFields = {}) => write(`${hclogLine(level, module, message, fields, now())}\n`);
  };
  return { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function hclogLine(level: LogLevel, module: string, message: string, fields: LogFields, at: Date): string {
  const head = {
    '@level': level,
    '@message': message,
    '@module': module,
    // hclog asks for microseconds, of which a Date knows the first three digits.
    '@timestamp': at.toISOString().replace('Z', '000Z'),
  };
  try {
    return JSON.stringify({ ...fields, ...head }, asText);
  } catch {
    // A circular structure.
    return JSON.stringify(head);
  }
}

const asText = (_: string, value: unknown) =>
  typeof value === 'bigint' ? `${value}` : value instanceof Error ? (value.stack ?? `${value}`) : value;

/**
 * The level that the environment asks of providers: TF_LOG_PROVIDER, else TF_LOG.
 *
 * @returns null when none is asked for; trace for `JSON`, and for a word that is no level, as the hosts take it
 */
export function askedLevel(env: Readonly<Record<string, string | undefined>>): LogLevel | null {
  const asked = (env.TF_LOG_PROVIDER || env.TF_LOG || '').toLowerCase();
  if (asked === '' || asked === 'off') return null;
  return LOG_LEVELS.find((level) => level === asked) ?? 'trace';
}
