import { FILLING_DEFAULTS } from '../performance/fleet/consolidation-needs';
import type { Constant } from '../performance/system/quantity';
import { answeredAlternatives } from './alternatives';
import { blockDelays } from './block-delays';
import { comparedVms } from './compared';
import { guestWork, interruptRate, interruptWork, NOTHING } from './cores';
import { fleetAlternatives } from './fleet';
import { Hardware } from './hardware';
import { growthOf, resourceOutlooks } from './headroom';
import { type Io, iosOf, type OutlookInput, total } from './io';
import { networkDelays } from './network-delays';
import { assumptionsOf, unknownOf } from './notes';
import type { AttachmentOutlook, HostCores, HostOutlook, OutlookQuestion } from './outlook';
import type { VmSize } from '../traffic/prediction';

/**
 * What a host's I/O comes to, of what a synth wrote of the host. Nothing of it is computed in a synth.
 * @throws RangeError of a size of VMs, a load or a number of VMs that nothing has
 */
export function hostOutlook(input: OutlookInput, question: OutlookQuestion = {}): HostOutlook {
  checkQuestion(question);
  const { prediction, observed } = input;
  const hardware = new Hardware(input);
  const ios = iosOf(input);
  const size = question.vmSize ?? prediction.vmSize ?? null;
  const compared = comparedVms(ios, size, question.wantedVms);
  const delays = [networkDelays(ios, prediction, hardware), blockDelays(ios, hardware)];
  const delayOf = (at: number) => delays[0][at] ?? delays[1][at];
  const attachments = ios.map((io, at) => {
    const [work, delay] = [guestWork(io, hardware.core), delayOf(at)];
    return {
      outlook: attachmentOutlook(io, work?.cores ?? null, delay),
      terms: [...(work?.terms ?? []), ...(delay?.terms ?? [])],
    };
  });
  const interrupts = total(ios.map((io) => interruptRate(io, { ...FILLING_DEFAULTS, ...question.filling })));
  const ofInterrupts = interruptWork(interrupts);
  const vms = new Set(ios.map(({ prediction: one }) => one.vm)).size;
  const cores = hostCores(
    observed.host.cpus.cores,
    vms,
    size,
    attachments.map(({ outlook }) => outlook),
    ofInterrupts,
  );
  const alternatives =
    compared.vms === 0
      ? []
      : answeredAlternatives({
          ios,
          delays: ios.map((_, at) => delayOf(at)),
          vms: compared.vms,
          prediction,
          hardware,
          freeCores: cores.total === null ? null : Math.max(0, cores.total - (cores.vcpus ?? 0)),
          fleets: fleetAlternatives(compared, observed, hardware, question),
        });
  const resources = resourceOutlooks(prediction, ios, hardware);
  return {
    host: prediction.host,
    attachments: attachments.map(({ outlook, terms }) => ({ ...outlook, terms: namesOf(terms) })),
    cores: { ...cores, terms: namesOf(ofInterrupts.terms) },
    interruptsPerSecond: interrupts,
    resources,
    growth: growthOf(prediction, hardware),
    compared,
    alternatives: alternatives.map(({ terms, ...alternative }) => ({ ...alternative, terms: namesOf(terms) })),
    assumptions: assumptionsOf(input, ios, question),
    unknown: unknownOf(input, ios, compared, hardware),
    constants: distinct([
      ...attachments.flatMap(({ terms }) => terms),
      ...ofInterrupts.terms,
      ...prediction.resources.flatMap((resource) => hardware.capacityOf(resource).terms),
      ...alternatives.flatMap(({ terms }) => terms),
    ]),
  };
}

/** @throws RangeError, also where nothing is counted for want of other facts */
function checkQuestion({ wantedVms = 1, load = 0, freeSlots = 0 }: OutlookQuestion): void {
  if (!(Number.isInteger(wantedVms) && wantedVms > 0)) throw new RangeError(`${wantedVms} is no number of VMs`);
  if (!(load >= 0 && load <= 1)) throw new RangeError(`a load of ${load} is not from 0 to 1`);
  if (!(Number.isInteger(freeSlots) && freeSlots >= 0)) throw new RangeError(`${freeSlots} is no number of slots`);
}

function attachmentOutlook(
  { prediction: { path, vm, pf }, traffic, rates }: Io,
  guestCores: AttachmentOutlook['guestCores'],
  delay: AttachmentOutlook['latency'],
): Omit<AttachmentOutlook, 'terms'> {
  const latency = delay === null ? null : { meanUs: delay.meanUs, p99Us: delay.p99Us };
  return { path, vm, pf, traffic, rates, guestCores, latency };
}

function hostCores(
  cores: number | null,
  vms: number,
  size: VmSize | null,
  attachments: readonly Omit<AttachmentOutlook, 'terms'>[],
  interrupts: { readonly cores: HostCores['interrupts'] },
): Omit<HostCores, 'terms'> {
  return {
    total: cores,
    vcpus: size === null ? null : vms * size.vcpus,
    guestIo: total(attachments.flatMap(({ guestCores }) => (guestCores === null ? [] : [guestCores]))),
    interrupts: interrupts.cores,
    switching: NOTHING,
    ioThreads: NOTHING,
  };
}

/** Constants of one name are one: where they differ, as rates of several drives do, the first stands for all. */
function distinct(constants: readonly Constant[]): Constant[] {
  return [...new Map([...constants].reverse().map((constant) => [constant.name, constant])).values()].reverse();
}

function namesOf(constants: readonly Constant[]): string[] {
  return distinct(constants).map(({ name }) => name);
}
