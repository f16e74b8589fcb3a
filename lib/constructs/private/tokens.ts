import { Token, Tokenization } from 'cdktf';
import type { Finding } from '../../model/finding';
import type { ConstructPath } from '../../model/units';
import { OBJECT, RECORD_OF_TEXT } from '../../resolve/shapes';
import { refusedToken } from '../../resolve/token-findings';
import { unknownProperty } from '../../resolve/unknown-property';
import { wrongValue } from '../../resolve/wrong-value';
import { plainValue } from './plain-value';
import type { Properties, Sorted } from './properties';

/**
 * Copies the properties that are known, and collects the names of those whose value is a Terraform token.
 * Absent properties stay absent, so that "not managed" survives. What is no property is a finding.
 */
export class Resolver {
  public readonly unresolved: string[] = [];

  public constructor(
    private readonly path: ConstructPath,
    private readonly findings: Finding[],
  ) {}

  /**
   * The stated properties by their use, as far as they are known. It walks what is stated, which is little, and not what
   * could be: an app has thousands of attachments.
   */
  public sort<P extends object, U extends Readonly<Record<string, string>>>(
    props: P,
    properties: Properties<U>,
  ): Sorted<P, U> {
    const sorted: Record<string, Record<string, unknown>> = {};
    for (const use of properties.uses) sorted[use] = {};
    for (const name in props) {
      const use = properties.useOf(name);
      if (use === undefined) this.sayUnknown(undefined, name, props[name], properties);
      const values = use === undefined ? undefined : sorted[use];
      if (values === undefined) continue;
      const value = this.known(name, plainValue(props[name]));
      if (value !== undefined) values[name] = value;
    }
    return sorted as Sorted<P, U>;
  }

  /** A property that holds properties of its own. What is no object passes, and is found to be none later. */
  public group<V>(name: string, value: V, properties: Properties): V | undefined {
    const known = this.known(name, value);
    if (typeof value !== 'object' || value === null || Array.isArray(value) || Tokenization.isResolvable(value)) {
      return known;
    }
    const unknown = properties.unknownIn(value);
    for (const member of unknown) this.sayUnknown(name, member, null, properties);
    if (unknown.length === 0 || known === undefined) return known;
    return Object.fromEntries(Object.entries(value).filter(([member]) => !unknown.includes(member))) as V;
  }

  /**
   * Says labels that are none: laid over those that are inherited, a text is a label for each letter, and a number none.
   *
   * @param members who says which labels are no texts
   */
  public labels(value: unknown, members: 'here' | 'later'): void {
    if (value === undefined || value === null) return;
    const shape = members === 'here' ? RECORD_OF_TEXT : OBJECT;
    const said = wrongValue(shape, { path: this.path, pointer: 'labels', value });
    if (said !== null) this.findings.push(said);
  }

  /** Says of a property that decides what is made of the construct at all that it is a token. */
  public refuseToken(name: string, value: unknown): void {
    if (holdsToken(value)) this.findings.push(refusedToken(this.path, name));
  }

  private sayUnknown(member: string | undefined, name: string, value: unknown, properties: Properties): void {
    // Other languages give properties that their types do not have as undefined.
    if (value !== undefined)
      this.findings.push(unknownProperty({ path: this.path, member, name, known: properties.names }));
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
    case 'bigint':
    case 'boolean':
    case 'function':
    case 'symbol':
    case 'undefined':
      return false;
  }
}

/** Whether a value is a token itself. */
export function isToken(value: unknown): boolean {
  return typeof value === 'object' ? Tokenization.isResolvable(value) : holdsToken(value);
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
