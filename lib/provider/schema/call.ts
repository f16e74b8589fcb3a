import type { CallContext } from '../wire/calls';
import type { Context } from './context';
import { Diagnostics } from './diagnostics';
import { diagnosticOf } from './failure';
import type { Instance } from './instance';
import { Secrets } from './secrets';
import { wireDiagnostic } from './to-wire/diagnostic';
import type { Diagnostic as WireDiagnostic } from '../wire/tfplugin6';

/** One call of a host: what was said in it, and what must not be said. */
export class Call {
  public readonly say = new Diagnostics();
  public readonly secrets: Secrets;

  public constructor(
    private readonly context: CallContext,
    instance: Instance,
  ) {
    this.secrets = new Secrets(instance.secrets);
  }

  /** For code of the provider. */
  public get own(): Context {
    return { signal: this.context.signal, log: this.secrets.over(this.context.log), say: this.say };
  }

  /**
   * Runs a part of the call. Whatever it throws is a diagnostic, and its stack a line in the log.
   *
   * @param summary what could not be done if it throws
   * @returns undefined if it threw
   */
  public async attempt<T>(summary: string, run: () => T | Promise<T>, signal?: AbortSignal): Promise<T | undefined> {
    try {
      return await run();
    } catch (error) {
      this.say.add(diagnosticOf(error, summary, signal ?? this.context.signal));
      this.own.log.error(summary, { error });
      return undefined;
    }
  }

  /** The same for work that changes nothing: once nobody waits for it, neither does the call, however long a host is silent. */
  public look<T>(summary: string, run: () => T | Promise<T>): Promise<T | undefined> {
    const { signal } = this.context;
    return this.attempt(
      summary,
      () =>
        new Promise<T>((resolve, reject) => {
          const giveUp = () => reject(signal.reason as Error);
          if (signal.aborted) return giveUp();
          signal.addEventListener('abort', giveUp);
          void Promise.resolve(run())
            .then(resolve, reject)
            .finally(() => signal.removeEventListener('abort', giveUp));
        }),
    );
  }

  /** All that was said, without secrets. */
  public get diagnostics(): WireDiagnostic[] {
    return this.say.said.map((each) =>
      wireDiagnostic({
        ...each,
        summary: this.secrets.masked(each.summary),
        detail: this.secrets.masked(each.detail),
      }),
    );
  }
}
