import {
  Carrier,
  Demand,
  DeviceClass,
  HostInventory,
  PhysicalFunction,
  Sriov,
  SriovHost,
  VmAttachment,
} from 'cdktf-sriov';
import { healthyHost, messageOf, TestApp, TIDY } from './app';

/** What the types rule out, as plain JavaScript passes it. */
const wrong = <T>(value: unknown) => value as T;

let app: TestApp;
beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.dispose());

const ADDRESS = { address: '0000:3b:00.0' };
const SSH = { type: 'ssh', host: 'kvm01', hostKey: 'ssh-ed25519 AAAA' } as const;

function host(props: object = {}): SriovHost {
  return healthyHost(app.stack(), 'kvm01', props);
}

function pool(options: object = {}) {
  return host()
    .addPhysicalFunction('uplink', ADDRESS)
    .addPool('vms', { count: 2, ...TIDY, ...options });
}

function synth() {
  expect(() => app.app.synth()).toThrow('Validation failed');
  return app.findings.filter(({ ruleId }) => ruleId === 'INP-005');
}

describe('a property that there is not is an error of its construct, which names the one that is near', () => {
  test.each<[string, () => unknown, string, string, RegExp]>([
    [
      'of a host',
      () => host({ externalyManaged: true }),
      'kvm01',
      'externalyManaged',
      /did you mean externallyManaged\?/,
    ],
    ['of a host, with a group that there is not', () => host({ policy: {} }), 'kvm01', 'policy', /^(?!.*did you mean)/],
    [
      'of a PF',
      () => host().addPhysicalFunction('uplink', wrong({ ...ADDRESS, externalyManaged: true })),
      'kvm01/uplink',
      'externalyManaged',
      /there is no property "externalyManaged" \(did you mean externallyManaged\?\), so it has no effect/,
    ],
    [
      'of a PF, in other capitals',
      () => host().addPhysicalFunction('uplink', wrong({ ...ADDRESS, assignedToVM: 'x' })),
      'kvm01/uplink',
      'assignedToVM',
      /did you mean assignedToVm\?/,
    ],
    [
      'of a PF, by the name of a field of the model',
      () => host().addPhysicalFunction('uplink', wrong({ ...ADDRESS, selector: { slot: '3' } })),
      'kvm01/uplink',
      'selector',
      /there is no property "selector"/,
    ],
    [
      'of a PF that somebody else manages',
      () =>
        PhysicalFunction.fromPhysicalFunctionAttributes(
          app.stack('s2'),
          'uplink',
          wrong({ host: host(), adress: 'x' }),
        ),
      's2/uplink',
      'adress',
      /did you mean address\?/,
    ],
    [
      'of the conditions of a PF',
      () => host().addPhysicalFunction('uplink', wrong({ ...ADDRESS, conditions: { dcb: true, trafficClases: 4 } })),
      'kvm01/uplink',
      'conditions.trafficClases',
      /did you mean conditions\.trafficClasses\?/,
    ],
    ['of a pool', () => pool({ Vlan: 5 }), 'kvm01/uplink/vms', 'Vlan', /did you mean vlan\?/],
    ['of a pool, named as its use', () => pool({ use: { tenant: 'a' } }), 'kvm01/uplink/vms', 'use', /"use"/],
    ['of a pool, as objects have it', () => pool({ toString: 1 }), 'kvm01/uplink/vms', 'toString', /"toString"/],
    [
      'of a pool, as near to two',
      () => pool({ minxTxRateMbps: 5, xTxRateMbps: 5 }),
      'kvm01/uplink/vms',
      'xTxRateMbps',
      /did you mean minTxRateMbps or maxTxRateMbps|did you mean maxTxRateMbps/,
    ],
    [
      'of an attachment',
      () => pool().attach('web', wrong({ pinedVf: 1 })),
      'vms/web',
      'pinedVf',
      /did you mean pinnedVf/,
    ],
    [
      'of a guarantee',
      () => pool().attach('web', { guarantee: wrong({ txMpbs: 5 }) }),
      'vms/web',
      'guarantee.txMpbs',
      /did you mean guarantee\.txMbps/,
    ],
    [
      'of a demand of traffic',
      () => pool().attach('web', { demand: Demand.network(wrong({ txMbs: 5 })) }),
      'vms/web',
      'demand.txMbs',
      /did you mean demand\.txMbps/,
    ],
    [
      'of a demand of blocks',
      () => pool().attach('web', { demand: Demand.block(wrong({ iops: 5, blockByte: 4 })) }),
      'vms/web',
      'demand.blockByte',
      /did you mean demand\.blockBytes/,
    ],
    [
      'of a carrier',
      () => host({ carrier: Carrier.terraformData(wrong({ connection: SSH, ondestroy: 'keep' })) }),
      'kvm01',
      'carrier.ondestroy',
      /did you mean carrier\.onDestroy/,
    ],
    [
      'of a carrier without a provider',
      () => host({ carrier: Carrier.terraformData(wrong({ connection: SSH, provider: {} })) }),
      'kvm01',
      'carrier.provider',
      /there is no property "carrier\.provider"/,
    ],
    [
      'of a connection',
      () => host({ carrier: Carrier.nullResource({ connection: wrong({ ...SSH, pasword: 'geheim' }) }) }),
      'kvm01',
      'carrier.connection.pasword',
      /^(?!.*geheim).*did you mean carrier\.connection\.password/,
    ],
    [
      'of the app',
      () => {
        host();
        Sriov.of(app.app).configure(wrong({ lockfile: 'x.json' }));
      },
      '',
      'lockfile',
      /did you mean lockFile/,
    ],
    [
      'of the limits of a device',
      () => {
        host();
        Sriov.of(app.app).addDevice('intel-e810', wrong({ source: 's', deviceClass: DeviceClass.NET, maxVfsPerPF: 3 }));
      },
      '',
      'limits of intel-e810.maxVfsPerPF',
      /did you mean limits of intel-e810\.maxVfsPerPf/,
    ],
  ])('%s', (_words, make, path, pointer, says) => {
    make();
    const findings = synth();
    const found = findings.filter((finding) => finding.pointer === pointer);
    expect(found).toMatchObject([{ severity: 'error' }]);
    expect(found[0]?.constructPath.endsWith(path)).toBe(true);
    expect(found[0]?.message).toMatch(says);
  });
});

test('where no property is near, all are listed', () => {
  pool().attach('web', wrong({ colour: 'blue' }));
  expect(synth()).toMatchObject([{ message: expect.not.stringContaining('did you mean') as unknown }]);
  expect(synth()[0]?.fix).toMatch(
    /^Remove the property, or write one of allowedVlans, attachmentId, demand, driver, .*, vmNumaNode$/,
  );
});

test('what spreads of other objects bring along is said as well, and may be accepted', () => {
  const rack = { ...TIDY, count: 1, rackUnit: 7 };
  const vms = host().addPhysicalFunction('uplink', ADDRESS).addPool('vms', rack);
  expect(synth()).toMatchObject([{ pointer: 'rackUnit' }]);
  vms.acknowledge('INP-005', 'rackUnit is for our own documents');
  app.app.synth();
  expect(app.findings).toContainEqual(
    expect.objectContaining({ pointer: 'rackUnit', acknowledged: expect.anything() as unknown }),
  );
});

test('a property that is undefined is none, as other languages pass the ones that a type has not', () => {
  pool({ Vlan: undefined }).attach('web', wrong({ guarantee: { txMbps: 5, txMpbs: undefined } }));
  app.app.synth();
  expect(app.findings.filter(({ ruleId }) => ruleId === 'INP-005')).toEqual([]);
});

test('it is said of a host whose inventory cannot be read as well', () => {
  const inventory = HostInventory.fromObject({});
  new SriovHost(app.stack(), 'kvm01', wrong({ inventory, polcy: {}, hostNam: 'x' }));
  expect(synth().map(({ pointer }) => pointer)).toEqual(['hostNam', 'polcy']);
});

describe('a property that has to be there and is absent is an error', () => {
  test('the number of VFs of a pool', () => {
    host()
      .addPhysicalFunction('uplink', ADDRESS)
      .addPool('vms', wrong({ ...TIDY, cout: 2 }));
    expect(() => app.app.synth()).toThrow('Validation failed');
    const said = app.findings.filter(({ ruleId }) => ruleId.startsWith('INP-'));
    expect(said.map(({ message }) => message)).toEqual([
      'count is undefined, not a whole number from 0',
      'there is no property "cout" (did you mean count?), so it has no effect',
    ]);
  });

  test('the VM of an attachment', () => {
    const vms = pool();
    new VmAttachment(vms, 'web', wrong({ pool: vms }));
    expect(() => app.app.synth()).toThrow('Validation failed');
    expect(app.findings).toContainEqual(
      expect.objectContaining({ ruleId: 'INP-004', pointer: 'vm', message: 'vm undefined is no text' }),
    );
  });

  test('the operations of a demand', () => {
    pool().attach('web', { demand: Demand.block(wrong({})) });
    expect(() => app.app.synth()).toThrow('Validation failed');
    const said = app.findings.filter(({ ruleId }) => ruleId.startsWith('INP-'));
    expect(said).toMatchObject([{ ruleId: 'INP-001', pointer: 'demand.iops' }]);
  });
});

test.each<[string, () => unknown, RegExp]>([
  [
    'the VM of an attachment',
    () => pool().attach('web', wrong({ vm: 'db' })),
    /vms\.attach.*vm is not one of the options/,
  ],
  ['the PF of a pool', () => pool({ physicalFunction: {} }), /addPool.*physicalFunction is not one of the options/],
  [
    'who manages a host that is described by its attributes',
    () => SriovHost.fromSriovHostAttributes(app.stack(), 'kvm01', wrong({ externallyManaged: false })),
    /externallyManaged is not one of the options/,
  ],
])('%s is not given twice in different ways', (_words, make, says) => {
  expect(messageOf(make)).toMatch(says);
});
