import { compareNames } from '../../model/order';
import type { ResolvedAttachment, ResolvedHost } from '../../resolve/resolved';
import { deliveredBy } from '../traffic/measures';
import { predict } from '../traffic/predict';
import type { Delivered, HostPrediction } from '../traffic/prediction';
import { shortagesOf } from '../traffic/shortages';
import { deliveredTo, leftOf, NOTHING, type VmTotals } from './delivered';
import type { Failure, FailurePrediction, LossEffect, VmAfterLoss } from './failure';
import { hostPart, type Part, partsOf } from './parts';
import { type Mover, type Place, placesFor } from './refuge';
import type { Displaced } from './shelter';
import { withoutPfs } from './without';

const ASSUMPTIONS = [
  'traffic between VFs of one card is not counted, nor what of it goes on while a port has no link',
  'cores and memory of a host that VMs go to are not counted',
  'pools with the same id are taken to reach the same networks',
] as const;

/**
 * What every VM of a host keeps when a port, a card or the host is lost, and where VFs for it are free.
 *
 * @param group hosts that take each other's VMs in, this one among them or not; default none: the loss of the host is not told
 */
export function predictFailures(host: ResolvedHost, group: readonly ResolvedHost[] = []): FailurePrediction {
  const others = followers(host, group);
  const before = predict(host);
  const parts = partsOf(host).map((part) => failureOf(host, part, before, null));
  const whole = others.length === 0 ? [] : [failureOf(host, hostPart(host), before, others)];
  const left = group.length > MOST_ASKED + 1 ? [`of its group, the ${MOST_ASKED} hosts after it are asked`] : [];
  return { host: host.path, failures: [...parts, ...whole], assumptions: [...ASSUMPTIONS, ...left] };
}

/** Hosts of a group that are asked to take VMs in: as many as a cluster has (VMware vSphere 8: 96, Proxmox VE: tens). */
const MOST_ASKED = 96;

/** Those after it first, so that the VMs of each host go to others. */
function followers(host: ResolvedHost, group: readonly ResolvedHost[]): readonly ResolvedHost[] {
  const at = group.findIndex(({ path }) => path === host.path);
  return [...group.slice(at + 1), ...group.slice(0, Math.max(0, at))].slice(0, MOST_ASKED);
}

/** @param others hosts that VMs may go to; null: what is left of their own */
function failureOf(
  host: ResolvedHost,
  part: Part,
  before: HostPrediction,
  others: readonly ResolvedHost[] | null,
): Failure {
  const lost = new Set(part.pfs.map(({ path }) => path));
  const after = deliveredTo(predict(withoutPfs(host, lost)));
  const vms = [...deliveredTo(before)].map(([vm, had]) => {
    const displaced = displacedOf(host, vm, part);
    const left = leftOf(had, after.get(vm) ?? NOTHING);
    return { vm, had, left, displaced, effect: effectOf(had, left, displaced) };
  });
  const movers = vms.filter(({ effect, displaced }) => effect !== 'kept' && displaced.length > 0);
  // VMs that get VFs elsewhere leave what is left of their pairs as it was.
  const moving = new Set(movers.map(({ vm }) => vm));
  const places = placesFor(movers, others ?? [withoutPfs(host, lost, moving)], lost);
  return {
    lost: part.lost,
    vms: vms
      .filter(({ effect, displaced }) => effect !== 'kept' || displaced.length > 0)
      .map((vm) => answerOf(vm, places.get(vm.vm)))
      .sort((a, b) => compareNames(a.vm, b.vm)),
  };
}

interface Suffering extends Mover {
  readonly had: VmTotals;
  readonly left: VmTotals;
  readonly effect: LossEffect;
}

function answerOf({ vm, had, left, displaced, effect }: Suffering, place: Place | undefined): VmAfterLoss {
  return {
    vm,
    effect,
    lostAttachments: displaced.map(({ attachment }) => attachment.path),
    before: had.predicted,
    after: left.predicted,
    floorAfter: left.floor,
    goesTo: place !== undefined && 'host' in place ? place : null,
    whyNowhere: place !== undefined && 'whyNowhere' in place ? place.whyNowhere : null,
  };
}

function displacedOf({ attachments }: ResolvedHost, vm: string, { pfs }: Part): readonly Displaced[] {
  const classes = new Map(pfs.map(({ path, deviceClass }) => [path, deviceClass]));
  return attachments.flatMap((attachment: ResolvedAttachment) => {
    const deviceClass = classes.get(attachment.pfPath);
    return attachment.wanted.vm === vm && deviceClass !== undefined ? [{ attachment, deviceClass }] : [];
  });
}

/** A VM whose neighbours alone are hit counts where it misses something that it wants. */
function effectOf(had: VmTotals, left: VmTotals, displaced: readonly Displaced[]): LossEffect {
  const isWithout = (kind: 'network' | 'block') => had.kinds.has(kind) && !left.kinds.has(kind);
  if (isWithout('network') || isWithout('block')) return 'lost';
  const wanted: Delivered = displaced.length > 0 ? had.predicted : had.demanded;
  return shortagesOf(lesser(wanted, had.predicted), left.predicted).length > 0 ? 'reduced' : 'kept';
}

/** Of each measure the smaller number: nobody loses what it had not. */
function lesser(a: Delivered, b: Delivered): Delivered {
  return deliveredBy((measure) => {
    const [one, other] = [a[measure], b[measure]];
    return one === undefined || other === undefined ? undefined : Math.min(one, other);
  });
}
