export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** What stands beside a message: names are those of attributes where there is one. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where lines go; `TF_LOG` of the host decides which are shown. */
export type LogSink = (level: LogLevel, message: string, fields: LogFields) => void;

/** The log of one call. Values of sensitive and write-only attributes of the call are replaced wherever they stand. */
export type Log = Readonly<Record<LogLevel, (message: string, fields?: LogFields) => void>>;
