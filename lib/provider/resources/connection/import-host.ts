import type { StatedHost } from './attributes';

/** How an id of an import says the host, for messages and documentation. */
export const IMPORT_HOST =
  'HOST is [USER@]NAME[:PORT] for ssh, local, or virtual:FILE. Without HOST the host is that of the provider';

/** The host that an id says, null for that of the provider, and what follows it; null for an id that says a host in no such way. */
export function hostAndName(id: string): readonly [host: StatedHost | null, name: string] | null {
  const at = id.lastIndexOf('#');
  if (at < 0) return [null, id];
  const host = hostOf(id.slice(0, at));
  return host === null ? null : [host, id.slice(at + 1)];
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

function hostOf(text: string): StatedHost | null {
  if (text === 'local') return { ssh: null, local: true, virtual: null };
  const [, file] = /^virtual:(.+)$/.exec(text) ?? [];
  if (file !== undefined) return { ssh: null, local: null, virtual: { file, from: null } };
  const [, user, host, port] = /^(?:([^@\s]+)@)?([A-Za-z0-9_[][^@\s]*?)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (host === undefined) return null;
  const ssh = { ...NO_SSH, host, user: user ?? null, port: port === undefined ? null : Number(port) };
  return { ssh, local: null, virtual: null };
}
