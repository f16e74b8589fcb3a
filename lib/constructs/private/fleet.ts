import type { IConstruct } from 'constructs';
import { evaluateFleet, type FleetResult, type HostResult } from '../../evaluate/evaluate';
import { OUT_001, OUT_002 } from '../../evaluate/app-rules';
import { InputError } from '../../model/errors';
import type { Finding } from '../../model/finding';
import type { ConstructPath } from '../../model/units';
import type { WantedHost } from '../../model/wanted';
import { renderPfScript } from '../../render/script';
import type { ResolvedAttachment } from '../../resolve/resolved';
import type { AcknowledgementRequest } from '../../rules/acknowledge';
import { sha256 } from './file-names';
import { FleetInputs, type InventorySource } from './fleet-inputs';
import { type AttachmentOutputName, renderOutput } from './outputs';
import { Publication } from './publication';

/** What a host construct tells the fleet. */
export interface HostSource extends IConstruct {
  /** @internal */
  readonly _inventorySource: InventorySource | null;
  /** @internal */
  _wanted(): WantedHost;
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

  private constructor(root: IConstruct) {
    this.inputs = new FleetInputs(root, () => this.touch());
    this.publication = new Publication(root);
  }

  public register(host: HostSource): void {
    this.hosts.push(host);
    this.touch();
  }

  public acknowledge(request: AcknowledgementRequest): void {
    this.acknowledgements.push(request);
    this.touch();
  }

  /** Forgets the evaluation: something that it stands on has changed. */
  public touch(): void {
    this.evaluation = undefined;
  }

  /** Errors for the validation of one host; see `Publication`. */
  public validate(host: HostSource): string[] {
    const { lockStore, print } = this.inputs;
    return this.publication.validate(host, () => {
      const evaluation = this.evaluate();
      const outputFindings = evaluation.outputFindings();
      return { hosts: this.hosts, result: evaluation.result, outputFindings, lockStore, print };
    });
  }

  /** Text of an attachment's output; nothing while it cannot be told, which is then a finding. */
  public attachmentOutput(path: ConstructPath, name: AttachmentOutputName): string | undefined {
    return this.evaluate().output(path, name);
  }

  /** Shell script that carries out the plan of one PF. */
  public script(pfPath: ConstructPath): string {
    return this.evaluate().payload(pfPath).script;
  }

  /** Changes whenever the wanted state of the PF does. */
  public targetDigest(pfPath: ConstructPath): string {
    return this.evaluate().payload(pfPath).targetDigest;
  }

  private evaluate(): Evaluation {
    this.evaluation ??= new Evaluation(
      evaluateFleet({
        hosts: this.hosts.map((host) => ({
          wanted: host._wanted(),
          inventory: this.inputs.inventory(host),
        })),
        catalog: this.inputs.catalog(),
        lock: this.inputs.lockStore.read(),
        acknowledgements: this.acknowledgements,
        findings: this.inputs.findings,
      }),
    );
    return this.evaluation;
  }
}

interface PfPlace {
  readonly host: HostResult;
  readonly address: string;
}

/** What the carrier's resource of a PF holds. */
interface Payload {
  readonly script: string;
  readonly targetDigest: string;
}

const NO_PAYLOAD: Payload = { script: '', targetDigest: '' };

/**
 * A result with the look-ups that outputs and carriers need. The engine asks for them before it validates anything, and
 * an exception there would hide every finding: what cannot be written is kept for `outputFindings`.
 */
class Evaluation {
  private readonly attachments = new Map<ConstructPath, ResolvedAttachment>();
  /** Attachments whose outputs some resource uses. */
  private readonly usedOutputs = new Set<ConstructPath>();
  private readonly unwritten = new Map<ConstructPath, Finding>();
  private readonly physicalFunctions = new Map<ConstructPath, PfPlace>();
  /** The engine resolves every value twice. */
  private readonly payloads = new Map<ConstructPath, Payload>();

  public constructor(public readonly result: FleetResult) {
    for (const host of result.hosts) {
      for (const attachment of host.resolved.attachments) this.attachments.set(attachment.path, attachment);
      for (const pf of host.resolved.physicalFunctions) {
        if (pf.facts) this.physicalFunctions.set(pf.path, { host, address: pf.facts.address });
      }
    }
  }

  public payload(pfPath: ConstructPath): Payload {
    const known = this.payloads.get(pfPath);
    if (known) return known;
    const place = this.physicalFunctions.get(pfPath);
    const payload = (place && this.attempt(pfPath, () => payloadOf(place, pfPath))) ?? NO_PAYLOAD;
    this.payloads.set(pfPath, payload);
    return payload;
  }

  public output(path: ConstructPath, name: AttachmentOutputName): string | undefined {
    const attachment = this.attachments.get(path);
    this.usedOutputs.add(path);
    return attachment && this.attempt(path, () => renderOutput(name, attachment));
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
        fix: OUT_002.fix,
      });
      return undefined;
    }
  }

  private unknownOutputs(): Finding[] {
    const unknown = [...this.usedOutputs].filter((path) => this.attachments.get(path)?.address === null).sort();
    return unknown.map((constructPath) => ({
      ruleId: OUT_001.id,
      severity: OUT_001.severity,
      constructPath,
      message: 'an output of the attachment is used, and the PCI address of its VF is not known',
      fix: OUT_001.fix,
    }));
  }
}

function payloadOf({ host, address }: PfPlace, pfPath: ConstructPath): Payload {
  const target = host.plan.target.physicalFunctions.find((pf) => pf.path === pfPath);
  return { script: renderPfScript(host.plan, address), targetDigest: sha256(JSON.stringify(target ?? null)) };
}
