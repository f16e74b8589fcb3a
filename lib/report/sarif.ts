import type { Location, Log, ReportingConfiguration, ReportingDescriptor, Result } from 'sarif';
import { REGISTRY } from '../evaluate/registry';
import type { Finding, Severity } from '../model/finding';
import type { RuleText } from '../model/rule-text';
import type { RuleRegistry } from '../rules/registry';
import { sortFindings } from './findings';

type Level = NonNullable<ReportingConfiguration['level']>;

const LEVEL: Readonly<Record<Severity, Level>> = { fatal: 'error', error: 'error', warning: 'warning', info: 'note' };

/**
 * Findings as a SARIF 2.1.0 log for code scanning: one run, the rules that something was found by, constructs as logical
 * locations, acknowledged findings as suppressed in source.
 */
export function sarifLog(findings: readonly Finding[], registry: RuleRegistry = REGISTRY): Log {
  const sorted = sortFindings(findings);
  const ids = [...new Set(sorted.map((finding) => finding.ruleId))].sort();
  const indexes = new Map(ids.map((id, index) => [id, index]));
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'sriov', rules: ids.map((id) => descriptorOf(id, registry.find(id)?.text ?? null)) } },
        results: sorted.map((finding) => resultOf(finding, indexes.get(finding.ruleId) ?? -1)),
      },
    ],
  };
}

function descriptorOf(id: string, text: RuleText | null): ReportingDescriptor {
  if (text === null) return { id };
  const { title, severity, protects, source, fix } = text;
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: sentence(protects) },
    help: { text: `${sentence(protects)} ${sentence(fix)} ${sentence(`Source: ${source}`)}` },
    defaultConfiguration: { level: LEVEL[severity] },
    properties: { severity },
  };
}

function resultOf(finding: Finding, ruleIndex: number): Result {
  const { ruleId, severity, constructPath, message, fix, acknowledged, host, pointer, found, limit, limitSource } =
    finding;
  return {
    ruleId,
    ruleIndex,
    level: LEVEL[severity],
    message: { text: `${sentence(message)} ${sentence(fix)}` },
    locations: locationsOf(constructPath),
    ...(acknowledged && {
      suppressions: [
        {
          kind: 'inSource',
          status: 'accepted',
          justification: acknowledged.reason,
          ...(acknowledged.constructPath !== '' && { location: locationOf(acknowledged.constructPath) }),
        },
      ],
    }),
    properties: {
      severity,
      ...(host !== undefined && { host }),
      ...(pointer !== undefined && { pointer }),
      ...(found !== undefined && { found }),
      ...(limit !== undefined && { limit }),
      ...(limitSource !== undefined && { limitSource }),
    },
  };
}

/** None for a finding about the whole app. */
function locationsOf(path: string): Location[] {
  return path === '' ? [] : [locationOf(path)];
}

function locationOf(path: string): Location {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return { logicalLocations: [{ name, fullyQualifiedName: path, kind: 'resource' }] };
}

/** With a capital letter and one full stop. */
function sentence(text: string): string {
  const stopped = /[.!?]$/.test(text) ? text : `${text}.`;
  return stopped.charAt(0).toUpperCase() + stopped.slice(1);
}
