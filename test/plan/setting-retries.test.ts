import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import { BUILT_IN_DRIVERS, driverIn } from '../../lib/catalog/driver-table';
import { operationsOf } from '../../lib/catalog/operation-flags';
import { retriesIn, retriesOn } from '../../lib/plan/setting-retries';
import { inventory, nicFacts } from '../support/facts';
import { targetNic } from './helpers';

const ALL = ['mac', 'vlan', 'spoofCheck', 'trust', 'linkState', 'rate'];

describe('settings that are tried again', () => {
  test.each<[string, readonly object[]]>([
    ['i40e', [{ errno: 'EAGAIN', settings: ALL, numVfs: true, seconds: 10 }]],
    ['ice', [{ errno: 'EBUSY', settings: ALL, numVfs: true, seconds: 10 }]],
    ['bnxt_en', [{ errno: 'EAGAIN', settings: ALL.filter((name) => name !== 'trust'), seconds: 10 }]],
    ['ionic', [{ errno: 'EBUSY', settings: ALL, numVfs: true, seconds: 30 }]],
    ['hns3', [{ errno: 'EBUSY', settings: ['vlan', 'spoofCheck', 'linkState', 'rate'], seconds: 40 }]],
    // Of this one EAGAIN says that the PF is down: it does not pass.
    ['rvu_nicpf', []],
    ['igb', []],
    ['a driver that nobody knows', []],
  ])('of %s', (name, retries) => {
    expect(retriesOn(driverIn(BUILT_IN_DRIVERS, name))).toEqual(retries);
  });

  test('are those of the driver that a PF is on, or is to have', () => {
    const plan = { drivers: BUILT_IN_DRIVERS, target: { physicalFunctions: [targetNic({ driver: 'igb' })] } };
    const { address: pf } = targetNic();
    const [ice] = [driverIn(BUILT_IN_DRIVERS, 'ice')].map(retriesOn);
    expect(retriesIn(plan, inventory([nicFacts({ address: pf, driver: 'ice' })]))).toEqual([{ pf, retries: ice }]);
    expect(retriesIn(plan, inventory([nicFacts({ address: pf, driver: null })]))).toEqual([]);
    const toHave = { ...plan, target: { physicalFunctions: [targetNic({ driver: 'ice' })] } };
    expect(retriesIn(toHave, inventory([nicFacts({ address: pf, driver: null })]))).toEqual([{ pf, retries: ice }]);
  });
});

const STATED = DEFAULT_CATALOG.driverProfiles.flatMap((profile) =>
  (profile.transientErrors ?? []).map((error) => [`${profile.name} ${error.errno}`, profile, error] as const),
);

test.each(STATED)(
  '%s passes by itself: no condition of the driver gives it',
  (_name, profile, { errno, attributes }) => {
    const operations = operationsOf(profile);
    expect(
      attributes.filter((name) => name !== 'numVfs' && operations[name].some((one) => one.errno === errno)),
    ).toEqual([]);
  },
);
