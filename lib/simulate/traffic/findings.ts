import type { Finding } from '../../model/finding';
import { formatIops, formatMbps, roundDown } from '../../model/numbers';
import type { RuleText } from '../../model/rule-text';
import type { ResolvedAttachment, ResolvedHost } from '../../resolve/resolved';
import { misplacedFindings } from './misplaced';
import type { AttachmentPrediction, Bottleneck, Delivered, HostPrediction } from './prediction';
import { Remedies } from './remedies';
import { type Shortage, shortagesOf } from './shortages';
import { PERF_001, PERF_002 } from './rule-texts';

export { PREDICTION_RULE_TEXTS } from './rule-texts';

/**
 * Demands that are not met, and guarantees that do not hold beside greedy neighbours, in the order of the prediction.
 * Before them those that the prediction could not count.
 */
export function predictionFindings(host: ResolvedHost, prediction: HostPrediction): Finding[] {
  return [...misplacedFindings(host), ...shortageFindings(host, prediction)];
}

function shortageFindings(host: ResolvedHost, prediction: HostPrediction): Finding[] {
  const complaints = complaintsOf(host, prediction);
  if (complaints.length === 0) return [];
  const remedies = new Remedies(host, prediction);
  const users = new Map(prediction.resources.map((resource) => [resource.id, resource.attachments]));
  return complaints.map((complaint) =>
    findingOf(host, complaint, remedies, users.get(complaint.stopper.resource) ?? 0),
  );
}

interface Complaint {
  readonly about: 'demand' | 'guarantee';
  readonly attachment: ResolvedAttachment;
  readonly shortages: readonly Shortage[];
  readonly stopper: Bottleneck;
}

function complaintsOf(host: ResolvedHost, prediction: HostPrediction): Complaint[] {
  const attachments = new Map(host.attachments.map((attachment) => [attachment.path, attachment]));
  const complaints: Complaint[] = [];
  for (const given of prediction.attachments) {
    const attachment = attachments.get(given.path);
    if (attachment === undefined) continue;
    for (const complaint of [unmetDemand(attachment, given), brokenGuarantee(attachment, given)]) {
      if (complaint.shortages.length > 0) complaints.push(complaint);
    }
  }
  return complaints;
}

function unmetDemand(attachment: ResolvedAttachment, given: AttachmentPrediction): Complaint {
  const shortages = shortagesOf(given.demand, given.predicted);
  return { about: 'demand', attachment, shortages, stopper: given.bottleneck };
}

function brokenGuarantee(attachment: ResolvedAttachment, given: AttachmentPrediction): Complaint {
  const shortages = shortagesOf(attachment.wanted.guarantee, given.floor);
  return { about: 'guarantee', attachment, shortages, stopper: given.floorBottleneck };
}

function findingOf(host: ResolvedHost, complaint: Complaint, remedies: Remedies, sharers: number): Finding {
  const { about, attachment, shortages, stopper } = complaint;
  const text = about === 'demand' ? PERF_001 : PERF_002;
  const shared = sharers > 1 ? ` (shared by ${sharers} attachments)` : '';
  return {
    ruleId: text.id,
    severity: text.severity,
    constructPath: attachment.path,
    message: `${shortages.map((shortage) => complain(about, shortage)).join(', ')}: stopped by ${stopper.description}${shared}`,
    fix: fixOf(complaint, text, remedies),
    host: host.name,
    pointer: about,
    found: shortages.map((shortage) => amount(shortage.measure, shortage.wanted)).join(', '),
    limit: shortages.map((shortage) => amount(shortage.measure, shortage.given)).join(', '),
    limitSource: stopper.description,
  };
}

const PURPOSE = { txMbps: ' to transmit', rxMbps: ' to receive', iops: '' } as const;

function complain(about: Complaint['about'], { measure, wanted, given }: Shortage): string {
  const asked = `${amount(measure, wanted)}${PURPOSE[measure]}`;
  return about === 'demand'
    ? `asks for ${asked} and gets ${amount(measure, given)}`
    : `is guaranteed ${asked} and can count on ${amount(measure, given)} beside greedy neighbours`;
}

function amount(measure: keyof Delivered, value: number): string {
  return measure === 'iops' ? formatIops(value) : formatMbps(value);
}

function fixOf(complaint: Complaint, text: RuleText, remedies: Remedies): string {
  const { attachment, shortages, stopper } = complaint;
  if (stopper.resource === 'linkState') return 'Set linkState to auto or enable';
  const options: string[] = [];
  const tx = shortages.find((shortage) => shortage.measure === 'txMbps');
  if (tx !== undefined && stopper.resource === 'maxTxRateMbps') {
    options.push(`raise maxTxRateMbps to ${Math.ceil(tx.wanted)}`);
  }
  const minimum = tx === undefined ? null : remedies.minimumRate(attachment, tx.wanted, stopper.resource);
  if (minimum !== null) options.push(`set minTxRateMbps of the attachment to ${minimum}`);
  if (shortages.every((shortage) => roundDown(shortage.given) > 0)) options.push(lowered(complaint));
  const place = elsewhere(complaint, remedies);
  if (place !== null) options.push(place);
  return options.length === 0 ? text.fix : sentence(options);
}

function lowered({ about, shortages }: Complaint): string {
  const numbers = shortages.map(({ measure, given }) => `${measure} of the ${about} to ${roundDown(given)}`);
  return `lower ${numbers.join(' and ')}`;
}

function elsewhere({ about, attachment, shortages, stopper }: Complaint, remedies: Remedies): string | null {
  if (stopper.resource === 'maxTxRateMbps' || shortages.some((shortage) => shortage.measure === 'iops')) return null;
  if (about === 'demand') {
    const { demand } = attachment.wanted;
    return demand?.kind === 'network'
      ? remedies.freeNic(attachment, demand.txMbps, demand.rxMbps, stopper.resource)
      : null;
  }
  const most = Math.max(...shortages.map((shortage) => shortage.wanted));
  return remedies.roomyNic(attachment, most, stopper.resource);
}

/** `Lower this, raise that or move it`. */
function sentence(options: readonly string[]): string {
  const last = options[options.length - 1];
  const text = options.length === 1 ? last : `${options.slice(0, -1).join(', ')} or ${last}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
