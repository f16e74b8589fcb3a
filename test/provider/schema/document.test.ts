import { pagesOf } from '../../../lib/provider/schema/document/pages';
import { Store, toy } from '../support/toy';

const PAGES = new Map(
  pagesOf(toy(new Store()), ({ kind, name }) => (kind === 'resource' ? `resource "${name}" "a" {}\n` : null)).map(
    ({ path, text }) => [path, text],
  ),
);
const page = (path: string): string => PAGES.get(path) ?? '';

describe('The documentation of a provider', () => {
  it('has a page for each thing that users write, where registries look for it', () => {
    expect([...PAGES.keys()]).toEqual([
      'index.md',
      'resources/box.md',
      'data-sources/boxes.md',
      'ephemeral-resources/token.md',
      'functions/join.md',
    ]);
  });

  it('begins with the head that registries read, the description and an example', () => {
    expect(page('resources/box.md').split('## Schema')[0]).toBe(
      [
        '---',
        'page_title: "toy_box Resource - toy"',
        'subcategory: ""',
        'description: |-',
        '  A box.',
        '---',
        '',
        '# toy_box (Resource)',
        '',
        'A box.',
        '',
        '## Example Usage',
        '',
        '```terraform',
        'resource "toy_box" "a" {}',
        '```',
        '',
        '',
      ].join('\n'),
    );
    expect(page('data-sources/boxes.md')).not.toContain('Example');
  });

  it('tells of each attribute who sets it, its type, allowed values, default and what makes a new resource', () => {
    const [, required = '', optional = '', readOnly = ''] = page('resources/box.md').split(/^### (?!Nested).*$/m);
    expect(required).toContain('- `name` (String) Its name. Another value makes a new resource.');
    expect(optional).toContain('- `size` (Number) Its room. Must be between 1 and 64. Default: `4`.');
    expect(optional).toContain('- `labels` (Map of String) Labels.');
    expect(optional).toContain('- `key` (String, Sensitive) Its key.');
    expect(optional).toContain('- `pin` (String, Write-only) A secret that nobody keeps.');
    expect(optional).toContain('- `old` (String, Deprecated) **Deprecated.** Use labels. Was used before.');
    expect(readOnly).toContain('- `id` (String) Given by the store.');
  });

  it('has a section for nested attributes, and a link to it', () => {
    const text = page('resources/box.md');
    expect(text).toContain('- `lid` (Attributes) The lid. (see [below for nested schema](#nestedatt--lid))');
    expect(text).toMatch(
      /<a id="nestedatt--lid"><\/a>\n### Nested Schema for `lid`\n\nRequired:\n\n- `kind` \(String\)/,
    );
  });

  it('shows how a function is called', () => {
    expect(page('functions/join.md')).toMatch(
      /## Signature\n\n```text\njoin\(.*\) string\n```\n\n## Arguments\n\n1\. `/,
    );
  });
});
