import type { TargetPf } from '../../lib/plan/host-plan';
import type { Step } from '../../lib/plan/step';
import { renderPfScript } from '../../lib/render/script';
import type { GpuSetting } from '../../lib/model/vf-settings';
import { describeInShells } from '../support/shells';
import { FakeHost, PF } from './fake-host';
import { planOf } from './plan-of';

/** Quotas of VFs of a GPU in the rendered script: files of the PF, where VFs count from 1. */

jest.setTimeout(120_000);

const profileOf = (vf: number) => `sys/bus/pci/devices/${PF}/sriov_admin/vf${vf + 1}/profile`;

function scriptOf(...steps: readonly Step[]): string {
  const target: TargetPf = {
    ...{ path: 'rack1/kvm01/gpu', address: PF, deviceClass: 'other', driver: 'xe', vfDriver: null },
    ...{ numVfs: 2, virtualFunctions: [] },
  };
  return renderPfScript(planOf(steps, { target: { physicalFunctions: [target] } }), PF);
}

const numVfs = (count: number): Step => ({ kind: 'num-vfs', pf: PF, numVfs: count });
const quota = (vf: number, name: GpuSetting, value: number): Step => ({
  kind: 'vf-quota',
  pf: PF,
  vf,
  quota: name,
  value,
});
const bind = (vf: number, driver: string | null): Step => ({ kind: 'driver-bind', pf: PF, vf, address: null, driver });

describeInShells('in %s', ['dash', 'busybox sh'], (shell) => {
  let host: FakeHost;
  beforeEach(() => {
    host = new FakeHost();
    for (const vf of [0, 1]) {
      host.write(`${profileOf(vf)}/exec_quantum_ms`, '5');
      host.write(`${profileOf(vf)}/vram_quota`, '8388608');
    }
  });
  afterEach(() => host.remove());

  function run(script: string, word?: 'restore'): string[] {
    expect(host.run(script, shell, word)).toMatchObject({ status: 0, stderr: '' });
    return host.changes();
  }

  test('VFs are given them once they are there; a second time nothing is done', () => {
    const script = scriptOf(numVfs(2), quota(1, 'execQuantumMs', 20));
    expect(run(script)).toEqual([
      `write ${PF}/sriov_numvfs 2`,
      `write ${PF}/sriov_admin/vf2/profile/exec_quantum_ms 20`,
    ]);
    expect(run(script)).toEqual([]);
  });

  test('a file that is not there is said', () => {
    const { status, stderr } = host.run(scriptOf(numVfs(1), quota(0, 'preemptTimeoutUs', 500)), shell);
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/sriov_admin\/vf1\/profile\/preempt_timeout_us is not there/);
  });

  test('restore brings back what they had: each gives its memory back before any gets what it had', () => {
    run(scriptOf(numVfs(2)));
    host.forget();
    const script = scriptOf(
      ...[bind(0, null), quota(0, 'vramQuotaBytes', 4194304), bind(0, 'vfio-pci'), quota(0, 'execQuantumMs', 20)],
      ...[bind(1, null), quota(1, 'vramQuotaBytes', 12582912), bind(1, 'vfio-pci')],
    );
    run(script);
    const written = run(script, 'restore').filter((change) => change.includes('sriov_admin'));
    expect(written).toEqual([
      `write ${PF}/sriov_admin/vf1/profile/vram_quota 0`,
      `write ${PF}/sriov_admin/vf2/profile/vram_quota 0`,
      `write ${PF}/sriov_admin/vf1/profile/exec_quantum_ms 5`,
      `write ${PF}/sriov_admin/vf1/profile/vram_quota 8388608`,
      `write ${PF}/sriov_admin/vf2/profile/vram_quota 8388608`,
    ]);
    expect(run(script, 'restore')).toEqual([]);
  });
});
