import { Construct, type IConstruct } from 'constructs';
import { InputError } from '../../model/errors';
import { isWithin } from '../../model/lock';
import { nearNames } from '../../model/near-names';
import { quoted, shownPath } from '../../model/text';
import type { ConstructPath } from '../../model/units';
import { renderFindings } from '../../report/findings';
import { evaluate, kindOf, rootOf } from '../evaluate';
import type { Evaluation } from '../evaluation';

/** Something that can be judged, and the app that it is of. */
export interface Subject {
  /** Name of the matcher, for messages. */
  readonly matcher: string;
  readonly evaluation: Evaluation;
  readonly root: IConstruct;
}

/**
 * What a matcher judges.
 *
 * @throws InputError for a value that cannot be judged, and where there is no host: all that is expected of none would hold
 */
export function subjectOf(matcher: string, received: unknown): Subject {
  const evaluation = evaluationOf(matcher, received);
  const root = rootOf(evaluation);
  if (root === undefined) throw new InputError(matcher, 'the evaluation is a copy', 'Expect of what evaluate gives');
  const isFatal = evaluation.findings.some(({ severity }) => severity === 'fatal');
  if (evaluation.hosts.length === 0 && !isFatal)
    throw new InputError(
      matcher,
      `there is no SriovHost in ${shownPlace(evaluation.subject)}, so that nothing is judged`,
      'Expect of an app, a stack or a construct with hosts or attachments',
    );
  return { matcher, evaluation, root };
}

/**
 * The same for what plans and predictions are needed for.
 *
 * @throws InputError after a fatal finding, with its words: nothing is planned then
 */
export function plannedSubjectOf(matcher: string, received: unknown): Subject {
  const subject = subjectOf(matcher, received);
  const fatal = subject.evaluation.findings.filter(({ severity }) => severity === 'fatal');
  if (fatal.length > 0)
    throw new InputError(
      matcher,
      `nothing is planned or predicted after a fatal finding:\n${renderFindings(fatal)}`,
      'Correct what it is about first',
    );
  return subject;
}

/** A place as a message shows it. */
export function shownPlace(path: ConstructPath): string {
  return path === '' ? 'the app' : shownPath(path);
}

function evaluationOf(matcher: string, received: unknown): Evaluation {
  if (Construct.isConstruct(received)) return evaluate(received);
  if (isEvaluation(received)) return received;
  throw new InputError(
    matcher,
    `it was given ${kindOf(received)}`,
    'Expect of an App, a TerraformStack, a construct in one, or what evaluate gives',
  );
}

function isEvaluation(received: unknown): received is Evaluation {
  return typeof received === 'object' && received !== null && rootOf(received) !== undefined;
}

/**
 * The path of a place that an option names.
 *
 * @throws InputError for what is no construct of the app, or none that the subject has to do with
 */
export function placeOf({ matcher, evaluation, root }: Subject, at: unknown): ConstructPath {
  const path = Construct.isConstruct(at) ? at.node.path : at;
  if (typeof path !== 'string')
    throw new InputError(matcher, `its "at" is ${kindOf(at)}`, 'Give a construct or the path of one');
  const paths = root.node.findAll().map(({ node }) => node.path);
  if (!paths.includes(path)) {
    const near = nearNames(path, paths);
    throw new InputError(
      matcher,
      `no construct of the app has the path ${quoted(path)}`,
      near.length > 0 ? `Write ${near.map((each) => quoted(each)).join(' or ')}` : 'Write it as findings show it',
    );
  }
  const { subject, attachments } = evaluation;
  const isPart = isWithin(path, subject) || isWithin(subject, path) || attachments.some((each) => each.path === path);
  if (!isPart)
    throw new InputError(
      matcher,
      `${shownPlace(path)} is not in ${shownPlace(subject)}, which is expected of`,
      'Expect of the app, or of a construct that it is in',
    );
  return path;
}
