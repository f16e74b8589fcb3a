import { eswitchOf } from './eswitch';
import { CHANGED, fails, type OperationResult } from './result';
import type { KernelState, PfState } from './state';

/**
 * `devlink port function rate add pci/PF/NODE`: drivers make nodes in switchdev mode alone (`mlx5_esw_devlink_rate_node_new`,
 * `nsim_rate_node_new`; measured on netdevsim), and the kernel no two of a name (`devlink_nl_rate_new_doit`).
 */
export function addRateNode(state: KernelState, pf: PfState, node: string): OperationResult {
  const eswitch = eswitchOf(state, pf, 'rate nodes');
  if (!eswitch.ok) return eswitch.refusal;
  if (pf.rateNodes.includes(node)) return fails('EEXIST', `kernel answers: ${pf.address} has a rate node ${node}`);
  if (pf.eswitchMode !== 'switchdev') {
    return fails('EOPNOTSUPP', 'kernel answers: rate nodes can be made in switchdev mode only');
  }
  pf.rateNodes = [...pf.rateNodes, node].sort();
  pf.changed = true;
  return CHANGED;
}

/** `devlink port function rate del pci/PF/NODE`, of a node that no VF is under. */
export function removeRateNode(state: KernelState, pf: PfState, node: string): OperationResult {
  const eswitch = eswitchOf(state, pf, 'rate nodes');
  if (!eswitch.ok) return eswitch.refusal;
  if (!pf.rateNodes.includes(node)) return fails('ENODEV', `kernel answers: ${pf.address} has no rate node ${node}`);
  pf.rateNodes = pf.rateNodes.filter((name) => name !== node);
  pf.changed = true;
  return CHANGED;
}
