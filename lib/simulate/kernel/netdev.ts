import { CHANGED, changed, fails, failsWithoutErrno, type OperationResult, UNCHANGED, unchanged } from './result';
import type { KernelState, NetdevState, PfState } from './state';

/**
 * How long a port that was set up takes to get carrier. Measured on igb as the time it is away after its VFs changed;
 * for other ports it stands for "soon", as the model only tells waiting from not waiting.
 */
const LINK_UP_MILLISECONDS = 2000;

/** How every new Ethernet netdev is: `ether_setup` (net/ethernet/eth.c) gives the MTU, and nobody has asked for more or attached a program yet. */
export const NEW_NETDEV = { mtu: 1500, adminUp: false, promiscuous: false, xdp: [] } as const;

/** Whether the PF's port has carrier now; null: not known. */
export function carrierOf(state: KernelState, netdev: NetdevState): boolean | null {
  if (netdev.adminUp === false) return false;
  if (netdev.carrierAt !== null) return state.milliseconds >= netdev.carrierAt;
  return netdev.carrier;
}

/** `ip link set PF up|down`. A port that is set up is taken to be cabled. */
export function setLink(state: KernelState, pf: PfState, up: boolean): OperationResult {
  const { netdev } = pf;
  if (netdev === null) return noNetdev(pf);
  if (netdev.adminUp === up) return UNCHANGED;
  netdev.adminUp = up;
  netdev.carrierAt = up ? state.milliseconds + LINK_UP_MILLISECONDS : null;
  if (!up) netdev.carrier = false;
  pf.changed = true;
  return up ? changed(`assumed: ${netdev.facts.name} is cabled and gets carrier`) : CHANGED;
}

/** `ip link set PF mtu MTU`. Drivers that restart the port for VFs restart it for this too (measured on igb). */
export function setMtu(state: KernelState, pf: PfState, mtu: number): OperationResult {
  const { netdev } = pf;
  if (netdev === null) return noNetdev(pf);
  if (netdev.mtu === mtu) return UNCHANGED;
  const { minMtu, maxMtu, name } = netdev.facts;
  if (minMtu !== null && mtu < minMtu) return fails('EINVAL', `mtu less than device minimum: ${name} takes ${minMtu}`);
  if (maxMtu !== null && mtu > maxMtu)
    return fails('EINVAL', `mtu greater than device maximum: ${name} takes ${maxMtu}`);
  netdev.mtu = mtu;
  pf.changed = true;
  loseLink(state, pf, 'mtu');
  return CHANGED;
}

/** Lets time pass until the port has carrier, or the time is over. */
export function waitForCarrier(state: KernelState, pf: PfState, timeoutSeconds: number): OperationResult {
  const { netdev } = pf;
  if (netdev === null) return noNetdev(pf);
  const end = state.milliseconds + timeoutSeconds * 1000;
  if (netdev.carrierAt !== null && netdev.carrierAt > state.milliseconds && netdev.carrierAt <= end) {
    state.milliseconds = netdev.carrierAt;
    pf.changed = true;
  }
  const carrier = carrierOf(state, netdev);
  if (carrier === true) return UNCHANGED;
  if (carrier === null) return unchanged(`assumed: ${netdev.facts.name} has carrier; the inventory does not say`);
  state.milliseconds = end;
  return fails('ETIMEDOUT', `no carrier on ${netdev.facts.name} after ${timeoutSeconds} s`);
}

/**
 * Drivers that restart the port when VFs come or go take its link away for a while. Where nobody measured how long, it
 * stays in the model: waiting for it would say no more.
 */
export function loseLink(state: KernelState, pf: PfState, why: 'onCreate' | 'onRemove' | 'mtu'): void {
  const { netdev, behaviour } = pf;
  const loss = behaviour?.linkLoss ?? null;
  const away = loss?.milliseconds ?? 0;
  if (netdev === null || loss === null || away === 0 || (why !== 'mtu' && !loss[why])) return;
  if (netdev.adminUp === false) return;
  // A port without a cable does not get one by losing its link.
  if (netdev.carrierAt === null && netdev.carrier === false) return;
  netdev.carrierAt = state.milliseconds + away;
  pf.changed = true;
}

export function noNetdev(pf: PfState): OperationResult {
  return failsWithoutErrno(`Cannot find device: ${pf.address} has no network interface`);
}
