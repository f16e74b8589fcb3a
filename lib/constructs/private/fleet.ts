import type { IConstruct } from 'constructs';
import { evaluateFleet, type FleetResult, type HostResult, isWithin } from '../../evaluate/evaluate';
import { OUT_001, OUT_002, OUT_007 } from '../../evaluate/app-rules';
import type { PhysicalFunctionFacts } from '../../inventory/inventory';
import { InputError } from '../../model/errors';
import type { Finding } from '../../model/finding';
import type { ConstructPath } from '../../model/units';
import type { WantedHost } from '../../model/wanted';
import type { TargetPf } from '../../plan/host-plan';
import { targetJson } from '../../plan/serialize';
import { planBoot, STATE_FOLDER } from '../../render/persistence';
import { pfScript, type ScriptPersistence } from '../../render/script';
import { findingText } from '../../report/findings';
import { targetSummary } from '../../report/target-summary';
import type { ResolvedAttachment, ResolvedPf, ResolvedPool } from '../../resolve/resolved';
import type { AcknowledgementRequest } from '../../rules/acknowledge';
import { stackPaths, writesHcl } from '../../engine/stack';
import type { Carrier } from '../carrier';
import { misspeltCarrier } from './carrier-properties';
import { asHcl, connectionFindings, reachedAt } from './connection';
import { sha256 } from '../../host/file-names';
import { FleetInputs, type InventorySource } from './fleet-inputs';
import { type AttachmentOutputName, poolNetworkXml, renderOutput } from './outputs';
import { type Publishable, Publication } from './publication';
import { SharedTexts } from './shared-texts';
import { escapeTemplate } from './template';

/** What a host construct tells the fleet. */
export interface HostSource extends IConstruct {
  /** @internal */
  readonly _inventorySource: InventorySource | null;
  /** @internal */
  readonly _carrier: Carrier;
  /** @internal */
  _wanted(findings: Finding[]): WantedHost;
}

/** A symbol of the global registry: several copies of the library in one app share one fleet. */
const FLEET = Symbol.for('cdktf-sriov/Fleet');

interface FleetHolder {
  [FLEET]?: Fleet;
}

/**
 * All hosts of an app. It hangs on the root object and is no construct: a construct outside of the stacks would be
 * refused by newer engines.
 *
 * Evaluated once, when the first stack is resolved or validated; any construct added later throws the result away.
 */
export class Fleet {
  public static of(scope: IConstruct): Fleet {
    const root: FleetHolder & IConstruct = scope.node.root;
    root[FLEET] ??= new Fleet(root);
    return root[FLEET];
  }

  public readonly inputs: FleetInputs;
  private readonly hosts: HostSource[] = [];
  private readonly acknowledgements: AcknowledgementRequest[] = [];
  private readonly publication: Publication;
  private evaluation?: Evaluation;
  /** Where something was declared or stated since the last publication; nothing before the first. */
  private late?: ConstructPath[];

  private constructor(private readonly root: IConstruct) {
    this.inputs = new FleetInputs(root, () => this.touch(root.node.path));
    this.publication = new Publication(root);
    // The engine asks the app itself at the very end.
    root.node.addValidation({ validate: () => this.lateErrors() });
  }

  public register(host: HostSource): void {
    this.hosts.push(host);
    this.touch(host.node.path);
  }

  public acknowledge(request: AcknowledgementRequest): void {
    this.acknowledgements.push(request);
    this.touch(request.constructPath);
  }

  /** Forgets the evaluation: something that it stands on has changed. */
  public touch(by: ConstructPath): void {
    this.evaluation = undefined;
    this.late?.push(by);
  }

  /** Errors for the validation of one host; see `Publication`. */
  public validate(host: HostSource): string[] {
    return this.publication.validate(host, () => this.publishable());
  }

  /** For an app that skips validation: what was found is written and said all the same. */
  public report(host: HostSource): void {
    this.publication.report(host, () => this.publishable());
  }

  /** Id of the synth under way, for the stacks. */
  public get synthId(): string | undefined {
    return this.publication.synthId;
  }

  private publishable(): Publishable {
    const { lockStore, print } = this.inputs;
    const evaluation = this.evaluate();
    this.late = [];
    const unread = this.hosts.filter((host) => this.inputs.isUnreadable(host)).map(({ node }) => node.path);
    const outputFindings = evaluation.outputFindings().filter(({ constructPath }) => !isWithin(constructPath, unread));
    return { hosts: this.hosts, result: evaluation.result, outputFindings, lockStore, print };
  }

  private lateErrors(): string[] {
    const [first] = this.late ?? [];
    if (first === undefined) return [];
    this.publication.withdraw();
    const { id: ruleId, severity, fix } = OUT_007;
    const message = 'it was declared or changed after the stacks were proved: no rule, plan or prediction knows it';
    return [findingText({ ruleId, severity, constructPath: first, message, fix })];
  }

  /** Text of an attachment's output; nothing while it cannot be told, which is then a finding. */
  public attachmentOutput(path: ConstructPath, name: AttachmentOutputName): string | undefined {
    return this.evaluate().output(path, name);
  }

  /** libvirt network of a pool; nothing while it cannot be told, which is then a finding. */
  public poolNetworkXml(path: ConstructPath): string | undefined {
    return this.evaluate().poolNetworkXml(path);
  }

  /** The fleet as it is judged now: another object once something was declared or stated since. */
  public get judged(): object {
    return this.evaluate();
  }

  /** Shell script that carries out the plan of one PF. */
  public script(pfPath: ConstructPath): NamedScript {
    return this.evaluate().payload(pfPath).script;
  }

  /** The functions that stand in scripts under this name, as a string of Terraform's. */
  public scriptLibrary(name: string): string {
    return this.evaluate().scriptLibrary(name);
  }

  /** Where the script of a PF keeps itself on the host, for restoring; undefined while its address is not known. */
  public scriptCopy(pfPath: ConstructPath): string | undefined {
    const address = this.evaluate().addressOf(pfPath);
    return address === undefined ? undefined : `${STATE_FOLDER}/${address}/script.sh`;
  }

  /** Changes whenever the wanted state of the PF does. */
  public targetDigest(pfPath: ConstructPath): string {
    return this.evaluate().payload(pfPath).targetDigest;
  }

  /** The wanted state of the PF for whoever reads a plan of Terraform, as strings of Terraform's. */
  public targetSummary(pfPath: ConstructPath): Readonly<Record<string, string>> {
    return this.evaluate().payload(pfPath).summary;
  }

  private carrierFindings(): Finding[] {
    const withScripts = this.hosts.find(({ _carrier }) => _carrier._props !== undefined);
    const hcl = withScripts !== undefined && writesHcl(this.root) ? [asHcl(withScripts.node.path)] : [];
    const ofHosts = this.hosts.flatMap((host) => {
      const { path } = host.node;
      const { _carrier } = host;
      const judged = _carrier._props && !this.inputs.isUnreadable(host);
      return [...misspeltCarrier(path, _carrier), ...(judged ? connectionFindings(path, _carrier._props) : [])];
    });
    return [...hcl, ...ofHosts];
  }

  private evaluate(): Evaluation {
    if (this.evaluation !== undefined) return this.evaluation;
    const misspelt: Finding[] = [];
    const hosts = this.hosts.map((host) => ({
      wanted: host._wanted(misspelt),
      inventory: this.inputs.inventory(host),
      unreadable: this.inputs.isUnreadable(host),
      isTemplate: host._inventorySource?.isTemplate === true,
      ...(host._carrier._props && { reachedAt: reachedAt(host._carrier._props.connection) }),
    }));
    this.evaluation = new Evaluation(
      evaluateFleet({
        hosts,
        catalog: this.inputs.catalog(),
        lock: this.inputs.lockStore.read(),
        stacks: stackPaths(this.root),
        app: this.inputs.lockStore.app,
        acknowledgements: this.acknowledgements,
        clock: { now: Date.now(), maxAgeDays: this.inputs.maxInventoryAgeDays },
        findings: [...misspelt, ...this.inputs.findings, ...this.carrierFindings()],
      }),
    );
    return this.evaluation;
  }
}

interface PfPlace {
  readonly host: HostResult;
  readonly address: string;
}

/** A script in the order of its parts, which are strings of Terraform's. */
export interface NamedScript {
  readonly head: string;
  /** Name of the functions that it may share with others; none for a script without them. */
  readonly library?: string;
  readonly own: string;
}

/** What the carrier's resource of a PF holds. */
interface Payload {
  readonly script: NamedScript;
  readonly targetDigest: string;
  readonly summary: Readonly<Record<string, string>>;
}

const NO_PAYLOAD: Payload = { script: { head: '', own: '' }, targetDigest: '', summary: {} };

/**
 * A result with the look-ups that outputs and carriers need. The engine asks for them before it validates anything, and
 * an exception there would hide every finding: what cannot be written is kept for `outputFindings`.
 */
class Evaluation {
  private readonly attachments = new Map<ConstructPath, ResolvedAttachment>();
  private readonly facts = new Map<ConstructPath, PhysicalFunctionFacts>();
  /** Attachments whose outputs some resource uses. */
  private readonly usedOutputs = new Set<ConstructPath>();
  private readonly pools = new Map<ConstructPath, { readonly pf: ResolvedPf; readonly pool: ResolvedPool }>();
  /** Pools whose network some resource uses, and whose VFs have no known address. */
  private readonly unknownPools = new Set<ConstructPath>();
  private readonly unwritten = new Map<ConstructPath, Finding>();
  private readonly physicalFunctions = new Map<ConstructPath, PfPlace>();
  /** The engine resolves every value twice. */
  private readonly payloads = new Map<ConstructPath, Payload>();
  private readonly libraries = new SharedTexts('sriov_script');

  public constructor(public readonly result: FleetResult) {
    for (const host of result.hosts) {
      for (const attachment of host.resolved.attachments) this.attachments.set(attachment.path, attachment);
      for (const pf of host.resolved.physicalFunctions) {
        if (pf.facts) this.facts.set(pf.path, pf.facts);
        if (pf.facts) this.physicalFunctions.set(pf.path, { host, address: pf.facts.address });
        for (const pool of pf.pools) this.pools.set(pool.path, { pf, pool });
      }
    }
  }

  public payload(pfPath: ConstructPath): Payload {
    const known = this.payloads.get(pfPath);
    if (known) return known;
    const place = this.physicalFunctions.get(pfPath);
    const payload = (place && this.attempt(pfPath, () => payloadOf(place, pfPath, this.libraries))) ?? NO_PAYLOAD;
    this.payloads.set(pfPath, payload);
    return payload;
  }

  public scriptLibrary(name: string): string {
    return escapeTemplate(this.libraries.textOf(name));
  }

  public addressOf(pfPath: ConstructPath): string | undefined {
    return this.physicalFunctions.get(pfPath)?.address;
  }

  public output(path: ConstructPath, name: AttachmentOutputName): string | undefined {
    const attachment = this.attachments.get(path);
    this.usedOutputs.add(path);
    return (
      attachment && this.attempt(path, () => renderOutput(name, attachment, this.facts.get(attachment.pfPath) ?? null))
    );
  }

  public poolNetworkXml(path: ConstructPath): string | undefined {
    const place = this.pools.get(path);
    const xml = place && this.attempt(path, () => poolNetworkXml(place.pf, place.pool));
    if (xml === undefined && !this.unwritten.has(path)) this.unknownPools.add(path);
    return xml;
  }

  /** Findings for outputs and scripts that some resource uses and that cannot be told. */
  public outputFindings(): Finding[] {
    return [...this.unknownOutputs(), ...this.unwritten.values()];
  }

  private attempt<T>(constructPath: ConstructPath, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const message = `${error.where}: ${error.problem}`;
      this.unwritten.set(constructPath, {
        ruleId: OUT_002.id,
        severity: OUT_002.severity,
        constructPath,
        message,
        fix: error.fix,
      });
      return undefined;
    }
  }

  private unknownOutputs(): Finding[] {
    const unknown = [...this.usedOutputs].filter((path) => this.attachments.get(path)?.address === null).sort();
    return [
      ...unknown.map((path) =>
        unknownOutput(path, 'an output of the attachment is used, and the PCI address of its VF is not known'),
      ),
      ...[...this.unknownPools]
        .sort()
        .map((path) =>
          unknownOutput(path, 'the network of the pool is used, and the PCI addresses of its VFs are not known'),
        ),
    ];
  }
}

function unknownOutput(constructPath: ConstructPath, message: string): Finding {
  return { ruleId: OUT_001.id, severity: OUT_001.severity, constructPath, message, fix: OUT_001.fix };
}

function payloadOf({ host, address }: PfPlace, pfPath: ConstructPath, libraries: SharedTexts): Payload {
  const target = host.plan.target.physicalFunctions.find((pf) => pf.path === pfPath);
  const persistence = persistenceOf(host);
  const wanted = target === undefined ? 'null' : targetJson(target);
  const { head, library, own } = pfScript(host.plan, address, persistence);
  return {
    script: {
      head: escapeTemplate(head),
      own: escapeTemplate(own),
      ...(library !== '' && { library: libraries.nameOf(library) }),
    },
    targetDigest: sha256(persistence === undefined ? wanted : `[${wanted},${JSON.stringify(persistence.by)}]`),
    summary: summaryOf(host, pfPath, target),
  };
}

function summaryOf({ resolved }: HostResult, pfPath: ConstructPath, target: TargetPf | undefined) {
  const pf = resolved.physicalFunctions.find(({ path }) => path === pfPath);
  const { persistence } = resolved.wanted.policy;
  const entries = Object.entries({
    ...(pf === undefined || target === undefined ? {} : targetSummary(pf, target)),
    ...(persistence === undefined ? {} : { persistence }),
  });
  return Object.fromEntries(entries.map((entry) => entry.map(escapeTemplate) as [string, string]));
}

/** What comes back at boot is planned once a host, and only where it is wanted. */
const PERSISTENCE = new WeakMap<HostResult, ScriptPersistence>();

function persistenceOf(host: HostResult): ScriptPersistence | undefined {
  const { persistence } = host.resolved.wanted.policy;
  if (persistence === undefined) return undefined;
  if (persistence !== 'systemd') return { by: 'others' };
  const known = PERSISTENCE.get(host);
  if (known) return known;
  const { resolved, plan } = host;
  const planned: ScriptPersistence = {
    by: 'systemd',
    plan: planBoot({ ...resolved, drivers: plan.drivers }, plan.target, resolved.inventory),
  };
  PERSISTENCE.set(host, planned);
  return planned;
}
