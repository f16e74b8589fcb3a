import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import { evaluateFleet } from '../../lib/evaluate/evaluate';
import type { Inventory } from '../../lib/inventory/inventory';
import type { Finding } from '../../lib/model/finding';
import { EMPTY_LOCK } from '../../lib/model/lock';
import type { WantedHost } from '../../lib/model/wanted';
import {
  ATTACHMENT,
  BLOCK_DEMAND,
  CONDITIONS,
  GUARANTEE,
  HOST,
  NETWORK_DEMAND,
  PHYSICAL_FUNCTION,
  POLICY,
  POOL,
  SELECTOR,
  SETTINGS,
  type Shapes,
  USE,
} from '../../lib/resolve/shapes';
import { wantedHost, type WantedSketch } from '../resolve/wanted';
import { inventory, nicFacts, nvmeFacts } from '../support/facts';

/** No property has such a value. */
const WRONG = { wrong: 1 } as never;

const UPLINK = { selector: { address: '0000:3b:00.0' }, numVfs: 4 };
const DISK = { selector: { address: '0000:5e:00.0' } };
const NETWORK = { kind: 'network', txMbps: 1, rxMbps: 1, frameBytes: 1518 } as const;
const BLOCK = { kind: 'block', iops: 1, blockBytes: 4096, readShare: 1, queueDepth: 1 } as const;

/** A host with a NIC and a drive, of whose constructs one has something else. */
function host(change: {
  readonly host?: WantedSketch;
  readonly pf?: object;
  readonly pool?: object;
  readonly attachment?: object;
}): WantedHost {
  const pools = { tenants: { count: 2, ...change.pool } };
  return wantedHost({
    ...change.host,
    pfs: { uplink: { ...UPLINK, ...change.pf, pools }, disk: { ...DISK, ...change.pf, pools } },
    attachments: { a: { ...change.attachment }, d: { pool: 'disk/tenants', ...change.attachment } },
  });
}

function names(shapes: Shapes<unknown>): string[] {
  return [...shapes].flatMap(([name, shape]) => (shape === null ? [] : [name]));
}

const each = (where: string, shapes: Shapes<unknown>, make: (wrong: object) => Parameters<typeof host>[0]) =>
  names(shapes).map((name): [string, Parameters<typeof host>[0]] => [`${where} ${name}`, make({ [name]: WRONG })]);

const PROPERTIES = [
  ...each('host', HOST, (wrong) => ({ host: wrong })),
  ...each('policy', POLICY, (policy) => ({ host: { policy } })),
  ...each('PF', PHYSICAL_FUNCTION, (pf) => ({ pf })),
  ...each('selector', SELECTOR, (selector) => ({ pf: { selector } })),
  ...each('conditions', CONDITIONS, (conditions) => ({ pf: { conditions } })),
  ...each('pool', POOL, (pool) => ({ pool })),
  ...each('settings', SETTINGS, (settings) => ({ pool: { settings } })),
  ...each('use', USE, (use) => ({ pool: { use } })),
  ...each('attachment', ATTACHMENT, (attachment) => ({ attachment })),
  ...each('overrides', SETTINGS, (overrides) => ({ attachment: { overrides } })),
  ...each('use of an attachment', USE, (use) => ({ attachment: { use } })),
  ...each('guarantee', GUARANTEE, (guarantee) => ({ attachment: { guarantee } })),
  ...each('demand', NETWORK_DEMAND, (wrong) => ({ attachment: { demand: { ...NETWORK, ...wrong } } })),
  ...each('demand', BLOCK_DEMAND, (wrong) => ({ attachment: { demand: { ...BLOCK, ...wrong } } })),
];

function evaluate(wanted: WantedHost, facts: Inventory | null): readonly Finding[] {
  return evaluateFleet({
    hosts: [{ wanted, inventory: facts }],
    catalog: DEFAULT_CATALOG,
    lock: EMPTY_LOCK,
    acknowledgements: [],
    findings: [],
  }).findings;
}

const FACTS = inventory([nicFacts({ numVfs: 4 }), nvmeFacts()]);

describe.each<[string, Inventory | null]>([
  ['that was read', FACTS],
  ['that nobody read', null],
])('on a host %s', (_words, facts) => {
  test.each(PROPERTIES)('a wrong value of %s is said to be one, and never to be a token', (_name, change) => {
    const findings = evaluate(host(change), facts);
    const said = findings.filter(({ ruleId }) => /^INP-00[1-5]$/.test(ruleId));
    expect(new Set(said.map(({ constructPath }) => constructPath)).size).toBe(said.length);
    expect(said.length).toBeGreaterThan(0);
    const messages = findings.map(({ ruleId, message }) => `${ruleId} ${message}`);
    expect(messages.filter((message) => /token|at deploy|no usable value/.test(message))).toEqual([]);
  });
});

test('a token is still said to be one where the same property is wrong elsewhere', () => {
  const settings = { driver: 'vfio-pci' } as const;
  const wanted = wantedHost({
    pfs: {
      uplink: { ...UPLINK, pools: { tenants: { settings: { ...settings, vlan: WRONG } } } },
      disk: { selector: { address: '0000:3b:00.1' }, pools: { tenants: { settings, unresolved: ['vlan'] } } },
    },
  });
  const findings = evaluate(wanted, null).filter(({ message }) => message.includes('vlan'));
  expect(findings.filter(({ message }) => message.includes('token')).map(({ constructPath }) => constructPath)).toEqual(
    expect.arrayContaining(['rack1/kvm01/disk/tenants']),
  );
  expect(findings.filter(({ message }) => /not checked.*vlan \(a token/.test(message)).length).toBeGreaterThan(0);
  expect(findings.filter(({ message }) => /not checked for [2-9].*vlan \(a token/.test(message))).toEqual([]);
});

test.each<[string, unknown]>([
  ['a symbol', Symbol()],
  ['an object without a prototype', Object.create(null)],
  ['a function', () => 1],
])('names and MACs of hosts that are %s are said, and nothing else breaks', (_words, value) => {
  const wrong = value as never;
  const hosts = ['kvm01', 'kvm02'].map((id) => ({
    ...wantedHost({
      path: `rack1/${id}`,
      pfs: { uplink: { ...UPLINK, selector: { permanentMac: wrong, serial: wrong } } },
    }),
    name: wrong,
  }));
  const { findings } = evaluateFleet({
    hosts: hosts.map((wanted) => ({ wanted, inventory: null })),
    catalog: DEFAULT_CATALOG,
    lock: EMPTY_LOCK,
    acknowledgements: [],
    findings: [],
  });
  expect(findings.map(({ ruleId }) => ruleId)).toEqual(expect.arrayContaining(['INP-002', 'INP-004']));
  expect(findings.filter(({ ruleId }) => ruleId === 'OPS-020')).toEqual([]);
});

test('a permanent MAC in another spelling is that of the same machine', () => {
  const hosts = ['3C:FD:FE:00:00:01', '3c-fd-fe-00-00-01'].map((permanentMac, n) => ({
    wanted: wantedHost({
      path: `rack1/kvm0${n}`,
      name: `kvm0${n}`,
      pfs: { uplink: { ...UPLINK, selector: { permanentMac } } },
    }),
    inventory: null,
  }));
  const input = { hosts, catalog: DEFAULT_CATALOG, lock: EMPTY_LOCK, acknowledgements: [], findings: [] };
  const said = evaluateFleet(input).findings.filter(({ ruleId }) => ruleId === 'OPS-020');
  expect(said).toMatchObject([{ constructPath: 'rack1/kvm01' }]);
});
