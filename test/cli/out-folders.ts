import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import { writeHostFiles } from '../../lib/constructs/private/host-files';
import { evaluateFleet, type FleetInput } from '../../lib/evaluate/evaluate';
import { OUT_FOLDER } from '../../lib/host/out-folder';
import { writeSynthRecord } from '../../lib/host/synth-record';
import { EMPTY_LOCK } from '../../lib/model/lock';
import { findingsDocument } from '../../lib/report/findings';

/** The out folder of hosts, as synth writes it. */
export function writeOutFolder(out: string, hosts: FleetInput['hosts']): string {
  mkdirSync(out, { recursive: true });
  const context = { catalog: DEFAULT_CATALOG, lock: EMPTY_LOCK, acknowledgements: [], findings: [] };
  const result = evaluateFleet({ ...context, hosts });
  const written = writeHostFiles(out, result.hosts);
  writeFileSync(join(out, OUT_FOLDER.findings), JSON.stringify(findingsDocument(result.findings)));
  writeSynthRecord(out, [], written);
  return out;
}
