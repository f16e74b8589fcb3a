import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Demand, HostInventory, type PredictedHost, type SriovHost, type SriovHostProps } from 'cdktf-sriov';
import { healthyHost, messageOf, TestApp, TIDY } from './app';

/** What an app learns of its hosts before anything is written. */

let app: TestApp;
beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.dispose());

function hostWith(vms: number, props: SriovHostProps = {}): SriovHost {
  const host = healthyHost(app.stack(), 'kvm01', props);
  const pool = host.addPhysicalFunction('uplink', { address: '0000:3b:00.0' }).addPool('vms', { ...TIDY, count: 16 });
  for (let n = 0; n < vms; n += 1) {
    pool.attach(`web-${n}`, { demand: Demand.network({ txMbps: 2000, rxMbps: 1000 }) });
  }
  return host;
}

const SIZED = { vmVcpus: 2, vmMemoryGib: 8 };
const planned = ({ alternatives }: PredictedHost) => alternatives.find(({ isPlanned }) => isPlanned);

describe('predict of a host', () => {
  test('says what each VM gets, how sure that is, and what it takes', () => {
    const { attachments, resources, failures } = hostWith(3).predict();
    expect(attachments.map(({ vm, txMbps }) => [vm, txMbps?.value])).toEqual([
      ['web-0', 2000],
      ['web-1', 2000],
      ['web-2', 2000],
    ]);
    const [{ guestCores, latency, floorTxMbps }] = attachments;
    expect(guestCores?.low).toBeLessThan(guestCores?.value ?? 0);
    expect(latency?.p99Us.value).toBeGreaterThan(latency?.meanUs.value ?? Number.POSITIVE_INFINITY);
    expect(floorTxMbps).toBe(2000);
    expect(resources.map(({ id }) => id)).toContain('port:0000:3b:00.0:tx');
    expect(failures).toMatchObject([{ lost: 'port of 0000:3b:00.0', vms: [{ vm: 'web-0', effect: 'lost' }, {}, {}] }]);
  });

  test('writes nothing, and the app goes on', () => {
    const files = () => readdirSync(app.folder, { recursive: true });
    const host = hostWith(1);
    const before = files();
    host.predict();
    expect(files()).toEqual(before);
    expect(hostWithMore(host).predict().attachments).toHaveLength(2);
    app.app.synth();
  });

  const hostWithMore = (host: SriovHost) => {
    host.physicalFunctions[0].pools[0].attach('late');
    return host;
  };

  test('compares other ways, and counts VMs and servers where the size of VMs is stated', () => {
    const unsized = hostWith(2).predict();
    expect(unsized.alternatives.length).toBeGreaterThan(4);
    expect(planned(unsized)?.servers).toBeUndefined();
    expect(unsized.unknown).toContainEqual(expect.stringContaining('state vmVcpus and vmMemoryGib'));
  });

  test('takes prices and numbers of its caller', () => {
    const host = hostWith(2, SIZED);
    const [usual, many, dear] = [
      host.predict(),
      host.predict({ wantedVms: 2000 }),
      host.predict({ prices: { dollarsPerCore: 10_000 } }),
    ].map(planned);
    expect(usual?.vmsPerHost?.value).toBeGreaterThan(0);
    expect(usual?.stoppedBy).toBeDefined();
    expect(many?.servers?.value).toBeGreaterThan(usual?.servers?.value ?? Number.POSITIVE_INFINITY);
    expect(dear?.capitalUsd?.value).toBeGreaterThan(usual?.capitalUsd?.value ?? Number.POSITIVE_INFINITY);
    expect(dear?.watts).toEqual(usual?.watts);
  });

  test.each<[string, Parameters<SriovHost['predict']>[0], string]>([
    [
      'a price of no name',
      { prices: { dollarsPerCat: 1 } as object },
      'prices has "dollarsPerCat", which is none. Use pue',
    ],
    ['an option of no name', { vms: 7 } as object, 'its argument has "vms", which is none. Use wantedVms, freeSlots'],
    ['a price below 0', { prices: { pue: -1 } }, 'prices.pue is -1. Give a number above 0'],
    ['no number of VMs', { wantedVms: 0.5 }, '0.5 is no number of VMs'],
    ['half a slot', { freeSlots: 0.5 }, '0.5 is no number of slots'],
    ['a load that nothing has', { load: 7 }, 'a load of 7 is not from 0 to 1'],
  ])('refuses %s', (_what, options, message) => {
    const host = hostWith(1, SIZED);
    expect(messageOf(() => host.predict(options))).toContain(message);
  });

  test('has every number that it rests on with its source, those of its caller among them', () => {
    const { constants } = hostWith(1, SIZED).predict({ prices: { dollarsPerCore: 99 } });
    expect(constants.every(({ source, unit }) => source !== '' && unit !== '')).toBe(true);
    expect(constants).toContainEqual({ name: 'core', value: 99, unit: 'USD', spread: 0, source: 'given' });
    expect(constants.map(({ name }) => name)).toContain('power usage effectiveness');
  });

  test('is refused where a finding is fatal, as of an inventory that cannot be read', () => {
    const host = hostWith(1, { inventory: HostInventory.fromFile(join(app.folder, 'none.json')) });
    expect(messageOf(() => host.predict())).toMatch(/FILE-001 .*none\.json/);
  });

  test('says where a size is stated by half or is none', () => {
    hostWith(1, { vmVcpus: 0, vmMemoryGib: 8 });
    expect(messageOf(() => app.app.synth())).toContain('vmVcpus is 0, not a finite number above 0');
  });
});
