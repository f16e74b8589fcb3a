import type { PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import { cardsOf } from '../../lib/resolve/cards';
import { nicFacts } from '../support/facts';
import { resolvedHost } from '../support/resolved';

/** Which functions rules take for one card. */

describe('functions of one card are', () => {
  const at = (address: string, ariEnabled: boolean): PhysicalFunctionFacts => nicFacts({ address, ariEnabled });

  /** Cards as lists of addresses, those that nobody declared in brackets. */
  function cards(declared: readonly (PhysicalFunctionFacts | null)[], others: readonly PhysicalFunctionFacts[] = []) {
    const pfs = declared.map((facts) => (facts ? { facts } : { facts, wanted: { selector: { slot: '7' } } }));
    const host = resolvedHost({ pfs });
    const physicalFunctions = [...host.inventory.physicalFunctions, ...others];
    return cardsOf({ ...host, inventory: { ...host.inventory, physicalFunctions } }).map((card) =>
      [
        ...card.declared.map((pf) => pf.facts?.address ?? pf.path),
        ...card.others.map(({ address }) => `(${address})`),
      ].join(' '),
    );
  }

  test('those with one device number', () => {
    const [a, b, c] = [at('0000:3b:00.0', false), at('0000:3b:00.1', false), at('0000:3b:01.0', false)];
    expect(cards([a, b, c])).toEqual(['0000:3b:00.0 0000:3b:00.1', '0000:3b:01.0']);
    expect(cards([a], [b, c])).toEqual(['0000:3b:00.0 (0000:3b:00.1)']);
  });

  test('with ARI, all of the bus', () => {
    const [a, b, c] = [at('0000:3b:00.0', true), at('0000:3b:01.0', true), at('0000:3c:00.0', true)];
    expect(cards([a, b, c])).toEqual(['0000:3b:00.0 0000:3b:01.0', '0000:3c:00.0']);
    expect(cards([a], [b, c])).toEqual(['0000:3b:00.0 (0000:3b:01.0)']);
  });

  test('not found for a PF without an address, which stands alone', () => {
    expect(cards([null, null], [at('0000:3b:00.0', false)])).toEqual(['rack1/kvm01/pf0', 'rack1/kvm01/pf1']);
  });
});
