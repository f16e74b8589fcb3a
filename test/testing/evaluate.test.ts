import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Aspects, Testing, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import { Demand, HostInventory, type PhysicalFunction, Sriov, SriovHost, VmAttachment } from 'cdktf-sriov';
import { Construct, type IConstruct } from 'constructs';
import { evaluate } from '../../lib/testing';
import { healthyHost, messageOf, TestApp, TIDY } from '../constructs/app';
import { APPS, poolOf, uplinkOf } from './apps';

let app: TestApp;
beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.dispose());

/** Every file below a folder with its content, folders with nothing. */
function contentsOf(folder: string): Record<string, string | null> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => {
      const file = join(folder, name);
      return [name, statSync(file).isDirectory() ? null : readFileSync(file, 'utf8')];
    }),
  );
}

const idsOf = (subject: IConstruct) => evaluate(subject).findings.map(({ ruleId }) => ruleId);

describe.each(Object.entries(APPS))('of an app with %s', (_, declare) => {
  test('findings, plans, observed hosts, predictions and lock file are those of a synth', () => {
    declare(app);
    const { findings, hosts, attachments, lock } = evaluate(app.app);
    try {
      app.app.synth();
    } catch {
      // Its findings are in its file.
    }
    const json = (path: string) => app.json(`out/${path}`);
    const byPath = (entries: readonly { readonly path: string }[], value: (each: never) => unknown) =>
      Object.fromEntries(entries.map((each) => [each.path, value(each as never)]));
    const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
    expect(plain(findings)).toEqual(json('sriov-findings.json').findings);
    expect(plain(byPath(hosts, ({ plan }) => plan))).toEqual(json('sriov/plans.json'));
    expect(plain(byPath(hosts, ({ observed }) => observed))).toEqual(json('sriov/observed.json'));
    expect(plain(byPath(hosts, ({ prediction }) => prediction))).toEqual(json('sriov/predictions.json'));
    const predicted = existsSync(join(app.outdir, 'sriov/failures.json'));
    const nothing = Object.fromEntries(hosts.map(({ path }) => [path, null]));
    expect(plain(byPath(hosts, ({ failures }) => failures))).toEqual(predicted ? json('sriov/failures.json') : nothing);
    expect(attachments).toHaveLength(Object.values<unknown[]>(json('sriov/attachments.json')).flat().length);
    expect(json('sriov-synth.json').lockChanges ?? null).toBe(lock.summary);
    const { macSeed: _seed, ...owners } = existsSync(app.lockFile) ? app.lock : { ...lock.before };
    expect(lock.after).toMatchObject(lock.summary === null ? {} : owners);
  });

  test('nothing is written, annotated or printed, and nothing that a later synth writes is different', () => {
    declare(app);
    const before = contentsOf(app.folder);
    const printed = jest.spyOn(process.stderr, 'write');
    process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS = 'true';
    try {
      const nodes = app.app.node.findAll().map(({ node }) => node);
      const paths = nodes.map(({ path }) => path);
      const metadata = nodes.flatMap((node) => node.metadata).length;
      evaluate(app.app);
      evaluate(app.app);
      expect(contentsOf(app.folder)).toEqual(before);
      expect(app.app.node.findAll().map(({ node }) => node.path)).toEqual(paths);
      expect(nodes.flatMap((node) => node.metadata)).toHaveLength(metadata);
      expect(printed).not.toHaveBeenCalled();
    } finally {
      delete process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS;
      printed.mockRestore();
    }
  });
});

describe('the result', () => {
  test('has the end state of each host, the outcome of each step, and whom the plan hits', () => {
    const [host] = evaluate(poolOf(app)).hosts;
    expect(host?.simulation.reached).toBe(true);
    expect(host?.observed.physicalFunctions[0]?.virtualFunctions).toHaveLength(0);
    expect(host?.simulation.end.physicalFunctions[0]?.virtualFunctions).toHaveLength(8);
    expect(host?.simulation.outcomes).toHaveLength(host?.plan.steps.length ?? 0);
    expect(host?.blastRadius).toEqual({ vfs: [], vms: [], links: expect.any(Array) });
  });

  test('has what each attachment gets, its floor, and what stops it', () => {
    const [web] = evaluate(poolOf(app)).attachments;
    expect(web).toMatchObject({
      path: 'rack1/kvm01/uplink/vms/web',
      host: 'rack1/kvm01',
      vm: 'web',
      vf: 1,
      prediction: {
        predicted: { txMbps: 4000, rxMbps: 2000 },
        floor: { txMbps: expect.any(Number), rxMbps: expect.any(Number) },
        bottleneck: { resource: 'demand' },
        floorBottleneck: { description: expect.any(String) },
      },
    });
  });

  test('of a stack has its own hosts, findings and attachments, and the lock file of the app', () => {
    poolOf(app, 'rack1', 'kvm01');
    const other = poolOf(app, 'rack2', 'kvm02');
    other.attach('bad', { mac: '01:00:5e:00:00:01' });
    const rack1 = evaluate(app.app.node.findChild('rack1'));
    expect(rack1.hosts.map(({ path }) => path)).toEqual(['rack1/kvm01']);
    expect(rack1.attachments.map(({ vm }) => vm)).toEqual(['web', 'db']);
    expect(rack1.findings.filter(({ constructPath }) => constructPath.startsWith('rack2'))).toEqual([]);
    expect(rack1.lock.changes.map(({ path }) => path)).toContain('rack2/kvm02/uplink/vms/web');
    expect(idsOf(app.app.node.findChild('rack2'))).toContain('MAC-001');
    expect(evaluate(app.app).hosts).toHaveLength(2);
  });

  test('of a stack has the fatal findings of others, after which there are no plans', () => {
    poolOf(app, 'rack1');
    new SriovHost(app.stack('rack2'), 'kvm02', { inventory: HostInventory.fromFile('/nowhere/kvm02.json') });
    const { findings, hosts, attachments } = evaluate(app.app.node.findChild('rack1'));
    expect(findings[0]).toMatchObject({ ruleId: 'FILE-001', constructPath: 'rack2/kvm02' });
    expect([...hosts, ...attachments]).toEqual([]);
  });

  test('of a construct of your own has the host of the attachments in it', () => {
    const pool = poolOf(app);
    const vm = new Construct(app.app.node.findChild('rack1'), 'vm');
    new VmAttachment(vm, 'nic', { vm: 'mail', pool, mac: '01:00:5e:00:00:01' });
    const { hosts, attachments, findings } = evaluate(vm);
    expect(hosts.map(({ path }) => path)).toEqual(['rack1/kvm01']);
    expect(attachments.map(({ path }) => path)).toEqual(['rack1/vm/nic']);
    expect(findings.map(({ ruleId }) => ruleId)).toContain('MAC-001');
    // The host has it too: it is an attachment of its.
    expect(idsOf(app.app.node.findChild('rack1').node.findChild('kvm01'))).toContain('MAC-001');
  });

  test('of a pool has its host whole, and of findings what is on it, in it and around it', () => {
    const uplink = healthyHost(app.stack()).addPhysicalFunction('uplink', { address: '0000:3b:00.0', numVfs: 500 });
    const pool = uplink.addPool('vms', { ...TIDY, count: 2, vlan: 4095 });
    uplink.addPool('others', { ...TIDY, count: 2, vlan: 4095 });
    const { hosts, findings } = evaluate(pool);
    expect(hosts).toHaveLength(1);
    const errors = findings.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ ruleId, constructPath }) => `${ruleId} ${constructPath}`)).toEqual(
      expect.arrayContaining(['CAP-001 rack1/kvm01/uplink', 'VLAN-001 rack1/kvm01/uplink/vms']),
    );
    expect(findings.map(({ constructPath }) => constructPath)).not.toContain('rack1/kvm01/uplink/others');
  });
});

describe('the lock file', () => {
  test('is read, and what a synth would change in it is told', () => {
    poolOf(app);
    app.app.synth();
    const text = readFileSync(app.lockFile, 'utf8');
    const again = new TestApp({ folder: app.folder });
    poolOf(again).attach('mail');
    const { lock } = evaluate(again.app);
    expect(lock).toMatchObject({
      file: app.lockFile,
      summary: 'lock: 1 added, 0 moved, 0 dropped',
      changes: [{ kind: 'added', path: 'rack1/kvm01/uplink/vms/mail', entry: { vf: 2 } }],
    });
    expect(lock.before.attachments).toHaveProperty(['rack1/kvm01/uplink/vms/web']);
    expect(lock.after.attachments).toHaveProperty(['rack1/kvm01/uplink/vms/mail']);
    expect(readFileSync(app.lockFile, 'utf8')).toBe(text);
  });

  test('that is frozen and would have to change is an error, and is not written', () => {
    const frozen = new TestApp({ folder: app.folder, frozenLock: true });
    writeFileSync(app.lockFile, '{ "lockVersion": 2, "macSeed": "seed", "attachments": {} }\n');
    poolOf(frozen);
    const { findings, lock } = evaluate(frozen.app);
    expect(findings[0]).toMatchObject({ ruleId: 'LOCK-010', severity: 'error' });
    expect(lock.summary).toBeNull();
    expect(lock.changes).toHaveLength(2);
  });

  test('that cannot be read is a fatal finding', () => {
    writeFileSync(app.lockFile, 'none');
    poolOf(app);
    expect(evaluate(app.app).findings[0]).toMatchObject({ ruleId: 'LOCK-001', severity: 'fatal' });
    expect(readFileSync(app.lockFile, 'utf8')).toBe('none');
  });

  test('is kept in memory under a test that names none', () => {
    const stack = new TerraformStack(Testing.app(), 'rack1');
    healthyHost(stack);
    expect(evaluate(stack).lock).toMatchObject({ file: null, summary: null });
  });
});

describe('evaluate', () => {
  test('of an app or a stack without hosts has none, and no finding', () => {
    const stack = app.stack();
    expect(evaluate(stack)).toMatchObject({ subject: 'rack1', hosts: [], findings: [], attachments: [] });
    const bare = new TerraformStack(Testing.app(), 'bare');
    expect(evaluate(bare)).toMatchObject({ hosts: [], findings: [], lock: { file: null, changes: [] } });
  });

  test.each([
    ['nothing', undefined, 'undefined'],
    ['a text', 'rack1', "the string 'rack1'"],
    ['JSON of a stack', {}, "an object of the class 'Object'"],
    ['a class', SriovHost, "the function 'SriovHost'"],
  ])('of %s is an error that says what it takes', (_, subject, found) => {
    const message = messageOf(() => evaluate(subject as never));
    expect(message).toContain(found.replaceAll("'", '"'));
    expect(message).toContain('Give it an App, a TerraformStack, or a construct in one');
  });

  test('takes what is a reference of Terraform as unknown', () => {
    const stack = app.stack();
    const vlan = new TerraformVariable(stack, 'vlan', { type: 'number' });
    healthyHost(stack)
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 2, vlan: vlan.numberValue })
      .attach('web');
    const { findings, hosts } = evaluate(stack);
    expect(findings).toContainEqual(expect.objectContaining({ ruleId: 'INP-008' }));
    expect(hosts[0]?.simulation.reached).toBe(true);
  });

  test('judges what was added since the last time', () => {
    const pool = poolOf(app);
    const first = evaluate(app.app);
    pool.attach('bad', { mac: '01:00:5e:00:00:01' });
    expect(first.findings.map(({ ruleId }) => ruleId)).not.toContain('MAC-001');
    expect(idsOf(app.app)).toContain('MAC-001');
    expect(messageOf(() => app.app.synth())).toMatch(/MAC-001/);
  });

  test('after a synth says the same again, and its synth may be followed by another backend', () => {
    poolOf(app);
    app.app.synth();
    const findings = idsOf(app.app);
    app.app.synth();
    expect(idsOf(app.app)).toEqual(findings);
  });

  test('of an app that skips validation finds the same, and writes nothing', () => {
    const skipping = new TestApp({ folder: app.folder, skipValidation: true });
    uplinkOf(skipping).addPool('vms', { ...TIDY, count: 2, vlan: 4095 });
    const before = contentsOf(app.folder);
    expect(idsOf(skipping.app)).toContain('VLAN-001');
    expect(contentsOf(app.folder)).toEqual(before);
  });

  test('leaves references between stacks to the synth', () => {
    const pool = poolOf(app);
    const second = app.stack('rack2');
    new TerraformOutput(second, 'address', { value: pool.attach('mail').pciAddress });
    evaluate(app.app);
    expect(second.dependencies).toEqual([]);
    expect(second.node.children.map(({ node }) => node.id)).toEqual(['address']);
  });
});

describe('Aspects', () => {
  const acknowledge = (stack: TerraformStack, done: { times: number }) =>
    Aspects.of(stack).add({
      visit: (node) => {
        if (!(node instanceof SriovHost)) return;
        done.times += 1;
        new Construct(node, `made-${done.times}`);
        node.acknowledge('VLAN-001', 'it is a test');
      },
    });

  test('of the first stack with a host are run, and once, however often it is evaluated', () => {
    const done = { times: 0 };
    const pool = uplinkOf(app).addPool('vms', { ...TIDY, count: 2, vlan: 100, spoofCheck: false });
    acknowledge(app.app.node.findChild('rack1') as TerraformStack, done);
    Aspects.of(pool).add({ visit: (node) => node === pool && pool.acknowledge('SEC-001', 'the VM is a bridge') });
    evaluate(app.app);
    const { findings } = evaluate(app.app);
    expect(findings).toContainEqual(
      expect.objectContaining({ ruleId: 'SEC-001', acknowledged: expect.objectContaining({}) }),
    );
    expect(done.times).toBe(1);
  });

  test('of a later stack that declare something are an error, as they are at synth', () => {
    poolOf(app, 'rack1');
    const second = app.stack('rack2');
    const late = healthyHost(second, 'kvm02');
    const uplink: PhysicalFunction = late.addPhysicalFunction('uplink', { address: '0000:3b:00.0' });
    Aspects.of(second).add({
      visit: (node) => node === late && uplink.addPool(`late`, { ...TIDY, count: 1, vlan: 7 }),
    });
    expect(idsOf(app.app)).toContain('OUT-007');
    expect(idsOf(app.app)).toContain('OUT-007');
  });
});

describe('Testing.synth', () => {
  const stackWith = (vlan: number): TerraformStack => {
    const stack = new TerraformStack(Testing.app(), 'rack1');
    healthyHost(stack)
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 2, vlan })
      .attach('web', { demand: Demand.network({ txMbps: 100, rxMbps: 100 }) });
    return stack;
  };

  test('of a stack alone fails with every error of the app, as any synth', () => {
    const stack = stackWith(4095);
    expect(messageOf(() => Testing.synth(stack))).toMatch(/VLAN-001 \[rack1\/kvm01\/uplink\/vms\].*4095[^]*1 finding/);
    expect(messageOf(() => Testing.synth(stack))).toMatch(/VLAN-001/);
    expect(messageOf(() => Testing.synth(stack, true))).toMatch(/VLAN-001/);
    expect(messageOf(() => Testing.synth(stack))).toMatch(/VLAN-001/);
    expect(messageOf(() => Testing.fullSynth(stack))).toMatch(/VLAN-001/);
  });

  test('finds outputs that are used and not known', () => {
    APPS['an output whose value is not known']?.(app);
    expect(messageOf(() => Testing.synth(app.app.node.findChild('rack1') as TerraformStack))).toMatch(/OUT-001/);
  });

  test('of a sound stack gives its JSON, and writes nothing', () => {
    const stack = stackWith(100);
    const { outdir } = stack.node.root as TestApp['app'];
    const before = contentsOf(outdir);
    expect(Testing.synth(stack)).not.toContain('TfToken');
    expect(contentsOf(outdir)).toEqual(before);
  });

  test('judges what was added after a synth', () => {
    const stack = stackWith(100);
    Testing.synth(stack, true);
    healthyHost(stack, 'kvm02').addPhysicalFunction('uplink', { address: '0000:3b:00.0', numVfs: 500 });
    expect(messageOf(() => Testing.synth(stack))).toMatch(/CAP-001/);
  });

  test('of an app that skips validation is not stopped', () => {
    const skipping = new TestApp({ folder: app.folder, skipValidation: true });
    uplinkOf(skipping).addPool('vms', { ...TIDY, count: 2, vlan: 4095 });
    expect(Testing.synth(skipping.app.node.findChild('rack1') as TerraformStack)).toContain('{');
  });

  test('does not keep an acknowledged finding from being synthesised', () => {
    const stack = stackWith(4095);
    Sriov.of(stack).acknowledge('VLAN-001', 'it is a test');
    expect(Testing.synth(stack)).toContain('{');
  });
});
