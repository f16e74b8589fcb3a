import { isNested, type Attribute, type Attributes } from '../attribute';
import type { Blocks } from '../blocks';
import { MODES } from '../mode';
import { attributeWords, blockWords } from './words';

/** What a body has: a schema, nested attributes, or a block. */
export interface Body {
  readonly attributes: Attributes;
  readonly blocks: Blocks;
}

type Section = 'Required' | 'Optional' | 'Read-Only';

/** In the order of a page. */
const SECTIONS: readonly Section[] = ['Required', 'Optional', 'Read-Only'];

interface Entry {
  readonly section: Section;
  readonly name: string;
  readonly line: string;
}

/** Bodies within bodies, which have a section of their own each. */
interface Inner {
  readonly path: readonly string[];
  readonly body: Body;
}

/** The part `Schema` of a page, as lines: the body's attributes by who sets them, then each body within it. */
export function bodyLines(body: Body): string[] {
  const inner: Inner[] = [];
  const lines = ['## Schema', '', ...sectionLines(body, [], inner)];
  for (const { path, body: nested } of inner) {
    lines.push(`<a id="${anchorOf(path)}"></a>`, `### Nested Schema for \`${path.join('.')}\``, '');
    lines.push(...sectionLines(nested, path, inner));
  }
  return lines;
}

/** @param inner is told what is within the body; whoever goes over it meets what is added on the way */
function sectionLines({ attributes, blocks }: Body, path: readonly string[], inner: Inner[]): string[] {
  const entries: Entry[] = [
    ...Object.entries(attributes).map(([name, attribute]) => attributeEntry(name, attribute, [...path, name], inner)),
    ...Object.entries(blocks).map(([name, block]): Entry => {
      inner.push({ path: [...path, name], body: block });
      const words = `${blockWords(block.nesting)}${limits(block.min, block.max)}`;
      const section = block.min > 0 ? 'Required' : 'Optional';
      return { section, name, line: lineOf(name, words, block.description, [...path, name]) };
    }),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
  const mark = path.length === 0 ? '### ' : '';
  return SECTIONS.flatMap((section) => {
    const own = entries.filter((entry) => entry.section === section);
    if (own.length === 0) return [];
    return [`${mark}${section}${mark === '' ? ':' : ''}`, '', ...own.map(({ line }) => line), ''];
  });
}

function attributeEntry(name: string, attribute: Attribute, path: readonly string[], inner: Inner[]): Entry {
  const { mode, shape } = attribute;
  const { required, optional } = MODES[mode];
  const section = required ? 'Required' : optional ? 'Optional' : 'Read-Only';
  if (isNested(shape)) inner.push({ path, body: { attributes: shape.attributes, blocks: {} } });
  const line = lineOf(name, attributeWords(attribute), descriptionOf(attribute), isNested(shape) ? path : null);
  return { section, name, line };
}

/** With what the schema knows besides: allowed values, the default, what makes a new resource. */
function descriptionOf({ description, validators, modifiers, mode, default: usual, deprecated }: Attribute): string {
  return [
    ...(deprecated === null ? [] : [`**Deprecated.** ${deprecated}`]),
    description,
    ...validators.map((validator) => sentence(`must be ${validator.description}`)),
    ...(mode === 'defaulted' ? [`Default: \`${JSON.stringify(usual)}\`.`] : []),
    ...(mode === 'computed' ? [] : modifiers.map((modifier) => sentence(modifier.description))),
  ].join(' ');
}

function lineOf(name: string, words: string, description: string, nested: readonly string[] | null): string {
  const link = nested === null ? '' : ` (see [below for nested schema](#${anchorOf(nested)}))`;
  return `- \`${name}\` (${words}) ${description}${link}`;
}

function limits(min: number, max: number | null): string {
  return [...(min > 0 ? [`, Min: ${min}`] : []), ...(max === null ? [] : [`, Max: ${max}`])].join('');
}

const anchorOf = (path: readonly string[]): string => `nestedatt--${path.join('--')}`;

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
