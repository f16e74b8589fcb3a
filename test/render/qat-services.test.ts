import type { TargetPf } from '../../lib/plan/host-plan';
import type { Step } from '../../lib/plan/step';
import { renderPfScript } from '../../lib/render/script';
import { describeInShells } from '../support/shells';
import { FakeHost, PF } from './fake-host';
import { planOf } from './plan-of';

/** Services of a QAT in the rendered script: the device is down for them, and has no VFs then. */

jest.setTimeout(120_000);

const QAT = `sys/bus/pci/devices/${PF}/qat`;

function scriptOf(...steps: readonly Step[]): string {
  const target: TargetPf = {
    ...{ path: 'rack1/kvm01/qat', address: PF, deviceClass: 'other', driver: '4xxx', vfDriver: null },
    ...{ numVfs: 2, virtualFunctions: [] },
  };
  return renderPfScript(planOf(steps, { target: { physicalFunctions: [target] } }), PF);
}

const services = (wanted: string): Step => ({ kind: 'qat-services', pf: PF, services: wanted });
const numVfs = (count: number): Step => ({ kind: 'num-vfs', pf: PF, numVfs: count });

const WRITES = [`write ${PF}/qat/state down`, `write ${PF}/qat/cfg_services dc`, `write ${PF}/qat/state up`];

describeInShells('in %s', ['dash', 'busybox sh'], (shell) => {
  let host: FakeHost;
  beforeEach(() => {
    host = new FakeHost();
    host.write(`${QAT}/state`, 'up');
    // As the kernel may show them.
    host.write(`${QAT}/cfg_services`, 'asym;sym');
  });
  afterEach(() => host.remove());

  function run(script: string, word?: 'restore'): string[] {
    expect(host.run(script, shell, word)).toMatchObject({ status: 0, stderr: '' });
    return host.changes();
  }

  test('the device goes down, is given them and comes up, before its VFs; a second time nothing is done', () => {
    const script = scriptOf(services('dc'), numVfs(2));
    expect(run(script)).toEqual([...WRITES, `write ${PF}/sriov_numvfs 2`]);
    expect(run(script)).toEqual([]);
  });

  test('VFs that are there go first, and stay where it has the services already, in whatever order', () => {
    run(scriptOf(numVfs(2)));
    expect(run(scriptOf(numVfs(0), services('sym;asym'), numVfs(2)))).toEqual([]);
    const changes = run(scriptOf(numVfs(0), services('dc'), numVfs(2)));
    expect(changes).toEqual([`write ${PF}/sriov_numvfs 0`, ...WRITES, `write ${PF}/sriov_numvfs 2`]);
  });

  test('a service that no plan knows beside those that are wanted is no reason to leave it as it is', () => {
    host.write(`${QAT}/cfg_services`, 'sym;asym;later');
    expect(run(scriptOf(services('sym;asym')))).toEqual([
      `write ${PF}/qat/state down`,
      `write ${PF}/qat/cfg_services sym;asym`,
      `write ${PF}/qat/state up`,
    ]);
  });

  test('restore brings them back', () => {
    const script = scriptOf(services('dc'), numVfs(2));
    run(script);
    run(script, 'restore');
    expect([host.read(`${QAT}/cfg_services`), host.read(`${QAT}/state`)]).toEqual(['sym;asym\n', 'up\n']);
  });

  test('a device that does not take them comes up with those that it had', () => {
    host.write('failures', `*/cfg_services Invalid argument\n`);
    const { status, stderr } = host.run(scriptOf(services('dc')), shell);
    expect([status, stderr]).toEqual([2, expect.stringContaining('writing dc to')]);
    expect(stderr).toContain('Invalid argument');
    expect(host.read(`${QAT}/state`)).toBe('up\n');
  });

  test('a device without the file is said to have none', () => {
    host.remove();
    host = new FakeHost();
    expect(host.run(scriptOf(services('dc')), shell).stderr).toContain(
      'has no qat/cfg_services: No such file or directory',
    );
  });
});
