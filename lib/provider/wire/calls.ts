import type { Log } from './log';
import type { ProviderDefinition } from './tfplugin6';

type Methods = (typeof ProviderDefinition)['methods'];
type MessageOf<Codec> = Codec extends { readonly decode: (...args: never[]) => infer Message } ? Message : never;

/**
 * The calls that a provider answers, by their name in tfplugin6.proto with a small first letter: all of protocol 6.9 but StopProvider, which
 * the server answers by aborting what runs.
 */
export type CallName = Exclude<keyof Methods, 'stopProvider'>;
export type RequestOf<Name extends CallName> = MessageOf<Methods[Name]['requestType']>;
export type ResponseOf<Name extends CallName> = MessageOf<Methods[Name]['responseType']>;

export interface CallContext {
  /** Aborted when the user interrupts the run, when the host no longer waits for the answer, and when its deadline is over. */
  readonly signal: AbortSignal;
  readonly log: Log;
}

/**
 * A provider: one function a call. What one of them throws reaches the user as an ugly "Plugin error"; what is meant for the user is a
 * diagnostic of the response.
 */
export type ProviderCalls = {
  readonly [Name in CallName]: (request: RequestOf<Name>, context: CallContext) => Promise<ResponseOf<Name>>;
};

/** Thrown for a call that this provider does not have: hosts take the answer UNIMPLEMENTED for "an older provider". */
export class NotImplemented extends Error {}
