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

  describe('whose VF shares its IOMMU group with one that no attachment has', () => {
    const iommuGroup = { id: 7, members: ['0000:3b:01.0', '0000:3b:01.1'] };
    const messages = (ofNeighbour: readonly UserFacts[], own: readonly UserFacts[] = []) => {
      const target = targetNic({
        numVfs: 2,
        virtualFunctions: [{ index: 0, address: null, attachment: 'rack1/kvm01/web', vm: 'web' }],
      });
      const virtualFunctions = [vfFacts(0, { iommuGroup, users: own }), vfFacts(1, { iommuGroup, users: ofNeighbour })];
      return heldRefusals({ physicalFunctions: [target] }, inventory([nicFacts({ numVfs: 2, virtualFunctions })])).map(
        ({ ruleId, constructPath, message }) => `${ruleId} ${constructPath}: ${message}`,
      );
    };

    test('is refused where another VM holds that one', () => {
      expect(messages([{ kind: 'domain', detail: 'db' }])).toEqual([
        'IOM-002 rack1/kvm01/web: VF 0 (0000:3b:01.0) of web is in IOMMU group 7 with 0000:3b:01.1, which is held by domain db; vfio gives a group to one VM at a time',
      ]);
    });

    test('goes on where the same VM holds both, or the host uses that one', () => {
      expect(messages([{ kind: 'vfio', detail: 'qemu (pid 7)' }], [{ kind: 'domain', detail: 'web' }])).toEqual([]);
      expect(messages([{ kind: 'netdev', detail: 'ens1v1 has 10.0.0.5' }])).toEqual([]);
    });
  });

  test('goes on where no VM is named', () => {
    expect(refusalsFor([{ kind: 'domain', detail: 'db' }], '')).toEqual([]);
  });
});
