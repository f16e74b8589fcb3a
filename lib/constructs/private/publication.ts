import { join } from 'node:path';
import { AnnotationMetadataEntryType } from 'cdktf';
import type { IConstruct } from 'constructs';
import type { FleetResult } from '../../evaluate/evaluate';
import { writeFileAtomic } from '../../host/files';
import { stackFolderOf } from '../../engine/stack';
import { OUT_FOLDER } from '../../host/out-folder';
import { removeSynthRecord, REPORT_FOLLOWS, writeSynthRecord } from '../../host/synth-record';
import type { SynthRecord } from '../../host/synth-record-format';
import { type Finding, isBlocking } from '../../model/finding';
import { findingsDocument, findingText, renderFindings } from '../../report/findings';
import { sarifLog } from '../../report/sarif';
import { predictFleetFailures } from '../../simulate/failure/fleet';
import type { HostSource } from './fleet';
import { writeHostFiles } from './host-files';
import type { LockStore } from './lock-store';
import { locationOf, locationOfApp, type Trace } from './trace';

/** Set by the engine's command line, which prints every annotation of every stack. */
const UNDER_COMMAND_LINE = 'CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS';

/** What the validation of a host needs. */
export interface Publishable {
  readonly hosts: readonly HostSource[];
  readonly result: FleetResult;
  readonly outputFindings: readonly Finding[];
  readonly lockStore: LockStore;
  readonly print: boolean;
  readonly predictFailures: boolean;
}

/**
 * Says what was found, once a synth, for all stacks at once.
 *
 * The engine validates stack after stack and stops at the first that fails. So the first host that is validated speaks
 * for all: under the engine's command line by annotations, which it collects from every stack; elsewhere by one
 * exception with every error of the app.
 */
export class Publication {
  /** Hosts validated since the last publication: seeing one again means that a new synth has begun. */
  private readonly validated = new Set<HostSource>();
  private record?: SynthRecord;

  public constructor(private readonly root: IConstruct) {}

  public validate(host: HostSource, publishable: () => Publishable, stops = true): string[] {
    if (this.validated.has(host)) this.validated.clear();
    const first = this.validated.size === 0;
    this.validated.add(host);
    return first ? this.publish(publishable(), stops) : [];
  }

  /** The same where the engine validates nothing: all is written and said, and nothing stops the synth. */
  public report(host: HostSource, publishable: () => Publishable): void {
    this.validate(host, publishable, false);
  }

  /** Id of the synth that is under way; nothing before anything was published. */
  public get synthId(): string | undefined {
    return this.record?.id;
  }

  /** What was written is not what the app wants: whoever works with the out folder refuses it then. */
  public withdraw(): void {
    const outdir = this.outdir();
    if (outdir !== undefined) removeSynthRecord(outdir);
  }

  private outdir(): string | undefined {
    const outdir = 'outdir' in this.root ? this.root.outdir : undefined;
    return typeof outdir === 'string' ? outdir : undefined;
  }

  /** All that is found before anything is written, each with the line of the app that it is about. */
  public judged({ result, outputFindings, lockStore }: Publishable): Finding[] {
    const judged = [...result.findings, ...outputFindings, ...lockStore.stale(result.lock)];
    return judged.map((finding) => this.located(finding));
  }

  private publish(publishable: Publishable, stops: boolean): string[] {
    const { hosts, result, lockStore, print } = publishable;
    const judged = this.judged(publishable);
    const written = judged.some(isBlocking) ? null : lockStore.write(result.lock);
    const findings = [...judged, ...(written?.findings ?? []).map((finding) => this.located(finding))];
    const summary = written?.summary ?? null;
    if (print && summary !== null && process.env[REPORT_FOLLOWS] === undefined) process.stderr.write(`${summary}\n`);
    const blocking = findings.filter(isBlocking);
    const file = this.writeFiles(publishable, findings, summary);
    if (process.env[UNDER_COMMAND_LINE] !== undefined) {
      this.annotate(hosts, findings, stops);
      if (summary !== null) (hosts[0] ?? this.root).node.addMetadata(AnnotationMetadataEntryType.INFO, summary);
      return [];
    }
    const others = stops ? findings.filter((finding) => !isBlocking(finding)) : findings;
    if (print && others.length > 0) process.stderr.write(`${renderFindings(others)}\n`);
    return stops ? refusal(blocking, file) : [];
  }

  private writeFiles(
    { hosts, result, predictFailures }: Publishable,
    findings: readonly Finding[],
    lockChanges: string | null,
  ): string | undefined {
    const outdir = this.outdir();
    if (outdir === undefined) return undefined;
    const file = join(outdir, OUT_FOLDER.findings);
    removeSynthRecord(outdir);
    writeFileAtomic(file, `${JSON.stringify(findingsDocument(findings), null, 2)}\n`);
    writeFileAtomic(join(outdir, OUT_FOLDER.sarif), `${JSON.stringify(sarifLog(findings), null, 2)}\n`);
    // After a fatal finding no plan can be trusted: those of an earlier synth go too.
    const planned = findings.some(({ severity }) => severity === 'fatal') ? [] : result.hosts;
    const failures = predictFailures ? predictFleetFailures(planned.map(({ resolved }) => resolved)) : null;
    const written = writeHostFiles(outdir, planned, failures);
    const stacks = [...new Set(hosts.map((host) => stackFolderOf(host)))];
    this.record = writeSynthRecord(outdir, stacks, written, lockChanges);
    return file;
  }

  private annotate(hosts: readonly HostSource[], findings: readonly Finding[], stops: boolean): void {
    for (const finding of findings) {
      if (finding.acknowledged) continue;
      const construct = constructAt(this.root, finding.constructPath) ?? hosts[0] ?? this.root;
      // What the engine's own annotations add is the way through this library, and its command line prints it.
      const { location } = finding;
      const trace = location && { stackTraceOverride: [`  at ${location.file}:${location.line}`] };
      construct.node.addMetadata(annotationType(finding, stops), findingText(finding), trace);
    }
  }

  private located(finding: Finding): Finding {
    for (let at = constructAt(this.root, finding.constructPath); at !== undefined; at = at.node.scope) {
      const location = locationOf((at as { readonly _trace?: Trace })._trace ?? {});
      if (location !== undefined) return { ...finding, location };
    }
    const location = locationOfApp();
    return location === undefined ? finding : { ...finding, location };
  }
}

/** The lines of an exception about findings that stop a synth; none where there are none. @param file that has all of them */
export function refusal(blocking: readonly Finding[], file?: string): string[] {
  if (blocking.length === 0) return [];
  const count = `${blocking.length} finding${blocking.length === 1 ? '' : 's'} in all stacks`;
  return [...blocking.map(findingText), file === undefined ? count : `${count}; details in ${file}`];
}

function annotationType(finding: Finding, stops: boolean): AnnotationMetadataEntryType {
  if (isBlocking(finding)) return stops ? AnnotationMetadataEntryType.ERROR : AnnotationMetadataEntryType.WARN;
  return finding.severity === 'warning' ? AnnotationMetadataEntryType.WARN : AnnotationMetadataEntryType.INFO;
}

/** The construct with this path, or the nearest one above it that exists. */
function constructAt(root: IConstruct, path: string): IConstruct | undefined {
  let construct: IConstruct | undefined;
  for (const id of path.split('/')) {
    const child: IConstruct | undefined = (construct ?? root).node.tryFindChild(id);
    if (child === undefined) return construct;
    construct = child;
  }
  return construct;
}
