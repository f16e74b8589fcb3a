import { type IResolvable, type IResolveContext, Token, Tokenization, type TerraformResource } from 'cdktf';

/**
 * The JSON of a resource, as a token. The engine searches every text of every resource for tokens three times over: to
 * find references to other stacks, for the resource, and for the whole stack. Of this token it gets nothing but the
 * values that are tokens the first time, and all the second: they are resolved with the stack.
 *
 * @param resource the resource
 * @param attributes its own arguments
 * @param overrides what escape hatches put over them
 * @param toTerraform its JSON as the engine makes it
 */
export function resolvedWithStack(
  resource: TerraformResource,
  attributes: object,
  overrides: object,
  toTerraform: () => object,
): IResolvable {
  return new ResolvedWithStack(
    () => (isPlain(resource) ? tokensOf(resource, attributes, overrides) : toTerraform()),
    () => withoutAbsent(toTerraform()),
  );
}

class ResolvedWithStack implements IResolvable {
  public readonly creationStack: string[] = [];

  public constructor(
    private readonly tokens: () => unknown,
    private readonly json: () => object,
  ) {}

  public resolve(context: IResolveContext): unknown {
    if (context.preparing) return this.tokens();
    // What a post processor gives is not resolved in turn.
    context.registerPostProcessor({ postProcess: () => this.json() });
    return undefined;
  }

  public toString(): string {
    return Token.asString(this);
  }
}

/** The resource is neither moved nor imported. */
function isPlain(resource: TerraformResource): boolean {
  const { imports, moved } = resource.toMetadata() as { readonly imports?: object; readonly moved?: object };
  return imports === undefined && moved === undefined;
}

/** The engine takes an absent member for one to delete from the stack. */
function withoutAbsent(json: object): object {
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));
}

function tokensOf(resource: TerraformResource, attributes: object, overrides: object): unknown[] {
  const tokens: unknown[] = [];
  collect(resource.terraformMetaArguments, tokens);
  collect(resource.provisioners, tokens);
  collect(attributes, tokens);
  collect(overrides, tokens);
  return tokens;
}

/** Adds the values within `value` that are tokens. */
function collect(value: unknown, tokens: unknown[]): void {
  if (typeof value === 'string') {
    if (value.includes('{TfToken[')) tokens.push(value);
  } else if (typeof value === 'number') {
    if (value < 0 && Token.isUnresolved(value)) tokens.push(value);
  } else if (typeof value === 'object' && value !== null) {
    if (Tokenization.isResolvable(value) || Token.isUnresolved(value)) tokens.push(value);
    else for (const name in value) collect((value as Readonly<Record<string, unknown>>)[name], tokens);
  }
}
