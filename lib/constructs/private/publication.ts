import { join } from 'node:path';
import { AnnotationMetadataEntryType } from 'cdktf';
import type { IConstruct } from 'constructs';
import type { FleetResult } from '../../evaluate/evaluate';
import { writeFileAtomic } from '../../host/files';
import { OUT_FOLDER } from '../../host/out-folder';
import { type Finding, isBlocking } from '../../model/finding';
import { findingsDocument, findingText, renderFindings } from '../../report/findings';
import { sarifLog } from '../../report/sarif';
import { compareLocks } from '../../resolve/compare-locks';
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

  public constructor(private readonly root: IConstruct) {}

  public validate(host: HostSource, publishable: () => Publishable): string[] {
    if (this.validated.has(host)) this.validated.clear();
    const first = this.validated.size === 0;
    this.validated.add(host);
    return first ? this.publish(publishable()) : [];
  }

  private publish({ hosts, result, outputFindings, lockStore, print }: Publishable): string[] {
    const stale = lockStore.frozen ? compareLocks(lockStore.read(), result.lock) : [];
    const judged = [...result.findings, ...outputFindings, ...stale];
    const all = judged.some(isBlocking) ? judged : [...judged, ...lockStore.write(result.lock)];
    const findings = all.map((finding) => this.located(finding));
    const blocking = findings.filter(isBlocking);
    const file = this.writeFiles(result, findings);
    if (process.env[UNDER_COMMAND_LINE] !== undefined) {
      this.annotate(hosts, findings);
      return [];
    }
    const others = findings.filter((finding) => !isBlocking(finding));
    if (print && others.length > 0) process.stderr.write(`${renderFindings(others)}\n`);
    if (blocking.length === 0) return [];
    const summary = `${blocking.length} finding${blocking.length === 1 ? '' : 's'} in all stacks`;
    return [...blocking.map(findingText), file ? `${summary}; details in ${file}` : summary];
  }

  private writeFiles(result: FleetResult, findings: readonly Finding[]): string | undefined {
    const outdir = 'outdir' in this.root ? this.root.outdir : undefined;
    if (typeof outdir !== 'string') return undefined;
    const file = join(outdir, OUT_FOLDER.findings);
    writeFileAtomic(file, `${JSON.stringify(findingsDocument(findings), null, 2)}\n`);
    writeFileAtomic(join(outdir, OUT_FOLDER.sarif), `${JSON.stringify(sarifLog(findings), null, 2)}\n`);
    // After a fatal finding no plan can be trusted: those of an earlier synth go too.
    writeHostFiles(outdir, findings.some(({ severity }) => severity === 'fatal') ? [] : result.hosts);
    return file;
  }

  private annotate(hosts: readonly HostSource[], findings: readonly Finding[]): void {
    for (const finding of findings) {
      if (finding.acknowledged) continue;
      const construct = constructAt(this.root, finding.constructPath) ?? hosts[0] ?? this.root;
      // What the engine's own annotations add is the way through this library, and its command line prints it.
      const { location } = finding;
      const trace = location && { stackTraceOverride: [`  at ${location.file}:${location.line}`] };
      construct.node.addMetadata(annotationType(finding), findingText(finding), trace);
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

function annotationType(finding: Finding): AnnotationMetadataEntryType {
  if (isBlocking(finding)) return AnnotationMetadataEntryType.ERROR;
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
