import type { PhysicalFunctionFacts } from '../../inventory/inventory';

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
