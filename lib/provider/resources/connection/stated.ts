import type { Unknown } from '../../schema';
import { type Given, isOpen } from '../known';
import type { SshConnection, StatedConnection, VirtualConnection } from './connection';

interface GivenSsh {
  readonly host: Given<string>;
  readonly user: Given<string>;
  readonly port: Given<number>;
  readonly identity_file: Given<string>;
  readonly config_file: Given<string>;
  readonly sudo: Given<boolean>;
  readonly connect_timeout_seconds: Given<number>;
}

interface GivenVirtual {
  readonly file: Given<string>;
  readonly from: Given<string>;
}

/** A connection as a configuration, a plan or a state says it. */
export interface GivenConnection {
  readonly ssh: Given<GivenSsh>;
  readonly local: Given<boolean>;
  readonly virtual: Given<GivenVirtual>;
}

/** What is said of a connection; null: something of it is not known yet. */
export function statedConnection(given: Given<GivenConnection>): StatedConnection | null {
  if (given === null) return {};
  if (isOpen(given)) return null;
  const { ssh, local, virtual } = given;
  if (isOpen(ssh) || isOpen(local) || isOpen(virtual)) return null;
  const parts = [ssh, virtual].flatMap((part) => (part === null ? [] : Object.values(part)));
  if (parts.some((value) => isOpen(value))) return null;
  return {
    ...(ssh !== null && { ssh: sshOf(ssh as Known<GivenSsh>) }),
    ...(local === true && { local }),
    ...(virtual !== null && { virtual: virtualOf(virtual as Known<GivenVirtual>) }),
  };
}

type Known<T> = { readonly [K in keyof T]: Exclude<T[K], Unknown> };

function sshOf(given: Known<GivenSsh>): Partial<SshConnection> {
  return withoutNulls({
    host: given.host,
    user: given.user,
    port: given.port,
    identityFile: given.identity_file,
    configFile: given.config_file,
    sudo: given.sudo,
    connectTimeoutSeconds: given.connect_timeout_seconds,
  });
}

function virtualOf({ file, from }: Known<GivenVirtual>): VirtualConnection {
  return { file: file ?? '', ...(from !== null && { from }) };
}

function withoutNulls<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const known = Object.entries(values).filter(([, value]) => value !== null);
  return Object.fromEntries(known) as { [K in keyof T]?: NonNullable<T[K]> };
}
