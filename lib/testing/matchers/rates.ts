import { InputError } from '../../model/errors';
import { isWithin } from '../../model/lock';
import { formatIops, formatMbps } from '../../model/numbers';
import { quoted } from '../../model/text';
import type { AttachmentPrediction, Delivered } from '../../simulate/traffic/prediction';
import { kindOf } from '../evaluate';
import type { EvaluatedAttachment } from '../evaluation';
import { placeOf, plannedSubjectOf, type Subject, shownPlace } from './subject';
import type { LeastRates, MatcherResult, RateOptions } from './types';

type RateName = keyof LeastRates;

/** How a rate is written, and which attachments have it. */
const RATES: Readonly<
  Record<RateName, { readonly kind: AttachmentPrediction['kind']; readonly text: (rate: number) => string }>
> = {
  txMbps: { kind: 'network', text: (rate) => `${formatMbps(rate)} from the VM` },
  rxMbps: { kind: 'network', text: (rate) => `${formatMbps(rate)} to the VM` },
  iops: { kind: 'block', text: (rate) => formatIops(rate) },
};

/** Rounding of the solver: a share that is a part of so much too small is what was asked for. */
const ROUNDING = 1e-9;

/** See `SriovMatchers`. */
export function toGiveAtLeast(received: unknown, rates: LeastRates, options: RateOptions = {}): MatcherResult {
  const matcher = 'toGiveAtLeast';
  const asked = checkedRates(matcher, rates);
  const subject = plannedSubjectOf(matcher, received);
  const judged = attachmentsOf(subject, asked, options).map((attachment) => ({
    attachment,
    lines: asked.flatMap(([name, least]) => shortfall(matcher, attachment, name, least, options.floor === true)),
  }));
  const short = judged.filter(({ lines }) => lines.length > 0);
  const what = `${asked.map(([name, least]) => RATES[name].text(least)).join(' and ')}${options.floor === true ? ' beside greedy neighbours' : ''}`;
  return {
    pass: short.length === 0,
    message: () =>
      short.length === 0
        ? `expected less than ${what} for one attachment at least, found that all get it: ${judged.map(({ attachment }) => attachment.path).join(', ')}`
        : `expected at least ${what}, found\n${short.flatMap(({ lines }) => lines).join('\n')}`,
  };
}

function checkedRates(matcher: string, rates: LeastRates): (readonly [RateName, number])[] {
  const known = Object.keys(RATES).join(', ');
  if (typeof rates !== 'object' || rates === null)
    throw new InputError(matcher, `it was given ${kindOf(rates)}`, `Give it an object with some of ${known}`);
  const asked = Object.entries(rates).filter(([, rate]) => rate !== undefined);
  for (const [name, rate] of asked) {
    if (!Object.hasOwn(RATES, name))
      throw new InputError(matcher, `there is no rate ${quoted(name)}`, `Write ${known}`);
    if (typeof rate !== 'number' || !(rate > 0) || !Number.isFinite(rate))
      throw new InputError(matcher, `${name} is ${quoted(rate)}`, 'Give a number above 0');
  }
  if (asked.length === 0) throw new InputError(matcher, 'it was given no rate', `Give it some of ${known}`);
  return asked as [RateName, number][];
}

/** @throws InputError where there are none, or one has no prediction: what it gets is not known */
function attachmentsOf(subject: Subject, asked: readonly (readonly [RateName, number])[], { at }: RateOptions) {
  const { matcher, evaluation } = subject;
  const place = at === undefined ? undefined : placeOf(subject, at);
  const here = evaluation.attachments.filter(
    ({ path, host }) => place === undefined || isWithin(path, place) || isWithin(host, place),
  );
  const where = shownPlace(place ?? evaluation.subject);
  for (const attachment of here)
    if (attachment.vf === null)
      throw new InputError(matcher, `${attachment.path} has no VF`, 'See its findings: toHaveNoFindings shows them');
  const kinds = new Set(asked.map(([name]) => RATES[name].kind));
  const found = here.filter((each) => each.prediction !== null && kinds.has(each.prediction.kind));
  const missing = [...kinds].find((kind) => !found.some(({ prediction }) => prediction?.kind === kind));
  if (missing === undefined) return found;
  const names = asked.filter(([name]) => RATES[name].kind === missing).map(([name]) => name);
  throw new InputError(
    matcher,
    `no attachment of ${missing === 'network' ? 'a NIC' : 'an NVMe SSD'} is in ${where}, which ${names.join(' and ')} could be asked of`,
    here.length === 0 ? 'Expect of a construct with attachments' : 'Ask for rates of the devices that it has',
  );
}

/** A line where the attachment gets less; none where it gets enough, or the rate is one of other devices. */
function shortfall(
  matcher: string,
  { path, vm, prediction }: EvaluatedAttachment,
  name: RateName,
  least: number,
  floor: boolean,
): string[] {
  if (prediction === null || prediction.kind !== RATES[name].kind) return [];
  const [delivered, bottleneck]: [Delivered, AttachmentPrediction['bottleneck']] = floor
    ? [prediction.floor, prediction.floorBottleneck]
    : [prediction.predicted, prediction.bottleneck];
  const rate = delivered[name];
  if (rate === undefined)
    throw new InputError(
      matcher,
      `${name} of ${path} is not known: ${bottleneck.description}`,
      'Give the host an inventory, or the device its limits (Sriov.addDevice)',
    );
  if (rate >= least * (1 - ROUNDING)) return [];
  return [`  ${path} (VM ${vm}) gets ${RATES[name].text(rate)}, limited by ${bottleneck.description}`];
}
