import { parseMac } from '../../../model/mac';
import { normalizePciAddress } from '../../../model/pci';
import { ProviderError } from '../../schema';
import type { PartialStateOf } from '../../schema/schema';
import type { PhysicalFunctionSchema } from './schema';

type Imported = Partial<PartialStateOf<PhysicalFunctionSchema>>;

/** Forms of an id, for messages and documentation. */
export const IMPORT_ID =
  '[HOST#]PF, where PF is a PCI address, a permanent MAC, serial=NUMBER or slot=NAME, and HOST is [USER@]NAME[:PORT] for ssh, local, or virtual:FILE. Without HOST the host is that of the provider';

/**
 * What an id says of a PF. Of pools nothing is to be seen on a host: they are empty, and a configuration that says what the host has
 * is no change.
 *
 * @throws ProviderError for an id that is none
 */
export function importedState(id: string): Imported {
  const at = id.lastIndexOf('#');
  const [host, name] = at < 0 ? [null, id] : [id.slice(0, at), id.slice(at + 1)];
  return {
    ...(host !== null && { host: hostOf(host, id) }),
    ...pfOf(name, id),
    pools: new Map(),
    virtual_functions: [],
    vms: new Map(),
    pool_vfs: new Map(),
    changes: [],
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
  throw notAnId(id);
}

const NO_SSH = {
  host: null,
  user: null,
  port: null,
  identity_file: null,
  config_file: null,
  sudo: null,
  connect_timeout_seconds: null,
};

function hostOf(text: string, id: string): NonNullable<Imported['host']> {
  if (text === 'local') return { ssh: null, local: true, virtual: null };
  const [, file] = /^virtual:(.+)$/.exec(text) ?? [];
  if (file !== undefined) return { ssh: null, local: null, virtual: { file, from: null } };
  const [, user, host, port] = /^(?:([^@\s]+)@)?([A-Za-z0-9_[][^@\s]*?)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (host === undefined) throw notAnId(id);
  const ssh = { ...NO_SSH, host, user: user ?? null, port: port === undefined ? null : Number(port) };
  return { ssh, local: null, virtual: null };
}

function notAnId(id: string): ProviderError {
  return new ProviderError('This is no id of a PF', `${JSON.stringify(id)} is not of the form ${IMPORT_ID}.`);
}
