import type { HostResult } from '../../evaluate/evaluate';
import { sha256 } from '../../host/file-names';
import type { ConstructPath } from '../../model/units';
import type { TargetPf } from '../../plan/host-plan';
import { targetJson } from '../../plan/serialize';
import { planBoot } from '../../render/persistence';
import { pfScript, type ScriptPersistence } from '../../render/script';
import { targetSummary } from '../../report/target-summary';
import type { SharedTexts } from './shared-texts';
import { escapeTemplate } from './template';

/** A PF that was found, on its host. */
export interface PfPlace {
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
export interface Payload {
  readonly script: NamedScript;
  readonly targetDigest: string;
  readonly summary: Readonly<Record<string, string>>;
}

/** That of a PF whose script cannot be told, which is a finding. */
export const NO_PAYLOAD: Payload = { script: { head: '', own: '' }, targetDigest: '', summary: {} };

export function payloadOf({ host, address }: PfPlace, pfPath: ConstructPath, libraries: SharedTexts): Payload {
  const target = host.plan.target.physicalFunctions.find((pf) => pf.path === pfPath);
  const persistence = persistenceOf(host);
  const wanted = target === undefined ? 'null' : targetJson(target);
  const { head, library, own } = pfScript(host.plan, address, persistence);
  return {
    script: {
      head: escapeTemplate(head),
      own: escapeTemplate(own),
      ...(library.length > 0 && { library: libraries.nameOf(library) }),
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
