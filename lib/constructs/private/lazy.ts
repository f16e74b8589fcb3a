import { type IResolvable, Token } from 'cdktf';

/**
 * A string that is computed when the stack is resolved. The engine's own `Lazy` captures a stack trace for each; with
 * thousands of attachments that is most of the time of a synth.
 */
class LazyText implements IResolvable {
  public readonly creationStack: string[] = [];

  public constructor(private readonly produce: () => string | undefined) {}

  public resolve(): string | undefined {
    return this.produce();
  }

  public toString(): string {
    return Token.asString(this);
  }
}

/** A string token for `produce`, which must not throw. */
export function lazyText(produce: () => string | undefined): string {
  return Token.asString(new LazyText(produce));
}
