import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import { driverTable } from '../../lib/catalog/driver-table';
import { InputError } from '../../lib/model/errors';
import type { HostPlan } from '../../lib/plan/host-plan';
import { parseHostPlan } from '../../lib/plan/parse';
import { serializeHostPlan } from '../../lib/plan/serialize';
import { inventory, nicFacts, nvmeFacts } from '../support/facts';
import { controller, plan, targetNic, targetSsd, vf } from './helpers';

/** A plan with most kinds of steps. */
function somePlan(): HostPlan {
  return plan(
    [
      targetNic({
        numVfs: 2,
        adminUp: true,
        mtu: 9000,
        driversAutoprobe: false,
        virtualFunctions: [
          vf(0, {
            attachment: 'rack1/kvm01/uplink/tenants/web',
            vm: 'web',
            driver: 'vfio-pci',
            mac: '02:00:00:00:00:01',
            vlan: { vlan: 5, qos: 0, protocol: '802.1Q' },
            rate: { minTxMbps: 0, maxTxMbps: 100 },
            msixVectors: 5,
          }),
        ],
      }),
      targetSsd({
        numVfs: 1,
        virtualFunctions: [
          vf(0, {
            driver: null,
            nvme: { ...controller(1), namespaceIds: [1] },
          }),
        ],
      }),
    ],
    inventory([nicFacts(), nvmeFacts()]),
  );
}

/** The plan as a mutable document. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests write what no type allows
function document(): any {
  return JSON.parse(serializeHostPlan(somePlan()));
}

function problem(value: unknown): string {
  try {
    parseHostPlan(value, 'kvm01.plan.json');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  throw new Error('was accepted');
}

describe('a plan that an earlier version wrote', () => {
  const former = JSON.parse(readFileSync(join(__dirname, '../data/former-plans/drivers-by-flags.json'), 'utf8')) as {
    readonly drivers: { readonly stated: readonly object[] };
  };

  test('is read, and what its drivers could not say is what is known of them now', () => {
    const [now] = driverTable(DEFAULT_CATALOG, ['ice']).stated;
    const [stated] = parseHostPlan(former, 'kvm01.plan.json').drivers.stated;
    expect(now?.bridgePortBlocksVfs).toContainEqual({ kernel: { from: '6.8' }, is: true });
    expect(stated).toMatchObject({
      name: 'ice',
      bridgePortBlocksVfs: now?.bridgePortBlocksVfs,
      eswitchErrno: now?.eswitchErrno,
    });
    expect(stated?.transientErrors).toEqual([expect.objectContaining({ errno: 'EBUSY' })]);
    expect(Object.keys(stated ?? {}).sort()).toEqual(Object.keys(now ?? {}).sort());
  });

  test('has nothing known of them where it takes nothing from the built-in catalog', () => {
    const { stated } = former.drivers;
    expect(parseHostPlan({ ...former, drivers: { stated } }, 'kvm01.plan.json').drivers.stated[0]).toMatchObject({
      name: 'ice',
      bridgePortBlocksVfs: false,
      restartsWithVfs: null,
      transientErrors: [],
    });
  });

  test('is written as one of now', () => {
    const read = parseHostPlan(former, 'kvm01.plan.json');
    expect(parseHostPlan(JSON.parse(serializeHostPlan(read)), 'kvm01.plan.json')).toEqual(read);
  });
});

describe('writing', () => {
  test('gives one line, from which the same plan is read', () => {
    const text = serializeHostPlan(somePlan());
    expect(text).not.toContain('\n');
    for (const step of somePlan().steps) expect(text).toContain(JSON.stringify(step));
    expect(JSON.parse(text)).toEqual(somePlan());
  });

  test('refuses texts that hold control characters', () => {
    expect(() => serializeHostPlan({ ...somePlan(), name: 'two\nlines' })).toThrow(InputError);
    expect(() => serializeHostPlan({ ...somePlan(), notes: ['fine', 'a\u001b[31m'] })).toThrow(
      /"a\\u001b\[31m" in the plan holds a control character/,
    );
  });
});

describe('reading', () => {
  test('gives back what was written', () => {
    expect(parseHostPlan(document(), 'kvm01.plan.json')).toEqual(somePlan());
  });

  test('tells a newer version from a broken file', () => {
    expect(problem({ ...document(), planVersion: 2 })).toMatch(
      /\[kvm01.plan.json#\/planVersion\] planVersion 2 is newer than this program knows \(1\)/,
    );
    expect(problem({ ...document(), planVersion: '1' })).toMatch(/#\/planVersion\] found planVersion "1", expected 1/);
    expect(problem({})).toMatch(/planVersion is missing/);
  });

  test.each([null, [], 'text', 7])('takes %j for no plan', (value) => {
    expect(problem(value)).toMatch(/expected a host plan object/);
  });

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  test.each<[string, (plan: any) => void, RegExp]>([
    ['an unknown field', (p) => (p.stpes = []), /#\/stpes\]/],
    ['a missing field', (p) => delete p.steps, /steps is missing/],
    [
      'a step of an unknown kind',
      (p) => (p.steps[0] = { kind: 'reboot', pf: '0000:3b:00.0' }),
      /#\/steps\/0\/kind\] found "reboot"/,
    ],
    ['an unknown field of a step', (p) => (p.steps[0].force = true), /#\/steps\/0\/force\]/],
    ['a step without its value', (p) => delete p.steps[0].pf, /#\/steps\/0\].*pf is missing/],
    ['an address that is none', (p) => (p.steps[0].pf = '3b:00.0'), /#\/steps\/0\/pf\] found "3b:00.0"/],
    [
      'an address in upper case',
      (p) => (p.target.physicalFunctions[0].address = '0000:3B:00.0'),
      /physicalFunctions\/0\/address/,
    ],
    [
      'a module with a blank',
      (p) =>
        (p.steps[0] = {
          kind: 'module-load',
          pf: '0000:3b:00.0',
          module: 'a; reboot',
        }),
      /#\/steps\/0\/module/,
    ],
    [
      'a driver that starts with a dash',
      (p) => (p.target.physicalFunctions[0].driver = '-r'),
      /physicalFunctions\/0\/driver/,
    ],
    ['a path with a line break', (p) => (p.host = 'rack1\nkvm01'), /#\/host\]/],
    [
      'a VLAN above 12 bits',
      (p) => (p.target.physicalFunctions[0].virtualFunctions[0].vlan.vlan = 4096),
      /vlan\/vlan\] found 4096/,
    ],
    ...['0100', '08', '200,100', '100,100', '200-100', '9999', '4095', '0'].flatMap(
      // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
      (text): [string, (plan: any) => void, RegExp][] => [
        [
          `VLANs ${text} of a VF`,
          (p) => (p.target.physicalFunctions[0].virtualFunctions[0].allowedVlans = text),
          /physicalFunctions\/0\/virtualFunctions\/0\/allowedVlans\] found "[0-9,-]+", expected VLAN ids and ranges from 1 to 4094/,
        ],
        [
          `a step with VLANs ${text}`,
          (p) => (p.steps[0] = { kind: 'vf-vlans', pf: '0000:3b:00.0', vf: 0, allowed: text }),
          /#\/steps\/0\/allowed\] found "[0-9,-]+", expected VLAN ids and ranges from 1 to 4094/,
        ],
      ],
    ),
    ['a negative number of VFs', (p) => (p.target.physicalFunctions[0].numVfs = -1), /numVfs\] found -1/],
    ['half a VF', (p) => (p.target.physicalFunctions[0].numVfs = 0.5), /numVfs\] found 0.5/],
    [
      'a MAC that is none',
      (p) => (p.target.physicalFunctions[0].virtualFunctions[0].mac = '02:00'),
      /mac\] found "02:00"/,
    ],
    [
      'a setting of an unknown name',
      (p) => (p.steps.find((s: { kind: string }) => s.kind === 'vf-setting').setting = { name: 'speed', on: true }),
      /setting\/name\] found "speed"/,
    ],
    [
      'PFs out of order',
      (p) => p.target.physicalFunctions.reverse(),
      /physicalFunctions\/1\/address\] 0000:3b:00.0 follows/,
    ],
    [
      'a VF that stands twice',
      (p) => p.target.physicalFunctions[0].virtualFunctions.push(p.target.physicalFunctions[0].virtualFunctions[0]),
      /virtualFunctions\/1\/index\] VF 0 follows VF 0/,
    ],
  ])('refuses %s', (_words, break_, says) => {
    const value = document();
    break_(value);
    expect(problem(value)).toMatch(says);
  });
});
