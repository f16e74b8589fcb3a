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
import type { Constant } from '../../simulate/performance/system/quantity';
import type { AttachmentPrediction } from '../../simulate/traffic/prediction';
import type {
  PredictedAlternative,
  PredictedAttachment,
  PredictedFailure,
  PredictedHost,
  PredictOptions,
  Prices,
} from '../host-prediction';

/** @param all hosts of the app, among them those that take its VMs in */
export function predictedHost(host: HostResult, all: readonly ResolvedHost[], options: PredictOptions): PredictedHost {
  const { resolved, prediction } = host;
  const input = { prediction, observed: resolved.inventory, attachments: attachmentRecords(resolved) };
  const outlook = asked(host.path, () => hostOutlook(input, questionOf(host.path, options)));
  const outlooks = new Map(outlook.attachments.map((one) => [one.path, one]));
  const failures = failuresWithin(resolved, all);
  const { resources, cores, interruptsPerSecond, growth, alternatives, assumptions, unknown, constants } = outlook;
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
    constants: [...constants],
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

const OPTIONS: Readonly<Record<keyof PredictOptions, true>> = {
  wantedVms: true,
  freeSlots: true,
  load: true,
  prices: true,
};

/** Each input of the model may be given, and nothing else. */
const INPUTS: Readonly<Record<keyof Prices, Constant>> = ECONOMIC_DEFAULTS;
const INPUT_NAMES = Object.keys(INPUTS) as readonly (keyof EconomicInputs)[];

function questionOf(path: string, options: PredictOptions): OutlookQuestion {
  const where = `${path}.predict`;
  refuseOthers(where, 'its argument', options, Object.keys(OPTIONS));
  // Other languages give what is left out as null.
  const { wantedVms, freeSlots, load } = options;
  return {
    ...(wantedVms != null && { wantedVms }),
    ...(freeSlots != null && { freeSlots }),
    ...(load != null && { load }),
    economics: economicsOf(where, options.prices ?? {}),
  };
}

function refuseOthers(where: string, what: string, given: object, names: readonly string[]): void {
  const other = Object.keys(given).find((name) => !names.includes(name));
  if (other === undefined) return;
  throw new InputError(where, `${what} has ${quoted(other)}, which is none`, `Use ${names.join(', ')}`);
}

function economicsOf(where: string, prices: Prices): Partial<EconomicInputs> {
  refuseOthers(where, 'prices', prices, INPUT_NAMES);
  return Object.fromEntries(
    INPUT_NAMES.flatMap((name) => {
      const value: unknown = prices[name];
      if (value === undefined || value === null) return [];
      if (typeof value === 'number' && Number.isFinite(value) && value > 0) {
        return [[name, { ...INPUTS[name], value, spread: 0, source: 'given' }]];
      }
      throw new InputError(where, `prices.${name} is ${quoted(value)}`, 'Give a number above 0');
    }),
  );
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
