import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Aspects, Testing, TerraformOutput, TerraformStack } from 'cdktf';
import type { Demand, PhysicalFunction } from 'cdktf-sriov';
import {
  Carrier,
  DeviceClass,
  HostInventory,
  Persistence,
  Sriov,
  SriovHost,
  VirtualFunctionPool,
  VmAttachment,
} from 'cdktf-sriov';
import { Construct } from 'constructs';
import { ENGINE } from '../../lib/engine/engine-names';
import { inventory, nicFacts, nvmeFacts } from '../support/facts';
import { healthyHost, messageOf, TestApp, TIDY } from './app';

const CONNECTION = {
  type: 'ssh',
  host: '192.0.2.7',
  user: 'root',
  agent: 'true',
  hostKey: 'ssh-ed25519 AAAA',
} as const;

let app: TestApp;
beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.dispose());

describe('a sound app', () => {
  test('synthesises, and its findings file names no error', () => {
    const pool = healthyHost(app.stack())
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 8, vlan: 100 });
    pool.attach('web');
    app.app.synth();
    expect(app.findings.filter(({ severity }) => severity === 'error' || severity === 'fatal')).toEqual([]);
  });

  test('writes a plan, the observed state and the prediction of every host', () => {
    const host = healthyHost(app.stack());
    host
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 2, vlan: 100 })
      .attach('web');
    app.app.synth();
    const { steps } = app.json('out/sriov/plans.json')['rack1/kvm01'];
    expect(steps).toContainEqual(expect.objectContaining({ kind: 'num-vfs', numVfs: 2 }));
    expect(app.json('out/sriov/observed.json')['rack1/kvm01'].physicalFunctions).toHaveLength(2);
    expect(app.json('out/sriov/predictions.json')['rack1/kvm01'].attachments).toHaveLength(1);
    expect(app.json('out/sriov/attachments.json')['rack1/kvm01']).toEqual([
      expect.objectContaining({ vm: 'web', vf: 0 }),
    ]);
  });

  test('says what VMs keep after a failure where it is asked to, and never else', () => {
    const stack = app.stack();
    const [first, second] = ['kvm01', 'kvm02'].map((id) =>
      healthyHost(stack, id, { failoverGroup: 'rack' })
        .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
        .addPool('vms', { ...TIDY, count: 2, vlan: 100 }),
    );
    first.attach('web');
    second.attach('db');
    app.app.synth();
    expect(existsSync(join(app.folder, 'out/sriov/failures.json'))).toBe(false);

    Sriov.of(app.app).configure({ predictFailures: true });
    app.app.synth();
    const { failures } = app.json('out/sriov/failures.json')['rack1/kvm01'];
    expect(failures.at(-1)).toMatchObject({
      lost: { kind: 'host', name: 'host kvm01' },
      vms: [{ vm: 'web', effect: 'lost', goesTo: { host: 'rack1/kvm02', pools: ['rack1/kvm02/uplink/vms'] } }],
    });
  });

  test('gives the same files when it is synthesised again', () => {
    const describe = (target: TestApp) =>
      healthyHost(target.stack(), 'kvm01', { carrier: Carrier.nullResource({ connection: CONNECTION }) })
        .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
        .addPool('vms', { ...TIDY, count: 2, vlan: 100 })
        .attach('web');
    describe(app);
    app.app.synth();
    const first = JSON.stringify([app.stackJson().resource, app.lock, app.findings]);
    const again = new TestApp({ folder: app.folder });
    describe(again);
    again.app.synth();
    expect(JSON.stringify([again.stackJson().resource, again.lock, again.findings])).toBe(first);
  });
});

describe('findings', () => {
  /** Two stacks with a mistake in each. */
  function twoMistakes(): void {
    healthyHost(app.stack('rack1'))
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 4, vlan: 4095 });
    healthyHost(app.stack('rack2'), 'kvm02').addPhysicalFunction('uplink', { address: '0000:3b:00.0', numVfs: 500 });
  }

  test('of all stacks stand in one exception, each with rule, construct path and fix', () => {
    twoMistakes();
    const message = messageOf(() => app.app.synth());
    expect(message).toMatch(/VLAN-001 \[rack1\/kvm01\/uplink\/vms\].*4095/);
    expect(message).toMatch(/CAP-001 \[rack2\/kvm02\/uplink\].*500.*128/);
    expect(message).toContain('sriov-findings.json');
  });

  test('become annotations of their constructs under the command line, and no exception', () => {
    process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS = 'true';
    try {
      twoMistakes();
      app.app.synth();
    } finally {
      delete process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS;
    }
    const { stacks } = app.json('out/manifest.json');
    expect(stacks.rack1.annotations).toContainEqual(
      expect.objectContaining({ constructPath: 'rack1/kvm01/uplink/vms', level: '@cdktf/error' }),
    );
    expect(stacks.rack2.annotations).toContainEqual(
      expect.objectContaining({ constructPath: 'rack2/kvm02/uplink', level: '@cdktf/error' }),
    );
    // The command line prints the trace: the line of the app, and nothing of the way through this library.
    for (const { stacktrace } of [...stacks.rack1.annotations, ...stacks.rack2.annotations]) {
      expect(stacktrace).toEqual([expect.stringMatching(/^ {2}at test\/constructs\/synth\.test\.ts:\d+$/)]);
    }
  });

  test('name the line that makes the construct', () => {
    const lineOf = ({ stack = '' }: Error) => Number(/synth\.test\.ts:(\d+)/.exec(stack)?.[1]);
    const uplink = healthyHost(app.stack()).addPhysicalFunction('uplink', { address: '0000:3b:00.0' });
    const pool = uplink.addPool('vms', { ...TIDY, count: 2, vlan: 100 });
    pool.attach('web', { mac: '01:00:5e:00:00:01' });
    const line = lineOf(new Error()) - 1;
    messageOf(() => app.app.synth());
    expect(app.findings.find(({ ruleId }) => ruleId === 'MAC-001')?.location).toEqual({
      file: 'test/constructs/synth.test.ts',
      line,
    });
    const [result] = app.json('out/sriov-findings.sarif').runs[0].results;
    expect(result.locations[0].physicalLocation.artifactLocation.uri).toBe('test/constructs/synth.test.ts');
  });

  test('name the line that makes the outer construct, behind the first thousand of an app', () => {
    const stack = app.stack();
    const pool = (id: string) =>
      healthyHost(stack, id)
        .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
        .addPool('vms', { ...TIDY, count: 2, vlan: 100 });
    const first = pool('kvm01');
    for (let n = 0; n < 1000; n++) first.attach(`vm-${n}`);
    pool('kvm02').attach('web', { mac: '01:00:5e:00:00:01' });
    messageOf(() => app.app.synth());
    // Where `healthyHost` makes the host.
    const location = app.findings.find(({ ruleId }) => ruleId === 'MAC-001')?.location;
    expect(location?.file).toBe('test/constructs/app.ts');
  });

  test('are all there when a carrier and outputs meet values that no script or XML may hold', () => {
    const stack = app.stack();
    const host = healthyHost(stack, 'kvm01', { carrier: Carrier.nullResource({ connection: CONNECTION }) });
    const pool = host.addPhysicalFunction('uplink', { address: '0000:3b:00.0' }).addPool('vms', {
      ...TIDY,
      count: 4,
      vlan: 4095,
    });
    const web = pool.attach('web', { mac: '01:00:5e:00:00:01' });
    new TerraformOutput(stack, 'xml', { value: web.libvirtInterfaceXml });
    const message = messageOf(() => app.app.synth());
    expect(message).toMatch(/VLAN-001 \[rack1\/kvm01\/uplink\/vms\]/);
    expect(message).toMatch(/MAC-001 \[rack1\/kvm01\/uplink\/vms\/web\]/);
    expect(message).toMatch(/OUT-002 \[rack1\/kvm01\/uplink\].*01:00:5e:00:00:01/);
  });

  test('leave the lock file as it was', () => {
    twoMistakes();
    messageOf(() => app.app.synth());
    expect(existsSync(app.lockFile)).toBe(false);
  });

  test('of a lock file that cannot be read are fatal, beside all others', () => {
    mkdirSync(app.lockFile);
    twoMistakes();
    const message = messageOf(() => app.app.synth());
    expect(message).toMatch(/LOCK-001 .*sriov\.lock\.json: this is a folder/);
    expect(message).toMatch(/CAP-001 /);
  });

  test('of a lock file that cannot be written are fatal, and leave no plan behind', () => {
    writeFileSync(join(app.folder, 'file'), '');
    Sriov.of(app.app).configure({ lockFile: join(app.folder, 'file', 'sriov.lock.json') });
    healthyHost(app.stack())
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 2, vlan: 100 })
      .attach('web');
    expect(messageOf(() => app.app.synth())).toMatch(/LOCK-001 .*sriov\.lock\.json: cannot be written/);
    expect(app.findings).toContainEqual(expect.objectContaining({ ruleId: 'LOCK-001', severity: 'fatal' }));
    expect(app.json('out/sriov/plans.json')).toEqual({});
  });

  test('that somebody acknowledged no longer fail synth and stay visible with the reason', () => {
    const uplink = healthyHost(app.stack()).addPhysicalFunction('uplink', { address: '0000:3b:00.0' });
    const pool = uplink.addPool('vms', { ...TIDY, spoofCheck: false, count: 2, vlan: 100 });
    pool.acknowledge('SEC-001', 'the VM is a bridge');
    app.app.synth();
    expect(app.findings).toContainEqual(
      expect.objectContaining({
        ruleId: 'SEC-001',
        acknowledged: { reason: 'the VM is a bridge', constructPath: 'rack1/kvm01/uplink/vms' },
      }),
    );
  });

  test('of a file that cannot be read are fatal and name it', () => {
    new SriovHost(app.stack(), 'kvm01', { inventory: HostInventory.fromFile('/nowhere/kvm01.json') });
    expect(messageOf(() => app.app.synth())).toMatch(/FILE-001 \[rack1\/kvm01\].*\/nowhere\/kvm01\.json/);
  });

  test('say nothing else of a host whose inventory cannot be read, and all of the others', () => {
    const stack = app.stack();
    const unread = new SriovHost(stack, 'kvm01', {
      inventory: HostInventory.fromFile('/nowhere/kvm01.json'),
      carrier: Carrier.nullResource({ connection: { type: 'ssh', host: '192.0.2.7', user: 'admin' } }),
    });
    const web = unread
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { count: 2 })
      .attach('web');
    new TerraformOutput(stack, 'address', { value: web.pciAddress });
    healthyHost(stack, 'kvm02')
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 2, vlan: 4095 });
    messageOf(() => app.app.synth());
    const found = app.findings.map(({ ruleId, constructPath }) => `${ruleId} ${constructPath}`);
    expect(found.filter((text) => text.includes('kvm01'))).toEqual(['FILE-001 rack1/kvm01']);
    expect(found).toContain('VLAN-001 rack1/kvm02/uplink/vms');
  });

  test('say once of a host without an inventory which rules are not decided for want of it', () => {
    new SriovHost(app.stack(), 'kvm01', { persistence: Persistence.EXTERNAL })
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0', device: '8086:159b' })
      .addPool('vms', { ...TIDY, count: 2, vlan: 100 });
    app.app.synth();
    expect(app.findings.map(({ ruleId }) => ruleId)).toEqual(['INV-001']);
    expect(app.findings[0]?.message).toMatch(/Not checked for want of facts: .*IOM-001, .*OPS-002, /);
  });

  test.each([
    ['a NIC', nicFacts({ vendorId: 'beef', deviceId: '0001' })],
    ['a drive', nvmeFacts({ vendorId: 'beef', deviceId: '0001' })],
    [
      'an accelerator',
      nicFacts({ vendorId: 'beef', deviceId: '0001', classCode: '0b4000', deviceClass: 'other', network: null }),
    ],
  ])('of %s that the catalog does not have say how to add it, and that is all there is to do', (_what, facts) => {
    const declare = (to: TestApp) =>
      new SriovHost(to.stack(), 'kvm01', {
        inventory: HostInventory.fromObject(inventory([facts])),
        persistence: Persistence.EXTERNAL,
      }).addPhysicalFunction('card', { address: facts.address, numVfs: 2 });
    const unknownIn = (to: TestApp) => {
      to.app.synth();
      return to.findings.find(({ ruleId, message }) => ruleId === 'CAP-008' && message.includes('beef:0001'));
    };
    const first = new TestApp({ skipValidation: true });
    const other = new TestApp({ skipValidation: true });
    declare(first);
    const [call = ''] = /addDevice\(.*?\}\)/.exec(unknownIn(first)?.fix ?? '') ?? [];
    try {
      declare(other);
      // The reader's part: a number in the place of N.
      new Function('sriov', 'DeviceClass', 'N', `sriov.${call}`)(Sriov.of(other.app), DeviceClass, 8);
      expect(unknownIn(other)).toBeUndefined();
      expect(other.findings.map(({ ruleId }) => ruleId)).not.toContain('FILE-001');
    } finally {
      first.dispose();
      other.dispose();
    }
  });

  test('of an inventory object name construct and JSON pointer', () => {
    new SriovHost(app.stack(), 'kvm01', {
      inventory: HostInventory.fromObject({
        inventoryVersion: 1,
        host: {},
        physicalFunctions: [{ address: 'here', vendorId: '8086', deviceId: '159b', classCode: '020000', totalVfs: 4 }],
      }),
    });
    expect(messageOf(() => app.app.synth())).toMatch(/FILE-001 .*\/physicalFunctions\/0\/address/);
  });
});

describe('props that JavaScript lets through', () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const ring: unknown[] = [];
  ring.push(ring);

  test.each([
    ['conditions', 'uplink', { conditions: circle }, {}, {}],
    ['waivers', 'vms', {}, { waivers: circle }, {}],
    ['demand', 'web', {}, {}, { demand: circle }],
    ['guestVlans', 'web', {}, {}, { guestVlans: ring }],
  ])('and that contain themselves are findings: %s', (name, construct, pf, pool, attachment) => {
    healthyHost(app.stack())
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0', ...(pf as object) })
      .addPool('vms', { ...TIDY, count: 2, vlan: 100, ...(pool as object) })
      .attach('web', attachment as object);
    const message = messageOf(() => app.app.synth());
    expect(message).toMatch(new RegExp(`INP-00\\d \\[\\S*${construct}\\] .*${name}`));
  });
});

test('a demand that no Demand made is a finding', () => {
  const demand = { txMbps: 5 } as unknown as Demand;
  healthyHost(app.stack())
    .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
    .addPool('vms', { ...TIDY, count: 2, vlan: 100 })
    .attach('web', { demand });
  expect(messageOf(() => app.app.synth())).toMatch(/INP-005 \[\S*web\] demand\.kind is undefined/);
});

describe('outputs of an attachment', () => {
  test('are plain values in the resources that use them', () => {
    const stack = app.stack();
    const web = healthyHost(stack)
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 2, vlan: 100 })
      .attach('web', { mac: '52:54:00:00:00:07' });
    const outputs = {
      address: web.pciAddress,
      mac: web.macAddress,
      index: web.vfIndex,
      xml: web.libvirtInterfaceXml,
      hostdev: web.libvirtHostdevXml,
      qemu: web.qemuDevice,
      hostpci: web.proxmoxHostpci,
    };
    for (const [name, value] of Object.entries(outputs)) new TerraformOutput(stack, name, { value });
    app.app.synth();
    const values = Object.fromEntries(
      Object.entries<{ value: string }>(app.stackJson().output).map(([name, { value }]) => [name, value]),
    );
    expect(values).toMatchObject({
      address: '0000:3b:01.0',
      mac: '52:54:00:00:00:07',
      index: '0',
      qemu: 'vfio-pci,host=0000:3b:01.0',
    });
    expect(values.xml).toMatch(/52:54:00:00:00:07[\s\S]*100|100[\s\S]*52:54:00:00:00:07/);
    expect(values.hostdev).toContain("bus='0x3b'");
    expect(values.hostpci).toContain('3b:01.0');
  });
});

test('a construct id that no file could hold is fatal, and leaves no plan behind', () => {
  const uplink = healthyHost(app.stack()).addPhysicalFunction('uplink', { address: '0000:3b:00.0' });
  uplink.addPool('vms', { ...TIDY, count: 2, vlan: 100 }).attach('two\nlines');
  expect(messageOf(() => app.app.synth())).toMatch(/INP-004/);
  expect(app.json('out/sriov/plans.json')).toEqual({});
});

test('a host that nobody read, with a device that nobody knows, is asked for either', () => {
  const uplink = new SriovHost(app.stack(), 'kvm01').addPhysicalFunction('uplink', { address: '0000:3b:00.0' });
  uplink.addPool('vms', { ...TIDY, count: 2, vlan: 100 });
  expect(messageOf(() => app.app.synth())).toMatch(/PLAN-003 .*Give the host an inventory, or name the device/);
});

test('an output that nobody can know yet is a finding of its attachment', () => {
  const stack = app.stack();
  const host = new SriovHost(stack, 'kvm01', {
    inventory: HostInventory.fromObject(inventory([nicFacts({ vfOffset: null, vfStride: null })])),
  });
  const web = host
    .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
    .addPool('vms', { ...TIDY, count: 2, vlan: 100 })
    .attach('web');
  new TerraformOutput(stack, 'address', { value: web.pciAddress });
  expect(messageOf(() => app.app.synth())).toMatch(/OUT-001 \[rack1\/kvm01\/uplink\/vms\/web\]/);
});

describe('what an Aspect declares', () => {
  /** Declares a pool when the engine comes by, once. */
  function declareLater(stack: TerraformStack, pf: PhysicalFunction): void {
    let isDone = false;
    Aspects.of(stack).add({
      visit: (node) => {
        if (node !== pf || isDone) return;
        isDone = true;
        pf.addPool('late', { ...TIDY, count: 1, vlan: 4095 });
      },
    });
  }
  const uplink = (stack: TerraformStack, id: string) =>
    healthyHost(stack, id).addPhysicalFunction('uplink', { address: '0000:3b:00.0' });

  test('in the stack that is written first is judged like all else', () => {
    const stack = app.stack();
    declareLater(stack, uplink(stack, 'kvm01'));
    uplink(app.stack('rack2'), 'kvm02');
    expect(messageOf(() => app.app.synth())).toMatch(/VLAN-001 .*rack1\/kvm01\/uplink\/late/);
  });

  test('in a stack behind it is an error: rules, plans and lock file are done by then', () => {
    uplink(app.stack(), 'kvm01');
    const stack = app.stack('rack2');
    declareLater(stack, uplink(stack, 'kvm02'));
    expect(messageOf(() => app.app.synth())).toMatch(
      /OUT-007 .*rack2\/kvm02\/uplink\/late.*declared or changed after the stacks were proved/,
    );
    expect(existsSync(join(app.outdir, 'sriov-synth.json'))).toBe(false);
  });

  test('between two synths is no matter', () => {
    const pf = uplink(app.stack(), 'kvm01');
    app.app.synth();
    pf.addPool('more', { ...TIDY, count: 1, vlan: 100 });
    expect(() => app.app.synth()).not.toThrow();
  });
});

describe('misuse', () => {
  test('a host outside of any stack is refused with its path', () => {
    expect(messageOf(() => new SriovHost(app.app, 'kvm01'))).toMatch(/kvm01.*TerraformStack/);
  });

  test('a stack of the other engine is refused with the name of the other package', () => {
    class ForeignStack extends TerraformStack {}
    Object.defineProperty(ForeignStack, Symbol.for('jsii.rtti'), {
      value: { fqn: `${ENGINE.otherPackage}.TerraformStack` },
    });
    const stack = new ForeignStack(app.app, 'foreign');
    expect(messageOf(() => new SriovHost(stack, 'kvm01'))).toContain(ENGINE.otherLibrary);
  });

  test('a pool under something that is no PF of this library is refused with its path', () => {
    const stack = app.stack();
    const pf = new Construct(stack, 'pf') as PhysicalFunction;
    expect(messageOf(() => new VirtualFunctionPool(stack, 'pool', { physicalFunction: pf, count: 1 }))).toMatch(
      /rack1\/pool/,
    );
  });

  test('an attachment to something that is no pool of this library is refused with its path', () => {
    const stack = app.stack();
    const pool = new Construct(stack, 'pool') as VirtualFunctionPool;
    expect(messageOf(() => new VmAttachment(stack, 'web', { vm: 'web', pool }))).toMatch(/rack1\/web/);
  });
});

test('Testing.synth of a stack works without an app of its own', () => {
  const testing = Testing.app();
  const stack = new TerraformStack(testing, 'rack1');
  healthyHost(stack, 'kvm01', { carrier: Carrier.nullResource({ connection: CONNECTION }) })
    .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
    .addPool('vms', { ...TIDY, count: 2, vlan: 100 });
  expect(JSON.parse(Testing.synth(stack)).resource.null_resource).toBeDefined();
  expect(App.isApp(testing)).toBe(true);
});
