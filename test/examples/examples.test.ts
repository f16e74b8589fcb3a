import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isBlocking, type Finding } from '../../lib/model/finding';
import type { HostPlan } from '../../lib/plan/host-plan';

const EXAMPLES = join(__dirname, '../../examples');

/** What one app wrote. */
interface Synthesised {
  readonly findings: readonly Finding[];
  readonly steps: number;
  readonly stacks: readonly string[];
  /** Text of all stacks. */
  readonly terraform: string;
}

/** Runs an example as its folder's `cdktf.json` does, into a folder of its own. */
function synthesise(example: string, program = 'main.ts', env: Record<string, string> = {}): Synthesised {
  const folder = mkdtempSync(join(tmpdir(), 'sriov-example-'));
  const before = process.env;
  process.env = {
    ...before,
    ...env,
    CDKTF_OUTDIR: folder,
    CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: 'true',
  };
  try {
    jest.isolateModules(() => require(join(EXAMPLES, example, program)));
    return read(folder);
  } finally {
    process.env = before;
    rmSync(folder, { recursive: true });
  }
}

function read(folder: string): Synthesised {
  const json = (...path: string[]) => JSON.parse(readFileSync(join(folder, ...path), 'utf8'));
  const plans = Object.values<HostPlan>(json('sriov', 'plans.json'));
  const stacks = readdirSync(join(folder, 'stacks'));
  return {
    findings: json('sriov-findings.json').findings,
    steps: plans.map(({ steps }) => steps.length).reduce((a, b) => a + b, 0),
    stacks,
    terraform: stacks.map((stack) => readFileSync(join(folder, 'stacks', stack, 'cdk.tf.json'), 'utf8')).join('\n'),
  };
}

const errorsOf = ({ findings }: Synthesised) =>
  findings.filter(isBlocking).map(({ ruleId, message }) => `${ruleId} ${message}`);

const TOPICS = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'main.ts')));

test.each(TOPICS)('example %s synthesises without an error, and its folder can be copied', (topic) => {
  expect(errorsOf(synthesise(topic))).toEqual([]);
  for (const file of ['README.md', 'cdktf.json', 'tsconfig.json'])
    expect(existsSync(join(EXAMPLES, topic, file))).toBe(true);
});

test.each(TOPICS)('example %s pins what this version is tested with', (topic) => {
  const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
  const { version, devDependencies } = json(join(EXAMPLES, '..', 'package.json'));
  const { dependencies } = json(join(EXAMPLES, topic, 'package.json'));
  expect(dependencies).toEqual({
    '@cdktf/provider-null': devDependencies['@cdktf/provider-null'],
    cdktf: devDependencies.cdktf,
    'cdktf-sriov': version,
    constructs: devDependencies.constructs,
  });
});

test('the adopted host is left as it is', () => {
  expect(synthesise('adopt').steps).toBe(0);
});

test('the table of fifty hosts makes five stacks', () => {
  expect(synthesise('fifty-hosts').stacks).toEqual(['rack1', 'rack2', 'rack3', 'rack4', 'rack5']);
});

describe('outputs reach the resources of', () => {
  const IN_STACK = {
    'vm-libvirt': ['dmacvicar/libvirt', '"bus": "59"', "bus='0x3b'", '/domain/devices', "<forward mode='hostdev'"],
    'vm-proxmox': [
      'bpg/proxmox',
      '"id": "0000:3b:01.',
      '"path": "0000:3b:01.',
      'proxmox_virtual_environment_vm',
      '"id": "8086:1889"',
      '${tonumber(\\"121\\")}',
      '"subsystem_id": "8086:0000"',
    ],
    'vm-kubevirt': [
      'NetworkAttachmentDefinition',
      'pciAddresses\\":[\\"0000:3b:01.',
      '"macAddress": "',
      '"pciVendorSelector": "1e95:1002"',
    ],
    'vm-qemu': ['-device vfio-pci,host=0000:3b:01.', '-device vfio-pci,host=0000:87:00.'],
  };

  test.each(Object.entries(IN_STACK))('%s as plain values', (example, parts) => {
    const { terraform } = synthesise(example);
    for (const part of parts) expect(terraform).toContain(part);
    expect(terraform).not.toMatch(/TfToken|undefined/);
  });
});

test('the eight mistakes of the demo are all found in one run', () => {
  const rules = new Set(
    synthesise('demo', 'mistakes.ts')
      .findings.filter(isBlocking)
      .map(({ ruleId }) => ruleId),
  );
  expect([...rules].sort()).toEqual([
    'CAP-001',
    'CAP-005',
    'MAC-001',
    'NUMA-001',
    'NVM-003',
    'RATE-003',
    'SEC-001',
    'VLAN-001',
  ]);
});

test("the demo's VMs fit on the host of a captured real kernel", () => {
  expect(
    errorsOf(synthesise('demo', 'captured.ts', { DEMO_INVENTORY: join(EXAMPLES, 'demo', 'captured.json') })),
  ).toEqual([]);
});

test('the demo deploys by the provider, with the VF and the MAC of each VM', () => {
  const deploy = synthesise('demo', 'deploy.ts');
  expect(errorsOf(deploy)).toEqual([]);
  const { resource } = JSON.parse(deploy.terraform);
  const [pf] = Object.values<{ readonly pools: object }>(resource.sriov_physical_function);
  expect(pf?.pools).toMatchObject({
    green: { vms: { 'green-1': { pinned_vf: 4, settings: { mac: expect.any(String) } } } },
  });
});

test('every snippet of the page on tests stands in a test that is run', () => {
  const root = join(EXAMPLES, '..');
  const tests = ['examples/three-tenants/rack.test.ts', 'test/consumer/tests/vitest.test.mts']
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
  const snippets = [...readFileSync(join(root, 'docs/testing.md'), 'utf8').matchAll(/^```ts\n([^]*?)^```$/gm)];
  expect(snippets).toHaveLength(4);
  for (const [, code = ''] of snippets) expect(tests).toContain(code);
});
