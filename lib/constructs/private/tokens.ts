import { Token, Tokenization } from 'cdktf';

/**
 * Copies the properties that are known, and collects the names of those whose value is a Terraform token.
 * Absent properties stay absent, so that "not managed" survives.
 */
export class Resolver {
  public readonly unresolved: string[] = [];

  /**
   * The named properties of `props`, as far as they are known. It walks what is stated, which is little, and not what
   * could be: an app has thousands of attachments.
   */
  public pick<P extends object, K extends keyof P & string>(props: P, names: ReadonlySet<K>): Pick<P, K> {
    const known: Partial<P> = {};
    for (const name in props) {
      if (!(names as ReadonlySet<string>).has(name)) continue;
      const value = this.known(name, props[name]);
      if (value !== undefined) known[name] = value;
    }
    return known as Pick<P, K>;
  }

  /** The value, or nothing when it is or holds a token. */
  public known<V>(name: string, value: V | undefined): V | undefined {
    if (value === undefined || value === null) return undefined;
    if (!holdsToken(value)) return value;
    this.unresolved.push(name);
    return undefined;
  }
}

/** Whether a value is a token or a container of one. */
export function holdsToken(value: unknown): boolean {
  switch (typeof value) {
    case 'number':
      // Number tokens are huge negative doubles: a plain comparison is cheaper than asking the engine every time.
      return value < 0 && Token.isUnresolved(value);
    case 'string':
      return value.includes('${') && Token.isUnresolved(value);
    case 'object':
      return value !== null && objectHoldsToken(value);
    default:
      return false;
  }
}

/** Each object is looked at once, however often and deeply it is contained, itself included. */
function objectHoldsToken(outermost: object): boolean {
  const objects = new Set([outermost]);
  for (const object of objects) {
    if (Tokenization.isResolvable(object) || Token.isUnresolved(object)) return true;
    for (const member of Object.values(object) as unknown[]) {
      if (typeof member === 'object' && member !== null) objects.add(member);
      else if (holdsToken(member)) return true;
    }
  }
  return false;
}
