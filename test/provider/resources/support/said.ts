import type { Diagnostic } from '../../../../lib/provider/wire/tfplugin6';
import { ProviderSaid } from '../../support/core/fake-core';
import { said, type Said } from '../../support/asking';

/** What is said where something fails. */
export async function errorsOf(work: Promise<unknown>): Promise<Said[]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ProviderSaid) return said(error.diagnostics);
    throw error;
  }
  throw new Error('nothing failed');
}

export const warningsOf = ({ warnings }: { readonly warnings: readonly Diagnostic[] }): Said[] => said(warnings);
