import type { ResolvedPf } from '../../lib/resolve/resolved';
import { describeTenants, sharedByTenants } from '../../lib/rules/shared/tenancy';
import { type HostSketch, physicalFunction, type PoolSketch, resolvedHost } from '../support/resolved';

/** Who shares a PF, for rules about tenants. */

const pools = (...list: PoolSketch[]) => physicalFunction({ pools: list });

describe('tenants of a PF', () => {
  const tenants = (...names: readonly (string | undefined)[]) =>
    pools(...names.map((tenant) => ({ count: 1, use: tenant === undefined ? {} : { tenant } })));
  const host = (policy: HostSketch['policy'] = {}) => resolvedHost({ policy });

  test.each([
    [['blue', 'red'], 'tenants blue and red'],
    [['a', 'b', 'c', 'd'], 'tenants a, b, c and d'],
    [['a', 'b', 'c', 'd', 'e'], '5 tenants'],
    [['blue', undefined], 'tenants of a multi-tenant host'],
  ])('%j are said to be %s', (names, words) => {
    expect(describeTenants(tenants(...names))).toBe(words);
  });

  test.each<[string, ResolvedPf, HostSketch['policy'], boolean]>([
    ['do where two are named', tenants('blue', 'red'), {}, true],
    ['do not where one is', tenants('blue', 'blue'), {}, false],
    ['do not where the host has one owner', tenants('blue', 'red'), { multiTenant: false }, false],
    ['may where none is named and the host has several', tenants(undefined), { multiTenant: true }, true],
    ['do not where none is named', tenants(undefined), {}, false],
    [
      'do not where all are trusted',
      pools(
        { use: { tenant: 'blue', trustedTenant: true } },
        { use: { tenant: 'red', trustedTenant: true } },
        { use: { trustedTenant: true } },
      ),
      { multiTenant: true },
      false,
    ],
    [
      'do not where the VFs of the pool are all given to one tenant',
      pools({ count: 1, use: { tenant: 'blue' }, attached: [{ use: { tenant: 'red' } }] }),
      {},
      false,
    ],
    [
      'do where a VF of the pool is left to its tenant',
      pools({ count: 2, use: { tenant: 'blue' }, attached: [{ use: { tenant: 'red' } }] }),
      {},
      true,
    ],
  ])('share it: they %s', (_words, pf, policy, share) => {
    expect(sharedByTenants(pf, host(policy))).toBe(share);
  });

  test('are not known where one is a token, whatever else is', () => {
    expect(sharedByTenants(pools({ use: {}, unresolved: ['tenant'] }), host())).toMatchObject({ tokens: ['tenant'] });
    expect(sharedByTenants(pools({ use: {}, unresolved: ['vlan'] }), host())).toBe(false);
    // An attachment says it itself where the pool has a token.
    const stated = pools({ count: 1, use: {}, unresolved: ['tenant'], attached: [{ use: { tenant: 'red' } }] });
    expect(sharedByTenants(stated, host())).toBe(false);
  });
});
