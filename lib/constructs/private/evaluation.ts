import { OUT_001, OUT_002 } from '../../evaluate/app-rules';
import type { FleetResult, HostResult } from '../../evaluate/evaluate';
import { InputError } from '../../model/errors';
import type { Finding } from '../../model/finding';
import type { ConstructPath } from '../../model/units';
import type { ResolvedAttachment, ResolvedPf, ResolvedPool } from '../../resolve/resolved';
import { type AttachmentOutputName, poolNetworkXml, renderOutput } from './outputs';
import { NO_PAYLOAD, type Payload, payloadOf, type PfPlace } from './payload';
import { type Carried, providerConfiguration, type StatedValue } from './provider-configuration';
import { textOf } from '../../render/script';
import { SharedTexts } from './shared-texts';
import { escapeTemplate } from './template';

/**
 * A result with the look-ups that outputs and carriers need. The engine asks for them before it validates anything, and
 * an exception there would hide every finding: what cannot be written is kept for `outputFindings`.
 */
export class Evaluation {
  private readonly attachments = new Map<ConstructPath, ResolvedAttachment>();
  /** Attachments whose outputs some resource uses. */
  private readonly usedOutputs = new Set<ConstructPath>();
  private readonly pools = new Map<ConstructPath, { readonly pf: ResolvedPf; readonly pool: ResolvedPool }>();
  /** Pools whose network some resource uses, and whose VFs have no known address. */
  private readonly unknownPools = new Set<ConstructPath>();
  private readonly unwritten = new Map<ConstructPath, Finding>();
  private readonly physicalFunctions = new Map<ConstructPath, PfPlace>();
  private readonly declared = new Map<ConstructPath, { readonly host: HostResult; readonly pf: ResolvedPf }>();
  /** The engine resolves every value twice. */
  private readonly payloads = new Map<ConstructPath, Payload>();
  private readonly configurations = new Map<ConstructPath, Carried>();
  private readonly libraries = new SharedTexts('sriov_script', textOf);

  public constructor(public readonly result: FleetResult) {
    for (const host of result.hosts) {
      for (const attachment of host.resolved.attachments) this.attachments.set(attachment.path, attachment);
      for (const pf of host.resolved.physicalFunctions) {
        this.declared.set(pf.path, { host, pf });
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

  /** What the provider's resource says of a PF, also of one that no inventory has: the provider looks for it itself. */
  public carried(pfPath: ConstructPath, stated: () => StatedValue): Carried {
    const known = this.configurations.get(pfPath);
    if (known) return known;
    const place = this.declared.get(pfPath);
    const carried = place ? providerConfiguration(place.host, place.pf, this.result.findings, stated()) : {};
    this.configurations.set(pfPath, carried);
    return carried;
  }

  public scriptLibrary(name: string): string {
    return escapeTemplate(this.libraries.textNamed(name));
  }

  public addressOf(pfPath: ConstructPath): string | undefined {
    return this.physicalFunctions.get(pfPath)?.address;
  }

  public output(path: ConstructPath, name: AttachmentOutputName): string | undefined {
    const attachment = this.attachments.get(path);
    this.usedOutputs.add(path);
    const pf = attachment && this.pools.get(attachment.poolPath)?.pf;
    return attachment && pf && this.attempt(path, () => renderOutput(name, attachment, pf));
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
