import type { Acknowledgement, Finding } from '../model/finding';
import type { RuleText } from '../model/rule-text';
import { quoted } from '../model/text';
import type { ConstructPath } from '../model/units';
import { ACK_001, ACK_002, ACK_003 } from './acknowledgement-texts';
import { DEFAULT_REGISTRY, type RuleRegistry } from './registry';

/** Somebody accepts what a rule finds on a construct and everything below it. */
export interface AcknowledgementRequest extends Acknowledgement {
  readonly ruleId: string;
}

/**
 * Marks the findings that were acknowledged, and adds what is wrong with the acknowledgements themselves (ACK-001 to
 * ACK-003). The closest acknowledgement above a finding wins. Fatal findings are never marked.
 *
 * @param findings of every stage, in their order
 * @param registry of every rule that may have found something, to tell a misspelt id from a rule that is content
 */
export function applyAcknowledgements(
  findings: readonly Finding[],
  acknowledgements: readonly AcknowledgementRequest[],
  registry: RuleRegistry = DEFAULT_REGISTRY,
): Finding[] {
  if (acknowledgements.length === 0) return [...findings];
  const states = acknowledgements.map((request) => ({ request, ruleId: idOf(request), matched: 0, fatal: 0 }));
  const byRule = new Map<string, Map<ConstructPath, State>>();
  for (const state of states) {
    const { ruleId, request } = state;
    const { constructPath } = request;
    if (!hasReason(request)) continue;
    const ofRule = byRule.get(ruleId) ?? new Map<ConstructPath, State>();
    // Of two on one scope the first counts, and the second is no reason to warn.
    if (ofRule.has(constructPath)) state.matched = 1;
    else ofRule.set(constructPath, state);
    byRule.set(ruleId, ofRule);
  }
  const marked = findings.map((finding) => acknowledged(finding, byRule.get(finding.ruleId)));
  return [...marked, ...states.flatMap((state) => judgeRequest(state, registry)).sort(byScope)];
}

/** As rules are called, whatever the case; JavaScript may give anything. */
function idOf({ ruleId }: AcknowledgementRequest): string {
  return String(ruleId).toUpperCase();
}

function hasReason({ reason }: AcknowledgementRequest): boolean {
  return typeof reason === 'string' && reason.trim() !== '';
}

interface State {
  readonly request: AcknowledgementRequest;
  readonly ruleId: string;
  /** Findings in its scope. */
  matched: number;
  fatal: number;
}

function acknowledged(finding: Finding, ofRule: ReadonlyMap<ConstructPath, State> | undefined): Finding {
  if (ofRule === undefined) return finding;
  let closest: State | undefined;
  for (const scope of scopesOf(finding.constructPath)) {
    const state = ofRule.get(scope);
    if (state === undefined) continue;
    state.matched += 1;
    closest ??= state;
  }
  if (closest === undefined) return finding;
  if (finding.severity === 'fatal') {
    closest.fatal += 1;
    return finding;
  }
  const { reason, constructPath } = closest.request;
  return { ...finding, acknowledged: { reason, constructPath } };
}

/** The path and everything above it, the app (an empty path) last. */
function scopesOf(path: ConstructPath): ConstructPath[] {
  const scopes = [path];
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) scopes.push(path.slice(0, end));
  if (path !== '') scopes.push('');
  return scopes;
}

function judgeRequest({ request, ruleId, matched, fatal }: State, registry: RuleRegistry): Finding[] {
  const { constructPath } = request;
  if (registry.find(ruleId) === undefined) {
    return [about(ACK_002, constructPath, `no rule has the id ${quoted(request.ruleId)}`)];
  }
  if (!hasReason(request)) return [about(ACK_001, constructPath, `${ruleId} is acknowledged without a reason`)];
  if (fatal > 0) {
    const findings = fatal === 1 ? 'a fatal finding' : `${fatal} fatal findings`;
    return [
      about(
        ACK_001,
        constructPath,
        `${ruleId} is acknowledged, but it is about ${findings}`,
        `Do what the ${ruleId} finding says: a fatal one cannot be accepted`,
      ),
    ];
  }
  if (matched > 0) return [];
  return [about(ACK_003, constructPath, `${ruleId} is acknowledged, and it has nothing to say here`)];
}

function about(rule: RuleText, constructPath: ConstructPath, message: string, fix = rule.fix): Finding {
  const { id, severity, source } = rule;
  return { ruleId: id, severity, constructPath, message, fix, limitSource: source };
}

function byScope(a: Finding, b: Finding): number {
  const left = `${a.constructPath}\n${a.ruleId}\n${a.message}`;
  const right = `${b.constructPath}\n${b.ruleId}\n${b.message}`;
  return left < right ? -1 : left > right ? 1 : 0;
}
