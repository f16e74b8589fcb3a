import type { PhysicalFunctionFacts } from '../../inventory/inventory';
import { describeUsers } from '../../resolve/holders';

/** What is done over the port of a PF, in words: addresses and ports of something, open devices of RDMA, vDPA. */
export function portUses(facts: PhysicalFunctionFacts): string[] {
  const said = facts.users.map((user) => (user.kind === 'netdev' ? user.detail : describeUsers([user])));
  return [...said, ...portsOfOthers(facts)];
}

/** Bonds and bridges that netdevs of a PF are ports of, where its list of users does not say it already. */
export function portsOfOthers({ network, users }: PhysicalFunctionFacts): string[] {
  return (network?.interfaces ?? []).flatMap(({ name, bond, bridge }) => {
    const uses = [...(bond === null ? [] : [['bond', bond.name]]), ...(bridge === null ? [] : [['bridge', bridge]])];
    return uses.flatMap(([kind, master = '']) =>
      users.some((user) => user.kind === 'netdev' && user.detail.split(' ').includes(master))
        ? []
        : [`${name} is a port of ${kind} ${master}`],
    );
  });
}
