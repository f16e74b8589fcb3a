import type { InterfaceFacts, PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import type { CardIdentity, MachineIdentity } from '../../lib/model/identity';
import type { HostPlan, TargetPf } from '../../lib/plan/host-plan';
import {
  cardMismatches,
  elsewhere,
  elsewhereText,
  identityNotes,
  identityOf,
  identityOfSelector,
  identityRefusals,
  identityToFind,
  isKnownMachine,
  machineIdentity,
  machineMismatches,
  strangerOf,
} from '../../lib/plan/identity';
import { PLAN_REFUSAL_TEXTS } from '../../lib/plan/refusals';
import { interfaceFacts, inventory, nicFacts, nvmeFacts } from '../support/facts';
import { PF, plan, targetNic } from './helpers';

const MAC = '3c:fd:fe:00:00:01';
const OTHER_MAC = '3c:fd:fe:00:00:02';
const AWAY = '0000:86:00.0';

const known = (change: Partial<MachineIdentity>) => ({
  machine: { machineId: null, boardSerial: null, productSerial: null, ...change },
});

function card(address: string, macs: readonly (string | null)[], change: Partial<PhysicalFunctionFacts> = {}) {
  const interfaces = macs.map((permanentMac): InterfaceFacts => interfaceFacts({ permanentMac }));
  const network = { interfaces, linkType: 'ethernet', eswitchMode: null, carriesManagement: false } as const;
  return nicFacts({ address, network, ...change });
}

const nic = (identity: CardIdentity | undefined, change: Partial<TargetPf> = {}): TargetPf =>
  targetNic({ ...(identity !== undefined && { identity }), ...change });

describe('of a machine is known', () => {
  test('what its inventory says, and nothing where it says nothing', () => {
    expect(machineIdentity(inventory([], known({ machineId: 'a', productSerial: 'c' })))).toEqual({
      machineId: 'a',
      productSerial: 'c',
    });
    expect(machineIdentity(inventory([], known({})))).toBeNull();
  });

  test('that it is another one by each part that both sides know', () => {
    const all = { machineId: 'a', boardSerial: 'b', productSerial: 'c' };
    expect(machineMismatches(all, { machineId: 'x', boardSerial: 'b', productSerial: 'z' })).toEqual([
      { what: 'machine id (hash)', expected: 'a', found: 'x' },
      { what: 'product serial number (hash)', expected: 'c', found: 'z' },
    ]);
    expect(machineMismatches(all, { boardSerial: 'y' })).toEqual([
      { what: 'board serial number (hash)', expected: 'b', found: 'y' },
    ]);
    expect(machineMismatches({ boardSerial: 'b' }, { machineId: 'x' })).toEqual([]);
    expect(machineMismatches(all, null)).toEqual([]);
    expect(machineMismatches(all, all)).toEqual([]);
  });
});

describe('of a card is known', () => {
  test('what the host shows of it', () => {
    expect(identityOf(nicFacts({ serial: 'S' }))).toEqual({
      identity: {
        vendorId: '8086',
        deviceId: '159b',
        subsystemVendorId: '8086',
        subsystemDeviceId: '0003',
        permanentMac: MAC,
        serial: 'S',
      },
    });
  });

  test('nothing where the host shows nothing', () => {
    const blank = { vendorId: '', deviceId: '', subsystemVendorId: null, subsystemDeviceId: null };
    expect(identityOf(card(PF, [null], { ...blank, serial: '' }))).toEqual({});
    expect(identityOf(nicFacts({ ...blank, network: null, serial: null }))).toEqual({});
    expect(identityOf(card(PF, [], { ...blank, serial: 'S' }))).toEqual({ identity: { serial: 'S' } });
  });

  test('what a user says of it, where nobody read it', () => {
    expect(identityOfSelector({ permanentMac: '3C-FD-FE-00-00-01', serial: 'S' })).toEqual({
      identity: { permanentMac: MAC, serial: 'S' },
    });
    expect(identityOfSelector({ permanentMac: 'none' })).toEqual({});
    expect(identityOfSelector({ address: PF, slot: '3' })).toEqual({});
  });

  test.each<[string, CardIdentity, PhysicalFunctionFacts, [string, string, string][]]>([
    ['another vendor', { vendorId: '15b3' }, nicFacts(), [['PCI vendor id', '15b3', '8086']]],
    ['another device', { deviceId: '1592' }, nicFacts(), [['PCI device id', '1592', '159b']]],
    [
      'another vendor of the board',
      { subsystemVendorId: '1028' },
      nicFacts(),
      [['subsystem vendor id', '1028', '8086']],
    ],
    ['another board', { subsystemDeviceId: '0004' }, nicFacts(), [['subsystem device id', '0004', '0003']]],
    ['another permanent MAC', { permanentMac: OTHER_MAC }, nicFacts(), [['permanent MAC', OTHER_MAC, MAC]]],
    [
      'two others',
      { permanentMac: OTHER_MAC },
      card(PF, [MAC, '3c:fd:fe:00:00:03']),
      [['permanent MAC', OTHER_MAC, `${MAC} 3c:fd:fe:00:00:03`]],
    ],
    ['another serial number', { serial: 'S' }, nicFacts({ serial: 'T' }), [['serial number', 'S', 'T']]],
    ['the permanent MAC of its second port', { permanentMac: OTHER_MAC }, card(PF, [MAC, OTHER_MAC]), []],
    ['no permanent MAC', { permanentMac: MAC }, card(PF, [null]), []],
    ['no netdev', { permanentMac: MAC }, nicFacts({ network: null }), []],
    ['no serial number', { serial: 'S' }, nicFacts({ serial: null }), []],
    ['an empty serial number', { serial: 'S' }, nicFacts({ serial: '' }), []],
    ['a serial number of another kind', { serial: '3c-fd-fe-ff-ff-00-00-0b' }, nicFacts({ serial: 'S' }), []],
    [
      'another serial number of the same kind',
      { serial: '3c-fd-fe-ff-ff-00-00-0b' },
      nicFacts({ serial: '3c-fd-fe-ff-ff-00-00-0a' }),
      [['serial number', '3c-fd-fe-ff-ff-00-00-0b', '3c-fd-fe-ff-ff-00-00-0a']],
    ],
    ['no board', { subsystemVendorId: '1028' }, nicFacts({ subsystemVendorId: null }), []],
    ['ids that nobody read', { vendorId: '8086' }, nicFacts({ vendorId: '' }), []],
    ['all as it was', { vendorId: '8086', deviceId: '159b', permanentMac: MAC }, nicFacts(), []],
  ])('that it has %s', (_words, expected, facts, mismatches) => {
    expect(cardMismatches(expected, facts).map(({ what, expected: wants, found }) => [what, wants, found])).toEqual(
      mismatches,
    );
  });

  test.each<[string, CardIdentity | undefined, readonly PhysicalFunctionFacts[], readonly string[]]>([
    ['by its permanent MAC', { permanentMac: MAC }, [card(PF, [OTHER_MAC]), card(AWAY, [MAC])], [AWAY]],
    [
      'by its serial number, at two ports',
      { serial: 'S' },
      [nvmeFacts({ address: AWAY, serial: 'S' }), nvmeFacts({ address: '0000:86:00.1', serial: 'S' })],
      [AWAY, '0000:86:00.1'],
    ],
    ['not at its own address', { permanentMac: MAC }, [card(PF, [MAC])], []],
    ['not by what cards of its kind share', { vendorId: '8086', deviceId: '159b' }, [card(AWAY, [MAC])], []],
    ['not where something else differs', { permanentMac: MAC, deviceId: '1592' }, [card(AWAY, [MAC])], []],
    ['not where nothing is known of it', undefined, [card(AWAY, [MAC])], []],
    ['not where nobody shows a serial number', {}, [nicFacts({ address: AWAY, serial: null })], []],
  ])('where it is now: %s', (_words, identity, pfs, places) => {
    const target = nic(identity);
    expect(elsewhere(target, inventory(pfs))).toEqual(places);
    const text = elsewhereText(target, inventory(pfs));
    if (places.length === 0) expect(text).toBe('');
    else if (places.length === 1) expect(text).toBe(`; the plan's card is at ${AWAY} now`);
    else expect(text).toBe(`; what the plan knows of its card fits ${AWAY} and 0000:86:00.1`);
  });
});

describe('a plan is refused', () => {
  const fixOf = (id: string) => PLAN_REFUSAL_TEXTS.find((text) => text.id === id)?.fix;
  const refusals = (
    target: TargetPf | readonly TargetPf[],
    pfs: readonly PhysicalFunctionFacts[],
    machine?: MachineIdentity,
    host: Parameters<typeof inventory>[1] = {},
  ) =>
    identityRefusals(
      { host: 'rack1/kvm01', ...(machine !== undefined && { machine }) },
      { physicalFunctions: Array.isArray(target) ? target : [target as TargetPf] },
      inventory(pfs, host),
    );

  test('on another machine, once', () => {
    const found = refusals(
      [nic(undefined), nic(undefined, { address: '0000:3b:00.1' })],
      [nicFacts()],
      { machineId: 'a', boardSerial: 'b' },
      known({ machineId: 'x', boardSerial: 'y' }),
    );
    expect(found).toEqual([
      {
        ruleId: 'PLAN-006',
        pf: PF,
        constructPath: 'rack1/kvm01',
        message:
          'this is another machine (kvm01) than the plan was made for: expected machine id (hash) a, found x, expected board serial number (hash) b, found y',
        fix: fixOf('PLAN-006'),
      },
    ]);
    const nameless = refusals(
      nic(undefined),
      [nicFacts()],
      { machineId: 'a' },
      { hostname: null, ...known({ machineId: 'x' }) },
    );
    expect(nameless[0]?.message).toMatch(/^this is another machine than the plan was made for: expected/);
  });

  test('not on a machine that may be its own, nor one that has nothing to plan', () => {
    expect(refusals(nic(undefined), [nicFacts()], { machineId: 'a' }, known({ boardSerial: 'y' }))).toEqual([]);
    expect(refusals(nic(undefined), [nicFacts()], undefined, known({ machineId: 'x' }))).toEqual([]);
    expect(refusals([], [nicFacts()], { machineId: 'a' }, known({ machineId: 'x' }))).toEqual([]);
  });

  test('for another card, with where its own is now', () => {
    expect(refusals(nic({ permanentMac: MAC }), [card(PF, [OTHER_MAC]), card(AWAY, [MAC])])).toEqual([
      {
        ruleId: 'PLAN-005',
        pf: PF,
        constructPath: 'rack1/kvm01/uplink',
        message: `${PF} has another card than the plan was made for: expected permanent MAC ${MAC}, found ${OTHER_MAC}; the plan's card is at ${AWAY} now`,
        fix: fixOf('PLAN-005'),
      },
    ]);
  });

  test.each<[string, TargetPf, readonly PhysicalFunctionFacts[], string[]]>([
    [
      'a card that says nothing of itself while its own is elsewhere',
      nic({ permanentMac: MAC }),
      [card(PF, [null]), card(AWAY, [MAC])],
      [
        `${PF} has another card than the plan was made for: its permanent MAC and serial number are not known; the plan's card is at ${AWAY} now`,
      ],
    ],
    [
      'a card of another class and driver',
      nic({ permanentMac: MAC }),
      [nicFacts({ deviceClass: 'nvme', driver: null })],
      [`${PF} was planned for class net and is nvme, driver ice and is on none`],
    ],
    [
      'another card on another driver',
      nic({ permanentMac: OTHER_MAC }),
      [nicFacts({ driver: 'igb' })],
      [
        `${PF} has another card than the plan was made for: expected permanent MAC ${OTHER_MAC}, found ${MAC}; ${PF} was planned for driver ice and is on igb`,
      ],
    ],
  ])('for %s', (_words, target, pfs, messages) => {
    expect(refusals(target, pfs).map(({ message }) => message)).toEqual(messages);
  });

  test.each<[string, TargetPf, readonly PhysicalFunctionFacts[]]>([
    ['a card that says nothing of itself', nic({ permanentMac: MAC }), [card(PF, [null])]],
    ['a card that shows its own, whatever else does', nic({ permanentMac: MAC }), [card(PF, [MAC]), card(AWAY, [MAC])]],
    ['a card on any driver, where none was planned', nic(undefined, { driver: null }), [nicFacts()]],
    ['a card that is not there, which planning refuses', nic({ permanentMac: MAC }), []],
  ])('not for %s', (_words, target, pfs) => {
    expect(refusals(target, pfs)).toEqual([]);
  });
});

describe('a plan notes', () => {
  const machine = { machineId: 'a' };

  test.each<[string, MachineIdentity | undefined, readonly TargetPf[], string[]]>([
    ['nothing where machine and cards are known', machine, [nic({ permanentMac: MAC }), nic({ serial: 'S' })], []],
    [
      'which cards it would not tell from equal ones',
      machine,
      [nic({ vendorId: '8086' }), nic({ serial: 'S' }, { address: AWAY }), nic(undefined, { address: '0000:99:00.0' })],
      [
        'the plan knows no permanent MAC and no serial number of 0000:3b:00.0, 0000:99:00.0: an equal card there is taken for it',
      ],
    ],
    [
      'that it does not know the machine',
      undefined,
      [nic({ serial: 'S' })],
      ['the plan does not know which machine it was made for: only its cards are compared'],
    ],
    ['nothing without a PF', undefined, [], []],
  ])('%s', (_words, known, physicalFunctions, notes) => {
    expect(identityNotes(known === undefined ? {} : { machine: known }, { physicalFunctions })).toEqual(notes);
  });
});

describe('a machine is known to be that of the plan', () => {
  const made = (machine: MachineIdentity | undefined, target = nic(undefined)): HostPlan => {
    const { machine: _machine, ...rest } = plan(target, inventory([nicFacts()]));
    return { ...rest, ...(machine !== undefined && { machine }) };
  };

  test.each<[string, HostPlan, readonly PhysicalFunctionFacts[], Partial<MachineIdentity>, boolean]>([
    ['by its machine id', made({ machineId: 'a' }), [], { machineId: 'a' }, true],
    ['by its board', made({ machineId: 'a', boardSerial: 'b' }), [], { boardSerial: 'b' }, true],
    ['by its product serial number', made({ productSerial: 'c' }), [], { productSerial: 'c' }, true],
    ['by a card that no other machine has', made(undefined, nic({ permanentMac: MAC })), [nicFacts()], {}, true],
    [
      'by a card, where no part is known of both',
      made({ machineId: 'a' }, nic({ serial: 'S' })),
      [nicFacts({ serial: 'S' })],
      { boardSerial: 'b' },
      true,
    ],
    ['not by parts that only one side knows', made({ machineId: 'a' }), [nicFacts()], { boardSerial: 'b' }, false],
    ['not by nothing', made({ machineId: 'a' }), [nicFacts()], {}, false],
    ['not by parts that neither knows', made({}), [nicFacts()], { boardSerial: 'b' }, false],
    ['not where the plan knows none', made(undefined), [nicFacts()], { machineId: 'a' }, false],
    ['not by a kind of card', made(undefined, nic({ vendorId: '8086' })), [nicFacts()], {}, false],
    ['not by a card at another address', made(undefined, nic({ permanentMac: MAC })), [card(AWAY, [MAC])], {}, false],
  ])('%s', (_words, it, pfs, parts, is) => {
    expect(isKnownMachine(it, inventory(pfs, known(parts)))).toBe(is);
  });
});

describe('before its first step a host still finds', () => {
  test('what the plan knows, and beside that what was seen, of the PFs that are touched', () => {
    const target = {
      physicalFunctions: [
        nic({ permanentMac: MAC, deviceId: 'ffff' }),
        nic(undefined, { address: AWAY }),
        nic(undefined, { address: '0000:99:00.0' }),
      ],
    };
    const observed = inventory(
      [nicFacts(), nicFacts({ address: AWAY })],
      known({ machineId: 'seen', boardSerial: 'b' }),
    );
    expect(identityToFind({ machine: { machineId: 'a' } }, target, observed, new Set([PF, '0000:99:00.0']))).toEqual({
      machine: { machineId: 'a', boardSerial: 'b' },
      cards: [
        {
          address: PF,
          vendorId: '8086',
          deviceId: 'ffff',
          subsystemVendorId: '8086',
          subsystemDeviceId: '0003',
          permanentMac: MAC,
        },
      ],
    });
    expect(identityToFind({}, { physicalFunctions: [] }, inventory([], known({})), new Set())).toEqual({
      machine: {},
      cards: [],
    });
  });

  test.each<
    [
      string,
      MachineIdentity,
      readonly ({ address: string } & CardIdentity)[],
      readonly PhysicalFunctionFacts[],
      string | null,
    ]
  >([
    ['all as it was', { machineId: 'a' }, [{ address: PF, permanentMac: MAC }], [nicFacts()], null],
    [
      'another machine',
      { machineId: 'x' },
      [],
      [nicFacts()],
      "this is another machine than the plan's: expected machine id (hash) x, found a",
    ],
    [
      'another card',
      {},
      [{ address: AWAY }, { address: PF, permanentMac: OTHER_MAC }],
      [nicFacts()],
      `${PF} has another card than the plan's: expected permanent MAC ${OTHER_MAC}, found ${MAC}`,
    ],
    [
      'another card, and its own elsewhere',
      {},
      [{ address: PF, permanentMac: MAC }],
      [card(PF, [OTHER_MAC]), card(AWAY, [MAC])],
      `${PF} has another card than the plan's: expected permanent MAC ${MAC}, found ${OTHER_MAC}; the plan's card is at ${AWAY} now`,
    ],
    ['no card', {}, [{ address: PF, permanentMac: MAC }], [], null],
  ])('%s', (_words, machine, cards, pfs, reason) => {
    expect(strangerOf({ machine, cards }, inventory(pfs, known({ machineId: 'a' })))).toBe(reason);
  });
});
