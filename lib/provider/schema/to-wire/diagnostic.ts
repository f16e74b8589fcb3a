import { pathText } from '../../cty/path';
import { Diagnostic_Severity, type Diagnostic as WireDiagnostic } from '../../wire/tfplugin6';
import type { Diagnostic } from '../diagnostics';
import { wirePath } from './path';

const SEVERITIES: Readonly<Record<Diagnostic['severity'], Diagnostic_Severity>> = {
  error: Diagnostic_Severity.ERROR,
  warning: Diagnostic_Severity.WARNING,
};

/** More than anybody reads: what quotes a name of a megabyte must not fill a terminal and a log with it. */
const LONGEST_CHARACTERS = 20_000;

const cut = (text: string): string =>
  text.length <= LONGEST_CHARACTERS ? text : `${text.slice(0, LONGEST_CHARACTERS)}… (${text.length} characters)`;

/** Hosts show nested attributes as the line where the resource begins, so that the path stands in the text as well. */
export function wireDiagnostic({ severity, summary, detail, path }: Diagnostic): WireDiagnostic {
  const named = path === null || path.length === 0 ? detail : `At ${pathText(path)}: ${detail}`;
  return {
    severity: SEVERITIES[severity],
    summary: cut(summary),
    detail: cut(named),
    attribute: path === null || path.length === 0 ? undefined : wirePath(path),
  };
}
