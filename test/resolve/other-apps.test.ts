import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import { EMPTY_LOCK, type LockFile } from '../../lib/model/lock';
import type { WantedHost } from '../../lib/model/wanted';
import { type Resolution, resolveFleet } from '../../lib/resolve/resolve';
import { interfaceFacts, inventory, nicFacts } from '../support/facts';
import { ruleIds, told, wantedHost } from './wanted';

interface AppSketch {
  readonly stack: string;
  readonly vms: readonly string[];
  readonly host?: string;
  /** Permanent MAC of its PF. */
  readonly mac?: string | null;
  readonly app?: string;
}

const MAC = '3c:fd:fe:00:00:01';

function host({ stack, vms, host: name = 'kvm01' }: AppSketch): WantedHost {
  return wantedHost({ path: `${stack}/${name}`, name, attachments: Object.fromEntries(vms.map((vm) => [vm, {}])) });
}

function factsOf(permanentMac: string | null) {
  const interfaces = [interfaceFacts({ permanentMac })];
  const network = { interfaces, linkType: 'ethernet', eswitchMode: 'legacy', carriesManagement: false } as const;
  return inventory([nicFacts({ network })]);
}

function run(sketch: AppSketch, lock: LockFile = EMPTY_LOCK, change: Partial<WantedHost> = {}): Resolution {
  const { stack, app, mac = MAC } = sketch;
  const wanted = { ...host(sketch), ...change };
  const hosts = [{ wanted, inventory: factsOf(mac) }];
  return resolveFleet({ hosts, catalog: DEFAULT_CATALOG, lock, stacks: [stack], ...(app !== undefined && { app }) });
}

describe('a PF that two apps declare', () => {
  const first = run({ stack: 'rack1', vms: ['web'], app: 'shop' }).lock;

  test('is an error where its permanent MAC tells so, whatever the apps are called', () => {
    for (const app of [undefined, 'billing']) {
      const second = run({ stack: 'rack2', vms: ['db'], host: 'node1', app }, first);
      expect(ruleIds(second)).toEqual(['LOCK-014']);
      expect(told(second, 'LOCK-014')).toBe(
        'the PF is rack1/kvm01/uplink by the lock file, in a stack of the app shop: both would set it and give its VFs out. ' +
          'Declare the PF in one app; if the other stack is gone, run `sriov lock rm` on it, and if it was renamed, `sriov lock mv OLD NEW`.',
      );
      expect(second.findings.map(({ severity }) => severity)).toEqual(['error']);
    }
  });

  test('is a warning that says what is not known, where only the name of the host and the address are the same', () => {
    const blind = run({ stack: 'rack1', vms: ['web'], mac: null }).lock;
    const second = run({ stack: 'rack2', vms: ['db'], mac: null }, blind);
    expect(ruleIds(second)).toEqual(['LOCK-014']);
    expect(second.findings.map(({ severity }) => severity)).toEqual(['warning']);
    expect(told(second, 'LOCK-014')).toMatch(
      /may be rack1\/kvm01\/uplink .* permanent MAC or serial number are not known/,
    );
  });

  test('is none where names of hosts and addresses are the same and the permanent MACs are not', () => {
    expect(ruleIds(run({ stack: 'rack2', vms: ['db'], mac: '3c:fd:fe:00:00:02' }, first))).toEqual([]);
  });

  test('is none once its stack was renamed in the lock file, or by the same VMs', () => {
    const unnamed = run({ stack: 'rack1', vms: ['web'] }).lock;
    const renamed = run({ stack: 'rack2', vms: ['web'] }, unnamed);
    expect(ruleIds(renamed)).toEqual([]);
    expect(renamed.lock.attachments['rack2/kvm01/web']).toMatchObject({ vf: 0 });
  });
});

describe('a PF of a stack that the run does not have, with its permanent MAC and a VM of the same name', () => {
  const first = run({ stack: 'a', vms: ['x', 'y'] }).lock;

  test('stays where it is as long as one of its owners does, and is an error', () => {
    const second = run({ stack: 'c', vms: ['y'] }, first);
    expect(ruleIds(second)).toEqual(['LOCK-012']);
    expect(told(second, 'LOCK-012')).toMatch(
      /a\/kvm01\/uplink, in a stack that this app does not have.*has VFs for VM y/,
    );
    expect(second.lock.attachments).toMatchObject({ 'a/kvm01/x': { vf: 0 }, 'a/kvm01/y': { vf: 1 } });
    expect(second.lock.physicalFunctions).toHaveProperty(['a/kvm01/uplink']);
  });

  test('comes along with all of them', () => {
    const renamed = run({ stack: 'c', vms: ['new', 'x', 'y'] }, first);
    expect(ruleIds(renamed)).toEqual([]);
    expect(renamed.lock.attachments).toMatchObject({ 'c/kvm01/x': { vf: 0 }, 'c/kvm01/y': { vf: 1 } });
    expect(renamed.lock.physicalFunctions).not.toHaveProperty(['a/kvm01/uplink']);
  });

  test('stays where one VM has more VFs there than the run gives it', () => {
    const entry = { physicalFunction: 'a/kvm01/uplink', vf: 5, mac: '02:00:00:00:00:09', vm: 'y' };
    const twice = { ...first, attachments: { ...first.attachments, 'a/kvm01/second': entry } };
    expect(ruleIds(run({ stack: 'c', vms: ['x', 'y'] }, twice))).toEqual(['LOCK-012']);
  });

  test('stays where another PF of its stack does', () => {
    const other = run({ stack: 'b', vms: ['z'], host: 'kvm02', mac: '3c:fd:fe:00:00:02' }).lock;
    const text = JSON.stringify(other).replaceAll('b/kvm02', 'a/kvm02');
    const { physicalFunctions, pools, attachments } = JSON.parse(text) as LockFile;
    const both: LockFile = {
      ...first,
      physicalFunctions: { ...first.physicalFunctions, ...physicalFunctions },
      pools: { ...first.pools, ...pools },
      attachments: { ...first.attachments, ...attachments },
    };
    expect(ruleIds(run({ stack: 'c', vms: ['x', 'y'] }, both))).toEqual(['LOCK-012']);
  });
});

describe('a stack of the lock file that the run does not have', () => {
  const other = { stack: 'rack2', vms: ['db'], host: 'kvm02', mac: '3c:fd:fe:00:00:02' };
  const shared = (app?: string) => run({ stack: 'rack1', vms: ['web', 'app'], ...(app && { app }) }).lock;

  test('is said where it is of the app of this run, which keeps what it owns', () => {
    const second = run({ ...other, app: 'shop' }, shared('shop'));
    expect(ruleIds(second)).toEqual(['LOCK-009']);
    expect(second.findings.map(({ severity }) => severity)).toEqual(['warning']);
    expect(told(second, 'LOCK-009')).toMatch(
      /the stack rack1 of the app shop is not in this run: the lock file keeps 1 PF and 2 owners of it.*`sriov lock rm rack1`/,
    );
    expect(second.lock.attachments).toHaveProperty(['rack1/kvm01/web']);
  });

  test('is not said where it is of another app, or where no name tells whose it is', () => {
    expect(ruleIds(run({ ...other, app: 'billing' }, shared('shop')))).toEqual([]);
    expect(ruleIds(run(other, shared('shop')))).toEqual([]);
    expect(ruleIds(run({ ...other, app: 'billing' }, shared()))).toEqual([]);
    expect(ruleIds(run(other, shared()))).toEqual([]);
  });
});

describe('owners of a stack that another app made', () => {
  const other = run({ stack: 'vms', vms: ['db'], host: 'kvm09', mac: '3c:fd:fe:00:00:09' }).lock;

  test('are not dropped where an app that brings its PF along gives its stack the same id', () => {
    const both = run({ stack: 'rack1', vms: ['web'] }, other).lock;
    const collision = run({ stack: 'vms', vms: ['web'] }, both);
    expect(ruleIds(collision)).toEqual(['LOCK-011', 'LOCK-009']);
    expect(told(collision, 'LOCK-009')).toMatch(
      /`sriov decommission` .*with an inventory of the host, --host vms\/kvm09 and/,
    );
    expect(told(collision, 'LOCK-011')).toMatch(
      /the only PF of the stack, vms\/kvm09\/uplink, with 1 owner.*name both apps.*`sriov lock rm vms\/kvm09\/uplink`/,
    );
  });

  test('are not dropped where their PF is in a stack that this app does not have', () => {
    const apart: LockFile = {
      ...EMPTY_LOCK,
      attachments: { 'vms/db': { physicalFunction: 'net/kvm09/uplink', vf: 3, mac: '02:00:00:00:00:09' } },
    };
    const collision = run({ stack: 'vms', vms: ['web'] }, apart);
    expect(ruleIds(collision)).toEqual(['LOCK-011']);
    expect(told(collision, 'LOCK-011')).toMatch(
      /vms\/db, with VF 3 of net\/kvm09\/uplink in a stack that this app does not/,
    );
    const named = { ...apart, apps: { vms: 'shop' } };
    expect(ruleIds(run({ stack: 'vms', vms: ['web'], app: 'shop' }, named))).toEqual([]);
  });

  test('are told by the name that the app has in its other stacks, and that this one lacks', () => {
    const both = run({ stack: 'rack1', vms: ['web'], app: 'shop' }, other).lock;
    const collision = run({ stack: 'vms', vms: ['db'], host: 'kvm09', mac: null, app: 'shop' }, both);
    expect(ruleIds(collision)).toEqual(['LOCK-011', 'LOCK-009']);
    expect(told(collision, 'LOCK-011')).toMatch(/no app of a name made.*add "vms": "shop" to apps of the lock file/);
  });

  test('are those of an app that gets its name with this run', () => {
    const named = run({ stack: 'vms', vms: ['db'], host: 'kvm09', mac: null, app: 'shop' }, other);
    expect(ruleIds(named)).toEqual([]);
    expect(named.lock.apps).toEqual({ vms: 'shop' });
  });
});
