import { type IResolvable, type IResolveContext, Token } from 'cdktf';

/**
 * A string that is computed when the stack is resolved. The engine's own `Lazy` captures a stack trace for each; with
 * thousands of attachments that is most of the time of a synth.
 */
class LazyText implements IResolvable {
  public readonly creationStack: string[] = [];

  public constructor(private readonly produce: () => string | undefined) {}

  /** The text goes past the engine's search for tokens, which reads all of it several times: there are none in it. */
  public resolve(context: IResolveContext): undefined {
    context.registerPostProcessor({ postProcess: () => this.produce() });
    return undefined;
  }

  public toString(): string {
    return Token.asString(this);
  }
}

/** A string token for `produce`, which must not throw. */
export function lazyText(produce: () => string | undefined): string {
  return Token.asString(new LazyText(produce));
}

/**
 * The same for a long text that is a property of its own: the engine takes the token itself for a string, and searches
 * the text that comes of it less often than that of a token within a string.
 */
export function lazyProperty(produce: () => string | undefined): string {
  return new LazyText(produce) as unknown as string;
}
