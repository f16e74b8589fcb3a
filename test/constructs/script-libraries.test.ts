import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aspects, type TerraformStack } from 'cdktf';
import { Carrier, type SriovHost } from 'cdktf-sriov';
import type { HostPlan } from '../../lib/plan/host-plan';
import { renderPfScript } from '../../lib/render/script';
import { execFileSync } from '../support/child';
import { requireTool } from '../support/require-tool';
import { healthyHost, TestApp, TIDY } from './app';

/** As much of a stack as this is about. */
interface Stack {
  readonly locals?: Readonly<Record<string, string>>;
  readonly resource: {
    readonly terraform_data: Readonly<Record<string, { readonly provisioner: readonly Provisioner[] }>>;
  };
}

interface Provisioner {
  readonly file?: { readonly content: string };
}

let app: TestApp;
beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.dispose());

/** A machine is reached at its own address. */
const carrierOf = (host: string) =>
  Carrier.terraformData({
    connection: { type: 'ssh', host, user: 'root', agent: 'true', hostKey: 'ssh-ed25519 AAAA' },
  });

function addHost(stack: TerraformStack, name: string): SriovHost {
  const host = healthyHost(stack, name, { carrier: carrierOf(name) });
  host.addPhysicalFunction('uplink', { address: '0000:3b:00.0' }).addPool('vms', { ...TIDY, count: 2, vlan: 100 });
  host.addPhysicalFunction('drive', { address: '0000:86:00.0' }).addPool('controllers', { count: 1 });
  return host;
}

/** The strings of the stack that become scripts, in the order of their hosts and PFs. */
function contents({ resource }: Stack): string[] {
  const files = Object.values(resource.terraform_data).flatMap(({ provisioner }) => provisioner);
  return files.flatMap(({ file }) => file?.content ?? []);
}

/** What the scripts are to be on their hosts. */
function planned(): string[] {
  const plans: Record<string, HostPlan> = app.json('out/sriov/plans.json');
  return Object.values(plans).flatMap((plan) => {
    return plan.target.physicalFunctions.map(({ address }) => renderPfScript(plan, address, { by: 'others' }));
  });
}

describe('the functions that scripts share', () => {
  test('stand once in a stack, however many PFs need them', () => {
    const stack = app.stack();
    for (const name of ['kvm01', 'kvm02', 'kvm03']) addHost(stack, name);
    app.app.synth();
    const { locals = {}, ...rest } = app.stackJson() as Stack;
    expect(Object.keys(locals)).toHaveLength(2);
    expect(Object.values(locals).every((text) => text.includes('vfaddr() {'))).toBe(true);
    expect(JSON.stringify(rest)).not.toContain('vfaddr() {');
  });

  test('leave a construct that has their id alone, which is an error in words', () => {
    const stack = app.stack('rack1');
    expect(() => addHost(stack, 'sriov-script-libraries')).toThrow(
      /already a Construct with name 'sriov-script-libraries'/,
    );
  });

  test('hold nothing that Terraform would read as a template', () => {
    const stack = app.stack();
    for (const name of ['kvm01', 'kvm02']) addHost(stack, name);
    app.app.synth();
    const texts = Object.values((app.stackJson() as Stack).locals ?? {});
    expect(texts.some((text) => text.includes('$${'))).toBe(true);
    expect(texts.join('\n').replaceAll('$${', '').replaceAll('%%{', '')).not.toMatch(/\$\{|%\{/);
  });

  test('stand in the script that alone needs them', () => {
    addHost(app.stack(), 'kvm01');
    app.app.synth();
    const stack = app.stackJson() as Stack;
    expect(stack).not.toHaveProperty('locals');
    const scripts = contents(stack).map((text) => text.replaceAll('$${', '${').replaceAll('%%{', '%{'));
    expect(scripts.sort()).toEqual(planned().sort());
  });

  test('have the same name in every stack whose PFs share them, and are no part of others', () => {
    for (const id of ['a', 'b']) {
      const stack = app.stack(id);
      for (const name of ['kvm01', 'kvm02']) addHost(stack, `${id}-${name}`);
    }
    const host = healthyHost(app.stack('c'), 'c-kvm01', { carrier: carrierOf('c-kvm01') });
    host.addPhysicalFunction('drive', { address: '0000:86:00.0' }).addPool('controllers', { count: 1 });
    app.app.synth();
    const [a, b, c] = ['a', 'b', 'c'].map((id) => Object.keys((app.stackJson(id) as Stack).locals ?? {}));
    expect(a).toHaveLength(2);
    expect(b).toEqual(a);
    expect(c).toEqual([]);
  });

  test.each(['by an Aspect', 'before a second synth'])('follow what is declared %s', (when) => {
    const stack = app.stack();
    const pfs = ['kvm01', 'kvm02'].map((name) =>
      healthyHost(stack, name, { carrier: carrierOf(name) }).addPhysicalFunction('uplink', { address: '0000:3b:00.0' }),
    );
    const declare = () => pfs.map((pf) => pf.addPool('vms', { ...TIDY, count: 2, vlan: 100 }));
    if (when === 'by an Aspect') {
      Aspects.of(stack).add({ visit: (node) => void (node === stack && declare()) });
    } else {
      app.app.synth();
      declare();
    }
    app.app.synth();
    const { locals = {}, ...rest } = app.stackJson() as Stack;
    const [name] = Object.keys(locals);
    expect(Object.keys(locals)).toHaveLength(1);
    expect(JSON.stringify(rest).split(`\${local.${name}}`)).toHaveLength(3);
  });

  test('are no part of a stack that carries nothing to a host', () => {
    healthyHost(app.stack(), 'kvm01').addPhysicalFunction('uplink', { address: '0000:3b:00.0' });
    app.app.synth();
    expect(app.stackJson()).not.toHaveProperty('locals');
  });
});

requireTool('terraform').describe('for Terraform', () => {
  test('every script is the one of the plan, byte for byte', () => {
    const stack = app.stack();
    for (const name of ['kvm01', 'kvm02']) addHost(stack, name);
    app.app.synth();
    const synthesised = app.stackJson() as Stack;
    const scripts = evaluated(synthesised.locals, contents(synthesised));
    expect(scripts).toHaveLength(4);
    expect([...scripts].sort()).toEqual(planned().sort());
  });
});

/** The strings as Terraform takes them. */
function evaluated(locals: Stack['locals'], strings: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'sriov-terraform-'));
  const terraform = (...args: string[]) =>
    execFileSync('terraform', args, {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, CHECKPOINT_DISABLE: '1' },
    });
  try {
    writeFileSync(join(folder, 'main.tf.json'), JSON.stringify({ locals, output: { strings: { value: strings } } }));
    terraform('init', '-input=false');
    terraform('apply', '-input=false', '-auto-approve');
    return JSON.parse(terraform('output', '-json', 'strings'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
