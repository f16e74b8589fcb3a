import { ProviderError, type Diagnostic } from './diagnostics';

/**
 * What a user reads of something that code of a provider threw: its message, never its stack.
 *
 * @param summary what could not be done
 */
export function diagnosticOf(error: unknown, summary: string, signal: AbortSignal): Diagnostic {
  if (error instanceof ProviderError) {
    return { severity: 'error', summary: error.summary, detail: error.detail, path: error.path };
  }
  return { severity: 'error', summary, detail: detailOf(error, signal), path: null };
}

function detailOf(error: unknown, signal: AbortSignal): string {
  const message = messageOf(error);
  const { reason } = signal as { readonly reason: unknown };
  // What a signal brings down throws in ways of its own; why it was given is what the user asks.
  if (signal.aborted && reason !== error) return `${messageOf(reason)}. ${message}`;
  return message;
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : typeof error === 'string' ? error : 'No reason was given';
