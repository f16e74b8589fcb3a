import { pathText } from '../../cty/path';
import { Diagnostic_Severity, type Diagnostic as WireDiagnostic } from '../../wire/tfplugin6';
import type { Diagnostic } from '../diagnostics';
import { wirePath } from './path';

const SEVERITIES: Readonly<Record<Diagnostic['severity'], Diagnostic_Severity>> = {
  error: Diagnostic_Severity.ERROR,
  warning: Diagnostic_Severity.WARNING,
};

/** Hosts show nested attributes as the line where the resource begins, so that the path stands in the text as well. */
export function wireDiagnostic({ severity, summary, detail, path }: Diagnostic): WireDiagnostic {
  const named = path === null || path.length === 0 ? detail : `At ${pathText(path)}: ${detail}`;
  return {
    severity: SEVERITIES[severity],
    summary,
    detail: named,
    attribute: path === null || path.length === 0 ? undefined : wirePath(path),
  };
}
