import { CHOICES, FLAGS, GUIDS, SETTING_ROWS } from '../../lib/model/vf-settings';
import { BUILT_IN_DRIVERS, driverIn } from '../../lib/catalog/driver-table';
import type { VfSetting } from '../../lib/plan/step';
import { CLASS_PARTS } from '../../lib/render/class-parts';
import { stepLine } from '../../lib/shell/steps';
import { spawnSync } from '../support/child';
import { requireShell } from '../support/shells';

interface Example {
  readonly setting: VfSetting;
  /** How `ip link show` says it. */
  readonly shown: string;
}

const words = (name: VfSetting['name']): string => {
  const { ip, shown = ip } = SETTING_ROWS[name as 'trust'];
  return String(shown);
};
const GUID = '02:5a:00:00:00:00:00:01';
const EXAMPLES: readonly Example[] = [
  ...GUIDS.map((name) => ({ setting: { name, guid: GUID }, shown: `${words(name)} ${GUID}` })),
  ...FLAGS.flatMap((name) => [
    { setting: { name, on: true }, shown: `${words(name)} on` },
    { setting: { name, on: false }, shown: `${words(name)} off` },
  ]),
  ...CHOICES.flatMap((name) => {
    const row = SETTING_ROWS[name];
    const states = typeof row.value === 'string' ? [] : row.value;
    return states.map((state) => ({ setting: { name, state } as VfSetting, shown: `${words(name)} ${state}` }));
  }),
];

/** A line of `ip link show` beside others, looked at by the functions of a script. */
function run(shown: string, command: string): string {
  const functions = [
    ...CLASS_PARTS.net.before('ice', driverIn(BUILT_IN_DRIVERS, 'ice')),
    'vflist() { :; }',
    'ls() { :; }',
  ].join('\n');
  const line = `    vf 0     link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff, ${shown}, other on`;
  const script = `${functions}\nn=1 NL='\n'\nL='ens1f0\n${line}\n'\n${command}\n`;
  return spawnSync('sh', ['-c', script], { encoding: 'utf8' }).stdout;
}

describe.each(EXAMPLES)('$shown', ({ setting, shown }) => {
  const line = stepLine({ kind: 'vf-setting', pf: '0000:3b:00.0', vf: 0, setting });

  requireShell().test('is seen by a script that is to write it', () => {
    const look = `vfis ${line.replace('vf ', '')}; echo $?`;
    expect(run(shown, look)).toBe('0\n');
    expect(run('something else', look)).toBe('2\n');
  });

  requireShell().test('is kept before a change, as the step that writes it', () => {
    expect(run(shown, 'before_own').split('\n')).toContain(line);
  });
});
