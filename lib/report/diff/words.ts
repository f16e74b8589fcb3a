import type { ChangeValue } from '../../plan/changes';
import type { Delivered } from '../../simulate/traffic/prediction';
import { changeGroups, type ChangeGroup } from '../change-groups';
import { counted } from '../line';
import { deliveredText } from '../prediction';
import type { AttachmentChange, DiffOverview, FindingChange, HostDiff, RateChange } from './facts';

/** Marks at the start of lines, as those of `diff` and Terraform. */
export const MARKS = {
  new: '+',
  added: '+',
  reopened: '+',
  gone: '-',
  removed: '-',
  changed: '~',
  acknowledged: '~',
} as const satisfies Record<HostDiff['change'] | AttachmentChange['change'] | FindingChange['change'], string>;

/** What is said of a host that is taken out of the app. */
export const GONE_HOST = 'nothing is planned: its VFs stay on the host until sriov decommission';

/** `1 host new, 2 changed, 3 unchanged`, and what follows for VMs and findings; parts that are zero are left out. */
export function overviewWords(overview: DiffOverview): string[] {
  const { hosts, attachments, findings } = overview;
  const of = (count: number, words: string) => (count === 0 ? [] : [words]);
  return [
    ...of(hosts.new, `${counted(hosts.new, 'host')} new`),
    ...of(hosts.gone, `${counted(hosts.gone, 'host')} gone`),
    ...of(hosts.changed, `${counted(hosts.changed, 'host')} changed`),
    ...of(hosts.unchanged, `${counted(hosts.unchanged, 'host')} unchanged`),
    ...of(attachments.added, `${counted(attachments.added, 'attachment')} added`),
    ...of(attachments.removed, `${counted(attachments.removed, 'attachment')} removed`),
    ...of(attachments.changed, `${counted(attachments.changed, 'attachment')} changed`),
    ...of(overview.steps, counted(overview.steps, 'step')),
    ...of(overview.vmsDisrupted, `${counted(overview.vmsDisrupted, 'VM')} disrupted meanwhile`),
    ...of(overview.linksLost, `${counted(overview.linksLost, 'link')} away meanwhile`),
    ...of(overview.vmsWithOtherRates, `${counted(overview.vmsWithOtherRates, 'VM')} with other rates`),
    ...of(overview.vmsNewlyBelowDemand, `${counted(overview.vmsNewlyBelowDemand, 'VM')} newly below demand`),
    ...of(findings.new, `${counted(findings.new, 'finding')} new`),
    ...of(findings.gone, `${counted(findings.gone, 'finding')} gone`),
    ...of(findings.acknowledged, `${counted(findings.acknowledged, 'finding')} newly acknowledged`),
    ...of(findings.reopened, `${counted(findings.reopened, 'finding')} no longer acknowledged`),
  ];
}

export function targetGroups({ changes }: HostDiff): ChangeGroup[] {
  return changeGroups(changes, 'not managed');
}

/** `VF 3 of 0000:3b:00.0`, or what is other of it. */
export function attachmentWords({ pf, vf, fields }: AttachmentChange): string {
  if (fields.length === 0) return vf === null ? `no VF of ${pf}` : `VF ${vf} of ${pf}`;
  return fields.map(({ field, before, after }) => `${field} ${value(before)} -> ${value(after)}`).join(', ');
}

function value(of: ChangeValue): string {
  return of === null ? 'none' : String(of);
}

/** What the VM asks for, gets and can count on, each `before -> after` where it is other; `-`: it has no VF any more. */
export function rateWords({ kind, before, after }: RateChange) {
  const text = (rates: Delivered | undefined, none: string) =>
    rates === undefined ? none : deliveredText(rates, kind);
  const both = (was: string, is: string) => (before === null || was === is ? is : `${was} -> ${is}`);
  const demand = (rates: RateChange['before']) => (rates === null ? '-' : text(rates.demand, 'none'));
  return {
    demand: both(demand(before), demand(after)),
    predicted: both(text(before?.predicted, '-'), text(after?.predicted, '-')),
    floor: both(text(before?.floor, '-'), text(after?.floor, '-')),
    verdict: after?.belowDemand === true ? 'below demand' : before?.belowDemand === true ? 'was below demand' : '',
  };
}

/** `5 steps (before: none)`, `must not run` and what the simulation says. */
export function planWords({ plan: { before, after } }: HostDiff): string {
  if (after === null) return GONE_HOST;
  const steps = after.steps === 0 ? 'no changes' : counted(after.steps, 'step');
  const earlier = before === null ? '' : ` (before: ${before.steps === 0 ? 'none' : before.steps})`;
  const end = after.refusals.length > 0 ? 'must not run' : ENDS[after.simulation.result];
  return `${steps}${earlier}, ${end}`;
}

const ENDS = {
  reached: 'simulated: ends as wanted',
  'not reached': 'simulated: does not end as wanted',
  refused: 'not simulated',
} as const;

/** Before the severity of a finding. */
export function findingLabel({ change, finding }: FindingChange): string {
  const severity = finding.severity.toUpperCase();
  if (change === 'acknowledged') return `NEWLY ACKNOWLEDGED ${severity}`;
  if (change === 'reopened') return `NO LONGER ACKNOWLEDGED ${severity}`;
  return finding.acknowledged === undefined ? severity : `ACKNOWLEDGED ${severity}`;
}
