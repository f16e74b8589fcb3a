import { type SSHProvisionerConnection, TerraformResource, type TerraformStack, TerraformVariable } from 'cdktf';
import { Carrier, OnDestroy, Persistence, PhysicalFunction, type ProvisionerCarrierProps } from 'cdktf-sriov';
import { healthyHost, messageOf, TestApp, TIDY } from './app';

const CONNECTION = {
  type: 'ssh',
  host: '192.0.2.7',
  user: 'root',
  agent: 'true',
  hostKey: 'ssh-ed25519 AAAA',
} as const;

interface ProvisionerJson {
  readonly file?: { readonly content: string; readonly destination: string };
  readonly 'remote-exec'?: {
    readonly inline: readonly string[];
    readonly when?: string;
    readonly connection?: Readonly<Record<string, string>>;
  };
}

interface ResourceJson {
  readonly connection: Readonly<Record<string, unknown>>;
  readonly provisioner: readonly ProvisionerJson[];
  readonly depends_on?: readonly string[];
  readonly triggers?: Readonly<Record<string, string>>;
  readonly triggers_replace?: Readonly<Record<string, string>>;
  readonly input?: Readonly<Record<string, string>>;
  readonly lifecycle?: unknown;
}

let app: TestApp;
beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.dispose());

const KINDS = [
  { type: 'null_resource', carrier: Carrier.nullResource, triggers: 'triggers', kept: 'triggers' },
  { type: 'terraform_data', carrier: Carrier.terraformData, triggers: 'triggers_replace', kept: 'input' },
] as const;

describe.each(KINDS)('the $type carrier', ({ type, carrier, triggers, kept }) => {
  const carried = (stack: TerraformStack, props: Partial<ProvisionerCarrierProps> = {}) =>
    healthyHost(stack, 'kvm01', { carrier: carrier({ connection: CONNECTION, ...props }) });

  /** Resources of the carrier: those that run the script, and those that restore. */
  function resources(of = app): { apply: Record<string, ResourceJson>; restore: Record<string, ResourceJson> } {
    const all = Object.entries<ResourceJson>(of.stackJson().resource[type]);
    const isRestore = ([name]: [string, ResourceJson]) => name.includes('_Restore_');
    return {
      apply: Object.fromEntries(all.filter((entry) => !isRestore(entry))),
      restore: Object.fromEntries(all.filter(isRestore)),
    };
  }

  function only<T>(map: Record<string, T>): T {
    const [first, ...more] = Object.values(map);
    if (first === undefined || more.length > 0) throw new Error(`${Object.keys(map).length} instead of one`);
    return first;
  }

  const addUplink = (stack: TerraformStack, props: Partial<ProvisionerCarrierProps> = {}) =>
    carried(stack, props).addPhysicalFunction('uplink', { address: '0000:3b:00.0' });

  test('makes a resource a PF that runs the script of its plan, and one that restores', () => {
    const host = carried(app.stack());
    host
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 2, vlan: 100 })
      .attach('web');
    host.addPhysicalFunction('drive', { address: '0000:86:00.0' }).addPool('controllers', { count: 1 });
    app.app.synth();
    const { apply, restore } = resources();
    expect(Object.keys(apply)).toHaveLength(2);
    expect(Object.keys(restore)).toHaveLength(2);
    const scripts = Object.values(apply).map(({ provisioner }) =>
      provisioner.map(({ file }) => file?.content ?? '').join(''),
    );
    expect(scripts.join('\n')).toContain('PF=0000:3b:00.0');
    expect(scripts.join('\n')).toContain('PF=0000:86:00.0');
    expect(Object.values(apply)[0]?.connection).toMatchObject({ host: '192.0.2.7', host_key: 'ssh-ed25519 AAAA' });
  });

  test('never replaces what restores: it has no trigger, and stands before what runs the script', () => {
    addUplink(app.stack()).addPool('vms', { ...TIDY, count: 2, vlan: 100 });
    app.app.synth();
    const { apply, restore } = resources();
    expect(only(restore)).not.toHaveProperty(triggers);
    expect(only(apply).depends_on).toEqual([`${type}.${Object.keys(restore)[0]}`]);
    expect(only(apply).provisioner.flatMap((one) => Object.values(one))).not.toContainEqual(
      expect.objectContaining({ when: 'destroy' }),
    );
    expect(only(restore).provisioner.slice(1)).toEqual([
      {
        'remote-exec': {
          when: 'destroy',
          inline: [
            'if test -e /var/lib/cdktf-sriov/0000:3b:00.0/script.sh; then sh /var/lib/cdktf-sriov/0000:3b:00.0/script.sh restore; ' +
              "else echo 'sriov: nothing to restore, /var/lib/cdktf-sriov/0000:3b:00.0/script.sh is not there'; fi",
          ],
        },
      },
    ]);
  });

  test('keeps what the connection refers to, since a destroy may refer to the resource alone', () => {
    const stack = app.stack();
    const host = new TerraformVariable(stack, 'address', { type: 'string' }).stringValue;
    const hostKey = new TerraformVariable(stack, 'key', { type: 'string' }).stringValue;
    addUplink(stack, { connection: { ...CONNECTION, host, hostKey } }).addPool('vms', { ...TIDY, count: 2, vlan: 100 });
    app.app.synth();
    const { apply, restore } = resources();
    expect(only(restore)[kept]).toEqual({ host: '${var.address}', host_key: '${var.key}' });
    expect(only(restore).connection).toEqual({
      type: 'ssh',
      user: 'root',
      agent: 'true',
      host: `\${self.${kept}.host}`,
      host_key: `\${self.${kept}.host_key}`,
      script_path: '.cdktf-sriov/terraform_%RAND%.sh',
    });
    expect(only(apply).connection).toMatchObject({ host: '${var.address}' });
    if (type === 'null_resource') expect(only(restore).lifecycle).toEqual({ ignore_changes: ['triggers'] });
  });

  test('restores nothing where that is wanted', () => {
    addUplink(app.stack(), { onDestroy: OnDestroy.KEEP }).addPool('vms', { ...TIDY, count: 2, vlan: 100 });
    app.app.synth();
    expect(resources().restore).toEqual({});
    expect(only(resources().apply).depends_on).toBeUndefined();
  });

  test('runs with sudo, and tells the script which connection it was called over', () => {
    addUplink(app.stack(), { sudo: true }).addPool('vms', { ...TIDY, count: 2, vlan: 100 });
    app.app.synth();
    const commands = Object.values(resources().apply)
      .flatMap(({ provisioner }) => provisioner)
      .flatMap((one) => one['remote-exec']?.inline ?? []);
    expect(commands[1]).toMatch(
      /^sudo -n env "SSH_CONNECTION=\$SSH_CONNECTION" sh \.cdktf-sriov\/rack1-kvm01-uplink-.*\.sh$/,
    );
    const [restore] = only(resources().restore).provisioner[1]?.['remote-exec']?.inline ?? [];
    expect(restore).toMatch(/^if sudo -n test -e .* then sudo -n env .* restore;/);
  });

  test('escapes what Terraform would read as a template', () => {
    addUplink(app.stack()).addPool('vms', { ...TIDY, count: 2, vlan: 100 });
    app.app.synth();
    const text = JSON.stringify(app.stackJson().resource[type]);
    expect(text.replaceAll('$${', '').replaceAll('%%{', '')).not.toMatch(/\$\{|%\{/);
  });

  test('changes its trigger when a setting, the address of the host or its persistence changes, and only then', () => {
    const triggersOf = (vlan: number, host = '192.0.2.7', persistence = Persistence.EXTERNAL) => {
      const target = new TestApp();
      const connection: SSHProvisionerConnection = { ...CONNECTION, host };
      const kvm = healthyHost(target.stack(), 'kvm01', { carrier: carrier({ connection }), persistence });
      kvm.addPhysicalFunction('uplink', { address: '0000:3b:00.0' }).addPool('vms', { ...TIDY, count: 2, vlan });
      kvm.addPhysicalFunction('drive', { address: '0000:86:00.0' }).addPool('controllers', { count: 1 });
      target.app.synth();
      const { apply } = resources(target);
      target.dispose();
      const of = (pf: string) => Object.entries(apply).find(([id]) => id.includes(pf))?.[1][triggers];
      return { uplink: of('uplink'), drive: of('drive') };
    };
    const before = triggersOf(100);
    expect(triggersOf(100)).toEqual(before);
    const settings = triggersOf(200);
    expect(settings.uplink).not.toEqual(before.uplink);
    expect(settings.drive).toEqual(before.drive);
    expect(triggersOf(100, '192.0.2.8').drive).not.toEqual(before.drive);
    expect(triggersOf(100, '192.0.2.7', Persistence.SYSTEMD).drive).not.toEqual(before.drive);
  });

  describe('shows who reviews a plan of Terraform', () => {
    /** The entries of the resource that are no hash and no address. */
    function shown(build: (stack: TerraformStack) => void) {
      const target = new TestApp();
      build(target.stack());
      target.app.synth();
      const { apply } = resources(target);
      target.dispose();
      return Object.values(apply).map((resource) => resource[type === 'terraform_data' ? 'input' : 'triggers']);
    }

    const pool = (stack: TerraformStack) =>
      addUplink(stack).addPool('vms', { ...TIDY, count: 4, vlan: 100, maxTxRateMbps: 500 });

    test('number of VFs, VLAN and rate of each pool, owner of each VF and how it differs', () => {
      const [entries] = shown((stack) => {
        const vms = pool(stack);
        vms.attach('web', { mac: '52:54:00:00:00:07' });
        vms.attach('db', { mac: '52:54:00:00:00:08', vlan: 200 });
      });
      expect(entries).toMatchObject({
        pf: '0000:3b:00.0: 4 VFs, link up',
        'pool vms':
          'VF 0-3, VLAN 100, spoof check on, trust off, link state auto, transmits at most 500 Mbit/s, driver vfio-pci',
        'vf 0': 'db, MAC 52:54:00:00:00:08, VLAN 200',
        'vf 1': 'web, MAC 52:54:00:00:00:07',
        persistence: 'external',
      });
      expect(entries).not.toHaveProperty('vf 2');
    });

    test('a setting that is a reference as one that the plan leaves alone', () => {
      const [entries] = shown((stack) => {
        const vlan = new TerraformVariable(stack, 'vlan', { type: 'number' }).numberValue;
        pool(stack).attach('web', { mac: '52:54:00:00:00:07', vlan });
      });
      expect(entries).toMatchObject({ 'vf 0': 'web, MAC 52:54:00:00:00:07, vlan not managed' });
    });

    test('the queues of a drive', () => {
      const [entries] = shown((stack) =>
        carried(stack)
          .addPhysicalFunction('drive', { address: '0000:86:00.0' })
          .addPool('disks', { count: 2, nvmeVirtualQueues: 2, nvmeVirtualInterrupts: 1 })
          .attach('db', { namespaceId: 1 }),
      );
      expect(entries).toMatchObject({
        'pool disks': 'VF 0-1, 2 virtual queues, 1 virtual interrupt, driver vfio-pci',
        'vf 0': 'db, namespace 1',
      });
    });

    test('names as they are, whatever Terraform would read in them', () => {
      const [entries] = shown((stack) => addUplink(stack).addPool('v%{ms', { ...TIDY, count: 2, vlan: 100 }));
      expect(Object.keys(entries ?? {})).toContain('pool v%%{ms');
    });
  });

  test('carries what brings VFs back at boot only where systemd is to do that', () => {
    const scriptWith = (persistence: Persistence) => {
      const target = new TestApp();
      healthyHost(target.stack(), 'kvm01', { carrier: carrier({ connection: CONNECTION }), persistence })
        .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
        .addPool('vms', { ...TIDY, count: 2, vlan: 100 });
      target.app.synth();
      const text = JSON.stringify(resources(target).apply);
      target.dispose();
      return text;
    };
    expect(scriptWith(Persistence.SYSTEMD)).toContain('Before=network-pre.target libvirtd.service');
    expect(scriptWith(Persistence.NONE)).not.toContain('libvirtd.service');
  });

  test('is the default child of its PF', () => {
    const uplink = addUplink(app.stack());
    expect(uplink.node.defaultChild).toBe(uplink.node.findChild('Resource'));
  });

  test('starts no terraform process at synth', () => {
    const stack = app.stack();
    addUplink(stack);
    const made = stack.node.findAll().filter((node) => TerraformResource.isTerraformResource(node));
    expect(made).toHaveLength(2);
    for (const resource of made) expect(resource.node.validate()).toEqual([]);
  });

  test('leaves externally managed PFs alone', () => {
    const host = carried(app.stack());
    const uplink = PhysicalFunction.fromPhysicalFunctionAttributes(host, 'uplink', { host, address: '0000:3b:00.0' });
    expect(uplink.node.children).toEqual([]);
    expect(uplink.externallyManaged).toBe(true);
  });

  test.each([
    ['x; rm -rf /', /characters that a shell could take apart/],
    ['/tmp', /lies in \/tmp, where every user of the host may make files/],
    ['/tmp/sriov', /lies in \/tmp,/],
    ['//var/./tmp/x', /lies in \/var\/tmp,/],
    ['/dev/shm/sriov', /lies in \/dev\/shm,/],
    ['/run/lock', /lies in \/run\/lock,/],
    ['/srv/../tmp', /leads through "\.\."/],
    ['../../tmp', /leads through "\.\."/],
  ])('refuses %s as remote folder', (remoteFolder, says) => {
    const host = carried(app.stack(), { remoteFolder });
    const message = messageOf(() => host.addPhysicalFunction('uplink', {}));
    expect(message).toMatch(/rack1\/kvm01\/uplink.*remoteFolder/);
    expect(message).toMatch(says);
  });

  test.each(['.cdktf-sriov', '/root/sriov', '/var/lib/sriov', 'tmp', '/tmpfs/sriov'])(
    'takes %s as remote folder',
    (remoteFolder) => {
      expect(() => carried(app.stack(), { remoteFolder }).addPhysicalFunction('uplink', {})).not.toThrow();
    },
  );

  describe('has the commands of Terraform executed', () => {
    const scriptPaths = (resource: ResourceJson) => [
      resource.connection.script_path,
      ...resource.provisioner.map((one) => one['remote-exec']?.connection?.script_path),
    ];

    test('in the private folder, but for the one that makes it', () => {
      addUplink(app.stack()).addPool('vms', { ...TIDY, count: 2, vlan: 100 });
      app.app.synth();
      const { apply, restore } = resources();
      const inHome = './.cdktf-sriov-%RAND%.sh';
      const inFolder = '.cdktf-sriov/terraform_%RAND%.sh';
      expect(scriptPaths(only(apply))).toEqual([inFolder, inHome, undefined, undefined]);
      expect(scriptPaths(only(restore))).toEqual([inFolder, inHome, undefined]);
      expect(only(restore).provisioner.map((one) => one['remote-exec']?.when)).toEqual(['destroy', 'destroy']);
    });

    test('where the connection says, if it does', () => {
      addUplink(app.stack(), { connection: { ...CONNECTION, scriptPath: '/opt/x_%RAND%.sh' } });
      app.app.synth();
      expect(scriptPaths(only(resources().apply))).toEqual(['/opt/x_%RAND%.sh', undefined, undefined, undefined]);
    });
  });

  test.each<[string, Partial<SSHProvisionerConnection>, RegExp | null]>([
    ['no host key', { hostKey: undefined }, /^OUT-003 the connection has no hostKey:/],
    ['a bastion without a key', { bastionHost: 'jump' }, /^OUT-003 the connection has no bastionHostKey:/],
    [
      'a key of the bastion',
      { bastionHost: 'jump', bastionHostKey: 'ssh-ed25519 B' },
      /^OUT-003 hostKey and bastion.*1\.16/,
    ],
    ['one key for both', { bastionHost: 'jump', bastionHostKey: 'ssh-ed25519 AAAA' }, null],
    ['a private key in the app', { privateKey: 'x' }, /^OUT-004 privateKey of the connection stands in cdk\.tf\.json/],
    ['a password in the app', { password: 'x' }, /^OUT-004 password /],
  ])('the connection with %s is judged', (_words, change, says) => {
    addUplink(app.stack(), { connection: { ...CONNECTION, ...change } }).addPool('vms', {
      ...TIDY,
      count: 2,
      vlan: 100,
    });
    app.app.synth();
    const found = app.findings.filter(({ ruleId }) => /^OUT-00[34]$/.test(ruleId));
    expect(found.map(({ ruleId, message }) => `${ruleId} ${message}`)).toEqual(
      says === null ? [] : [expect.stringMatching(says)],
    );
    for (const finding of found) expect(finding).toMatchObject({ severity: 'warning', constructPath: 'rack1/kvm01' });
  });

  test.each<[string, Partial<ProvisionerCarrierProps>, boolean]>([
    ['a user who is not root', { connection: { ...CONNECTION, user: 'admin' } }, true],
    ['a user who is not root, with sudo', { connection: { ...CONNECTION, user: 'admin' }, sudo: true }, false],
    ['no user, which is root', { connection: { ...CONNECTION, user: undefined } }, false],
    ['root', {}, false],
  ])('%s is judged by what the script has to do', (_words, props, isError) => {
    addUplink(app.stack(), props);
    if (isError) expect(messageOf(() => app.app.synth())).toMatch(/OUT-005 .*"admin" is not root.*sudo/);
    else expect(() => app.app.synth()).not.toThrow();
  });

  test.each([
    ['scripts', 'true', true],
    ['scripts', '1', true],
    ['scripts', undefined, false],
    ['plans alone', 'true', false],
  ])('a stack with %s, written as HCL: %s', (what, asked, isError) => {
    const before = process.env['SYNTH_HCL_OUTPUT'];
    if (asked !== undefined) process.env['SYNTH_HCL_OUTPUT'] = asked;
    try {
      const hcl = new TestApp();
      if (what === 'scripts') addUplink(hcl.stack());
      else healthyHost(hcl.stack());
      if (isError) expect(messageOf(() => hcl.app.synth())).toMatch(/OUT-006 .*HCL.*without --hcl/s);
      else expect(() => hcl.app.synth()).not.toThrow();
      hcl.dispose();
    } finally {
      if (before === undefined) delete process.env['SYNTH_HCL_OUTPUT'];
      else process.env['SYNTH_HCL_OUTPUT'] = before;
    }
  });

  test('a host key that is a token is one, and a secret that is one is kept in the state for a destroy', () => {
    const judge = (onDestroy: OnDestroy) => {
      const target = new TestApp();
      const stack = target.stack();
      const value = (id: string) => new TerraformVariable(stack, id, { type: 'string', sensitive: true }).stringValue;
      const connection = { ...CONNECTION, hostKey: value('key'), privateKey: value('secret') };
      healthyHost(stack, 'kvm01', { carrier: carrier({ connection, onDestroy }) }).addPhysicalFunction('uplink', {
        address: '0000:3b:00.0',
      });
      target.app.synth();
      const found = target.findings.filter(({ ruleId }) => ruleId.startsWith('OUT-'));
      target.dispose();
      return found.map(({ ruleId, message }) => `${ruleId} ${message}`);
    };
    expect(judge(OnDestroy.RESTORE)).toEqual([
      expect.stringMatching(/^OUT-004 privateKey .* kept in the Terraform state/),
    ]);
    expect(judge(OnDestroy.KEEP)).toEqual([]);
  });
});

test('the null_resource carrier uses one null provider a stack, whatever the number of PFs', () => {
  const stack = app.stack();
  for (const name of ['kvm01', 'kvm02']) {
    const connection = { ...CONNECTION, host: `${name}.example.net` };
    healthyHost(stack, name, { carrier: Carrier.nullResource({ connection }) }).addPhysicalFunction('uplink', {
      address: '0000:3b:00.0',
    });
  }
  app.app.synth();
  expect(app.stackJson().provider.null).toHaveLength(1);
});

test.each([
  ['one place', 'kvm01.example.net', 'KVM01.example.net', 'kvm01.example.net'],
  ['one place, once with the dot of the root', 'kvm01.example.net.', 'kvm01.example.net', 'kvm01.example.net'],
  ['one IPv6 address', 'fd00::1', 'FD00:0:0:0:0:0:0:1', 'fd00::1'],
  ['one IPv6 address, once in brackets', '[fd00::1]', 'fd00::0:1', 'fd00::1'],
  ['one address of a link', 'fe80::1%eth0', 'fe80::1%eth0', 'fe80::1%eth0'],
  ['two IPv6 addresses', 'fd00::1', 'fd00::2', null],
  ['two places', 'kvm01.example.net', 'kvm02.example.net', null],
  ['places that are known at deploy', null, null, null],
])('connections of two hosts to %s', (_words, one, other, place) => {
  for (const [name, host] of Object.entries({ kvm01: one, kvm02: other })) {
    const stack = app.stack(`rack-${name}`);
    const connection = { ...CONNECTION, host: host ?? new TerraformVariable(stack, 'address', {}).stringValue };
    healthyHost(stack, name, { carrier: Carrier.terraformData({ connection }) });
  }
  const synth = () => app.app.synth();
  if (place === null) synth();
  else expect(synth).toThrow(`the connections of both lead to ${place} port 22`);
  expect(app.findings.filter(({ ruleId }) => ruleId === 'OPS-020')).toHaveLength(place === null ? 0 : 1);
});

test('the terraform_data carrier needs no provider', () => {
  healthyHost(app.stack(), 'kvm01', { carrier: Carrier.terraformData({ connection: CONNECTION }) }).addPhysicalFunction(
    'uplink',
    { address: '0000:3b:00.0' },
  );
  app.app.synth();
  expect(app.stackJson().provider).toBeUndefined();
  expect(app.stackJson().terraform.required_providers).toBeUndefined();
});
