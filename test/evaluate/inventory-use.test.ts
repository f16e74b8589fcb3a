import { INVENTORY_AGE_DAYS, inventoryFindings, type InventoryUse } from '../../lib/evaluate/inventory-use';
import type { Inventory } from '../../lib/inventory/inventory';
import { asTemplate } from '../../lib/inventory/template';
import { parseInventory, serializeInventory } from '../../lib/inventory/parse';
import { machineHash } from '../../lib/model/identity';
import { inventory, interfaceFacts, nicFacts, nvmeFacts } from '../support/facts';
import { resolvedHost } from '../support/resolved';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = Date.parse('2026-06-01T00:00:00Z');

function nic(mac: string | null) {
  const facts = nicFacts();
  return {
    ...facts,
    network: facts.network && { ...facts.network, interfaces: [interfaceFacts({ mac, permanentMac: mac })] },
  };
}

interface Sketch {
  readonly mac?: string | null;
  readonly id?: string;
  readonly board?: string;
  readonly driveSerial?: string;
  readonly hostname?: string | null;
}

function taken({ mac = null, id, board, driveSerial, hostname = null }: Sketch): Inventory {
  const machine = {
    machineId: machineHash('machineId', id ?? ''),
    boardSerial: machineHash('boardSerial', board ?? ''),
    productSerial: null,
  };
  return inventory([nic(mac), nvmeFacts({ serial: driveSerial ?? null })], { machine, hostname });
}

function use(name: string, given: Inventory | null, isTemplate = false): InventoryUse {
  return { wanted: resolvedHost({ name }).wanted, inventory: given, isTemplate };
}

const said = (hosts: readonly InventoryUse[]) =>
  inventoryFindings(hosts, null).map(({ ruleId, severity, constructPath, message }) =>
    [ruleId, severity, constructPath, message].join(' '),
  );

const A = '3c:fd:fe:00:00:0a';
const B = '3c:fd:fe:00:00:0b';
const [ID, OTHER_ID] = ['a1'.repeat(16), 'b2'.repeat(16)];
/** As the capability of that name has it. */
const DSN = '00-11-22-33-44-55-66-77';
const MODEL = taken({});

test.each<[string, Inventory, Inventory, RegExp | null]>([
  [
    'hosts of their own',
    taken({ mac: A, id: ID, board: 'AA11' }),
    taken({ mac: B, id: OTHER_ID, board: 'BB22' }),
    null,
  ],
  ['the same machine id', taken({ id: ID }), taken({ id: ID }), /^OPS-020 error rack1\/kvm02 .*machine id/],
  ['the same board', taken({ board: 'AA11' }), taken({ board: 'aa11 ' }), /^OPS-020 error .*board serial number/],
  [
    'the same permanent MAC',
    taken({ mac: A }),
    taken({ mac: A, id: ID }),
    /^OPS-020 error .*permanent MAC 3c:fd:fe:00:00:0a/,
  ],
  ['the same drive', taken({ driveSerial: 'S1' }), taken({ driveSerial: 'S1' }), /^OPS-020 error .*serial number S1/],
  [
    'a copied disk image on another board',
    taken({ id: ID, board: 'AA11' }),
    taken({ id: ID, board: 'BB22' }),
    /^OPS-021 warning rack1\/kvm02 machine id .*copies of one image/,
  ],
  [
    'a copied disk image, other cards',
    taken({ id: ID, mac: A }),
    taken({ id: ID, mac: B }),
    /^OPS-021 warning .*one image/,
  ],
  [
    'one inventory that tells nothing apart',
    MODEL,
    taken({}),
    /^OPS-021 warning rack1\/kvm02 .*is that of rack1\/kvm01 as well/,
  ],
  [
    'the same hostname, and nothing else that is known of both',
    taken({ hostname: 'node7', mac: A }),
    taken({ hostname: 'Node7', board: 'AA11' }),
    /^OPS-020 error .*both inventories are of Node7, and nothing in them tells two machines apart/,
  ],
  [
    'cards of one PCI serial number, and nothing else that is known of both',
    taken({ driveSerial: DSN, mac: A }),
    taken({ driveSerial: DSN, board: 'AA11' }),
    /^OPS-020 error .*at 0000:86:00\.0 has the serial number 00-11-22-33-44-55-66-77 in both inventories/,
  ],
  [
    'cards of one PCI serial number, other MACs',
    taken({ driveSerial: DSN, mac: A }),
    taken({ driveSerial: DSN, mac: B }),
    null,
  ],
  [
    'cards that nobody gave a number',
    taken({ driveSerial: '00-00-00-00-00-00-00-00', mac: A }),
    taken({ driveSerial: '00-00-00-00-00-00-00-00', mac: B }),
    null,
  ],
  ['localhost twice', taken({ hostname: 'localhost' }), taken({ hostname: 'localhost', mac: A }), null],
  [
    'the same hostname on other boards',
    taken({ hostname: 'node7', board: 'AA11' }),
    taken({ hostname: 'node7', board: 'BB22' }),
    null,
  ],
])('two hosts: %s', (_name, one, other, words) => {
  expect(said([use('kvm01', one), use('kvm02', other)])).toEqual(words === null ? [] : [expect.stringMatching(words)]);
});

test('a model of several hosts repeats nothing, and is said once', () => {
  const model = asTemplate(taken({ mac: A, id: ID, board: 'AA11', driveSerial: 'S1' }));
  expect(said(['kvm01', 'kvm02', 'kvm03', 'kvm04', 'kvm05'].map((name) => use(name, model, true)))).toEqual([
    expect.stringMatching(/^OPS-022 info rack1\/kvm01 the inventory of .*rack1\/kvm03 and 2 more is a model/),
  ]);
  expect(serializeInventory(model)).not.toMatch(new RegExp(`${A}|S1|${machineHash('machineId', ID)}`));
});

test.each([
  [0, null],
  [INVENTORY_AGE_DAYS, null],
  [INVENTORY_AGE_DAYS + 1, /taken 31 days ago \(2026-05-01T00:00:00\.000Z\), and 30 are allowed/],
])('an inventory of %i days', (days, words) => {
  const takenAt = new Date(NOW - days * DAY_MS).toISOString();
  const given = parseInventory(JSON.parse(serializeInventory({ ...taken({ mac: A }), takenAt })), 'test');
  const findings = inventoryFindings([use('kvm01', given)], { now: NOW, maxAgeDays: INVENTORY_AGE_DAYS });
  expect(findings.map(({ ruleId, message }) => [ruleId, message])).toEqual(
    words === null ? [] : [['OPS-023', expect.stringMatching(words)]],
  );
});

test('hosts without an inventory, and inventories without a time, are not judged', () => {
  const hosts = [use('kvm01', null), use('kvm02', null), use('kvm03', taken({ mac: A }))];
  expect(inventoryFindings(hosts, { now: NOW, maxAgeDays: 0 })).toEqual([]);
});

describe('a machine that is declared twice', () => {
  const pf = (address: string) => ({ wanted: { selector: { address } } });
  const at = (name: string, reachedAt?: string, given: Inventory | null = null): InventoryUse => ({
    wanted: {
      ...resolvedHost({ name, pfs: [pf('0000:3b:00.0')] }).wanted,
      path: `rack${reachedAt?.length ?? 0}/${name}`,
    },
    inventory: given,
    ...(reachedAt !== undefined && { reachedAt }),
  });

  const selecting = (name: string, serial: string, given: Inventory | null = null): InventoryUse => ({
    wanted: resolvedHost({ name, pfs: [{ wanted: { selector: { serial } } }] }).wanted,
    inventory: given,
  });

  test.each<[string, InventoryUse, InventoryUse, RegExp]>([
    [
      'by its connection, without inventories',
      at('kvm01', '10.0.0.7 port 22'),
      at('kvm02', '10.0.0.7 port 22'),
      /^OPS-020 error .*the connections of both lead to 10\.0\.0\.7 port 22$/,
    ],
    [
      'by its connection, whatever the inventories say',
      at('kvm01', '10.0.0.7 port 22', taken({ mac: A })),
      at('kvm02', '10.0.0.7 port 22', taken({ mac: B })),
      /^OPS-020 error .*lead to 10\.0\.0\.7 port 22, though their inventories are of two machines$/,
    ],
    [
      'by a permanent MAC that one selects by and the other has',
      { ...at('kvm01'), inventory: taken({ mac: A }) },
      {
        wanted: resolvedHost({ name: 'kvm02', pfs: [{ wanted: { selector: { permanentMac: A } } }] }).wanted,
        inventory: null,
      },
      /^OPS-020 error .*permanent MAC 3c:fd:fe:00:00:0a is the same in both/,
    ],
    [
      'by a serial number that both select by, without inventories',
      selecting('kvm01', 'S1'),
      selecting('kvm02', 's1'),
      /^OPS-020 error rack1\/kvm02 .*rack1\/kvm01 already: a PF is selected by the serial number s1/,
    ],
    [
      'by a serial number that one selects by and the other has',
      { ...at('kvm01'), inventory: taken({ driveSerial: 'S1' }) },
      selecting('kvm02', 'S1'),
      /^OPS-020 error .*selected by the serial number S1/,
    ],
    [
      'by a serial number that one has and the other selects by',
      selecting('kvm02', 'S1'),
      { ...at('kvm01'), inventory: taken({ driveSerial: 'S1' }) },
      /^OPS-020 error .*selected by the serial number S1/,
    ],
  ])('is told %s', (_words, one, other, words) => {
    expect(said([one, other])).toEqual([expect.stringMatching(words)]);
  });

  test.each<[string, InventoryUse, InventoryUse, RegExp]>([
    [
      'no inventories',
      at('kvm01'),
      at('kvm01', '10.0.0.7 port 22'),
      /^OPS-021 warning .*both hosts are called kvm01.*could not be compared, since .* have no inventory; both declare 0000:3b:00\.0$/,
    ],
    ['one inventory', at('kvm01', undefined, taken({ mac: A })), at('kvm01'), /since rack0\/kvm01 has no inventory/],
    [
      'inventories that know other parts',
      at('kvm01', undefined, taken({ mac: A })),
      at('kvm01', undefined, taken({ board: 'AA11', hostname: 'x' })),
      /since their inventories have no part that both know/,
    ],
  ])('may be one where names are the same: %s', (_words, one, other, words) => {
    expect(said([one, other])).toEqual([expect.stringMatching(words)]);
  });

  test.each<[string, InventoryUse, InventoryUse]>([
    ['names, cards and inventories', at('kvm01'), at('kvm02')],
    ['serial numbers', selecting('kvm01', 'S1'), selecting('kvm02', 'S2')],
    ['boards', selecting('kvm01', DSN, taken({ board: 'AA11' })), selecting('kvm02', DSN, taken({ board: 'BB22' }))],
    ['two connections', at('kvm01', '10.0.0.7 port 22'), at('kvm01', '10.0.0.8 port 22')],
    ['permanent MACs', at('kvm01', undefined, taken({ mac: A })), at('kvm01', undefined, taken({ mac: B }))],
  ])('is not said where it is told apart by %s', (_words, one, other) => {
    expect(said([one, other])).toEqual([]);
  });
});
