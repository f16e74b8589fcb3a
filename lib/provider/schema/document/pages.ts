import type { ProviderFunction } from '../function';
import type { Provider } from '../provider';
import type { Schema } from '../schema';
import { bodyLines } from './body';
import { functionLines } from './function';

/** What a page is about. */
export type PageKind = 'provider' | 'resource' | 'dataSource' | 'ephemeral' | 'function';

/** A part of a provider that has a page, by its name as users write it. */
export interface PageSubject {
  readonly kind: PageKind;
  /** `sriov_device`, and `vf_address` for a function. */
  readonly name: string;
}

export interface Page {
  /** Where registries of providers look for it: `resources/device.md`. */
  readonly path: string;
  /** Markdown with the head that registries read. */
  readonly text: string;
}

const WORDS: Readonly<Record<PageKind, { readonly folder: string; readonly title: string; readonly suffix: string }>> =
  {
    provider: { folder: '', title: 'Provider', suffix: 'Provider' },
    resource: { folder: 'resources/', title: 'Resource', suffix: '(Resource)' },
    dataSource: { folder: 'data-sources/', title: 'Data Source', suffix: '(Data Source)' },
    ephemeral: { folder: 'ephemeral-resources/', title: 'Ephemeral Resource', suffix: '(Ephemeral Resource)' },
    function: { folder: 'functions/', title: 'Function', suffix: '(Function)' },
  };

/**
 * The documentation of a provider as registries show it: a page for the provider, and one for each resource, data source,
 * ephemeral resource and function.
 *
 * @param exampleOf a configuration that uses the subject; null for none
 */
export function pagesOf(provider: Provider, exampleOf: (subject: PageSubject) => string | null): Page[] {
  const { name, schema, resources, dataSources, ephemeralResources, functions } = provider;
  const page = (kind: PageKind, part: string, description: string, lines: readonly string[]): Page => {
    const subject = { kind, name: kind === 'function' ? part : kind === 'provider' ? name : `${name}_${part}` };
    const path = kind === 'provider' ? 'index.md' : `${WORDS[kind].folder}${part}.md`;
    return { path, text: pageText(subject, name, description, exampleOf(subject), lines) };
  };
  const bySchema = (kind: PageKind, of: Readonly<Record<string, { readonly schema: Schema }>>) =>
    Object.entries(of).map(([part, { schema: own }]) => page(kind, part, descriptionOf(own), bodyLines(own)));
  return [
    page('provider', name, descriptionOf(schema), bodyLines(schema)),
    ...bySchema('resource', resources),
    ...bySchema('dataSource', dataSources),
    ...bySchema('ephemeral', ephemeralResources),
    ...Object.entries(functions).map(([part, it]) => page('function', part, functionText(it), functionLines(part, it))),
  ];
}

const descriptionOf = ({ description, deprecated }: Schema): string =>
  deprecated === null ? description : `**Deprecated.** ${deprecated}\n\n${description}`;

const functionText = ({ description, deprecated }: ProviderFunction): string =>
  deprecated === undefined ? description : `**Deprecated.** ${deprecated}\n\n${description}`;

function pageText(
  { kind, name }: PageSubject,
  provider: string,
  description: string,
  example: string | null,
  lines: readonly string[],
): string {
  const { title, suffix } = WORDS[kind];
  const [summary = ''] = description.split('\n');
  const head = [
    '---',
    `page_title: ${JSON.stringify(kind === 'provider' ? `Provider: ${name}` : `${name} ${title} - ${provider}`)}`,
    'subcategory: ""',
    'description: |-',
    `  ${summary}`,
    '---',
    '',
  ];
  const shown = example === null ? [] : ['## Example Usage', '', '```terraform', example.trimEnd(), '```', ''];
  const text = [...head, `# ${name} ${suffix}`, '', description, '', ...shown, ...lines].join('\n');
  return `${text.trimEnd()}\n`;
}
