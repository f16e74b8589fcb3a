import { parseMac } from '../../../model/mac';
import { normalizePciAddress } from '../../../model/pci';
import { ProviderError } from '../../schema';
import type { PartialStateOf } from '../../schema/schema';
import { hostAndName, IMPORT_HOST } from '../connection/import-host';
import { NO_CHANGES } from './changes';
import type { PhysicalFunctionSchema } from './schema';

type Imported = Partial<PartialStateOf<PhysicalFunctionSchema>>;

/** Forms of an id, for messages and documentation. */
export const IMPORT_ID = `[HOST#]PF, where PF is a PCI address, a permanent MAC, serial=NUMBER or slot=NAME, and ${IMPORT_HOST}`;

/**
 * What an id says of a PF. Of pools nothing is to be seen on a host: they are empty, and a configuration that says what the host has
 * is no change.
 *
 * @throws ProviderError for an id that is none
 */
export function importedState(id: string): Imported {
  const [host, name] = hostAndName(id) ?? notAnId(id);
  return {
    ...(host !== null && { host }),
    ...pfOf(name, id),
    pools: new Map(),
    vf_addresses: [],
    vf_settings: new Map(),
    vf_link_addresses: new Map(),
    vms: new Map(),
    pool_vfs: new Map(),
    changes: NO_CHANGES,
    on_destroy: 'restore',
  };
}

function pfOf(name: string, id: string): Imported {
  const address = normalizePciAddress(name);
  if (address !== null) return { address };
  const mac = parseMac(name);
  if (mac !== null) return { permanent_mac: mac };
  const [, kind, value] = /^(serial|slot)=(.+)$/.exec(name) ?? [];
  if (kind === 'serial' && value !== undefined) return { serial: value };
  if (kind === 'slot' && value !== undefined) return { slot: value };
  return notAnId(id);
}

function notAnId(id: string): never {
  throw new ProviderError('This is no id of a PF', `${JSON.stringify(id)} is not of the form ${IMPORT_ID}.`);
}
