import { Construct, type IConstruct } from 'constructs';
import { Fleet, type Proof } from '../constructs/private/fleet';
import type { HostResult } from '../evaluate/evaluate';
import { InputError } from '../model/errors';
import { type Finding, isBlocking } from '../model/finding';
import { EMPTY_LOCK, isWithin } from '../model/lock';
import { quoted } from '../model/text';
import type { ConstructPath } from '../model/units';
import { blastRadius } from '../plan/blast-radius';
import { sortFindings } from '../report/findings';
import { attachmentRecords } from '../resolve/attachment-record';
import { lockChanges } from '../resolve/lock-changes';
import type { FailurePrediction } from '../simulate/failure/failure';
import { predictFleetFailures } from '../simulate/failure/fleet';
import { simulatePlan } from '../simulate/kernel/simulate';
import type { EvaluatedAttachment, EvaluatedHost, EvaluatedLock, Evaluation } from './evaluation';

/**
 * What a synth would find, plan and predict, without a synth: no out folder, no annotation, nothing printed. The lock file
 * is read and not written.
 *
 * The whole app is judged, since hosts, owners and addresses of all stacks belong together; of a stack, a host or another
 * construct the result has what concerns it. Aspects of stacks are run as a synth runs them, each once for a construct. An
 * inventory or lock file is read once for an app; constructs that are added later are judged by the next call.
 *
 * @param subject an App, a TerraformStack, or any construct in one: a host, PF, pool, attachment, or one of your own
 * @returns the evaluation; without hosts and findings where the app has no SriovHost
 * @throws InputError for anything else; and what the engine throws for resources that it cannot write
 */
export function evaluate(subject: IConstruct): Evaluation {
  if (!Construct.isConstruct(subject))
    throw new InputError(
      'evaluate',
      `it was given ${kindOf(subject)}`,
      'Give it an App, a TerraformStack, or a construct in one, such as a SriovHost',
    );
  const { path } = subject.node;
  const proof = Fleet.find(subject)?.prove();
  const evaluation: Evaluation =
    proof === undefined
      ? { subject: path, findings: [], hosts: [], attachments: [], lock: NO_LOCK }
      : evaluationOf(path, proof);
  ROOTS.set(evaluation, subject.node.root);
  return evaluation;
}

/** The app that an evaluation is of; undefined for an object that is none of `evaluate`. */
export function rootOf(evaluation: object): IConstruct | undefined {
  return ROOTS.get(evaluation);
}

const ROOTS = new WeakMap<object, IConstruct>();

const NO_LOCK: EvaluatedLock = { file: null, before: EMPTY_LOCK, after: EMPTY_LOCK, changes: [], summary: null };

/** What a value is, for messages. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return `the string ${quoted(value)}`;
  if (typeof value === 'function') return `the function ${quoted(value.name)}`;
  if (typeof value !== 'object') return `a ${typeof value}`;
  return Array.isArray(value) ? 'an array' : `an object of the class ${quoted(value.constructor?.name ?? 'null')}`;
}

function evaluationOf(subject: ConstructPath, proof: Proof): Evaluation {
  const { result, findings, predictFailures } = proof;
  const isFatal = findings.some(({ severity }) => severity === 'fatal');
  // Of all hosts: those of a failover group take each other's VMs in, whatever stack they are in.
  const failures = predictFailures ? predictFleetFailures(result.hosts.map(({ resolved }) => resolved)) : null;
  const hosts = result.hosts.filter((host) => concerns(subject, host));
  const ofHosts = new Set(
    hosts.filter(({ path }) => isWithin(path, subject)).flatMap(({ resolved }) => resolved.attachments),
  );
  const paths = new Set([...ofHosts].map(({ path }) => path));
  const attachments = hosts.flatMap(attachmentsOf).filter(({ path }) => isWithin(path, subject) || paths.has(path));
  return {
    subject,
    findings: sortFindings(findings.filter((finding) => isAbout(subject, paths, finding))),
    hosts: isFatal ? [] : hosts.map((host) => hostOf(host, failures?.get(host.path) ?? null)),
    attachments: isFatal ? [] : attachments,
    lock: lockOf(proof),
  };
}

function concerns(subject: ConstructPath, { path, resolved }: HostResult): boolean {
  if (isWithin(path, subject) || isWithin(subject, path)) return true;
  return resolved.attachments.some((attachment) => isWithin(attachment.path, subject));
}

function isAbout(
  subject: ConstructPath,
  attachments: ReadonlySet<ConstructPath>,
  { constructPath, severity }: Finding,
): boolean {
  if (severity === 'fatal' || attachments.has(constructPath)) return true;
  return isWithin(constructPath, subject) || isWithin(subject, constructPath);
}

function hostOf({ path, resolved, plan, prediction }: HostResult, failures: FailurePrediction | null): EvaluatedHost {
  const observed = resolved.inventory;
  return {
    path,
    name: resolved.name,
    plan,
    blastRadius: blastRadius(plan, observed),
    observed,
    simulation: simulatePlan(plan, observed),
    prediction,
    failures,
  };
}

function attachmentsOf({ path: host, resolved, prediction }: HostResult): EvaluatedAttachment[] {
  const predictions = new Map(prediction.attachments.map((each) => [each.path, each]));
  return attachmentRecords(resolved).map((record) => ({
    ...record,
    host,
    prediction: predictions.get(record.path) ?? null,
  }));
}

function lockOf({ lockStore, result, findings }: Proof): EvaluatedLock {
  const before = lockStore.committed;
  return {
    file: lockStore.file,
    before,
    after: result.lock,
    changes: lockChanges(before, result.lock),
    summary: findings.some(isBlocking) ? null : lockStore.change(result.lock),
  };
}
