import type { Finding } from '../model/finding';
import { nearNames } from '../model/near-names';
import { quoted } from '../model/text';
import type { ConstructPath } from '../model/units';
import { finding } from './rules';

/** A property that somebody gave and nothing reads. */
export interface UnknownProperty {
  readonly path: ConstructPath;
  /** Name of the host. */
  readonly host?: string;
  /** Property that holds it, `conditions`; absent for one of the construct itself. */
  readonly member?: string | undefined;
  readonly name: string;
  /** Names that there are in its place. */
  readonly known: readonly string[];
}

/** The value is not shown: it may be a secret under a misspelt name. */
export function unknownProperty({ path, host, member, name, known }: UnknownProperty): Finding {
  const full = (of: string) => (member === undefined ? of : `${member}.${of}`);
  const near = nearNames(name, known).map(full);
  const hint = near.length > 0 ? ` (did you mean ${near.join(' or ')}?)` : '';
  return finding('INP-005', {
    path,
    ...(host === undefined ? {} : { host }),
    pointer: full(name),
    message: `there is no property ${quoted(full(name))}${hint}, so it has no effect`,
    fix: near.length > 0 ? `Write ${near.join(' or ')}, or remove the property` : removeIt(member, known),
  });
}

function removeIt(member: string | undefined, known: readonly string[]): string {
  const list = [...known].sort().join(', ');
  return member === undefined
    ? `Remove the property, or write one of ${list}`
    : `Remove the property, or write one of ${list} in ${member}`;
}
