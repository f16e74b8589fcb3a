import type { LockedPf } from '../../lib/model/lock';
import {
  comparePfs,
  describeLockedPf,
  draftIdentity,
  isOtherCard,
  type PfLikeness,
  pfIdentity,
} from '../../lib/resolve/pf-identity';
import fc from '../support/properties';
import { interfaceFacts, nicFacts, nvmeFacts } from '../support/facts';

const ADDRESS = '0000:3b:00.0';
const PORT1 = '0000:3b:00.1';
const MAC = '3c:fd:fe:00:00:01';
const OTHER_MAC = '3c:fd:fe:00:00:02';

function pf(change: Partial<LockedPf> = {}): LockedPf {
  return { host: 'kvm01', ...change };
}

describe('two descriptions of a PF are', () => {
  test.each<[PfLikeness, string, Partial<LockedPf>, Partial<LockedPf>]>([
    ['certain', 'of one permanent MAC, wherever it is', { permanentMac: MAC }, { permanentMac: MAC, address: PORT1 }],
    [
      'different',
      'of two permanent MACs',
      { permanentMac: MAC, address: ADDRESS },
      { permanentMac: OTHER_MAC, address: ADDRESS },
    ],
    [
      'certain',
      'of one serial number and function',
      { serial: 'S', address: ADDRESS },
      { serial: 'S', address: '0000:86:00.0' },
    ],
    [
      'different',
      'of one serial number and two functions',
      { serial: 'S', address: ADDRESS },
      { serial: 'S', address: PORT1 },
    ],
    ['different', 'of two serial numbers', { serial: 'S', address: ADDRESS }, { serial: 'T', address: ADDRESS }],
    ['certain', 'of one serial number without addresses', { serial: 'S' }, { serial: 'S' }],
    [
      'possible',
      'of one serial number, and an address of only one',
      { serial: 'S' },
      { serial: 'S', address: ADDRESS },
    ],
    ['different', 'of two addresses', { address: ADDRESS }, { address: PORT1 }],
    ['likely', 'of one address', { address: ADDRESS }, { address: ADDRESS }],
    ['possible', 'of one address on two hosts', { address: ADDRESS }, { address: ADDRESS, host: 'kvm02' }],
    ['possible', 'without an address on the one side', {}, { address: ADDRESS }],
    ['possible', 'without an address on the other side', { address: ADDRESS }, {}],
    [
      'likely',
      'of one address where one knows its MAC, the other its serial number',
      { address: ADDRESS, permanentMac: MAC },
      { address: ADDRESS, serial: 'S' },
    ],
    [
      'likely',
      'of one address where only one knows its MAC',
      { address: ADDRESS, permanentMac: MAC },
      { address: ADDRESS },
    ],
    [
      'likely',
      'of one address where only one knows its serial number',
      { address: ADDRESS },
      { address: ADDRESS, serial: 'S' },
    ],
    [
      'certain',
      'of one MAC, whatever their serial numbers',
      { permanentMac: MAC, serial: 'S' },
      { permanentMac: MAC, serial: 'T' },
    ],
  ])('%s: %s', (likeness, _words, one, other) => {
    expect(comparePfs(pf(one), pf(other))).toBe(likeness);
    expect(comparePfs(pf(other), pf(one))).toBe(likeness);
  });

  test('different of nothing that only one side knows', () => {
    const known = fc.record(
      { address: fc.constant(ADDRESS), permanentMac: fc.constant(MAC), serial: fc.constant('S') },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(known, known, (one, other) => {
        expect(comparePfs(pf(one), pf(other))).not.toBe('different');
        expect(isOtherCard(pf(one), pf(other))).toBe(false);
      }),
    );
  });
});

test.each<[boolean, string, Partial<LockedPf>, Partial<LockedPf>]>([
  [true, 'permanent MACs differ', { permanentMac: MAC }, { permanentMac: OTHER_MAC }],
  [true, 'serial numbers differ', { serial: 'S' }, { serial: 'T' }],
  [false, 'only addresses differ', { address: ADDRESS }, { address: PORT1 }],
  [false, 'all is the same', { permanentMac: MAC, serial: 'S' }, { permanentMac: MAC, serial: 'S' }],
])('it is %s that a card is another one where %s', (is, _words, one, other) => {
  expect(isOtherCard(pf(one), pf(other))).toBe(is);
});

test.each<[string, Partial<LockedPf>]>([
  ['0000:3b:00.0 of kvm01', { address: ADDRESS }],
  ['a PF of kvm01', {}],
  ['0000:3b:00.0 of kvm01 (MAC 3c:fd:fe:00:00:01)', { address: ADDRESS, permanentMac: MAC }],
  ['a PF of kvm01 (serial number S)', { serial: 'S' }],
  ['a PF of kvm01 (MAC 3c:fd:fe:00:00:01, serial number S)', { permanentMac: MAC, serial: 'S' }],
])('a PF of the lock file reads: %s', (words, change) => {
  expect(describeLockedPf(pf(change))).toBe(words);
});

describe('what is known of a PF', () => {
  test('is what the host shows, before what its selector says', () => {
    const selector = { address: '0000:99:00.0', permanentMac: OTHER_MAC, serial: 'X' };
    expect(pfIdentity('kvm01', selector, nicFacts())).toEqual({ host: 'kvm01', address: ADDRESS, permanentMac: MAC });
    expect(pfIdentity('kvm01', { serial: 'X' }, nvmeFacts())).toEqual({
      host: 'kvm01',
      address: '0000:86:00.0',
      serial: 'ED1-0001',
    });
  });

  test('is what its selector says where nobody has read the host', () => {
    expect(pfIdentity('kvm01', {}, null)).toEqual({ host: 'kvm01' });
    expect(pfIdentity('kvm01', { address: ADDRESS, serial: 'X' }, null)).toEqual({
      host: 'kvm01',
      address: ADDRESS,
      serial: 'X',
    });
    expect(pfIdentity('kvm01', { permanentMac: MAC, serial: 'X' }, null)).toEqual({ host: 'kvm01', permanentMac: MAC });
  });

  test('is the permanent MAC of the first netdev that has one', () => {
    const interfaces = [
      interfaceFacts({ permanentMac: null }),
      interfaceFacts({ permanentMac: OTHER_MAC }),
      interfaceFacts(),
    ];
    const network = { interfaces, linkType: 'ethernet', eswitchMode: null, carriesManagement: null } as const;
    expect(pfIdentity('kvm01', { permanentMac: MAC }, nicFacts({ network })).permanentMac).toBe(OTHER_MAC);
    const none = { ...network, interfaces: [interfaceFacts({ permanentMac: null })] };
    expect(pfIdentity('kvm01', { permanentMac: MAC }, nicFacts({ network: none })).permanentMac).toBe(MAC);
  });

  const drafted = (selector: object, known: LockedPf | undefined) =>
    draftIdentity({ wanted: { selector }, facts: null }, 'kvm02', known);

  test('is filled up with what the lock file knows of the same PF, on the host that it is on now', () => {
    const known = { host: 'kvm01', address: ADDRESS, permanentMac: MAC };
    expect(drafted({}, known)).toEqual({ host: 'kvm02', address: ADDRESS, permanentMac: MAC });
    expect(drafted({ address: ADDRESS, serial: 'S' }, known)).toEqual({
      host: 'kvm02',
      address: ADDRESS,
      permanentMac: MAC,
    });
    expect(drafted({ permanentMac: MAC, address: PORT1 }, known)).toEqual({
      host: 'kvm02',
      address: PORT1,
      permanentMac: MAC,
    });
    expect(drafted({}, { host: 'kvm01', serial: 'S' })).toEqual({ host: 'kvm02', serial: 'S' });
    expect(drafted({ serial: 'S', address: PORT1 }, { host: 'kvm01', address: PORT1 })).toEqual({
      host: 'kvm02',
      address: PORT1,
      serial: 'S',
    });
    expect(drafted({}, { host: 'kvm01' })).toEqual({ host: 'kvm02' });
  });

  test('is not filled up with what was known of another PF', () => {
    expect(drafted({ address: PORT1 }, { host: 'kvm01', address: ADDRESS, permanentMac: MAC })).toEqual({
      host: 'kvm02',
      address: PORT1,
    });
    expect(drafted({ address: PORT1 }, undefined)).toEqual({ host: 'kvm02', address: PORT1 });
  });
});
