import type { IConstruct } from 'constructs';
import { evaluateFleet, isWithin } from '../../evaluate/evaluate';
import { OUT_007 } from '../../evaluate/app-rules';
import { type Finding, isBlocking } from '../../model/finding';
import { InputError } from '../../model/errors';
import type { ConstructPath } from '../../model/units';
import type { WantedHost } from '../../model/wanted';
import { STATE_FOLDER } from '../../render/persistence';
import { findingText } from '../../report/findings';
import type { AcknowledgementRequest } from '../../rules/acknowledge';
import { invokeAspectsOnce } from '../../engine/aspects';
import { skipsValidation, stackPathOf, stackPaths, stacksOf, writesHcl } from '../../engine/stack';
import type { Carrier } from '../carrier';
import { misspeltCarrier } from './carrier-properties';
import { asHcl, connectionFindings, reachedAt, reachedByProvider } from './connection';
import type { PredictedHost, PredictOptions } from '../host-prediction';
import { FleetInputs, type InventorySource } from './fleet-inputs';
import { predictedHost } from './predicted';
import { Evaluation } from './evaluation';
import type { AttachmentOutputName } from './outputs';
import type { NamedScript } from './payload';
import type { Carried, StatedValue } from './provider-configuration';
import { providerFindings } from './provider-findings';
import { type Publishable, Publication, refusal } from './publication';

/** What a host construct tells the fleet. */
export interface HostSource extends IConstruct {
  /** @internal */
  readonly _inventorySource: InventorySource | null;
  /** @internal */
  readonly _carrier: Carrier;
  /** @internal */
  _wanted(findings: Finding[]): WantedHost;
}

/** Where a carrier leads, as far as it is known. */
function reachedBy({ _props, _provider }: Carrier): { readonly reachedAt?: string } {
  if (_props !== undefined) return { reachedAt: reachedAt(_props.connection) };
  return _provider === undefined ? {} : { reachedAt: reachedByProvider(_provider) };
}

function declaredTooLate(constructPath: ConstructPath): Finding {
  const { id: ruleId, severity, fix } = OUT_007;
  const message = 'it was declared or changed after the stacks were proved: no rule, plan or prediction knows it';
  return { ruleId, severity, constructPath, message, fix };
}

/** What a synth finds in an app, and what it has it from. */
export interface Proof extends Publishable {
  readonly findings: readonly Finding[];
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

  /** That of an app; nothing where the app has no construct and no setting of this library. */
  public static find(scope: IConstruct): Fleet | undefined {
    return (scope.node.root as FleetHolder & IConstruct)[FLEET];
  }

  public readonly inputs: FleetInputs;
  private readonly hosts: HostSource[] = [];
  private readonly acknowledgements: AcknowledgementRequest[] = [];
  private readonly publication: Publication;
  private evaluation?: Evaluation;
  /** A host was validated since the last change: a synth is under way, and says itself what is wrong. */
  private validated = false;
  /** The last publication stopped its synth. */
  private refused = false;
  /** Nothing is written or said now: see `prove`. */
  private proving = false;
  /** What an Aspect declared that a synth would run too late. */
  private tooLate?: ConstructPath;
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
    this.validated = false;
    this.late?.push(by);
  }

  /** Errors for the validation of one host; see `Publication`. */
  public validate(host: HostSource): string[] {
    const errors = this.publication.validate(host, () => this.published());
    this.validated = true;
    if (errors.length > 0) this.refused = true;
    return errors;
  }

  /** For an app that skips validation: what was found is written and said all the same. */
  public report(host: HostSource): void {
    if (this.proving) return;
    this.publication.report(host, () => this.published());
  }

  /**
   * Id of the synth under way, for the stacks. `Testing.synth` of the engine makes a stack without a validation before:
   * there it is here that errors are found.
   *
   * @throws Error with every error of the app, of a stack that nothing has validated
   */
  public get synthId(): string | undefined {
    if (this.proving) return undefined;
    if ((!this.validated || this.refused) && !skipsValidation(this.root)) {
      const errors = refusal(this.publication.judged(this.publishable()).filter(isBlocking));
      if (errors.length > 0) throw new Error(`the stacks cannot be written:\n  ${errors.join('\n  ')}`);
    }
    return this.publication.synthId;
  }

  /** What a synth would find and write, without writing or saying any of it. */
  public prove(): Proof {
    this.proving = true;
    const { late } = this;
    try {
      this.invokeAspects();
      // Outputs that some resource uses are known once all stacks are resolved; nothing is added to them by that.
      for (const stack of stacksOf(this.root)) stack.toTerraform();
      const publishable = this.publishable();
      const tooLate = this.tooLate === undefined ? [] : [declaredTooLate(this.tooLate)];
      return { ...publishable, findings: [...this.publication.judged(publishable), ...tooLate] };
    } finally {
      this.late = late;
      this.proving = false;
    }
  }

  /** As a synth does, which judges when the first stack with a host is validated: what Aspects declare later is too late. */
  private invokeAspects(): void {
    let judged = false;
    for (const stack of stacksOf(this.root)) {
      invokeAspectsOnce(stack);
      if (judged) continue;
      judged = this.hosts.some((host) => stackPathOf(host) === stack.node.path);
      if (judged) this.late = [];
    }
    if (judged) this.tooLate ??= this.late?.[0];
  }

  private published(): Publishable {
    const publishable = this.publishable();
    this.late = [];
    this.refused = false;
    return publishable;
  }

  private publishable(): Publishable {
    const { lockStore, print, predictFailures } = this.inputs;
    const evaluation = this.evaluate();
    const unread = this.hosts.filter((host) => this.inputs.isUnreadable(host)).map(({ node }) => node.path);
    const outputFindings = evaluation.outputFindings().filter(({ constructPath }) => !isWithin(constructPath, unread));
    return { hosts: this.hosts, result: evaluation.result, outputFindings, lockStore, print, predictFailures };
  }

  private lateErrors(): string[] {
    const [first] = this.late ?? [];
    if (first === undefined) return [];
    this.publication.withdraw();
    return [findingText(declaredTooLate(first))];
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

  /**
   * What the VMs of a host get, with what has been declared so far.
   * @throws InputError of a fatal finding: what is planned and predicted beside it means nothing
   */
  public predicted(host: HostSource, options: PredictOptions): PredictedHost {
    const { hosts, findings } = this.evaluate().result;
    const fatal = findings.find(({ severity }) => severity === 'fatal');
    if (fatal !== undefined) throw new InputError(fatal.constructPath, `${fatal.ruleId} ${fatal.message}`, fatal.fix);
    const all = hosts.map(({ resolved }) => resolved);
    // Hosts are judged in the order in which they are declared.
    return predictedHost(hosts[this.hosts.indexOf(host)], all, options);
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

  /** What the provider's resource says of a PF. @param stated what the constructs of the PF state, references included */
  public carried(pfPath: ConstructPath, stated: () => StatedValue): Carried {
    return this.evaluate().carried(pfPath, stated);
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
      ...reachedBy(host._carrier),
    }));
    const notCarried = this.hosts.flatMap((host, n) => {
      const { _provider } = host._carrier;
      const wanted = hosts[n]?.wanted;
      return _provider === undefined || wanted === undefined
        ? []
        : providerFindings(wanted, stackPathOf(host), _provider, this.inputs.overrideCount);
    });
    this.evaluation = new Evaluation(
      evaluateFleet({
        hosts,
        catalog: this.inputs.catalog(),
        lock: this.inputs.lockStore.read(),
        stacks: stackPaths(this.root),
        app: this.inputs.lockStore.app,
        acknowledgements: this.acknowledgements,
        clock: { now: Date.now(), maxAgeDays: this.inputs.maxInventoryAgeDays },
        findings: [...misspelt, ...this.inputs.findings, ...this.carrierFindings(), ...notCarried],
      }),
    );
    return this.evaluation;
  }
}
