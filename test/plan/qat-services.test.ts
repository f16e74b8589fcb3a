import { differences } from '../../lib/plan/difference';
import { stateBefore } from '../../lib/plan/before';
import type { PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import { inventory, nicFacts, vfFacts } from '../support/facts';
import { inShort, plan, targetNic } from './helpers';

/** What a QAT is configured for: written while it is down, which it is not while it has VFs. */

const DEVICE = { driver: '4xxx', classCode: '0b4000', deviceClass: 'other', network: null, totalVfs: 2 } as const;

function qat(numVfs: number, change: Partial<PhysicalFunctionFacts> = {}) {
  const virtualFunctions = Array.from({ length: numVfs }, (_, n) => vfFacts(n, { driver: null, network: null }));
  return inventory([nicFacts({ ...DEVICE, numVfs, virtualFunctions, qatServices: 'sym;asym', ...change })]);
}

function target(qatServices?: string) {
  const device = { driver: '4xxx', vfDriver: '4xxxvf', deviceClass: 'other', numVfs: 2 } as const;
  return targetNic({ ...device, ...(qatServices !== undefined && { qatServices }) });
}

test.each([
  ['comes before the first VFs', 0, 'dc', ['qat-services dc', 'num-vfs 2']],
  ['takes VFs that are there away and makes them anew', 2, 'dc', ['num-vfs 0', 'qat-services dc', 'num-vfs 2']],
  ['is no step where it has them', 2, 'sym;asym', []],
  ['is no step where nobody states it', 2, undefined, []],
])('a change of services %s', (_words, numVfs, services, steps) => {
  expect(inShort(plan(target(services), qat(numVfs)).steps)).toEqual(steps);
});

test.each<[string, string, number, readonly string[]]>([
  ['6.1.0-50-amd64', 'dc', 2, ['CAP-011']],
  ['6.1.0-50-amd64', 'dc', 0, []],
  ['6.1.0-50-amd64', 'sym;asym', 2, []],
  ['6.12.95', 'dc', 2, []],
])('on Linux %s, services %s of a device with %s VFs are refused by %j', (kernelRelease, services, numVfs, refused) => {
  const host = qat(numVfs);
  const found = plan(target(services), { ...host, host: { ...host.host, kernelRelease } });
  expect(found.refusals.map(({ ruleId }) => ruleId)).toEqual(refused);
});

test('VFs that the driver of Linux 6.1 does not let go of stay, and the plan says how they go', () => {
  const host = qat(2);
  const { refusals } = plan(
    { ...target(), numVfs: 0 },
    { ...host, host: { ...host.host, kernelRelease: '6.1.0-50-amd64' } },
  );
  expect(refusals[0]).toMatchObject({
    message: expect.stringContaining('4xxx keeps those that it has made in Linux before 6.9 (EINVAL)') as string,
    fix: expect.stringContaining('Take its driver off 0000:3b:00.0 and back') as string,
  });
});

test.each([
  [
    '6.1.0-50-amd64',
    0,
    ['4xxx keeps the VFs that it makes of 0000:3b:00.0 in Linux before 6.9: no plan and no rollback takes them away'],
  ],
  ['6.10.1', 2, ['whether 4xxx of this kernel lets VFs of 0000:3b:00.0 go is not known']],
  ['5.14.0-503.el9.x86_64', 2, ['whether 4xxx of this kernel lets VFs of 0000:3b:00.0 go is not known']],
  ['6.12.95', 2, []],
])('on Linux %s, a plan that makes VFs beside %s says what it does not take away', (kernelRelease, numVfs, said) => {
  const host = qat(numVfs);
  const { notes = [], refusals } = plan(target('dc'), { ...host, host: { ...host.host, kernelRelease } });
  expect(refusals).toEqual([]);
  expect(notes.filter((note) => note.includes('4xxx'))).toEqual(
    said.map(
      (text) => expect.stringMatching(new RegExp(`^${text}.*take its driver off 0000:3b:00.0 and back`)) as string,
    ),
  );
});

test('another configuration is a difference, and the plan takes it away', () => {
  const found = qat(2);
  const wanted = { physicalFunctions: [target('dc')] };
  expect(differences(wanted, found)).toEqual([
    { pf: '0000:3b:00.0', field: 'qatServices', wanted: 'dc', found: 'sym;asym' },
  ]);
  expect(differences(wanted, qat(2, { qatServices: 'dc' }))).toEqual([]);
});

test('VFs in use keep it from being changed', () => {
  const users = [{ kind: 'domain', detail: 'web' }] as const;
  const found = qat(2, { virtualFunctions: [vfFacts(0, { users, driver: 'vfio-pci' }), vfFacts(1)] });
  const later = { ...found, host: { ...found.host, kernelRelease: '6.12.95' } };
  expect(plan(target('dc'), later).refusals).toEqual([expect.objectContaining({ ruleId: 'OPS-002' })]);
});

test('what it was before the plan is brought back', () => {
  const found = qat(0);
  const { physicalFunctions } = stateBefore(plan(target('dc'), found), found, new Map());
  expect(physicalFunctions[0]).toMatchObject({ qatServices: 'sym;asym', numVfs: 0 });
});
