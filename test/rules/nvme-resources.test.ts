import {
  granularity,
  heldResources,
  mostPerSecondary,
  mostSecondaries,
  sharedResources,
} from '../../lib/rules/shared/nvme';
import { device } from '../support/catalog';
import { nvmeFacts } from '../support/facts';
import { physicalFunction } from '../support/resolved';

/** Flexible resources of NVMe drives, as drive or catalog tell them. */

describe('flexible resources of an NVMe drive', () => {
  const caps = { vqFlexibleTotal: 40, vqAssigned: 0, vqPrimary: 8, vqMaxPerSecondary: 5 };
  const capabilities = {
    ...caps,
    vqGranularity: 2,
    viFlexibleTotal: 20,
    viAssigned: 0,
    viPrimary: 3,
    viMaxPerSecondary: 4,
    viGranularity: 3,
  };
  const read = physicalFunction({ facts: nvmeFacts({}, { capabilities }) });
  const limits = { vqFlexibleTotal: 100, viFlexibleTotal: 50, vqMaxPerSecondary: 9, viMaxPerSecondary: 7 };
  const nvme = { ...limits, granularity: 4, maxSecondaryControllers: 16, source: 'data sheet' };
  const known = physicalFunction({ facts: nvmeFacts({ nvme: null }), device: { ...device('ssstc-ed1'), nvme } });

  test.each([
    ['vq', { value: 32, source: 'VQFRT 40 less VQRFAP 8 of 0000:86:00.0' }, { value: 100, source: 'data sheet' }],
    ['vi', { value: 17, source: 'VIFRT 20 less VIRFAP 3 of 0000:86:00.0' }, { value: 50, source: 'data sheet' }],
  ] as const)('are shared as the drive says, else the catalog: %s', (resource, ofDrive, ofCatalog) => {
    expect(sharedResources(read, resource)).toEqual(ofDrive);
    expect(sharedResources(known, resource)).toEqual(ofCatalog);
  });

  test.each([
    ['vq', { value: 5, source: 'VQFRSM of 0000:86:00.0' }, { value: 9, source: 'data sheet' }],
    ['vi', { value: 4, source: 'VIFRSM of 0000:86:00.0' }, { value: 7, source: 'data sheet' }],
  ] as const)('of one secondary controller are at most as the drive says, else the catalog: %s', (resource, a, b) => {
    expect(mostPerSecondary(read, resource)).toEqual(a);
    expect(mostPerSecondary(known, resource)).toEqual(b);
  });

  test.each([
    ['vq', { value: 2, source: 'VQGRAN of 0000:86:00.0' }],
    ['vi', { value: 3, source: 'VIGRAN of 0000:86:00.0' }],
  ] as const)('are given out in portions as the drive says, else the catalog: %s', (resource, ofDrive) => {
    expect(granularity(read, resource)).toEqual(ofDrive);
    expect(granularity(known, resource)).toEqual({ value: 4, source: 'data sheet' });
  });

  test('have the source of the group, else of the entry', () => {
    const { source: _group, ...numbers } = nvme;
    const entry = { ...device('ssstc-ed1'), nvme: { ...numbers, source: null } };
    const facts = nvmeFacts({ nvme: null });
    expect(mostSecondaries(known)).toEqual({ value: 16, source: 'data sheet' });
    expect(mostSecondaries(physicalFunction({ facts, device: { ...entry, userSource: 'mine' } }))?.source).toBe('mine');
    expect(mostSecondaries(physicalFunction({ facts, device: entry }))?.source).toBe('catalog entry ssstc-ed1');
    expect(mostSecondaries(physicalFunction({ facts, device: null }))).toBeNull();
  });

  test('are held by the controllers of VFs that have some', () => {
    const controller = { controllerId: 1, online: true, virtualQueues: 4, virtualInterrupts: 2 };
    const secondaryControllers = [
      { ...controller, vf: 0 },
      { ...controller, vf: 1, virtualQueues: 0 },
      { ...controller, vf: null },
    ];
    const pf = physicalFunction({ facts: nvmeFacts({}, { secondaryControllers }) });
    expect([...heldResources(pf, 'vq')]).toEqual([[0, 4]]);
    expect([...heldResources(pf, 'vi')]).toEqual([
      [0, 2],
      [1, 2],
    ]);
    expect([...heldResources(known, 'vq')]).toEqual([]);
  });
});
