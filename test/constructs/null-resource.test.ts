import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Fn, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import { NullProvider, NullResource as Binding } from '../../lib/engine/null';
import { NullResource } from '../../lib/engine/null-resource';

type Resource = typeof Binding;

/** JSON of all stacks of an app with resources of this class. */
function synthesised(resource: Resource, build: (app: App, resource: Resource) => void): Record<string, unknown> {
  const outdir = mkdtempSync(join(tmpdir(), 'sriov-test-'));
  try {
    // What is moved makes the engine ask which Terraform is installed; the text of the stack depends on none.
    const app = new App({ outdir, skipValidation: true });
    build(app, resource);
    app.synth();
    const stacks = app.node.children.filter((child) => TerraformStack.isStack(child));
    return Object.fromEntries(
      stacks.map(({ node }) => [
        node.id,
        JSON.parse(readFileSync(join(outdir, 'stacks', node.id, 'cdk.tf.json'), 'utf8')),
      ]),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function oneStack(build: (stack: TerraformStack, resource: Resource, provider: NullProvider) => void) {
  return (app: App, resource: Resource) => {
    const stack = new TerraformStack(app, 'one');
    build(stack, resource, new NullProvider(stack, 'null'));
  };
}

describe('a null_resource of the library has the JSON of one of the binding', () => {
  test.each<[string, (app: App, resource: Resource) => void]>([
    ['with nothing', oneStack((stack, Null) => new Null(stack, 'a'))],
    [
      'with plain texts, brackets of templates among them',
      oneStack(
        (stack, Null, provider) =>
          new Null(stack, 'a', {
            provider,
            triggers: { a: '$${b}', 'some key': '1' },
            connection: { type: 'ssh', host: '192.0.2.1', hostKey: 'key', bastionHost: 'b' },
            provisioners: [
              { type: 'file', destination: 'x', content: 'a\n$${b} %%{ if } 3e1' },
              { type: 'remote-exec', inline: ['a', 'b'] },
              { type: 'local-exec', command: 'a', when: 'destroy' },
            ],
            lifecycle: { ignoreChanges: ['triggers'], createBeforeDestroy: true },
            count: 2,
          }),
      ),
    ],
    [
      'with references within its stack',
      oneStack((stack, Null) => {
        const host = new TerraformVariable(stack, 'host', {});
        const first = new Null(stack, 'first', { triggers: { host: host.stringValue } });
        const id = first.getStringAttribute('id');
        new Null(stack, 'second', {
          dependsOn: [first],
          triggers: { first: id, both: `${id} and ${host.stringValue}`, up: Fn.upper(id) },
          connection: { type: 'ssh', host: host.stringValue },
          provisioners: [{ type: 'remote-exec', inline: [`echo ${id}`] }],
        });
        new TerraformOutput(stack, 'out', { value: id });
      }),
    ],
    [
      'with escape hatches',
      oneStack((stack, Null) => {
        const host = new TerraformVariable(stack, 'host', {});
        const resource = new Null(stack, 'a', { triggers: { a: '1' } });
        resource.addOverride('triggers.b', host.stringValue);
        resource.addOverride('provisioner', [{ 'local-exec': { command: `echo ${host.stringValue}` } }]);
        resource.overrideLogicalId('mine');
        resource.dependsOn = ['null_resource.other'];
      }),
    ],
    [
      'where several are moved',
      oneStack((stack, Null) => {
        for (const id of ['a', 'b']) {
          new Null(stack, `old-${id}`).moveToId(`null_resource.${id}`);
          new Null(stack, id);
        }
      }),
    ],
    [
      'with references to another stack',
      (app, Null) => {
        const one = new TerraformStack(app, 'one');
        const other = new TerraformStack(app, 'other');
        new NullProvider(one, 'null');
        new NullProvider(other, 'null');
        const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => new Null(one, id).getStringAttribute('id'));
        new Null(other, 'e', {
          triggers: { a: a ?? '' },
          connection: { type: 'ssh', host: b ?? '' },
          provisioners: [{ type: 'remote-exec', inline: ['true', `echo ${c}`] }],
        }).addOverride('triggers.d', d);
      },
    ],
  ])('%s', (_words, build) => {
    const json = synthesised(NullResource, build);
    expect(json).toEqual(synthesised(Binding, build));
    expect(JSON.stringify(json)).not.toContain('TfToken');
  });
});
