import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { carryOut, planLive, planRollback } from '../../lib/apply';
import type { HostIdentity } from '../../lib/model/identity';
import type { HostPlan } from '../../lib/plan/host-plan';
import { parseHostPlan } from '../../lib/plan/parse';
import { serializeHostPlan } from '../../lib/plan/serialize';
import type { Step } from '../../lib/plan/step';
import { planBoot } from '../../lib/render/persistence';
import { renderPfScript } from '../../lib/render/script';
import { MemoryHost } from '../apply/memory-host';
import { plan, targetNic } from '../plan/helpers';
import { FakeHost } from '../render/fake-host';
import { describeInShells, SHELLS } from '../support/shells';
import {
  AT_HOME,
  filesOf,
  HOME,
  inventoryOf,
  KNOWN,
  machineOf,
  type Situation,
  STRANGERS,
  type StrangerRow,
} from '../support/strangers';
import { SmallHost } from './linux/support/small-host';
import { stepRun } from '../support/step-run';

jest.setTimeout(120_000);

const BOOTED = { path: 'rack1/kvm01', name: 'kvm01', presumed: false, drivers: BUILT_IN_DRIVERS };
const refusedRows = STRANGERS.filter(({ refused }) => refused !== null);

/** What the plan of a row knows. */
function identityOf({ card = KNOWN, machine = machineOf(AT_HOME.machine) }: StrangerRow): HostIdentity {
  return { machine, cards: [{ address: HOME, ...card }] };
}

/** The plan of a row, as another program reads it. */
function planOf(row: StrangerRow): HostPlan {
  const { card = KNOWN, machine = machineOf(AT_HOME.machine) } = row;
  const { machine: _home, ...made } = plan(
    targetNic({ numVfs: 2, adminUp: true, identity: card }),
    inventoryOf(AT_HOME),
  );
  const known = Object.keys(machine).length === 0 ? made : { ...made, machine };
  return parseHostPlan(JSON.parse(serializeHostPlan(known)), 'test');
}

function expectSaid(text: string, { refused }: StrangerRow): void {
  for (const words of refused ?? []) expect(text).toMatch(words);
}

describe('apply', () => {
  test.each(STRANGERS)('$name', async (row) => {
    const host = new MemoryHost(inventoryOf(row.found));
    const port = host.connect();
    const live = await planLive(port, planOf(row));
    const said = live.plan.refusals.map(({ message }) => message).join('\n');
    const result = await carryOut(port, live);
    expect(result.status).toBe(row.refused === null ? 'done' : 'refused');
    expectSaid(said, row);
    if (row.refused !== null) expect(host.state.lastRun).toBeNull();
  });

  test('says what the plan does not know', async () => {
    const { plan: unknowing } = await planLive(
      new MemoryHost(inventoryOf(AT_HOME)).connect(),
      planOf({ name: '', card: {}, machine: {}, found: AT_HOME, refused: null }),
    );
    expect(unknowing.notes?.join('\n')).toMatch(
      /knows no permanent MAC and no serial number of 0000:3b:00\.0(.|\n)*not know which machine/,
    );
  });
});

describe('rollback', () => {
  test.each(refusedRows)('$name', async (row) => {
    const host = new MemoryHost(inventoryOf(AT_HOME));
    const made = planOf(row);
    expect((await carryOut(host.connect(), await planLive(host.connect(), made))).status).toBe('done');
    const { lastRun } = host.state;
    // As if the run had been here: what it found then is all that is known of machine and card.
    host.state = { ...new MemoryHost(inventoryOf(row.found)).state, lastRun };
    const back = await planRollback(host.connect(), made);
    if ('nothing' in back) throw new Error(back.reason);
    expect((await carryOut(host.connect(), back)).status).toBe('refused');
  });
});

describe('a virtual host', () => {
  test.each(STRANGERS)('$name', async (row) => {
    const host = new MemoryHost(inventoryOf(row.found));
    const steps: Step[] = [{ kind: 'drivers-autoprobe', pf: HOME, enabled: false }];
    const end = await host.connect().run(stepRun(steps, { identity: identityOf(row) }));
    const isThere = row.found.functions.some(({ address }) => address === HOME);
    expect(end.status).toBe(row.refused === null ? 'finished' : isThere ? 'refused' : 'failed');
    if (row.refused !== null) expect(host.state.inventory.physicalFunctions[0]?.driversAutoprobe).toBe(true);
  });
});

describeInShells('a Linux host, %s', SHELLS, (shell) => {
  test.each(STRANGERS)('$name', async (row) => {
    const small = new SmallHost(shell);
    try {
      furnish(small.root, row.found);
      const steps: Step[] = [{ kind: 'drivers-autoprobe', pf: HOME, enabled: false }];
      const end = await small.port().run(stepRun(steps, { identity: identityOf(row) }));
      if (row.refused === null) {
        expect(end).toMatchObject({ status: 'finished' });
        expect(small.autoprobe).toBe('0');
        return;
      }
      expect(end.status).toBe('refused');
      expectSaid(end.status === 'refused' ? end.reason : '', row);
      // Nothing was written, not even a journal.
      expect(small.journal()).toEqual([]);
    } finally {
      await small.remove();
    }
  });
});

describeInShells('a rendered script, %s', ['dash', 'busybox sh'], (shell) => {
  const words = [undefined, 'restore', 'boot'] as const;

  test.each(STRANGERS)('$name', (row) => {
    for (const word of row.refused === null ? [undefined] : words) {
      const fake = new FakeHost();
      try {
        furnish(fake.root, row.found);
        const made = planOf(row);
        const end = fake.run(
          renderPfScript(made, HOME, { by: 'systemd', plan: planBoot(BOOTED, made.target, inventoryOf(AT_HOME)) }),
          shell,
          word,
        );
        expect([word, end.stderr.includes('refused: '), end.status === 1]).toEqual([
          word,
          row.refused !== null || end.status === 1,
          row.refused !== null || end.status === 1,
        ]);
        if (row.refused !== null) {
          expectSaid(end.stderr, row);
          expect(fake.changes()).toEqual([]);
        } else {
          expect(end.stderr).not.toMatch(/another (card|machine)/);
        }
      } finally {
        fake.remove();
      }
    }
  });

  test('says before a change what its plan does not know', () => {
    const fake = new FakeHost();
    const row: StrangerRow = { name: '', card: { vendorId: '8086' }, machine: {}, found: AT_HOME, refused: null };
    const end = fake.run(renderPfScript(planOf(row), HOME), shell);
    fake.remove();
    expect(end).toMatchObject({ status: 0 });
    expect(end.stdout).toMatch(/knows no permanent MAC and no serial number of this PF/);
  });

  test('takes the permanent MAC that ip tells, where another one is in use', () => {
    const fake = new FakeHost();
    furnish(fake.root, {
      ...AT_HOME,
      functions: AT_HOME.functions.map((card) => ({ ...card, mac: '02:00:00:00:00:01' })),
    });
    mkdirSync(join(fake.root, 'permaddr'));
    const text = `2: nic0: <UP> mtu 1500\n    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff permaddr ${KNOWN.permanentMac}`;
    writeFileSync(join(fake.root, 'permaddr/nic0'), `${text}\n`);
    const end = fake.run(renderPfScript(planOf({ name: '', found: AT_HOME, refused: null }), HOME), shell);
    fake.remove();
    expect(end).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('the journal of another host', () => {
  const numVfs = (host: string, found = inventoryOf(AT_HOME)) => ({
    ...plan(targetNic({ numVfs: 2, identity: KNOWN }), found),
    host,
    name: host.split('/')[1] ?? host,
  });

  async function appliedAs(host: string, made: HostPlan): Promise<MemoryHost> {
    const memory = new MemoryHost(inventoryOf(AT_HOME));
    expect((await carryOut(memory.connect(), await planLive(memory.connect(), { ...made, host }))).status).toBe('done');
    return memory;
  }

  test('is refused where the plan does not know the machine', async () => {
    const { machine: _none, ...made } = plan(targetNic({ numVfs: 3 }), inventoryOf(AT_HOME));
    const memory = await appliedAs('rack1/kvm01', made);
    const { plan: live } = await planLive(memory.connect(), { ...made, host: 'rack2/kvm07' });
    expect(live.refusals.map(({ ruleId, message }) => `${ruleId} ${message}`)).toEqual([
      expect.stringMatching(/^PLAN-007 the journal here is of apply .* for host rack1\/kvm01, this plan is for rack2/),
    ]);
  });

  test('is that of a host that was renamed in the app, where machine or card are known to be the same', async () => {
    const memory = await appliedAs('rack1/kvm01', numVfs('rack1/kvm01'));
    const { plan: live } = await planLive(memory.connect(), numVfs('rack2/kvm01'));
    expect(live.refusals).toEqual([]);
  });

  test('is refused where it came with a copied disk', async () => {
    const made = plan(targetNic({ numVfs: 2 }), inventoryOf(AT_HOME));
    const memory = await appliedAs('rack1/kvm01', made);
    const clone: Situation = { ...AT_HOME, machine: { ...AT_HOME.machine, boardSerial: 'BRD-9999' } };
    memory.state = { ...new MemoryHost(inventoryOf(clone)).state, lastRun: memory.state.lastRun };
    const { plan: live } = await planLive(memory.connect(), { ...made, machine: machineOf(clone.machine) });
    expect(live.refusals.map(({ message }) => message)).toEqual([expect.stringMatching(/on another machine/)]);
  });
});

/** Puts the files of a situation below a folder; a device that it does not have goes. */
function furnish(root: string, found: Situation): void {
  if (!found.functions.some(({ address }) => address === HOME))
    rmSync(join(root, 'sys/bus/pci/devices', HOME), { recursive: true });
  for (const [path, content] of filesOf(found)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}
