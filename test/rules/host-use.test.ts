import type { UserFacts } from '../../lib/inventory/inventory';
import { portsOfOthers } from '../../lib/rules/shared/host-use';
import { interfaceFacts, nicFacts, nvmeFacts } from '../support/facts';

/** What the host uses a PF for, where its users do not say it. */

describe('what a netdev of a PF is a port of', () => {
  const said = (users: readonly UserFacts[], bond: string | null, bridge: string | null) => {
    const port = interfaceFacts({ bond: bond === null ? null : { name: bond, mode: null }, bridge });
    const network = { interfaces: [port], linkType: null, eswitchMode: null, carriesManagement: null };
    return portsOfOthers(nicFacts({ users, network }));
  };
  const user = (detail: string): UserFacts => ({ kind: 'netdev', detail });

  test('is said of a bond and of a bridge', () => {
    expect(said([], 'bond0', null)).toEqual(['ens1f0 is a port of bond bond0']);
    expect(said([], null, 'br0')).toEqual(['ens1f0 is a port of bridge br0']);
    expect(said([], null, null)).toEqual([]);
  });

  test('is not said again where its users say it', () => {
    expect(said([user('ens1f0 is a port of bond0')], 'bond0', null)).toEqual([]);
    expect(said([user('ens1f0 is a port of bond01')], 'bond0', null)).toEqual(['ens1f0 is a port of bond bond0']);
    expect(said([{ kind: 'vfio', detail: 'bond0' }], 'bond0', null)).toEqual(['ens1f0 is a port of bond bond0']);
  });

  test('is nothing of a function without netdevs', () => {
    expect(portsOfOthers(nvmeFacts())).toEqual([]);
  });
});
