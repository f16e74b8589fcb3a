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
}

function taken({ mac = null, id, board, driveSerial }: Sketch): Inventory {
  const machine = {
    machineId: machineHash('machineId', id ?? ''),
    boardSerial: machineHash('boardSerial', board ?? ''),
    productSerial: null,
  };
  return inventory([nic(mac), nvmeFacts({ serial: driveSerial ?? null })], { machine });
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
    MODEL,
    /^OPS-021 warning rack1\/kvm02 .*is that of rack1\/kvm01 as well/,
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
