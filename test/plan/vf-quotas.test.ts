import type { VirtualFunctionFacts } from '../../lib/inventory/inventory';
import type { VfSettings } from '../../lib/model/settings';
import type { TargetVf } from '../../lib/plan/host-plan';
import { stateBefore } from '../../lib/plan/before';
import { differences } from '../../lib/plan/difference';
import { targetOf } from '../../lib/plan/target';
import { profile } from '../support/catalog';
import { inventory, nicFacts, vfFacts } from '../support/facts';
import { type PfSketch, resolvedHost } from '../support/resolved';
import { inShort, PF, plan, targetNic, vf } from './helpers';

/** Quotas of VFs of a GPU. */

const GIB = 2 ** 30;
const USERS = [{ kind: 'domain', detail: 'db' }] as const;

const gpuFacts = (vfs: readonly Partial<VirtualFunctionFacts>[]) =>
  nicFacts({
    ...{ driver: 'xe', deviceClass: 'other', classCode: '030000', network: null, driversAutoprobe: false },
    numVfs: vfs.length,
    virtualFunctions: vfs.map((change, index) => vfFacts(index, { driver: 'vfio-pci', network: null, ...change })),
  });

const gpu = (vfs: readonly Partial<TargetVf>[]) =>
  targetNic({
    ...{ driver: 'xe', vfDriver: 'xe', deviceClass: 'other', numVfs: vfs.length, driversAutoprobe: false },
    virtualFunctions: vfs.map((change, index) => vf(index, change)),
  });

const host = (vfs: readonly Partial<VirtualFunctionFacts>[]) => inventory([gpuFacts(vfs)], { kernelRelease: '7.0.0' });

const stepsOf = (target: readonly Partial<TargetVf>[], is: readonly Partial<VirtualFunctionFacts>[]) =>
  inShort(plan(gpu(target), host(is)).steps);

describe('the plan', () => {
  test('sets quotas once the VFs are there, since they are gone with VFs, and before their driver is bound', () => {
    const quotas = { execQuantumMs: 20, preemptTimeoutUs: 500, vramQuotaBytes: GIB, driver: 'vfio-pci' };
    expect(stepsOf([quotas], [])).toEqual([
      'num-vfs 1',
      'execQuantumMs 0 20',
      'preemptTimeoutUs 0 500',
      'vramQuotaBytes 0 1073741824',
      'driver-bind 0 vfio-pci',
    ]);
  });

  test('changes the time slice of a VF in use, and takes one off its driver for its memory', () => {
    expect(stepsOf([{ execQuantumMs: 20 }], [{ execQuantumMs: 0, users: USERS }])).toEqual(['execQuantumMs 0 20']);
    expect(stepsOf([{ vramQuotaBytes: GIB }], [{ vramQuotaBytes: 2 * GIB }])).toEqual([
      'driver-bind 0 none',
      'vramQuotaBytes 0 1073741824',
      'driver-bind 0 vfio-pci',
    ]);
  });

  test('writes nothing that is as wanted, or that is not managed', () => {
    expect(stepsOf([{ execQuantumMs: 20 }, {}], [{ execQuantumMs: 20 }, { execQuantumMs: 5 }])).toEqual([]);
  });

  test('lets VFs give memory back before others get more', () => {
    const memory = (...gib: number[]) => gib.map((each) => ({ vramQuotaBytes: each * GIB, driver: null }));
    const order = (wanted: number[], is: number[]) =>
      stepsOf(memory(...wanted), memory(...is)).filter((step) => step.startsWith('vram'));
    expect(order([4, 5], [1, 8])).toEqual([`vramQuotaBytes 1 ${5 * GIB}`, `vramQuotaBytes 0 ${4 * GIB}`]);
    expect(order([4, 1], [])).toEqual([`vramQuotaBytes 1 ${GIB}`, `vramQuotaBytes 0 ${4 * GIB}`]);
  });

  test('leaves a VF in use alone whose quota cannot be read, and says so', () => {
    const { steps, notes } = plan(gpu([{ execQuantumMs: 20 }]), host([{ users: USERS }]));
    expect(steps).toEqual([]);
    expect(notes).toContain(
      `execution quantum of VF 0 of ${PF} cannot be read and the VF is in use: it is left as it is`,
    );
    expect(differences({ physicalFunctions: [gpu([{ execQuantumMs: 20 }])] }, host([{ users: USERS }]))).toEqual([]);
  });
});

test('drift is told with what the VF has', () => {
  const target = { physicalFunctions: [gpu([{ vramQuotaBytes: GIB }])] };
  expect(differences(target, host([{ vramQuotaBytes: 2 * GIB }]))).toEqual([
    { pf: PF, vf: 0, field: 'vramQuotaBytes', wanted: GIB, found: 2 * GIB },
  ]);
});

test('a rollback goes back to the quotas that were read', () => {
  const is = host([{ execQuantumMs: 5, vramQuotaBytes: GIB }]);
  const before = stateBefore(plan(gpu([{ execQuantumMs: 20 }]), is), is, new Map());
  const [first] = before.physicalFunctions[0]?.virtualFunctions ?? [];
  expect(first).toMatchObject({ execQuantumMs: 5, vramQuotaBytes: GIB });
  expect(first).not.toHaveProperty('preemptTimeoutUs');
});

describe('the target', () => {
  const wanted = (settings: VfSettings, kernelRelease: string | null, pf: PfSketch = {}) => {
    const notes: string[] = [];
    const facts = gpuFacts([]);
    const sketch = {
      pfs: [{ profile: profile('xe'), facts, pools: [{ settings }], ...pf }],
      inventory: { kernelRelease },
    };
    const target = targetOf(resolvedHost(sketch));
    const {
      index: _index,
      address: _address,
      pool: _pool,
      ...vfs
    } = {
      pool: null,
      ...target.physicalFunctions[0]?.virtualFunctions[0],
    };
    return { vfs, notes };
  };
  const QUOTAS = { execQuantumMs: 20, preemptTimeoutUs: 500, vramQuotaBytes: GIB };

  test.each<[string, string | null, VfSettings]>([
    ['all of them of a kernel that has them', '7.0.0', QUOTAS],
    ['all of them of a kernel that nobody has read', null, QUOTAS],
    ['no memory before Linux 7.0', '6.19.3', { execQuantumMs: 20, preemptTimeoutUs: 500 }],
    ['nothing before Linux 6.19', '6.18.9', {}],
  ])('has %s', (_words, kernelRelease, has) => {
    const { vfs } = wanted(QUOTAS, kernelRelease);
    const { execQuantumMs, preemptTimeoutUs, vramQuotaBytes } = vfs as TargetVf;
    expect({ execQuantumMs, preemptTimeoutUs, vramQuotaBytes }).toEqual(has);
  });

  test('has none of a driver of which nobody knows, nor a number that no file takes', () => {
    const { vfQuotas: _none, ...unknown } = profile('xe');
    expect(wanted(QUOTAS, '7.0.0', { profile: unknown }).vfs).not.toHaveProperty('execQuantumMs');
    expect(wanted({ execQuantumMs: -1 }, '7.0.0').vfs).not.toHaveProperty('execQuantumMs');
  });
});
