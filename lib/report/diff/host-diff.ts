import type { Finding } from '../../model/finding';
import { changedFields, type Fields } from '../../plan/changes';
import { targetChanges } from '../../plan/target-changes';
import type { HostInput } from '../facts';
import { planReport } from '../facts/plan-report';
import { attachmentChanges } from './attachment-changes';
import type { HostDiff, PlanChange } from './facts';
import { findingChanges } from './finding-changes';
import { rateChanges } from './rate-changes';

/** What a synth says of a host, with the findings that are about it. */
export interface HostSide extends HostInput {
  readonly findings: readonly Finding[];
}

const NOTHING: Pick<HostSide, 'attachments' | 'prediction' | 'findings'> & {
  plan: { target: HostSide['plan']['target'] };
} = { attachments: [], prediction: null, findings: [], plan: { target: { physicalFunctions: [] } } };

/** What differs of one host; null: nothing. */
export function hostDiff(before: HostSide | null, after: HostSide | null): HostDiff | null {
  const of = after ?? before;
  if (of === null) return null;
  const [was, is] = [before ?? NOTHING, after ?? NOTHING];
  const parts = {
    fields: before === null || after === null ? [] : changedFields(ownFields(before), ownFields(after)),
    changes: targetChanges(was.plan.target, is.plan.target),
    attachments: attachmentChanges(was.attachments, is.attachments),
    rates: rateChanges(was.prediction, is.prediction),
    plan: planChange(before, after),
    findings: findingChanges(was.findings, is.findings),
  };
  const { plan, ...lists } = parts;
  const change = before === null ? 'new' : after === null ? 'gone' : 'changed';
  const differs = change !== 'changed' || plan.differs || Object.values(lists).some(({ length }) => length > 0);
  return differs ? { path: of.plan.host, name: of.plan.name, change, ...parts } : null;
}

function ownFields({ plan: { name, presumed } }: HostInput): Fields {
  return [
    ['name', name],
    ['presumed', presumed],
  ];
}

function planChange(before: HostInput | null, after: HostInput | null): PlanChange {
  const [was, is] = [before, after].map((side) =>
    side === null ? null : planReport(side.plan, side.observed, side.simulation),
  );
  // Words of steps leave out values that VFs have each for themselves: the steps tell.
  const textOf = (side: HostInput | null, report: typeof was) => JSON.stringify([side?.plan.steps, report]);
  return { differs: textOf(before, was) !== textOf(after, is), before: was, after: is };
}
