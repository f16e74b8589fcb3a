import type { Catalog } from '../catalog/catalog';
import { evidenceOf } from '../catalog/driver-evidence';
import { ETHERNET_OPERATIONS } from '../catalog/operations';
import { table } from './table';

/** What the catalog knows of each driver, and whether it was run or read: a table, or JSON. Ends with a newline. */
export function renderDrivers({ driverProfiles }: Catalog, { json }: { readonly json: boolean }): string {
  const drivers = [...driverProfiles]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((profile) => ({ name: profile.name, class: profile.kind, ...evidenceOf(profile) }));
  if (json) return `${JSON.stringify({ operations: ETHERNET_OPERATIONS, drivers }, null, 2)}\n`;
  const rows = drivers.map(({ name, class: kind, decidedOperations, run, read, readElsewhere }) => [
    name,
    kind,
    decidedOperations === null ? '-' : `${decidedOperations} of ${ETHERNET_OPERATIONS.length}`,
    run.length === 0 ? 'no' : `Linux ${run.join(', ')}`,
    [...(read.length === 0 ? [] : [`Linux ${read.join(', ')}`]), ...(readElsewhere ? ['other source'] : [])].join(
      '; ',
    ) || 'no',
  ]);
  return `${table(['driver', 'class', 'VF settings', 'run, emulated', 'read'], rows)}\n`;
}
