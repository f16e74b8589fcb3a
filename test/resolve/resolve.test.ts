import { inventory, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { onlyHost, onlyPf, resolve, UPLINK, type WantedSketch, wantedHost } from './wanted';

describe('VFs', () => {
  test('have addresses by offset and stride before they exist', () => {
    const { virtualFunctions } = onlyPf(resolve({}, inventory([nicFacts({ vfOffset: 16, vfStride: 2 })])));
    expect(virtualFunctions.map(({ address }) => address).slice(0, 5)).toEqual([
      '0000:3b:02.0',
      '0000:3b:02.2',
      '0000:3b:02.4',
      '0000:3b:02.6',
      '0000:3b:03.0',
    ]);
  });

  test('have the address that was seen, whatever offset and stride say', () => {
    const facts = nicFacts({ numVfs: 1, vfOffset: 16, virtualFunctions: [vfFacts(0, { address: '0000:3c:00.0' })] });
    const { virtualFunctions } = onlyPf(resolve({ attachments: { a: {} } }, inventory([facts])));
    expect(virtualFunctions[0]).toMatchObject({ address: '0000:3c:00.0', facts: { index: 0 } });
    expect(virtualFunctions[0]?.attachment?.address).toBe('0000:3c:00.0');
    expect(virtualFunctions[1]).toMatchObject({ address: '0000:3b:02.1', facts: null });
  });

  test('are told apart by their index, not by their place in the inventory', () => {
    const facts = nicFacts({ numVfs: 2, virtualFunctions: [vfFacts(1), vfFacts(5)] });
    const { virtualFunctions } = onlyPf(resolve({}, inventory([facts])));
    expect(virtualFunctions.map((vf) => vf.facts?.index ?? null)).toEqual([null, 1, null, null, null, 5, null, null]);
  });

  test('share the settings of their pool, and have their own where an attachment overrides some', () => {
    const settings = { driver: 'vfio-pci', vlan: 100, spoofCheck: true } as const;
    const pfs = { uplink: { ...UPLINK, pools: { tenants: { count: 3, settings } } } };
    const drive = inventory([nvmeFacts({ address: '0000:3b:00.0' })]);
    const host = onlyHost(resolve({ pfs, attachments: { a: {}, b: { overrides: { vlan: 200 } } } }, drive));
    const [a, b, free] = host.physicalFunctions[0]?.virtualFunctions ?? [];
    expect(a?.settings).toBe(settings);
    expect(b?.settings).toEqual({ ...settings, vlan: 200 });
    expect(free?.settings).toBe(settings);
    expect(b?.pool.attachments.map(({ path }) => path)).toEqual(['rack1/kvm01/a', 'rack1/kvm01/b']);
    expect(b?.attachment).toBe(host.attachments[1]);
  });

  test('have no value of the pool where the attachment has a token', () => {
    const pools = { tenants: { settings: { vlan: 100, trust: true }, use: { tenant: 'blue', trustedTenant: true } } };
    const attachments = { a: { unresolved: ['vlan', 'tenant'] } };
    const [attachment] = onlyHost(resolve({ pfs: { uplink: { ...UPLINK, pools } }, attachments })).attachments;
    expect(attachment?.settings).toEqual({ trust: true });
    expect(attachment?.use).toEqual({});
    expect(attachment?.unresolved).toEqual(['vlan', 'tenant']);
  });

  test('are unresolved where the pool has a token and the attachment says nothing of its own', () => {
    const pools = { tenants: { unresolved: ['vlan', 'trust', 'tenant'] } };
    const attachments = { a: { overrides: { vlan: 5 }, use: { tenant: 'blue' } } };
    const [attachment] = onlyHost(resolve({ pfs: { uplink: { ...UPLINK, pools } }, attachments })).attachments;
    expect(attachment?.unresolved).toEqual(['trust']);
  });
});

describe('tokens', () => {
  /** What is said of them, as severity and message. */
  const said = (sketch: WantedSketch) =>
    resolve(sketch)
      .findings.filter(({ ruleId }) => ruleId === 'INP-008')
      .map(({ severity, constructPath, message }) => `${severity} ${constructPath} ${message}`);

  test('in place of what a plan writes are warned of: nothing writes them', () => {
    const pools = { tenants: { unresolved: ['vlan'] } };
    expect(said({ pfs: { uplink: { ...UPLINK, pools, unresolved: ['mtu'] } } })).toEqual([
      'warning rack1/kvm01/uplink mtu is a token, known only at deploy: the plan does not write it',
      'warning rack1/kvm01/uplink/tenants vlan is a token, known only at deploy: the plan does not write it',
    ]);
  });

  test('in place of what rules and prediction read are noted', () => {
    const attachments = { a: { unresolved: ['guarantee'] } };
    expect(said({ unresolved: ['multiTenant'], attachments })).toEqual([
      'info rack1/kvm01 multiTenant is a token, known only at deploy: it counts as not stated',
      'info rack1/kvm01/a guarantee is a token, known only at deploy: it counts as not stated',
    ]);
  });

  test('that many constructs have are said once', () => {
    const attachments = { a: { unresolved: ['mac'] }, b: { unresolved: ['mac'] }, c: { unresolved: ['mac'] } };
    expect(said({ attachments })).toEqual([
      'warning rack1/kvm01/a mac is a token, known only at deploy (here and on 2 more): the plan does not write it',
    ]);
  });

  test('on a PF that somebody else manages keep nothing from being written', () => {
    const uplink = { ...UPLINK, externallyManaged: true, pools: { tenants: { unresolved: ['vlan'] } } };
    expect(said({ pfs: { uplink }, attachments: { a: { unresolved: ['mac'] } } })).toEqual([
      expect.stringMatching(/^info .* vlan /),
      expect.stringMatching(/^info .* mac /),
    ]);
  });

  test('that decide which PF or VF is meant have findings of their own', () => {
    const attachments = { a: { unresolved: ['pinnedVf'] } };
    const found = resolve({ pfs: { uplink: { ...UPLINK, unresolved: ['serial'] } }, attachments }).findings;
    expect(found.map(({ ruleId }) => ruleId)).not.toContain('INP-008');
  });
});

describe('attachments', () => {
  test('stand in order of declaration on the host, and in order of VFs in their pool', () => {
    const host = onlyHost(resolve({ attachments: { z: { pinnedVf: 0 }, b: {}, a: {} } }));
    expect(host.attachments.map(({ wanted }) => wanted.vm)).toEqual(['z', 'b', 'a']);
    expect(host.physicalFunctions[0]?.pools[0]?.attachments.map(({ wanted }) => wanted.vm)).toEqual(['z', 'a', 'b']);
  });
});

describe('PFs', () => {
  test.each([
    ['as wanted', 'switchdev', 'legacy', 'switchdev'],
    ['as found', undefined, 'switchdev', 'switchdev'],
    ['legacy where nobody says', undefined, null, 'legacy'],
  ] as const)('have their eswitch mode %s', (_words, wanted, found, mode) => {
    const facts = nicFacts();
    const network = facts.network && { ...facts.network, eswitchMode: found };
    const pf = { ...UPLINK, ...(wanted === undefined ? {} : { eswitchMode: wanted }) };
    expect(onlyPf(resolve({ pfs: { uplink: pf } }, inventory([{ ...facts, network }]))).eswitchMode).toBe(mode);
  });

  test('have the link type of the host before that of the constructs', () => {
    const pf = { ...UPLINK, linkType: 'infiniband' } as const;
    expect(onlyPf(resolve({ pfs: { uplink: pf } })).linkType).toBe('ethernet');
    expect(onlyPf(resolve({ pfs: { uplink: pf } }, null)).linkType).toBe('infiniband');
  });
});

test('a host is resolved the same whatever else is in the app', () => {
  const alone = resolve({ attachments: { a: {}, b: {} } });
  const together = resolve([{ name: 'kvm00', attachments: { x: {} } }, { attachments: { a: {}, b: {} } }]);
  expect(together.hosts[1]).toEqual(onlyHost(alone));
});

test('nothing of the input is changed', () => {
  const wanted = wantedHost({ attachments: { b: {}, a: { overrides: { mac: '02-11-22-33-44-55' } } } });
  const before = JSON.stringify(wanted);
  resolve(wanted);
  expect(JSON.stringify(wanted)).toBe(before);
});
