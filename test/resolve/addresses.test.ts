import { EMPTY_LOCK, type LockFile } from '../../lib/model/lock';
import { deriveGuid } from '../../lib/model/guid';
import { deriveMac } from '../../lib/model/mac';
import { interfaceFacts, inventory, NETWORK_DEFAULTS, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { entry, lockOf, onlyHost, onlyPf, resolve, ruleIds, told, UPLINK, type WantedSketch } from './wanted';

const A = 'rack1/kvm01/a';
const B = 'rack1/kvm01/b';

function macs(sketch: WantedSketch, facts = inventory(), lock: LockFile = EMPTY_LOCK) {
  const host = onlyHost(resolve(sketch, facts, lock));
  return host.attachments.map(({ mac }) => mac);
}

describe('the MAC of an attachment', () => {
  test('is the stated one, even where the lock file has another', () => {
    const stated = { attachments: { a: { overrides: { mac: '02:11:22:33:44:55' } } } };
    const lock = lockOf({ [A]: entry(0, '02:00:00:00:00:0a') });
    expect(macs(stated, inventory(), lock)).toEqual(['02:11:22:33:44:55']);
    expect(resolve(stated, inventory(), lock).lock.attachments[A]?.mac).toBe('02:11:22:33:44:55');
  });

  test('is that of the lock file, also once it is no longer stated', () => {
    expect(macs({ attachments: { a: {} } }, inventory(), lockOf({ [A]: entry(0, '02:00:00:00:00:0a') }))).toEqual([
      '02:00:00:00:00:0a',
    ]);
  });

  test('is else derived from its path, and kept in the lock file', () => {
    const resolution = resolve({ attachments: { a: {} } });
    expect(onlyHost(resolution).attachments[0]?.mac).toBe(deriveMac(A));
    expect(resolution.lock.attachments[A]).toEqual(entry(0, deriveMac(A)));
  });

  test('is part of the settings that the VF is to have', () => {
    const { virtualFunctions } = onlyPf(resolve({ attachments: { a: {} } }));
    expect(virtualFunctions.map(({ settings }) => settings.mac)).toEqual([deriveMac(A), ...Array(7).fill(undefined)]);
  });

  test.each([
    ['a port', {}, inventory([nicFacts({ network: port(deriveMac(A)) })])],
    ['another attachment by its settings', { b: { overrides: { mac: deriveMac(A) } } }, inventory()],
  ])('is derived once more when %s has it', (_words, others, facts) => {
    expect(macs({ attachments: { a: {}, ...others } }, facts)[0]).toBe(deriveMac(A, 1));
  });

  test('is derived once more when another attachment has it by the lock file', () => {
    const lock = lockOf({ [B]: entry(0, deriveMac(A)) });
    expect(macs({ attachments: { a: {}, b: {} } }, inventory(), lock)).toEqual([deriveMac(A, 1), deriveMac(A)]);
  });

  test('is derived once more by the later of two new ones that would get the same', () => {
    // Found by trying: the hashes of these two paths begin alike.
    const [first, second] = ['rack1/kvm01/vm377167', 'rack1/kvm01/vm810334'] as const;
    expect(deriveMac(first)).toBe(deriveMac(second));
    for (const attachments of [
      { vm377167: {}, vm810334: {} },
      { vm810334: {}, vm377167: {} },
    ]) {
      const { lock } = resolve({ attachments });
      expect(lock.attachments[first]?.mac).toBe(deriveMac(first));
      expect(lock.attachments[second]?.mac).toBe(deriveMac(second, 1));
    }
  });

  test('is unique over all hosts', () => {
    const lock = lockOf({ 'rack1/kvm02/b': { physicalFunction: 'rack1/kvm02/uplink', vf: 0, mac: deriveMac(A) } });
    const { hosts } = resolve(
      [{ attachments: { a: {} } }, { name: 'kvm02', attachments: { b: {} } }],
      inventory(),
      lock,
    );
    expect(hosts.map((host) => host.attachments[0]?.mac)).toEqual([deriveMac(A, 1), deriveMac(A)]);
  });

  test('is not known while a token gives it, on the attachment or on its pool', () => {
    const lock = lockOf({ [A]: entry(0, '02:00:00:00:00:0a') });
    expect(macs({ attachments: { a: { unresolved: ['mac'] } } }, inventory(), lock)).toEqual([null]);
    const pfs = { uplink: { ...UPLINK, pools: { tenants: { unresolved: ['mac'] } } } };
    expect(macs({ pfs, attachments: { a: {} } })).toEqual([null]);
    expect(macs({ pfs, attachments: { a: { overrides: { mac: '02:11:22:33:44:55' } } } })).toEqual([
      '02:11:22:33:44:55',
    ]);
  });

  test('is none for the VF of a drive, and none stands in the lock file', () => {
    const pfs = { uplink: { ...UPLINK, selector: { serial: 'ED1-0001' } } };
    const facts = inventory([nvmeFacts()]);
    expect(macs({ pfs, attachments: { a: {} } }, facts)).toEqual([null]);
    const lock = lockOf({ [A]: entry(0, '02:00:00:00:00:0a') });
    expect(resolve({ pfs, attachments: { a: {} } }, facts, lock).lock.attachments[A]).toEqual(entry(0));
  });

  test('is none for the VF of an InfiniBand port', () => {
    const facts = inventory([nicFacts({ network: { ...port(null), linkType: 'infiniband' } })]);
    expect(macs({ attachments: { a: {} } }, facts)).toEqual([null]);
  });
});

describe('VFs that somebody else manages', () => {
  const pfs = { uplink: { ...UPLINK, externallyManaged: true } };
  const facts = inventory([
    nicFacts({
      numVfs: 2,
      virtualFunctions: [
        vfFacts(0, { network: { ...NETWORK_DEFAULTS, mac: '02:99:00:00:00:01' } }),
        vfFacts(1, { network: { ...NETWORK_DEFAULTS } }),
      ],
    }),
  ]);

  test('keep the MAC that they have, and are given none', () => {
    expect(macs({ pfs, attachments: { a: {}, b: {}, c: {} } }, facts)).toEqual(['02:99:00:00:00:01', null, null]);
  });

  test('have no MAC in the lock file, nor among what is to be set', () => {
    const resolution = resolve({ pfs, attachments: { a: {} } }, facts);
    expect(resolution.lock.attachments[A]).toEqual(entry(0));
    expect(onlyPf(resolution).virtualFunctions[0]?.settings).not.toHaveProperty('mac');
  });

  test('may have a stated one', () => {
    expect(macs({ pfs, attachments: { a: { overrides: { mac: '02:11:22:33:44:55' } } } }, facts)).toEqual([
      '02:11:22:33:44:55',
    ]);
  });
});

test('a MAC that the lock file gives to two stays with the first by path', () => {
  const lock = lockOf({ [A]: entry(0, '02:00:00:00:00:01'), [B]: entry(1, '02:00:00:00:00:01') });
  for (const attachments of [
    { a: {}, b: {} },
    { b: {}, a: {} },
  ]) {
    const resolution = resolve({ attachments }, inventory(), lock);
    expect(resolution.lock.attachments[A]?.mac).toBe('02:00:00:00:00:01');
    expect(resolution.lock.attachments[B]?.mac).toBe(deriveMac(B));
    expect(ruleIds(resolution)).toEqual(['LOCK-005']);
    expect(told(resolution, 'LOCK-005')).toMatch(/MAC 02:00:00:00:00:01 to rack1\/kvm01\/a and to rack1\/kvm01\/b/);
  }
});

function port(mac: string | null) {
  return {
    interfaces: [interfaceFacts({ permanentMac: mac })],
    linkType: 'ethernet',
    eswitchMode: 'legacy',
    carriesManagement: false,
  } as const;
}

describe('the GUIDs of an attachment', () => {
  const onInfiniband = (driver = 'mlx5_core', vfs: Parameters<typeof vfFacts>[1][] = []) =>
    inventory([
      nicFacts({
        driver,
        ...(driver === 'mlx4_core' && { vendorId: '15b3', deviceId: '1003' }),
        numVfs: vfs.length,
        virtualFunctions: vfs.map((change, index) => vfFacts(index, change)),
        network: {
          interfaces: [interfaceFacts({ mac: null, permanentMac: null })],
          linkType: 'infiniband',
          eswitchMode: null,
          carriesManagement: false,
        },
      }),
    ]);
  const guids = (sketch: WantedSketch, facts = onInfiniband(), lock: LockFile = EMPTY_LOCK) =>
    onlyHost(resolve(sketch, facts, lock)).attachments.map(({ mac, nodeGuid, portGuid }) => [mac, nodeGuid, portGuid]);
  const STATED = '02:11:22:33:44:55:66:77';
  const HELD = { ...entry(0), nodeGuid: '02:00:00:00:00:00:00:0a', portGuid: '02:00:00:00:00:00:00:0b' };

  test('are derived from its path on InfiniBand, kept in the lock file, and part of the settings of its VF', () => {
    const resolution = resolve({ attachments: { a: {} } }, onInfiniband());
    const guid = deriveGuid(A);
    expect(guid).toMatch(/^02(:[0-9a-f]{2}){7}$/);
    expect(resolution.lock.attachments[A]).toEqual({ ...entry(0), nodeGuid: guid, portGuid: guid });
    const [vf] = onlyPf(resolution).virtualFunctions;
    expect(vf?.settings).toMatchObject({ nodeGuid: guid, portGuid: guid });
    expect(vf?.settings).not.toHaveProperty('mac');
  });

  test('depend on the seed of the lock file', () => {
    expect(guids({ attachments: { a: {} } }, onInfiniband(), { ...EMPTY_LOCK, macSeed: 's' })).toEqual([
      [null, deriveGuid(A, 0, 's'), deriveGuid(A, 0, 's')],
    ]);
  });

  test('are the stated one, and the other of the lock file', () => {
    const stated = { attachments: { a: { overrides: { portGuid: STATED } } } };
    expect(guids(stated, onInfiniband(), lockOf({ [A]: HELD }))).toEqual([[null, HELD.nodeGuid, STATED]]);
  });

  test('are derived once more where another attachment has them', () => {
    const taken = { b: { overrides: { nodeGuid: deriveGuid(A) } } };
    expect(guids({ attachments: { a: {}, ...taken } })[0]).toEqual([null, deriveGuid(A, 1), deriveGuid(A)]);
  });

  test('stay in the lock file where they are a token, or nothing tells the type of the link', () => {
    const token = { attachments: { a: { unresolved: ['nodeGuid', 'portGuid'] } } };
    const lock = lockOf({ [A]: HELD });
    expect(guids(token, onInfiniband(), lock)).toEqual([[null, null, null]]);
    expect(resolve(token, onInfiniband(), lock).lock.attachments[A]).toEqual(HELD);
    const unread = resolve({ attachments: { a: {} } }, null, lock);
    expect(unread.lock.attachments[A]).toEqual({ ...HELD, mac: deriveMac(A) });
  });

  test('go from the lock file where the port is of Ethernet', () => {
    const { lock } = resolve({ attachments: { a: {} } }, inventory(), lockOf({ [A]: HELD }));
    expect(lock.attachments[A]).toEqual(entry(0, deriveMac(A)));
  });

  test('are none with a driver that is known to refuse them', () => {
    expect(guids({ attachments: { a: {} } }, onInfiniband('mlx4_core'))).toEqual([[null, null, null]]);
  });

  test('of a VF that somebody else manages are those that it has', () => {
    const pfs = { uplink: { ...UPLINK, externallyManaged: true, pools: { tenants: { count: 2 } } } };
    const network = { ...NETWORK_DEFAULTS, mac: null, nodeGuid: STATED, portGuid: '00:00:00:00:00:00:00:00' };
    const facts = onInfiniband('mlx5_core', [{ network }, {}]);
    expect(guids({ pfs, attachments: { a: {} } }, facts)).toEqual([[null, STATED, null]]);
  });

  test('held twice by the lock file go to the first by path, and that is said', () => {
    const lock = lockOf({ [A]: HELD, [B]: { ...HELD, vf: 1 } });
    const resolution = resolve({ attachments: { a: {}, b: {} } }, onInfiniband(), lock);
    expect(resolution.lock.attachments[B]).toEqual({ ...entry(1), nodeGuid: deriveGuid(B), portGuid: deriveGuid(B) });
    expect(told(resolution, 'LOCK-005')).toMatch(/the lock file gives node GUID 02:00:00:00:00:00:00:0a to/);
  });
});
