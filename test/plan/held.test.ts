import type { UserFacts } from '../../lib/inventory/inventory';
import { heldRefusals } from '../../lib/plan/held';
import { inventory, nicFacts, vfFacts } from '../support/facts';
import { targetNic } from './helpers';

const PF = nicFacts().address;

function refusalsFor(users: readonly UserFacts[], vm: string | undefined = 'web'): string[] {
  const target = targetNic({
    numVfs: 1,
    virtualFunctions: [{ index: 0, address: null, attachment: 'rack1/kvm01/web', ...(vm !== undefined && { vm }) }],
  });
  const facts = nicFacts({ numVfs: 1, virtualFunctions: [vfFacts(0, { driver: 'vfio-pci', users })] });
  return heldRefusals({ physicalFunctions: [target] }, inventory([facts])).map(
    ({ ruleId, pf, constructPath, message }) => `${ruleId} ${pf} ${constructPath}: ${message}`,
  );
}

describe('a plan for a host as it is now', () => {
  test('is refused where another VM holds the VF of an attachment, though nothing of it changes', () => {
    expect(refusalsFor([{ kind: 'domain', detail: 'db' }])).toEqual([
      `OPS-010 ${PF} rack1/kvm01/web: VF 0 (0000:3b:01.0) is held by domain db, so that web cannot have it`,
    ]);
    expect(refusalsFor([{ kind: 'vfio', detail: 'kvm (pid 7, guest db)' }])).toHaveLength(1);
  });

  test.each<[string, UserFacts[]]>([
    ['its own domain', [{ kind: 'domain', detail: 'web' }]],
    ['a process without a name, which may be its own', [{ kind: 'vfio', detail: 'qemu (pid 7)' }]],
    ['the host, whose use is refused where it is touched', [{ kind: 'netdev', detail: 'ens1v0 has 10.0.0.5' }]],
    ['no user', []],
  ])('goes on for a VF of %s', (_words, users) => {
    expect(refusalsFor(users)).toEqual([]);
  });

  test('goes on where no VM is named', () => {
    expect(refusalsFor([{ kind: 'domain', detail: 'db' }], '')).toEqual([]);
  });
});
