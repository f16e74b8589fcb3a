import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outliveReaders } from '../../lib/cli/terminal';
import { evaluateFleet } from '../../lib/evaluate/evaluate';
import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import { writeHostFiles } from '../../lib/constructs/private/host-files';
import { writeSynthRecord } from '../../lib/host/synth-record';
import { serializeInventory } from '../../lib/inventory/parse';
import { EMPTY_LOCK } from '../../lib/model/lock';
import type { WantedHost } from '../../lib/model/wanted';
import { findingsDocument } from '../../lib/report/findings';
import { inventory, nicFacts, vfFacts } from '../support/facts';
import { sriov } from './sriov';

const CAPTURE = join(__dirname, '../data/captures/flat-configured.tar');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sriov-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function wantedHost(vlan: number): WantedHost {
  const path = 'rack1/kvm01';
  const pool = `${path}/uplink/vms`;
  const settings = { driver: 'vfio-pci', vlan, spoofCheck: true, trust: false, linkState: 'auto' } as const;
  return {
    path,
    name: 'kvm01',
    labels: {},
    policy: { persistence: 'external' },
    physicalFunctions: [
      {
        path: `${path}/uplink`,
        selector: { address: '0000:3b:00.0' },
        externallyManaged: false,
        conditions: {},
        pools: [{ path: pool, count: 2, settings, use: {}, unresolved: [] }],
        unresolved: [],
      },
    ],
    attachments: [{ path: `${pool}/web`, vm: 'web', pool, overrides: {}, use: {}, unresolved: [] }],
    unresolved: [],
  };
}

/** An out folder as synth writes it. */
function outFolder(vlan = 100): string {
  const hosts = [{ wanted: wantedHost(vlan), inventory: inventory() }];
  const result = evaluateFleet({
    hosts,
    catalog: DEFAULT_CATALOG,
    lock: EMPTY_LOCK,
    acknowledgements: [],
    findings: [],
  });
  const written = writeHostFiles(folder, result.hosts);
  writeFileSync(join(folder, 'sriov-findings.json'), JSON.stringify(findingsDocument(result.findings)));
  writeSynthRecord(folder, [], written);
  return folder;
}

const plansOf = (out: string) => join(out, 'sriov/plans.json');

/** The plan of the host alone, as somebody keeps it. */
function planAlone(out: string, change: (plan: PlanJson) => void = () => undefined): string {
  const file = join(folder, 'kvm01.plan.json');
  const plan = JSON.parse(readFileSync(plansOf(out), 'utf8'))['rack1/kvm01'] as PlanJson;
  change(plan);
  writeFileSync(file, JSON.stringify(plan));
  return file;
}

interface PlanJson {
  planVersion: number;
  steps: Record<string, unknown>[];
  target: { physicalFunctions: Record<string, unknown>[] };
}

describe('sriov check', () => {
  test('exits with 0 when nothing keeps the plan from running', async () => {
    expect((await sriov('check', outFolder())).exitCode).toBe(0);
  });

  test('exits with 1 and names rule, construct and fix of an error', async () => {
    const { exitCode, stdout } = await sriov('check', outFolder(4095));
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/ERROR VLAN-001 \[rack1\/kvm01\/uplink\/vms\].*4095.*Give a VLAN id from 1 to 4094/);
  });

  test.each([
    ['json', /"findingsVersion": 1/],
    ['sarif', /"version": "2\.1\.0"/],
  ])('prints %s for machines', async (format, content) => {
    const { stdout } = await sriov('check', outFolder(4095), '--format', format);
    expect(() => JSON.parse(stdout)).not.toThrow();
    expect(stdout).toMatch(content);
  });

  test.each([
    ['junit', /^<\?xml[^]*<failure type="error" message="VLAN-001 /],
    ['markdown', /^### SR-IOV: 1 error[^]*\| error \| VLAN-001 \| rack1\/kvm01/],
  ])('prints %s for what shows results', async (format, content) => {
    expect((await sriov('check', outFolder(4095), '--format', format)).stdout).toMatch(content);
  });

  test.each([
    ['fatal', 0],
    ['error', 1],
    ['warning', 1],
  ])('--fail-on %s ends with exit code %d where there is an error', async (severity, exitCode) => {
    expect((await sriov('check', outFolder(4095), '--fail-on', severity)).exitCode).toBe(exitCode);
  });

  test('judges one host of the folder by the simulation of its plan', async () => {
    expect(await sriov('check', outFolder(), '--host', 'kvm01')).toMatchObject({
      exitCode: 0,
      stdout: 'no findings\n',
    });
  });

  test('wants to be told which host of the folder an inventory is of, and refuses one that is not there', async () => {
    const out = outFolder();
    expect((await sriov('check', out, '--observed', 'now.json')).stderr).toMatch(/Say which host with --host NAME/);
    expect((await sriov('check', out, '--host', 'kvm02')).stderr).toMatch(/no host is called kvm02.*rack1\/kvm01/);
  });

  test.each([
    ['a folder that nothing was synthesised into', () => folder, /no result of this library/],
    ['a path that is not there', () => join(folder, 'nowhere'), /no such file or folder/],
  ])('exits with 2 for %s', async (_words, target, says) => {
    const { exitCode, stderr, stdout } = await sriov('check', target());
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(says);
  });

  describe('refuses an out folder that is not the whole result of one synth', () => {
    const FINDINGS = 'sriov-findings.json';
    test.each<[string, (out: string) => void, RegExp]>([
      [
        'that a synth left half-way',
        (out) => rmSync(join(out, 'sriov-synth.json')),
        /no sriov-synth\.json.*Synthesise again/,
      ],
      [
        'whose findings are of another synth',
        (out) => outFolderFindings(out),
        /sriov-findings\.json\] it is not what synth [0-9a-f]{16} wrote/,
      ],
      [
        'whose plan is missing',
        (out) => rmSync(plansOf(out)),
        /plans\.json\] synth [0-9a-f]{16} wrote it, and it is missing/,
      ],
      [
        'with a plan of another synth',
        (out) => cpSync(plansOf(out), join(out, 'sriov/x.plan.json')),
        /x\.plan\.json\].*did not write it/,
      ],
      [
        'whose record names files elsewhere',
        (out) => editRecord(out, { files: { '../x': 'a' } }),
        /#\/files\/\.\.~1x\] found the key "\.\.\/x", expected path from the out folder/,
      ],
      [
        'whose record is of another version',
        (out) => editRecord(out, { synthVersion: 2 }),
        /synthVersion 2 is newer than this program knows/,
      ],
    ])('%s', async (_words, spoil, says) => {
      const out = outFolder();
      spoil(out);
      const { exitCode, stderr, stdout } = await sriov('check', out);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toMatch(says);
    });

    const outFolderFindings = (out: string) =>
      writeFileSync(join(out, FINDINGS), JSON.stringify(findingsDocument([]), null, 1));
    const editRecord = (out: string, change: object) => {
      const file = join(out, 'sriov-synth.json');
      writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }));
    };
  });

  test('exits with 2 for a findings file that is no JSON, and says where', async () => {
    const out = outFolder();
    writeFileSync(join(out, 'sriov-findings.json'), '{ "findingsVersion": 1,');
    writeSynthRecord(out, []);
    const { exitCode, stderr } = await sriov('check', out);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/sriov-findings\.json/);
  });
});

test('sriov check takes the inventory that a lone plan file lacks', async () => {
  const file = planAlone(outFolder());
  const observed = join(folder, 'now.json');
  rmSync(join(folder, 'sriov'), { recursive: true });
  expect((await sriov('check', file)).stderr).toMatch(/Give its inventory with --observed/);
  writeFileSync(observed, serializeInventory(inventory()));
  expect(await sriov('check', file, '--observed', observed)).toMatchObject({ exitCode: 0, stdout: 'no findings\n' });
});

describe('sriov synth', () => {
  /** Runs an app that writes the result of a synth. */
  const synth = async (vlan: number, ...args: string[]) => {
    const made = outFolder(vlan);
    writeSynthRecord(made, [], {}, 'lock: 1 added, 0 moved, 0 dropped');
    const out = `${made}.out`;
    try {
      return await sriov('synth', '--app', `cp -r '${made}' "$CDKTF_OUTDIR"`, '--output', out, ...args);
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  };

  test('prints the numbers, and neither plans nor sources', async () => {
    const { exitCode, stdout } = await synth(100);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^1 host, 1 PF, 2 VFs, 1 VM\nplans +\d+ steps on 1 host\n/);
    expect(stdout).toContain('\nlock file  1 added, 0 moved, 0 dropped\n');
    expect(stdout).not.toMatch(/physical function|source:/);
  });

  test('--report full has the plan of each host after the numbers', async () => {
    expect((await synth(100, '--report', 'full')).stdout).toMatch(
      /^1 host, [^]*\nkvm01 \[rack1\/kvm01\]: \d+ steps on/,
    );
  });

  test('--report findings has findings alone', async () => {
    expect((await synth(4095, '--report', 'findings')).stdout).toMatch(/^ERROR VLAN-001 [^]*\n1 error.*\n$/);
  });

  test('-q says nothing where all is well, and errors where there are some', async () => {
    expect(await synth(100, '-q')).toMatchObject({ exitCode: 0, stdout: '' });
    const { exitCode, stdout } = await synth(4095, '-q');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^ERROR VLAN-001 .*\n$/);
  });

  test('-q is not for those who ask for a report', async () => {
    expect((await synth(100, '-q', '--report', 'full')).stderr).toMatch(
      /'-q, --quiet' cannot be used with option '--report/,
    );
  });

  test('does not take what an earlier synth left for the result of this one', async () => {
    const { exitCode, stdout, stderr } = await sriov('synth', '--app', 'true', '--output', outFolder());
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/the app wrote no result/);
  });

  test('says that the app failed, with its exit code', async () => {
    const { exitCode, stderr } = await sriov('synth', '--app', 'exit 7', '--output', folder);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/\[exit 7\] the app ended with exit code 7/);
  });
});

describe('sriov simulate', () => {
  test('says where there is nothing to simulate', async () => {
    const out = outFolder();
    writeSynthRecord(out, [], writeHostFiles(out, []));
    const { exitCode, stdout, stderr } = await sriov('simulate', out);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/holds no plan/);
  });

  test('refuses the folder of an older version, which has a file for each plan', async () => {
    const out = outFolder();
    renameSync(plansOf(out), join(out, 'sriov/rack1-kvm01-4be1.plan.json'));
    writeSynthRecord(out, []);
    const { exitCode, stdout, stderr } = await sriov('simulate', out);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/sriov\] it has no plans\.json: an older version wrote it.*Run "sriov synth" again/);
  });

  test('prints every step with its result and the final number of VFs', async () => {
    const { exitCode, stdout } = await sriov('simulate', outFolder());
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/create 2 VFs on 0000:3b:00\.0: ok/);
    expect(stdout).toMatch(/VFs at the end: 0000:3b:00\.0 2/);
  });

  test('says what the I/O of a host comes to, as text and JSON', async () => {
    const out = outFolder();
    expect((await sriov('simulate', out)).stdout).toMatch(/what its I\/O comes to/);
    const { stdout } = await sriov('simulate', out, '--vcpus', '2', '--memory-gib', '4', '--vms', '100', '--json');
    const [{ host, outlook }] = JSON.parse(stdout);
    expect(outlook).toMatchObject({ host, compared: { size: { vcpus: 2, memoryBytes: 4 * 2 ** 30 }, wanted: 100 } });
  });

  test.each([
    [['--vcpus', '2'], /--vcpus\] the size of a VM is both its vCPUs and its memory/],
    [['--vms', '1.5'], /no whole number/],
    [['--vcpus', 'NaN', '--memory-gib', '4'], /no number from above 0/],
  ])('refuses %s, which is no size', async (options, words) => {
    const { exitCode, stderr } = await sriov('simulate', outFolder(), ...options);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(words);
  });

  test('finds fault with a plan on a host that is no longer as it was', async () => {
    const out = outFolder();
    const now = join(folder, 'now.json');
    const virtualFunctions = [0, 1, 2, 3].map((index) => vfFacts(index));
    writeFileSync(now, serializeInventory(inventory([nicFacts({ numVfs: 4, virtualFunctions })])));
    const { exitCode, stdout } = await sriov('simulate', out, '--host', 'kvm01', '--observed', now);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/EBUSY|busy/i);
  });

  test('refuses a plan of a newer version, naming file and version', async () => {
    const file = planAlone(outFolder(), (plan) => (plan.planVersion = 2));
    const { exitCode, stderr } = await sriov('simulate', file);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/kvm01.*\.plan\.json.*2.*newer/);
  });

  describe('and sriov check find fault with a plan whose steps do not lead to its own target', () => {
    test.each<[string, (plan: PlanJson) => void, RegExp]>([
      ['steps are missing', (plan) => (plan.steps = []), /numVfs.* is 0, wanted is 2/],
      [
        'a step writes something else',
        (plan) => Object.assign(vlanOf(plan), { vlan: 101 }),
        /vlan.* is 101 .*wanted is 100 /,
      ],
      ['a step is for another PF', (plan) => plan.steps.push(OTHER), /0000:5e:00\.0.*its target does not have/],
      ['a VF is beyond the number of VFs', (plan) => beyond(plan), /VF 60 of 0000:3b:00\.0.*is false, wanted is true/],
    ])('%s', async (_what, change, says) => {
      const file = planAlone(outFolder(), change);
      const now = join(folder, 'now.json');
      const pfs = [nicFacts(), nicFacts({ address: '0000:5e:00.0' })];
      writeFileSync(now, serializeInventory(inventory(pfs, { modules: ['ice', 'vfio_pci'] })));
      for (const command of ['simulate', 'check']) {
        const { exitCode, stdout } = await sriov(command, file, '--observed', now);
        expect({ command, exitCode }).toEqual({ command, exitCode: 1 });
        expect(stdout).toMatch(says);
      }
    });

    const OTHER = { kind: 'drivers-autoprobe', pf: '0000:5e:00.0', enabled: false };
    const vlanOf = ({ steps }: PlanJson) =>
      steps.map(({ setting }) => setting as { name: string }).find((one) => one?.name === 'vlan') as object;
    const beyond = ({ target }: PlanJson) => {
      const [pf] = target.physicalFunctions as { virtualFunctions: object[] }[];
      pf?.virtualFunctions.push({ index: 60, address: null });
    };
  });

  test('refuses a plan with an unknown field, naming its JSON pointer', async () => {
    const file = planAlone(outFolder(), ({ steps }) => Object.assign(steps[0] ?? {}, { force: true }));
    const { exitCode, stderr } = await sriov('simulate', file);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/#\/steps\/0.*force|force.*steps\/0/);
  });

  test('asks for the inventory that a lone plan file lacks', async () => {
    const file = planAlone(outFolder());
    const { exitCode, stderr } = await sriov('simulate', file);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/--observed/);
  });
});

describe('sriov inventory', () => {
  test('prints what a captured host has', async () => {
    const { exitCode, stdout } = await sriov('inventory', '--root', CAPTURE);
    expect(exitCode).toBe(0);
    const { physicalFunctions } = JSON.parse(stdout);
    expect(physicalFunctions.map(({ address }: { address: string }) => address)).toEqual([
      '0000:01:00.0',
      '0000:02:00.0',
      '0000:03:00.0',
    ]);
  });

  test('writes nothing when the archive cannot be read', async () => {
    const broken = join(folder, 'broken.tar');
    writeFileSync(broken, readFileSync(CAPTURE).subarray(0, 100_100));
    const { exitCode, stdout, stderr } = await sriov('inventory', '--root', broken, '--output', join(folder, 'x.json'));
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/broken\.tar/);
    expect(readdirSync(folder)).toEqual(['broken.tar']);
  });
});

describe('sriov devices', () => {
  test('prints what the catalog knows of a device, with sources', async () => {
    const { exitCode, stdout } = await sriov('devices', '8086:159b');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/intel-e810-xxv-sfp/);
    expect(stdout).toMatch(/ice_sriov/);
  });

  test('exits with 1 when nothing matches', async () => {
    expect((await sriov('devices', 'no such card')).exitCode).toBe(1);
  });

  test('shows drivers with --drivers, which takes no query', async () => {
    const { exitCode, stdout } = await sriov('devices', '--drivers');
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^igb +net +11 of 11 +Linux 6\.1, 6\.12 /m)]);
    const refused = await sriov('devices', 'e810', '--drivers');
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining('--drivers takes no query')]);
  });
});

describe('sriov explain', () => {
  test('prints source and fix of a rule, in any case', async () => {
    const { exitCode, stdout } = await sriov('explain', 'rate-003');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/RATE-003[\s\S]*source[\s\S]*fix/);
  });

  test('says why a rule is decided later', async () => {
    expect((await sriov('explain', 'DRV-004')).stdout).toMatch(/apply/);
  });

  test('names the rules of the family when the number is wrong', async () => {
    const { exitCode, stderr } = await sriov('explain', 'RATE-999');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/RATE-003/);
  });
});

describe('misuse', () => {
  test.each([
    ['no command', []],
    ['an unknown command', ['frobnicate']],
    ['an unknown option', ['check', '.', '--formt', 'json']],
    ['an unknown format', ['check', '.', '--format', 'xml']],
    ['an unknown severity', ['check', '.', '--fail-on', 'bad']],
    ['a missing argument', ['check']],
  ])('%s exits with 2 and prints nothing as a result', async (_words, args) => {
    const { exitCode, stdout, stderr } = await sriov(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).not.toBe('');
    expect(stderr).not.toMatch(/ at .*:\d+:\d+/);
  });

  test('what a file holds cannot steer the terminal', async () => {
    const file = join(folder, 'devices.json');
    writeFileSync(file, '{"catalogVersion":1,"\\u001b[2J":1}');
    const { exitCode, stderr } = await sriov('devices', '--file', file);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('\\u001b[2J');
    expect(stderr).not.toContain('\u001b');
  });

  test('an unknown command is named, with the one that was perhaps meant', async () => {
    const { stderr } = await sriov('synt');
    expect(stderr).toMatch(/unknown command 'synt'/);
    expect(stderr).toMatch(/synth/);
  });

  test.each(['synth', 'check', 'simulate', 'inventory', 'capture', 'devices', 'explain', 'rules'])(
    'help of %s has an example and exits with 0',
    async (command) => {
      const { exitCode, stdout } = await sriov(command, '--help');
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/Example:\n {2}\$ sriov/);
    },
  );
});

describe('a stream that cannot be written to', () => {
  const broken = (code: string) => () => {
    const stream = new EventEmitter();
    outliveReaders(stream);
    stream.emit('error', Object.assign(new Error(code), { code }));
  };

  test('because its reader has seen enough does not end the work', () => {
    expect(broken('EPIPE')).not.toThrow();
  });

  test('for another reason does', () => {
    expect(broken('ENOSPC')).toThrow('ENOSPC');
  });
});
