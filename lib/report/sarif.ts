import { createHash } from 'node:crypto';
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
 * locations in the files that make them, acknowledged findings as suppressed in source.
 *
 * Files are relative to the root of the repository. A result keeps its fingerprint while lines move and values change:
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
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
        originalUriBaseIds: {
          [ROOT]: { description: { text: 'Root of the repository, or folder that the app ran in.' } },
        },
        results: resultsOf(sorted, indexes),
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

const ROOT = '%SRCROOT%';

function resultsOf(findings: readonly Finding[], indexes: ReadonlyMap<string, number>): Result[] {
  const alike = new Map<string, number>();
  return findings.map((finding) => {
    const identity = identityOf(finding);
    const number = (alike.get(identity) ?? 0) + 1;
    alike.set(identity, number);
    return resultOf(finding, indexes.get(finding.ruleId) ?? -1, `${identity}:${number}`);
  });
}

/** The rule and what it is about: neither lines nor values, which change while the finding stays. */
function identityOf({ ruleId, constructPath, host = '', pointer = '' }: Finding): string {
  const text = JSON.stringify([ruleId, constructPath, host, pointer]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function resultOf(finding: Finding, ruleIndex: number, fingerprint: string): Result {
  const { ruleId, severity, message, fix, acknowledged, host, pointer, found, limit, limitSource } = finding;
  return {
    ruleId,
    ruleIndex,
    level: LEVEL[severity],
    message: { text: `${sentence(message)} ${sentence(fix)}` },
    locations: locationsOf(finding),
    // The one name that GitHub reads.
    partialFingerprints: { primaryLocationLineHash: fingerprint },
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

/** None for a finding about the whole app, where its source is not known. */
function locationsOf({ constructPath, location }: Finding): Location[] {
  if (constructPath === '' && location === undefined) return [];
  return [
    {
      ...(constructPath === '' ? {} : locationOf(constructPath)),
      ...(location !== undefined && {
        physicalLocation: {
          artifactLocation: { uri: uriOf(location.file), uriBaseId: ROOT },
          region: { startLine: location.line },
        },
      }),
    },
  ];
}

function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
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
