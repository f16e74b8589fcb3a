import type { SettingRetry } from '../../lib/plan/setting-retries';
import { VF_SETTING_NAMES } from '../../lib/plan/vf-settings';
import type { Step, VfSetting } from '../../lib/plan/step';
import { busyLine, retrySeconds, vfRetrySeconds } from '../../lib/shell/retries';
import { HOST_FOLDERS, runScript } from '../../lib/shell/run-script';
import { STEP_OF_EACH_KIND } from '../support/steps';

const { pf } = STEP_OF_EACH_KIND['vf-setting'];
const OTHER = '0000:af:00.0';
const busy: SettingRetry = { errno: 'EBUSY', settings: ['mac', 'vlan'], seconds: 10 };
const again: SettingRetry = { errno: 'EAGAIN', settings: ['mac', 'rate'], seconds: 25 };

test('errors that pass stand in a line for each text, with the first words of what ip sets', () => {
  expect(busyLine([busy, again])).toBe(
    [
      "BUSY=' mac vlan :10:Device or resource busy",
      ' mac vlan :10:Resource busy',
      " mac max_tx_rate :25:Resource temporarily unavailable'",
    ].join('\n'),
  );
  expect(busyLine([])).toBeNull();
});

test('VFs where there are none have the name of their file', () => {
  expect(busyLine([{ ...again, numVfs: true }])).toBe(
    "BUSY=' mac max_tx_rate sriov_numvfs :25:Resource temporarily unavailable'",
  );
  expect(busyLine([{ ...again, settings: [] }])).toBeNull();
  expect([vfRetrySeconds([busy, again]), vfRetrySeconds([busy, { ...again, numVfs: true }])]).toEqual([0, 25]);
});

test('every setting has the word that ip knows it by', () => {
  expect(busyLine([{ ...again, settings: VF_SETTING_NAMES }])).toBe(
    "BUSY=' mac node_guid port_guid vlan spoofchk trust query_rss state max_tx_rate :25:Resource temporarily unavailable'",
  );
});

test.each([
  [['mac'], 25],
  [['vlan'], 10],
  [['trust'], 0],
  [[], 0],
] as const)('settings %j are tried again for %d s', (settings, seconds) => {
  expect(retrySeconds(settings, [busy, again])).toBe(seconds);
});

const set = (vf: number, setting: VfSetting, of = pf): Step => ({ kind: 'vf-setting', pf: of, vf, setting });
const linesOf = (steps: readonly Step[], retries?: readonly SettingRetry[]): string[] => {
  const script = runScript({
    ...{ steps, allowInUse: [], allowManagement: [], record: '{}', ...(retries && { retries: [{ pf, retries }] }) },
    ...{ id: 'run-1', client: 'me@here', mark: 'M', after: null, folders: HOST_FOLDERS },
    identity: { machine: {}, cards: [] },
  });
  const [, work = ''] = /^work_run\(\) \{\n([^]*?)\n:\n\}$/m.exec(script) ?? [];
  return work.split('\n');
};

describe('a run', () => {
  const steps: readonly Step[] = [
    set(0, { name: 'mac', mac: '02:00:00:00:00:01' }),
    set(0, { name: 'trust', on: true }),
    STEP_OF_EACH_KIND['pf-mtu'],
    { ...STEP_OF_EACH_KIND['vm-attach'], vlan: { vlan: 5, qos: 0, protocol: '802.1Q' } },
    STEP_OF_EACH_KIND['vm-attach'],
    set(0, { name: 'mac', mac: '02:00:00:00:00:02' }, OTHER),
  ];

  test('gives steps the time that they may be tried again for, on the PF that it is known of', () => {
    const with_ = linesOf(steps, [busy]);
    expect(with_.filter((line) => /^(BUSY|row|step|pf) /.test(line.replace('=', ' ')))).toEqual([
      expect.stringContaining(`pf ${pf} `),
      "BUSY=' mac vlan :10:Device or resource busy",
      expect.stringMatching(/^row 0 130 /),
      expect.stringMatching(/^step 2 60 mtu /),
      expect.stringMatching(/^step 3 160 vmattach /),
      expect.stringMatching(/^step 4 150 vmattach /),
      expect.stringContaining(`pf ${OTHER} `),
      expect.stringMatching(/^row 5 60 /),
    ]);
  });

  test('has the same lines as ever where nothing is tried again', () => {
    expect(linesOf(steps)).toEqual(linesOf(steps, []));
    expect(linesOf(steps).map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      ...[`pf ${pf} '`, 'row 0 120', 'step 2 60', 'step 3 150', 'step 4 150', `pf ${OTHER} '`, 'row 5 60'],
    ]);
  });
});
