import type { AttributePath } from '../cty/path';

/** What a user reads about a configuration, a plan or a run. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** One line. */
  readonly summary: string;
  /** What, the value found, the limit and its source, what to do. The framework writes the path in front. */
  readonly detail: string;
  /** The attribute that is meant; null for none. */
  readonly path: AttributePath | null;
}

/** Where a call of a provider says what it found. */
export interface Say {
  error(summary: string, detail: string, path?: AttributePath): void;
  warning(summary: string, detail: string, path?: AttributePath): void;
}

/** All that was said in one call. */
export class Diagnostics implements Say {
  readonly #said: Diagnostic[] = [];

  public error(summary: string, detail: string, path?: AttributePath): void {
    this.add({ severity: 'error', summary, detail, path: path ?? null });
  }

  public warning(summary: string, detail: string, path?: AttributePath): void {
    this.add({ severity: 'warning', summary, detail, path: path ?? null });
  }

  public add(...diagnostics: readonly Diagnostic[]): void {
    this.#said.push(...diagnostics);
  }

  public get said(): readonly Diagnostic[] {
    return this.#said;
  }

  public get hasErrors(): boolean {
    return this.#said.some(({ severity }) => severity === 'error');
  }
}

/** Thrown by code of a provider that cannot go on: the user reads this one diagnostic. */
export class ProviderError extends Error {
  public constructor(
    public readonly summary: string,
    public readonly detail: string,
    public readonly path: AttributePath | null = null,
    options?: ErrorOptions,
  ) {
    super(`${summary}: ${detail}`, options);
    this.name = 'ProviderError';
  }
}
