import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import { CAPTURE_SCRIPT } from '../../lib/host/capture';
import { changeScript } from '../../lib/host/libvirt/change';
import { lookScript } from '../../lib/host/libvirt/look';
import { historyScript } from '../../lib/host/linux/history';
import { surveyScript } from '../../lib/host/linux/survey/script';
import type { TargetPf } from '../../lib/plan/host-plan';
import type { Step } from '../../lib/plan/step';
import { renderPfScript, type ScriptPersistence } from '../../lib/render/script';
import { HOST_FOLDERS, runScript } from '../../lib/shell/run-script';
import { requireTool } from '../support/require-tool';
import { spawnSync } from '../support/child';
import { STEP_OF_EACH_KIND } from '../support/steps';

const ALL: readonly Step[] = Object.values(STEP_OF_EACH_KIND);
const { pf } = STEP_OF_EACH_KIND['num-vfs'];

function rendered(deviceClass: TargetPf['deviceClass'], steps: readonly Step[], by?: ScriptPersistence['by']): string {
  const target: TargetPf = {
    ...{ path: 'p', address: pf, deviceClass, driver: null, vfDriver: null, numVfs: 2, virtualFunctions: [] },
    identity: { serial: 'S1' },
  };
  const plan = {
    ...{ planVersion: 1 as const, host: 'rack1/kvm01', name: 'kvm01', presumed: false, drivers: BUILT_IN_DRIVERS },
    ...{ refusals: [], disruptions: [], target: { physicalFunctions: [target] }, steps },
  };
  return renderPfScript(plan, pf, by === 'systemd' ? { by, plan } : by && { by });
}

function run(steps: readonly Step[]): string {
  const own = { steps, allowInUse: [], allowManagement: [], record: '{}' };
  const identity = { machine: {}, cards: [{ address: pf, serial: 'S1' }] };
  const said = { id: 'run-1', client: 'me@here', mark: 'M', after: null, identity, folders: HOST_FOLDERS };
  return runScript({ ...own, ...said, watchdog: { ...own, seconds: 60 } });
}

const LOOKED_AT: TargetPf = {
  ...{ path: 'p', address: pf, deviceClass: 'net', driver: null, vfDriver: null, numVfs: 0, virtualFunctions: [] },
};
const UUID = '6f1b2f0a-6d0c-4c33-8a56-9b1b8f0f5a11';

/** Every kind of script. What a run looks at in the end is a look, in a process of its own. */
const SCRIPTS: readonly (readonly [string, string])[] = [
  ...(['net', 'nvme', 'other'] as const).flatMap((deviceClass) =>
    ([undefined, 'systemd', 'others'] as const).map(
      (by) => [`a PF (${deviceClass}, persistence ${by})`, rendered(deviceClass, ALL, by)] as const,
    ),
  ),
  ...ALL.map((step) => [`a PF with one ${step.kind}`, rendered('net', [step])] as const),
  ['a run of every kind of step', run(ALL)],
  ['a run of nothing', run([])],
  ['a look at a whole host', surveyScript('M', HOST_FOLDERS)],
  ['a look at what is stated', surveyScript('M', HOST_FOLDERS, { physicalFunctions: [LOOKED_AT] })],
  ['a capture', CAPTURE_SCRIPT],
  ['a history', historyScript('M', HOST_FOLDERS)],
  ['a look at domains', lookScript('M', [{ pf, index: 0 }])],
  ['a change of a domain', changeScript('M', [{ uuid: UUID, address: pf, xml: '<a/>', live: true, config: null }])],
];

const functionsOf = (script: string): string[] =>
  [...script.matchAll(/^ *([a-z_]\w*)\(\) *[({]/gm)].map(([, name = '']) => name);

test.each(SCRIPTS)('no function is defined twice in the script of %s', (_of, script) => {
  const names = functionsOf(script);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test('the functions of a script are found', () => {
  expect(functionsOf(run([]))).toEqual(expect.arrayContaining(['say', 'put', 'todo', 'main', 'work_watchdog']));
});

test.each(SCRIPTS)('no word is left to be put in in the script of %s', (_of, script) => {
  expect(script.match(/@[A-Z_]+@/)).toBeNull();
});

requireTool('shellcheck').test.each(SCRIPTS.filter(([of]) => /run|look|history|change/.test(of)))(
  'shellcheck finds nothing in the script of %s',
  (_of, script) => {
    // Names in /proc are plain, what is asked for may not be used, dash and busybox know -ef.
    const options = ['-s', 'sh', '-S', 'warning', '-e', 'SC2012,SC2034,SC2174,SC3013', '-'];
    expect(spawnSync('shellcheck', options, { input: script, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stdout: '',
    });
  },
);
