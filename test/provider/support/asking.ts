import { fromMsgpack, toMsgpack } from '../../../lib/provider/cty/msgpack';
import { fromJson } from '../../../lib/provider/cty/json';
import { pathText, type AttributePath } from '../../../lib/provider/cty/path';
import type { Type } from '../../../lib/provider/cty/type';
import type { Value } from '../../../lib/provider/cty/value';
import type { CallContext } from '../../../lib/provider/wire/calls';
import type { LogFields, LogLevel } from '../../../lib/provider/wire/log';
import { Diagnostic_Severity, type Diagnostic, type DynamicValue } from '../../../lib/provider/wire/tfplugin6';

/** Values on the wire and back, for tests that ask a provider single calls. */
export const wire = (type: Type, value: Value): DynamicValue => ({
  msgpack: toMsgpack(type, value),
  json: new Uint8Array(),
});

export const unwire = (type: Type, message: DynamicValue | undefined): Value => {
  if (message === undefined) return null;
  return message.msgpack.length > 0
    ? fromMsgpack(type, message.msgpack)
    : fromJson(type, new TextDecoder().decode(message.json));
};

export interface Said {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail: string;
  readonly at: string;
}

/** Diagnostics in words. */
export const said = (diagnostics: readonly Diagnostic[]): Said[] =>
  diagnostics.map(({ severity, summary, detail, attribute }) => ({
    severity: severity === Diagnostic_Severity.ERROR ? 'error' : 'warning',
    summary,
    detail,
    at: pathText(
      (attribute?.steps ?? []).map(({ selector }): AttributePath[number] => {
        if (selector === undefined) throw new Error('a step that leads nowhere');
        switch (selector.$case) {
          case 'attributeName':
            return { kind: 'attribute', name: selector.value };
          case 'elementKeyString':
            return { kind: 'key', key: selector.value };
          case 'elementKeyInt':
            return { kind: 'index', index: selector.value };
        }
      }),
    ),
  }));

export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

/** A context of calls that keeps what is logged. */
export function listening(): CallContext & { readonly lines: LogLine[]; readonly abort: (reason: Error) => void } {
  const lines: LogLine[] = [];
  const aborting = new AbortController();
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void =>
      void lines.push({ level, message, fields });
  return {
    signal: aborting.signal,
    abort: (reason) => aborting.abort(reason),
    log: { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    lines,
  };
}

export const CAPABLE = { deferralAllowed: false, writeOnlyAttributesAllowed: true };
export const INCAPABLE = { deferralAllowed: false, writeOnlyAttributesAllowed: false };
