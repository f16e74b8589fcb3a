import { InputError } from '../../model/errors';
import { vmOf } from '../../model/lock';
import { nearNames } from '../../model/near-names';
import { quoted } from '../../model/text';
import { PLAIN } from '../../report/palette';
import { disruptionsText, renderPlan } from '../../report/plan';
import { kindOf } from '../evaluate';
import type { EvaluatedHost, Evaluation } from '../evaluation';
import { plannedSubjectOf, shownPlace } from './subject';
import type { MatcherContext, MatcherResult } from './types';

/** See `SriovMatchers`. */
export function toPlanNoChange(received: unknown): MatcherResult {
  const { evaluation } = plannedSubjectOf('toPlanNoChange', received);
  const { hosts, subject } = evaluation;
  // A plan that must not run is not "no changes", whatever it has of steps.
  const changed = hosts.filter(({ plan }) => plan.steps.length > 0 || plan.refusals.length > 0);
  return {
    pass: changed.length === 0,
    message: () =>
      changed.length === 0
        ? `expected changes in ${shownPlace(subject)}, found no step in the plan of ${namesOf(hosts)}`
        : `expected no changes in ${shownPlace(subject)}, found\n${changed.map(({ plan }) => renderPlan(plan)).join('\n')}`,
  };
}

/** See `SriovMatchers`. */
export function toDisrupt(this: MatcherContext, received: unknown, vms?: readonly string[]): MatcherResult {
  const matcher = 'toDisrupt';
  const { evaluation } = plannedSubjectOf(matcher, received);
  const { hosts, subject } = evaluation;
  const presumed = hosts.filter(({ plan }) => plan.presumed);
  if (presumed.length > 0)
    throw new InputError(
      matcher,
      `no inventory of ${namesOf(presumed)} was read, so that it is not known whose VFs there are`,
      'Give the host an inventory',
    );
  if (vms !== undefined) checkNames(matcher, evaluation, vms, this.isNot === true);
  const hit = [...new Set(hosts.flatMap(({ blastRadius }) => blastRadius.vms))].sort();
  // Held by what is no VM of the lock file: whoever it is, it is disrupted.
  const others = hosts.some(({ plan }) =>
    plan.disruptions.some(({ vm, users }) => vm === undefined && users.length > 0),
  );
  const pass = isHit(vms, hit, others, this.isNot === true);
  const what = vms === undefined ? 'a VM' : vms.length === 0 ? 'no VM' : vms.join(', ');
  const found = hosts
    .filter(({ plan }) => plan.disruptions.length > 0)
    .map(({ path, plan }) => `${path}: ${disruptionsText(plan.disruptions, PLAIN)}`);
  return {
    pass,
    message: () =>
      [
        `expected the plans of ${shownPlace(subject)} ${this.isNot === true ? 'not to disrupt' : 'to disrupt'} ${what}, ` +
          `found that they disrupt ${hit.length === 0 ? 'no VM' : hit.join(', ')}${others ? ', and VFs that others hold' : ''}`,
        ...found,
      ].join('\n'),
  };
}

function isHit(vms: readonly string[] | undefined, hit: readonly string[], others: boolean, isNot: boolean): boolean {
  if (vms === undefined) return hit.length > 0 || others;
  if (isNot) return vms.some((vm) => hit.includes(vm));
  return !others && hit.length === new Set(vms).size && vms.every((vm) => hit.includes(vm));
}

/** A VM that is in no app and no lock file is a misspelt one: it is never disrupted. */
function checkNames(matcher: string, evaluation: Evaluation, vms: readonly string[], isNot: boolean): void {
  if (!Array.isArray(vms) || vms.some((vm) => typeof vm !== 'string'))
    throw new InputError(matcher, `it was given ${kindOf(vms)}`, 'Give it a list of names of VMs');
  if (isNot && vms.length === 0)
    throw new InputError(matcher, 'an empty list behind .not says nothing', 'Leave the list out: .not.toDisrupt()');
  const { hosts, lock } = evaluation;
  const names = new Set([
    ...hosts.flatMap(({ blastRadius }) => blastRadius.vms),
    ...[lock.before, lock.after].flatMap(({ attachments: owners }) =>
      Object.entries(owners).map(([path, entry]) => vmOf(path, entry)),
    ),
  ]);
  const unknown = vms.find((vm) => !names.has(vm));
  if (unknown === undefined) return;
  const near = nearNames(unknown, names);
  throw new InputError(
    matcher,
    `neither the app nor its lock file has a VM ${quoted(unknown)}`,
    near.length > 0
      ? `Write ${near.join(' or ')}`
      : `Name some of ${[...names].sort().join(', ') || 'none, it has none'}`,
  );
}

const namesOf = (hosts: readonly EvaluatedHost[]) => hosts.map(({ name }) => name).join(', ');
