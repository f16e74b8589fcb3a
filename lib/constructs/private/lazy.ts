import { type IResolvable, type IResolveContext, Token } from 'cdktf';
import type { CarrierReference } from './carrier-reference';
import { escapeTemplate, quotedTemplate } from './template';

/**
 * A value that is computed when the stack is resolved. The engine's own `Lazy` captures a stack trace for each; with
 * thousands of attachments that is most of the time of a synth.
 */
class LazyValue implements IResolvable {
  public readonly creationStack: string[] = [];

  public constructor(private readonly produce: () => string | readonly string[] | undefined) {}

  /** The text goes past the engine's search for tokens, which reads all of it several times: there are none in it. */
  public resolve(context: IResolveContext): undefined {
    context.registerPostProcessor({ postProcess: () => this.produce() });
    return undefined;
  }

  public toString(): string {
    return Token.asString(this);
  }
}

/**
 * A text for resources of the user: alone, in the middle of another text, or as an argument of a Terraform function, where
 * it stands in quotation marks. With a carrier it comes from the carrier's resource, as far as Terraform can see. Its
 * value is known in every plan all the same: a VM is not replaced because its VF is set anew.
 */
class OutputText implements IResolvable {
  public readonly creationStack: string[] = [];

  public constructor(
    private readonly produce: () => string | undefined,
    private readonly carrier: CarrierReference | undefined,
  ) {}

  public resolve(context: IResolveContext): undefined {
    const address = this.carrier?.addressIn(context);
    const within = context.suppressBraces === true;
    context.registerPostProcessor({
      postProcess: () => {
        const text = this.produce();
        return text === undefined ? undefined : written(text, within, address);
      },
    });
    return undefined;
  }

  public toString(): string {
    return Token.asString(this);
  }
}

function written(text: string, within: boolean, address: string | undefined): string {
  if (address === undefined) return within ? quotedTemplate(text) : escapeTemplate(text);
  const expression = `[${quotedTemplate(text)}, ${address}][0]`;
  return within ? expression : `\${${expression}}`;
}

/**
 * A string token for resources of the user.
 *
 * @param produce the text, which is plain and no template; must not throw
 * @param carrier what has to be done before the text is true
 */
export function outputText(produce: () => string | undefined, carrier?: CarrierReference): string {
  return Token.asString(new OutputText(produce, carrier));
}

/**
 * A string that is computed when the stack is resolved, for a long text that is a property of its own: the engine takes
 * the token itself for a string, and searches the text that comes of it less often than that of a token within a string.
 */
export function lazyProperty(produce: () => string | undefined): string {
  return new LazyValue(produce) as unknown as string;
}

/**
 * Arguments by name, of which some are computed when the stack is resolved.
 *
 * @param stated the others, which may be or hold tokens
 * @param produce the computed ones, as templates of Terraform; must not throw
 */
export function lazyMap(
  stated: Readonly<Record<string, string>>,
  produce: () => Readonly<Record<string, string>>,
): Record<string, string> {
  return new LazyMap(stated, produce) as unknown as Record<string, string>;
}

/** A list of texts that is computed when the stack is resolved; none at all where it is empty. @param produce must not throw */
export function lazyList(produce: () => readonly string[]): string[] {
  return Token.asList(
    new LazyValue(() => {
      const list = produce();
      return list.length === 0 ? undefined : list;
    }),
  );
}

class LazyMap implements IResolvable {
  public readonly creationStack: string[] = [];

  public constructor(
    private readonly stated: Readonly<Record<string, string>>,
    private readonly produce: () => Readonly<Record<string, string>>,
  ) {}

  /** The computed ones go past the engine's search for tokens. */
  public resolve(context: IResolveContext): Readonly<Record<string, string>> {
    context.registerPostProcessor({ postProcess: (resolved: object) => ({ ...this.produce(), ...resolved }) });
    return this.stated;
  }

  public toString(): string {
    return Token.asString(this);
  }
}
