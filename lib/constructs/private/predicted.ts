import type { HostResult } from '../../evaluate/evaluate';
import { InputError } from '../../model/errors';
import { quoted } from '../../model/text';
import { attachmentRecords } from '../../resolve/attachment-record';
import type { ResolvedHost } from '../../resolve/resolved';
import type { Failure } from '../../simulate/failure/failure';
import { failuresWithin } from '../../simulate/failure/fleet';
import { hostCoresOf } from '../../simulate/outlook/cores';
import { hostOutlook } from '../../simulate/outlook/host-outlook';
import type {
  AlternativeOutlook,
  AttachmentOutlook,
  HostOutlook,
  OutlookQuestion,
} from '../../simulate/outlook/outlook';
import { ECONOMIC_DEFAULTS, type EconomicInputs } from '../../simulate/performance/fleet/economics';
import type { AttachmentPrediction } from '../../simulate/traffic/prediction';
import type {
  PredictedAlternative,
  PredictedAttachment,
  PredictedFailure,
  PredictedHost,
  PredictOptions,
} from '../host-prediction';

/** @param all hosts of the app, among them those that take its VMs in */
export function predictedHost(host: HostResult, all: readonly ResolvedHost[], options: PredictOptions): PredictedHost {
  const { resolved, prediction } = host;
  const input = { prediction, observed: resolved.inventory, attachments: attachmentRecords(resolved) };
  const outlook = asked(host.path, () => hostOutlook(input, questionOf(host.path, options)));
  const outlooks = new Map(outlook.attachments.map((one) => [one.path, one]));
  const failures = failuresWithin(resolved, all);
  const { resources, cores, interruptsPerSecond, growth, alternatives, assumptions, unknown } = outlook;
  return {
    attachments: prediction.attachments.map((one) => attachment(one, outlooks.get(one.path))),
    resources: resources.map(({ id, description, unit, capacity, used }) => ({
      id,
      description,
      unit,
      capacity,
      used,
    })),
    guestCores: cores.guestIo,
    interruptCores: cores.interrupts,
    interruptsPerSecond,
    ...(growth !== null && { growth: growth.factor }),
    alternatives: alternatives.map(alternative),
    failures: failures.failures.map(failure),
    assumptions: [...new Set([...assumptions, ...failures.assumptions])],
    unknown: [...unknown],
  };
}

/** @throws InputError in place of what the model refuses */
function asked(path: string, ask: () => HostOutlook): HostOutlook {
  try {
    return ask();
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(`${path}.predict`, error.message, 'Correct the option');
    throw error;
  }
}

function questionOf(path: string, { wantedVms, freeSlots, load, prices = {} }: PredictOptions): OutlookQuestion {
  const economics: Partial<Record<keyof EconomicInputs, EconomicInputs[keyof EconomicInputs]>> = {};
  for (const [name, value] of Object.entries(prices)) {
    if (!isPrice(name)) {
      const known = Object.keys(ECONOMIC_DEFAULTS).join(', ');
      throw new InputError(`${path}.predict`, `prices has ${quoted(name)}, which is none`, `Use ${known}`);
    }
    if (!(typeof value === 'number' && Number.isFinite(value) && value > 0)) {
      throw new InputError(`${path}.predict`, `prices.${name} is ${quoted(value)}`, 'Give a number above 0');
    }
    economics[name] = { ...ECONOMIC_DEFAULTS[name], value, spread: 0, source: 'given' };
  }
  return {
    ...(wantedVms !== undefined && { wantedVms }),
    ...(freeSlots !== undefined && { freeSlots }),
    ...(load !== undefined && { load }),
    economics,
  };
}

function isPrice(name: string): name is keyof EconomicInputs {
  return Object.hasOwn(ECONOMIC_DEFAULTS, name);
}

function attachment(predicted: AttachmentPrediction, outlook: AttachmentOutlook | undefined): PredictedAttachment {
  const { path, vm, pf, floor, bottleneck } = predicted;
  const { rates = {}, guestCores = null, latency = null } = outlook ?? {};
  const { txMbps, rxMbps, iops } = rates;
  return {
    path,
    vm,
    pf,
    ...(txMbps !== undefined && { txMbps }),
    ...(rxMbps !== undefined && { rxMbps }),
    ...(iops !== undefined && { iops }),
    ...(floor.txMbps !== undefined && { floorTxMbps: floor.txMbps }),
    ...(floor.rxMbps !== undefined && { floorRxMbps: floor.rxMbps }),
    ...(floor.iops !== undefined && { floorIops: floor.iops }),
    limitedBy: bottleneck.description,
    ...(guestCores !== null && { guestCores }),
    ...(latency !== null && { latency }),
  };
}

function alternative(outlook: AlternativeOutlook): PredictedAlternative {
  const { name, isPlanned, perVm, cores, networkLatency, blockLatency, perHost, fleet } = outlook;
  return {
    name,
    isPlanned,
    ...perVm,
    hostCores: hostCoresOf(cores),
    ...(networkLatency !== null && { networkLatency }),
    ...(blockLatency !== null && { blockLatency }),
    ...(perHost !== null && { vmsPerHost: perHost.vms, stoppedBy: perHost.stoppedBy }),
    ...(fleet !== null && {
      servers: fleet.servers,
      watts: fleet.watts,
      capitalUsd: fleet.capitalUsd,
      yearlyUsd: fleet.yearlyUsd,
    }),
  };
}

function failure({ lost, vms }: Failure): PredictedFailure {
  return {
    lost: lost.name,
    vms: vms.map(({ vm, effect, lostAttachments, goesTo, whyNowhere }) => ({
      vm,
      effect,
      lostAttachments: [...lostAttachments],
      ...(goesTo !== null && { goesTo: goesTo.host }),
      ...(whyNowhere !== null && { whyNowhere }),
    })),
  };
}
