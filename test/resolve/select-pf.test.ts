import type { PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import type { PfSelector } from '../../lib/model/wanted';
import { interfaceFacts, inventory, nicFacts, nvmeFacts } from '../support/facts';
import { onlyHost, onlyPf, resolve, ruleIds, told, UPLINK, type WantedPfSketch } from './wanted';

const PORT0 = nicFacts({ slot: '3' });
const PORT1 = nicFacts({
  address: '0000:3b:00.1',
  slot: '3',
  network: {
    interfaces: [interfaceFacts({ name: 'ens1f1', mac: '3c:fd:fe:00:00:02', permanentMac: '3c:fd:fe:00:00:02' })],
    linkType: 'ethernet',
    eswitchMode: 'legacy',
    carriesManagement: false,
  },
});
const DRIVE = nvmeFacts();
/** Longer than a name of the kernel may be. */
const LONG_NAME = 'enp134s0f1np1-of-the-storage-network';
const PORT_WITH_ALTNAMES = nicFacts({
  address: '0000:86:00.1',
  network: {
    interfaces: [
      interfaceFacts({ name: 'storage1', mac: null, permanentMac: null, altNames: ['enp134s0f1', LONG_NAME] }),
    ],
    linkType: 'ethernet',
    eswitchMode: 'legacy',
    carriesManagement: false,
  },
});

function select(
  selector: PfSelector,
  change: WantedPfSketch = {},
  pfs: readonly PhysicalFunctionFacts[] = [PORT0, PORT1, DRIVE, PORT_WITH_ALTNAMES],
) {
  return resolve({ pfs: { uplink: { selector, ...change } } }, inventory(pfs));
}

describe('a PF is found', () => {
  test.each<[string, PfSelector, string]>([
    ['by its address', { address: '0000:3b:00.1' }, '0000:3b:00.1'],
    ['by an address in upper case', { address: '0000:3B:00.1' }, '0000:3b:00.1'],
    ['by its permanent MAC', { permanentMac: '3c:fd:fe:00:00:02' }, '0000:3b:00.1'],
    ['by a permanent MAC written with dashes', { permanentMac: '3C-FD-FE-00-00-02' }, '0000:3b:00.1'],
    ['by its serial number', { serial: 'ED1-0001' }, '0000:86:00.0'],
    ['by its slot', { slot: '7' }, '0000:86:00.0'],
    ['by the name of its netdev', { interfaceName: 'ens1f0' }, '0000:3b:00.0'],
    ['by an altname of its netdev', { interfaceName: LONG_NAME }, '0000:86:00.1'],
    ['by a slot of two ports and a name', { slot: '3', interfaceName: 'ens1f1' }, '0000:3b:00.1'],
    ['by all at once', { address: '0000:86:00.0', serial: 'ED1-0001', slot: '7' }, '0000:86:00.0'],
  ])('%s', (_words, selector, address) => {
    const resolution = select(selector);
    expect(onlyPf(resolution).facts?.address).toBe(address);
    expect(ruleIds(resolution)).toEqual([]);
  });

  test('by what is known when another selector is a token', () => {
    const resolution = select({ address: '0000:3b:00.1' }, { unresolved: ['permanentMac'] });
    expect(onlyPf(resolution).facts?.address).toBe('0000:3b:00.1');
    expect(ruleIds(resolution)).toEqual([]);
  });
});

describe('a PF is not found', () => {
  test.each<[string, PfSelector, string, RegExp]>([
    ['when nothing is there', { address: '0000:af:00.0' }, 'SEL-001', /no PF of kvm01 has address 0000:af:00\.0/],
    ['when a MAC belongs to another host', { permanentMac: '02:00:00:00:00:09' }, 'SEL-001', /permanent MAC 02:00/],
    [
      'when the current MAC is given for the permanent one',
      { serial: 'ED1-0002' },
      'SEL-001',
      /serial number ED1-0002/,
    ],
    ['when one of two selectors is wrong', { slot: '3', serial: 'X' }, 'SEL-001', /has serial number X/],
    ['when a slot holds two ports', { slot: '3' }, 'SEL-002', /2 PFs of kvm01 have slot 3/],
    [
      'when selectors contradict each other',
      { address: '0000:3b:00.0', permanentMac: '3c:fd:fe:00:00:02' },
      'SEL-002',
      /contradict.*address 0000:3b:00\.0 is 0000:3b:00\.0.*permanent MAC 3c:fd:fe:00:00:02 is 0000:3b:00\.1/,
    ],
    ['when nothing is selected', {}, 'SEL-001', /nothing says which PF/],
  ])('%s', (_words, selector, ruleId, says) => {
    const resolution = select(selector);
    expect(onlyPf(resolution).facts).toBeNull();
    expect(ruleIds(resolution)).toEqual([ruleId]);
    expect(told(resolution, ruleId)).toMatch(says);
  });

  test('and the message lists what a selector could be made of', () => {
    expect(told(select({ address: '0000:af:00.0' }), 'SEL-001')).toContain(
      '0000:3b:00.0 (ens1f0, MAC 3c:fd:fe:00:00:01, slot 3), ' +
        '0000:3b:00.1 (ens1f1, MAC 3c:fd:fe:00:00:02, slot 3), ' +
        '0000:86:00.0 (serial ED1-0001, slot 7)',
    );
  });

  test('and the message does not list a hundred PFs', () => {
    const many = Array.from({ length: 100 }, (_, n) => nicFacts({ address: `0000:${(n + 16).toString(16)}:00.0` }));
    expect(told(select({ slot: '99' }, {}, many), 'SEL-001')).toMatch(/and 88 more/);
  });

  test('and the message says when the host has none', () => {
    expect(told(select({ slot: '99' }, {}, []), 'SEL-001')).toMatch(/it has no PF at all/);
  });

  test('which is no fault when a token decides', () => {
    const resolution = select({}, { unresolved: ['address'] });
    expect(onlyPf(resolution).facts).toBeNull();
    expect(resolution.findings).toMatchObject([{ ruleId: 'SEL-005', severity: 'info', pointer: 'address' }]);
  });

  test('and a token may decide between two', () => {
    expect(ruleIds(select({ slot: '3' }, { unresolved: ['permanentMac'] }))).toEqual(['SEL-005']);
  });
});

test('a PF that is declared twice counts once', () => {
  const resolution = resolve({
    pfs: {
      first: { selector: { address: '0000:3b:00.0' } },
      second: { selector: { interfaceName: 'ens1f0' } },
    },
  });
  expect(onlyHost(resolution).physicalFunctions.map(({ facts }) => facts?.address)).toEqual([
    '0000:3b:00.0',
    undefined,
  ]);
  expect(ruleIds(resolution)).toEqual(['SEL-003']);
  expect(told(resolution, 'SEL-003')).toMatch(/0000:3b:00\.0 \(ens1f0.*declared here and as rack1\/kvm01\/first/);
  expect(resolution.findings[0]?.constructPath).toBe('rack1/kvm01/second');
});

test('two hosts may have PFs of one address', () => {
  const resolution = resolve([{ name: 'kvm01' }, { name: 'kvm02' }]);
  expect(resolution.hosts.map((host) => host.physicalFunctions[0]?.facts?.address)).toEqual([
    '0000:3b:00.0',
    '0000:3b:00.0',
  ]);
  expect(ruleIds(resolution)).toEqual([]);
});

test('a drive that is told by its serial number alone is the same while nobody reads its host', () => {
  const sketch = { pfs: { uplink: { ...UPLINK, selector: { serial: 'ED1-0001' } } }, attachments: { a: {} } };
  const { lock } = resolve(sketch, inventory([DRIVE]));
  const record = { host: 'kvm01', address: '0000:86:00.0', serial: 'ED1-0001' };
  expect(lock.physicalFunctions).toEqual({ 'rack1/kvm01/uplink': record });
  const blind = resolve(sketch, null, lock);
  expect(ruleIds(blind)).toEqual(['SEL-004']);
  expect(blind.lock.physicalFunctions).toEqual({ 'rack1/kvm01/uplink': record });
});
