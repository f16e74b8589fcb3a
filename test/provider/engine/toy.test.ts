import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireTool } from '../../support/require-tool';
import { bundled, Workspace } from './workspace';

/** The toy provider under real hosts: what they say of it, and what they keep. */

interface Engine {
  readonly name: string;
  readonly program: string;
  readonly test: jest.It;
  /** Functions, write-only attributes and ephemeral resources. */
  readonly recent: boolean;
}

const ENGINES: readonly Engine[] = [
  { name: 'OpenTofu 1.6', program: 'tofu', test: requireTool('tofu').test, recent: false },
  { name: 'Terraform', program: 'terraform', test: requireTool('terraform').test, recent: true },
];

let bin: string;
let at: Workspace;
beforeAll(() => {
  bin = bundled();
});
afterAll(() => rmSync(bin, { recursive: true, force: true }));

const everything = (name: string, size: number): string => `
resource "toy_box" "it" {
  name   = "${name}"
  size   = ${size}
  labels = { "__proto__" = "x", "a b" = "ü" }
  lid    = { kind = "wood" }
  shelves  = [{ height = 100 }, { height = 200, tag = "mine" }]
  stickers = [{ text = "b" }, { text = "a", place = "back" }]
  rule { port = 80 }
  rule { port = 443 }
}
`;

describe.each(ENGINES)('Under $name', ({ program, test, recent }) => {
  beforeEach(() => {
    at = new Workspace(program, bin);
  });
  afterEach(() => at.remove());

  const onlyBox = (): string => {
    const [file, ...others] = readdirSync(at.boxes);
    expect(others).toEqual([]);
    return join(at.boxes, file ?? 'none');
  };

  test('a resource is made, left alone, changed, replaced, put right and destroyed', () => {
    at.write(everything('tools', 4));
    expect(at.apply()).toMatchObject({
      status: 0,
      text: expect.stringContaining('1 added, 0 changed, 0 destroyed') as string,
    });
    expect(at.attributes('toy_box.it')).toMatchObject({
      id: 'box-1',
      color: 'grey',
      weight: 6,
      lid: { kind: 'wood', tight: false, serial: 'box-1-lid' },
      shelves: [
        { height: 100, tag: 'box-1-0' },
        { height: 200, tag: 'mine' },
      ],
      rule: [
        { port: 80, handle: 'box-1:80' },
        { port: 443, handle: 'box-1:443' },
      ],
    });
    expect(at.plan().status).toBe(0);

    at.write(everything('TOOLS', 8));
    expect(at.apply().text).toContain('0 added, 1 changed, 0 destroyed');
    expect(at.attributes('toy_box.it')).toMatchObject({
      name: 'tools',
      size: 8,
      weight: 12,
      lid: { serial: 'box-1-lid' },
    });
    expect(at.plan().status).toBe(0);

    at.write(everything('toys', 8));
    expect(at.plan().text).toContain('# forces replacement');
    expect(at.apply().text).toContain('1 added, 0 changed, 1 destroyed');
    const file = onlyBox();
    writeFileSync(file, readFileSync(file, 'utf8').replace('"size":8', '"size":9'));
    expect(at.plan().text).toContain('9 -> 8');
    expect(at.apply().text).toContain('0 added, 1 changed, 0 destroyed');

    const destroyed = at.run('destroy', '-auto-approve');
    expect(destroyed.text).toContain('Warning: A box goes');
    expect(readdirSync(at.boxes)).toEqual([]);
  });

  test('a resource that is there is imported by a block, and is then as if made here', () => {
    at.write(everything('tools', 4));
    at.apply();
    rmSync(join(at.folder, 'terraform.tfstate'));
    at.write(`${everything('tools', 4)}\nimport {\n  to = toy_box.it\n  id = "box-1"\n}\n`);
    expect(at.apply().text).toContain('1 imported, 0 added, 0 changed, 0 destroyed');
    expect(at.plan().status).toBe(0);
  });

  test('what is not known before the apply, in any depth, is taken', () => {
    at.write(`
resource "terraform_data" "later" { input = "late" }
resource "toy_box" "it" {
  name   = "box-\${terraform_data.later.id}"
  color  = terraform_data.later.output
  labels = { a = terraform_data.later.output }
  shelves  = [{ height = length(terraform_data.later.id), tag = terraform_data.later.output }]
  stickers = [{ text = terraform_data.later.output }, { text = "known" }]
  dynamic "rule" {
    for_each = toset([terraform_data.later.output])
    content { port = length(rule.value) }
  }
}
`);
    expect(at.apply()).toMatchObject({ status: 0, text: expect.stringContaining('2 added') as string });
    expect(at.attributes('toy_box.it')).toMatchObject({ color: 'late', labels: { a: 'late' }, rule: [{ port: 4 }] });
    expect(at.plan().status).toBe(0);
  });

  test('a mistake is told with its place in the file, its path, the value and what to do', () => {
    at.write('resource "toy_box" "it" {\n  name = "x"\n  shelves = [{ height = 0 }]\n}\n');
    const { status, text } = at.run('validate');
    expect(status).toBe(1);
    expect(text).toContain('Error: shelves[0].height is not valid');
    expect(text).toContain('At shelves[0].height: This is not between 1 and 3000');
    expect(text).toContain('(the value is 0). Take fewer.');
  });

  test('a state of an earlier version of the schema is taken over', () => {
    at.write('resource "toy_box" "it" {\n  name = "x"\n}\n');
    at.apply();
    const old = at.state
      .replace('"schema_version": 2', '"schema_version": 1')
      .replace('"name": "x"', '"name": "x", "title": "x"');
    expect(old).not.toBe(at.state);
    writeFileSync(join(at.folder, 'terraform.tfstate'), old);
    expect(at.plan().status).toBe(0);
  });

  test('a secret is shown nowhere', () => {
    at.write('resource "toy_box" "it" {\n  name = "x"\n  key = "sesame"\n}\n');
    const { status, text } = at.apply();
    expect(status).toBe(0);
    expect(text).toContain('(sensitive value)');
    expect(text).not.toContain('sesame');
  });

  const secret = 'resource "toy_box" "it" {\n  name = "x"\n  pin = "hunter22"\n}\n';

  if (recent) {
    test('a secret that nobody keeps stands in no state', () => {
      at.write(secret);
      expect(at.apply().status).toBe(0);
      expect(at.state).not.toContain('hunter22');
      expect(at.plan().status).toBe(0);
    });

    test('functions answer, and say which argument is wrong', () => {
      at.write('output "joined" {\n  value = provider::toy::join("-", 1, null, 3)\n}\n');
      expect(at.apply().text).toContain('joined = "1-none-3"');
      at.write('output "joined" {\n  value = provider::toy::join("-", 1, -2)\n}\n');
      expect(at.plan()).toMatchObject({
        status: 1,
        text: expect.stringContaining('Invalid value for "number" parameter: -2 is below 0.') as string,
      });
    });

    test('an ephemeral resource lives for a run', () => {
      at.write(`
ephemeral "toy_token" "it" { length = 4 }
resource "toy_box" "it" {
  name = "x"
  pin  = ephemeral.toy_token.it.value
}
`);
      expect(at.apply()).toMatchObject({ status: 0, text: expect.stringContaining('1 added') as string });
      expect(at.state).not.toContain('xxxx');
    });
  } else {
    test('a secret that nobody keeps is refused, since this host would keep it', () => {
      at.write(secret);
      const { status, text } = at.plan();
      expect([status, text]).toEqual([
        1,
        expect.stringContaining('Error: pin is for hosts that keep no secrets in their state'),
      ]);
    });
  }

  test('a data source is read', () => {
    at.write(
      `${everything('tools', 4)}\ndata "toy_boxes" "them" {\n  name = toy_box.it.name\n}\noutput "ids" {\n  value = join(",", data.toy_boxes.them.ids)\n}\n`,
    );
    expect(at.apply().text).toContain('ids = "box-1"');
  });
});
