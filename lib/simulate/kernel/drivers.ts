import { driverRelease } from '../../inventory/driver-release';
import type { DriverBehaviour } from '../../catalog/behaviour';
import {
  answerOf,
  conditionWords,
  type OperationAnswer,
  type OperationContext,
  type OperationName,
  type OperationValue,
} from '../../catalog/operations';
import type { KernelRelease } from '../../model/kernel-release';
import { netdevComesWithVfs } from '../../model/netdev-with-vfs';
import { carrierOf } from './netdev';
import { changed, fails, type OperationResult } from './result';
import type { KernelState, NetdevState, PfState } from './state';

/** The kernel takes VLAN 0 to 4095 (measured on igb); `ip` refuses more before it asks the kernel. */
export const MAX_KERNEL_VLAN = 4095;

/** A request to the driver of a PF that has a netdev. */
export interface DriverRequest {
  readonly state: KernelState;
  readonly pf: PfState;
  readonly driver: DriverBehaviour;
  readonly netdev: NetdevState;
}

/**
 * Where a driver is asked: its PF as it is now. It looks there only for what a case goes by: plans ask hundreds of times, and
 * most cases go by little.
 */
class AsThePfIs implements OperationContext {
  readonly conditions = {};

  constructor(
    private readonly request: DriverRequest,
    readonly guaranteedMbps: number | null,
    readonly maxTxMbps: number | null,
  ) {}

  get kernel() {
    return kernelOf(this.request.state, this.request.pf);
  }

  get eswitchMode() {
    return this.request.pf.eswitchMode;
  }

  get linkType() {
    return this.request.pf.facts.network?.linkType ?? null;
  }

  get pfUp() {
    return this.request.netdev.adminUp;
  }

  /** An interface that comes with VFs shows no link: its driver asks the card for that of the port (cxgb4_mgmt_set_vf_rate). */
  get carrier() {
    if (netdevComesWithVfs(this.request.driver.name)) return null;
    return carrierOf(this.request.state, this.request.netdev);
  }

  get hasVfs() {
    return this.request.pf.numVfs > 0;
  }

  get devices() {
    const { vendorId, deviceId } = this.request.pf.facts;
    return [`${vendorId}:${deviceId}`];
  }

  get revision() {
    return this.request.pf.facts.revision ?? null;
  }

  get linkMbps() {
    return this.request.netdev.facts.speedMbps;
  }

  get pfMtu() {
    return this.request.netdev.mtu;
  }
}

/** Release by which the driver of a PF is known: it tells nothing of one that is built beside the kernel. */
export function kernelOf(state: KernelState, { driver, facts }: PfState): KernelRelease | null {
  return driver === facts.driver ? driverRelease(facts, state.kernel) : state.kernel;
}

/** What a guaranteed rate is compared with besides the link; absent: nothing. */
type RatesBeside = Partial<Pick<OperationContext, 'guaranteedMbps' | 'maxTxMbps'>>;

/** What the driver makes of a value, as its PF is now. */
export function asked(
  request: DriverRequest,
  operation: OperationName,
  value: OperationValue,
  { guaranteedMbps = null, maxTxMbps = null }: RatesBeside = {},
): OperationAnswer {
  return answerOf(request.driver.operations[operation], value, new AsThePfIs(request, guaranteedMbps, maxTxMbps));
}

/** The error of what the driver refuses; null where it does not. */
export function refusalOf({ name }: DriverBehaviour, what: string, answer: OperationAnswer): OperationResult | null {
  if (answer.is !== 'refused') return null;
  const where = conditionWords(answer.by.when);
  return fails(answer.errno, `RTNETLINK answers: ${name} takes no ${what}${where === '' ? '' : ` ${where}`}`);
}

const assumptions = new WeakMap<DriverBehaviour, Map<string, OperationResult>>();

/** A change that is made only because nobody knows better, with a note that says so; built once, as plans repeat their steps. */
export function assumed(driver: DriverBehaviour, what: string, answer?: OperationAnswer): OperationResult {
  const undecided = answer?.is === 'unknown' ? answer.undecided.map(conditionWords).join(', or ') : '';
  const why = undecided === '' ? 'no source says so' : `what it takes is another thing ${undecided}`;
  const text = `assumed: ${driver.name} takes ${what}; ${why}`;
  const ofDriver = assumptions.get(driver) ?? new Map<string, OperationResult>();
  const known = ofDriver.get(text);
  if (known !== undefined) return known;
  const result = changed(text);
  assumptions.set(driver, ofDriver.set(text, result));
  return result;
}
