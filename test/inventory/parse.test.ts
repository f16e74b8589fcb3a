import { InputError } from '../../lib/model/errors';
import { parseInventory, serializeInventory } from '../../lib/inventory/parse';
import { inventory, nicFacts, nvmeFacts, vfFacts } from '../support/facts';

const PF = { address: '0000:3b:00.0', vendorId: '8086', deviceId: '159b', deviceClass: 'net', totalVfs: 64 };

function document(change: object = {}, pf: object = {}): object {
  return { inventoryVersion: 1, physicalFunctions: [{ ...PF, ...pf }], ...change };
}

function refusal(value: unknown): InputError {
  try {
    parseInventory(value, 'kvm01.json');
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('a document written by hand', () => {
  test('needs a few fields only; the rest is unknown or empty', () => {
    const { host, physicalFunctions } = parseInventory(document(), 'kvm01.json');
    expect(physicalFunctions).toEqual([
      {
        ...nicFacts(),
        subsystemVendorId: null,
        subsystemDeviceId: null,
        driver: null,
        slot: null,
        totalVfs: 64,
        vfOffset: null,
        vfStride: null,
        vfDeviceId: null,
        driversAutoprobe: null,
        ariEnabled: null,
        atsEnabled: null,
        vfTotalMsix: null,
        vfBars: [],
        numaNode: null,
        localCpus: null,
        iommuGroup: null,
        link: { address: '0000:3b:00.0', speedGTs: null, width: null, maxSpeedGTs: null, maxWidth: null },
        upstreamLinks: [],
        subordinateBus: null,
        network: null,
      },
    ]);
    expect(host).toEqual({
      hostname: null,
      machine: { machineId: null, boardSerial: null, productSerial: null },
      kernelRelease: null,
      architecture: null,
      kernelArguments: [],
      iommu: { enabled: null, mode: null, interruptRemapping: null, unsafeInterrupts: null, acsOverride: null },
      cpus: { model: null, sockets: null, cores: null, threads: null },
      numaNodes: [],
      hugepages: [],
      modules: null,
      bootVfs: null,
    });
  });

  test('may leave out what is inside its parts', () => {
    const parts = {
      network: { interfaces: [{ name: 'eth0', bond: { name: 'bond0' } }] },
      iommuGroup: { id: 7, members: [] },
      virtualFunctions: [{ index: 0, address: '0000:3b:01.0', network: {}, interface: { name: 'v0' } }],
    };
    const [pf] = parseInventory(document({}, parts), 'kvm01.json').physicalFunctions;
    expect(pf?.network?.interfaces[0]).toMatchObject({ mac: null, bond: { name: 'bond0', mode: null } });
    expect(pf?.iommuGroup).toEqual({ id: 7, members: ['0000:3b:00.0'] });
    expect(pf?.numVfs).toBe(1);
    expect(pf?.virtualFunctions[0]?.network).toMatchObject({
      mac: null,
      vlan: 0,
      vlanQos: 0,
      vlanProtocol: '802.1Q',
      spoofCheck: null,
      trust: null,
      linkState: null,
      minTxRateMbps: 0,
      maxTxRateMbps: 0,
      queryRss: null,
    });
  });

  test('may write addresses and ids in capitals', () => {
    const pf = {
      address: '0000:3B:00.0',
      deviceId: '159B',
      network: { interfaces: [{ name: 'e', mac: '3C:FD:FE:00:00:01' }] },
    };
    const [read] = parseInventory(document({}, pf), 'kvm01.json').physicalFunctions;
    expect([read?.address, read?.deviceId, read?.network?.interfaces[0]?.mac]).toEqual([
      '0000:3b:00.0',
      '159b',
      '3c:fd:fe:00:00:01',
    ]);
  });

  test('may list functions and VFs in any order', () => {
    const vfs = [2, 0, 1].map((index) => ({ index, address: `0000:3b:01.${index}` }));
    const functions = [
      { ...PF, address: '10000:01:00.0' },
      { ...PF, address: '0000:af:00.0' },
      { ...PF, virtualFunctions: vfs },
    ];
    const { physicalFunctions } = parseInventory(document({ physicalFunctions: functions }), 'kvm01.json');
    expect(physicalFunctions.map((pf) => pf.address)).toEqual(['0000:3b:00.0', '0000:af:00.0', '10000:01:00.0']);
    expect(physicalFunctions[0]?.virtualFunctions.map((vf) => vf.index)).toEqual([0, 1, 2]);
  });

  test.each([
    [{ deviceClass: 'net' }, '020000', 'net'],
    [{ deviceClass: 'net', network: { linkType: 'infiniband' } }, '020700', 'net'],
    [{ deviceClass: 'nvme' }, '010802', 'nvme'],
    [{ classCode: '0B4000', deviceClass: undefined }, '0b4000', 'other'],
    [{ classCode: '020700', deviceClass: undefined }, '020700', 'net'],
  ])('tells its class by %j', (pf, classCode, deviceClass) => {
    const [read] = parseInventory(document({}, pf), 'kvm01.json').physicalFunctions;
    expect([read?.classCode, read?.deviceClass]).toEqual([classCode, deviceClass]);
  });
});

describe('a document that is refused', () => {
  const at = '/physicalFunctions/0';
  const interfaces = (netdev: object) => ({ network: { interfaces: [{ name: 'eth0', ...netdev }] } });

  test.each<[string, unknown, string, RegExp]>([
    ['a list', [], '', /found a list, expected an inventory object/],
    ['nothing', null, '', /found null/],
    ['text', 'x', '', /found "x"/],
    ['another format', { hosts: [] }, '', /inventoryVersion is missing, so this is no inventory/],
    [
      'a newer version',
      document({ inventoryVersion: 2 }),
      '/inventoryVersion',
      /inventoryVersion 2 is newer than this program knows \(1\)/,
    ],
    [
      'an older version',
      document({ inventoryVersion: 0 }),
      '/inventoryVersion',
      /found inventoryVersion 0, expected 1/,
    ],
    [
      'a version in quotes',
      document({ inventoryVersion: '1' }),
      '/inventoryVersion',
      /found inventoryVersion "1", expected 1/,
    ],
    ['no functions', { inventoryVersion: 1 }, '', /physicalFunctions is missing/],
    [
      'an unknown field',
      document({ host: { hostName: 'a' } }),
      '/host/hostName',
      /"hostName" is no field .* write hostname/,
    ],
    ['an unknown field of a PF', document({}, { numvfs: 1 }), `${at}/numvfs`, /"numvfs" is no field .* write numVfs/],
    [
      'a key of the prototype',
      JSON.parse('{"inventoryVersion":1,"physicalFunctions":[],"__proto__":{}}'),
      '/__proto__',
      /is no field/,
    ],
    ['a PF without totalVfs', document({}, { totalVfs: undefined }), at, /totalVfs is missing \(in "0000:3b:00.0"\)/],
    [
      'a PF without its class',
      document({}, { deviceClass: undefined }),
      at,
      /neither of classCode or deviceClass is there/,
    ],
    ['a class that tells nothing', document({}, { deviceClass: 'other' }), `${at}/classCode`, /classCode is missing/],
    [
      'classes that differ',
      document({}, { classCode: '010802' }),
      `${at}/deviceClass`,
      /found deviceClass "net", expected "nvme"/,
    ],
    [
      '10^6 VFs',
      document({}, { totalVfs: 1_000_000 }),
      `${at}/totalVfs`,
      /found 1000000, expected a number from 0 to 65535/,
    ],
    [
      'more VFs than there may be',
      document({}, { numVfs: 65 }),
      `${at}/numVfs`,
      /found numVfs 65, expected at most totalVfs 64/,
    ],
    ['a negative number', document({}, { numVfs: -1 }), `${at}/numVfs`, /found -1/],
    ['a fraction', document({}, { numVfs: 1.5 }), `${at}/numVfs`, /found 1.5, expected a whole number/],
    [
      'an infinite number',
      document({}, { link: { speedGTs: Number('1e999') } }),
      `${at}/link/speedGTs`,
      /found Infinity, expected a number/,
    ],
    [
      'VLANs out of order',
      document(
        {},
        {
          numVfs: 1,
          virtualFunctions: [{ index: 0, address: '0000:3b:01.0', network: { allowedVlans: 'received 200,100' } }],
        },
      ),
      `${at}/virtualFunctions/0/network/allowedVlans`,
      /found "received 200,100", expected ids and ranges from 0 to 4095/,
    ],
    ['NaN', document({}, { numVfs: Number.NaN }), `${at}/numVfs`, /found NaN/],
    ['text for a number', document({}, { numVfs: '4' }), `${at}/numVfs`, /found "4", expected a whole number/],
    [
      'a MAC of another length',
      document({}, interfaces({ mac: '00:11' })),
      `${at}/network/interfaces/0/mac`,
      /found "00:11"/,
    ],
    [
      'a MAC of a group',
      document({}, interfaces({ mac: '01:00:5e:00:00:01' })),
      `${at}/network/interfaces/0/mac`,
      /expected a unicast address/,
    ],
    [
      'a permanent MAC of zeros',
      document({}, interfaces({ permanentMac: '00:00:00:00:00:00' })),
      `${at}/network/interfaces/0/permanentMac`,
      /zero MAC/,
    ],
    [
      'a name with a line feed',
      document({}, interfaces({ name: 'eth0\nrm' })),
      `${at}/network/interfaces/0/name`,
      /control character \(\\n\)/,
    ],
    [
      'a name that no netdev of the kernel can have',
      document({}, interfaces({ name: 'a/b' })),
      `${at}/network/interfaces/0/name`,
      /holds \//,
    ],
    [
      'an altname with an escape sequence',
      document({}, interfaces({ altNames: ['enp1s0', 'a\u001b[2J'] })),
      `${at}/network/interfaces/0/altNames/1`,
      /control character/,
    ],
    [
      'an altname that is longer than the kernel takes',
      document({}, interfaces({ altNames: ['é'.repeat(64)] })),
      `${at}/network/interfaces/0/altNames/0`,
      /too long for an altname \(127 bytes at most\)/,
    ],
    ['a driver for a shell', document({}, { driver: 'ice;x' }), `${at}/driver`, /holds ;/],
    [
      'a controller for a shell',
      document({}, { deviceClass: 'nvme', nvme: { controller: 'nvme0`x`' } }),
      `${at}/nvme/controller`,
      /holds `/,
    ],
    [
      'two interfaces of a name',
      document({}, { network: { interfaces: [{ name: 'e' }, { name: 'e' }] } }),
      `${at}/network/interfaces/1/name`,
      /found name "e", which .*interfaces\/0 has already/,
    ],
    [
      'VLAN 4096',
      document({}, { virtualFunctions: [{ index: 0, address: '0000:3b:01.0', network: { vlan: 4096 } }] }),
      `${at}/virtualFunctions/0/network/vlan`,
      /from 0 to 4095/,
    ],
  ])('%s', (_words, value, pointer, message) => {
    const error = refusal(value);
    expect(error.where).toBe(pointer === '' ? 'kvm01.json' : `kvm01.json#${pointer}`);
    expect(error.message).toMatch(message);
  });

  test.each([
    '3b:00.0',
    '0000:3b:20.0',
    '0000:3b:00.8',
    '0000:3b:00',
    '00000:3b:00.0',
    '0000:3b:00.0 ',
    '0000-3b-00.0',
    '',
  ])('an address that cannot be: "%s"', (address) => {
    expect(refusal(document({}, { address }))).toMatchObject({ where: 'kvm01.json#/physicalFunctions/0/address' });
  });

  test('two functions of one address, by the pointer of the second in the file', () => {
    const functions = [{ ...PF, address: '0000:af:00.0' }, PF, { ...PF, address: '0000:3B:00.0' }];
    const error = refusal(document({ physicalFunctions: functions }));
    expect(error.where).toBe('kvm01.json#/physicalFunctions/2/address');
    expect(error.problem).toBe('address 0000:3b:00.0 is that of /physicalFunctions/1 already');
  });

  test('a VF at the address of a PF', () => {
    const error = refusal(document({}, { virtualFunctions: [{ index: 0, address: PF.address }] }));
    expect(error.where).toBe('kvm01.json#/physicalFunctions/0/virtualFunctions/0/address');
  });

  test('two VFs of one index', () => {
    const vfs = [0, 1, 0].map((index, n) => ({ index, address: `0000:3b:01.${n}` }));
    const error = refusal(document({}, { virtualFunctions: vfs }));
    expect(error.where).toBe('kvm01.json#/physicalFunctions/0/virtualFunctions/2/index');
    expect(error.problem).toBe('found index 0, which /physicalFunctions/0/virtualFunctions/0 has already');
  });

  test('every error says what to do, in one line', () => {
    for (const value of [[], document({}, { numVfs: -1 }), document({}, { vendor: '8086' })]) {
      const { message, fix } = refusal(value);
      expect(message).not.toMatch(/\n/);
      expect(fix).toMatch(/^[A-Z].*[^.]$/);
    }
  });

  test('in a choice of forms the place meant is named', () => {
    const error = refusal(document({}, { network: { interfaces: [{ name: 'e', mtu: 'big' }] } }));
    expect(error.where).toBe('kvm01.json#/physicalFunctions/0/network/interfaces/0/mtu');
  });
});

describe('writing and parsing', () => {
  const full = inventory([
    nicFacts({ numVfs: 2, virtualFunctions: [vfFacts(0), vfFacts(1, { users: [{ kind: 'vfio', detail: 'qemu' }] })] }),
    nvmeFacts(),
  ]);

  test('gives the same inventory', () => {
    expect(parseInventory(JSON.parse(serializeInventory(full)), 'x')).toEqual(full);
  });

  test('keeps the altnames of an interface, and an inventory without them', () => {
    const [pf] = full.physicalFunctions;
    const [netdev] = pf?.network?.interfaces ?? [];
    expect(netdev).not.toHaveProperty('altNames');
    const named = document({}, { network: { interfaces: [{ name: 'ens1f0', altNames: ['enp59s0f0np0'] }] } });
    const parsed = parseInventory(JSON.parse(serializeInventory(parseInventory(named, 'x'))), 'x');
    expect(parsed.physicalFunctions[0]?.network?.interfaces[0]?.altNames).toEqual(['enp59s0f0np0']);
  });

  test('gives the same text however keys and functions are ordered', () => {
    const shuffled = {
      physicalFunctions: [...full.physicalFunctions].reverse().map(reversed),
      host: reversed(full.host),
      inventoryVersion: 1,
      takenAt: null,
    } as typeof full;
    expect(serializeInventory(shuffled)).toBe(serializeInventory(full));
  });

  test('leaves the given object as it was', () => {
    const frozen = deepFreeze(structuredClone(full));
    expect(parseInventory(frozen, 'x')).toEqual(full);
  });

  test('writes what is not known as null', () => {
    const text = serializeInventory(parseInventory(document(), 'x'));
    expect(JSON.parse(text).physicalFunctions[0]).toMatchObject({
      driver: null,
      iommuGroup: null,
      virtualFunctions: [],
    });
    expect(text.endsWith('}\n')).toBe(true);
  });
});

/** The object with its keys in the opposite order, at every depth. */
function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  ) as T;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
