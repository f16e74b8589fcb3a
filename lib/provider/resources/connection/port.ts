import { BUILT_IN_DRIVERS } from '../../../catalog/driver-table';
import { readJsonFile } from '../../../host/files';
import { type HostShell, linuxHere, linuxOverSsh, shellHere, shellOverSsh, type SshOptions } from '../../../host/linux';
import type { HostPort } from '../../../host/port';
import { fileStore, type InitialState, paceOf, virtualHost } from '../../../host/virtual';
import { parseInventory } from '../../../inventory/parse';
import { InputError } from '../../../model/errors';
import { type Connection, destinationOf, type SshConnection, type VirtualConnection } from './connection';

/** The host at the end of a connection. Nothing is connected yet. */
export function portOf(connection: Connection): HostPort {
  switch (connection.kind) {
    case 'ssh':
      return linuxOverSsh(sshOptions(connection.ssh));
    case 'local':
      return linuxHere();
    case 'virtual':
      return virtualPort(connection.virtual);
  }
}

/** Programs of the host, such as libvirt's; null: it has none. Nothing is connected yet. */
export function shellOf(connection: Connection): HostShell | null {
  switch (connection.kind) {
    case 'ssh':
      return shellOverSsh(sshOptions(connection.ssh));
    case 'local':
      return shellHere();
    case 'virtual':
      return null;
  }
}

/** Keys of hosts are checked as the client's configuration says; in batch mode it asks nobody about one that is new. */
function sshOptions(ssh: SshConnection): SshOptions {
  const { port, identityFile, configFile, sudo, connectTimeoutSeconds } = ssh;
  return {
    destination: destinationOf(ssh),
    options: [
      ...(port === undefined ? [] : [`Port=${port}`]),
      ...(identityFile === undefined ? [] : [`IdentityFile="${identityFile}"`]),
    ],
    ...(configFile !== undefined && { configFile }),
    ...(sudo !== undefined && { sudo }),
    ...(connectTimeoutSeconds !== undefined && { connectTimeoutSeconds }),
  };
}

function virtualPort({ file, from }: VirtualConnection): HostPort {
  const initial = (): InitialState => {
    if (from === undefined) {
      const fix = 'Set from of virtual to an inventory (sriov inventory), or correct the path';
      throw new InputError(file, 'there is no virtual host, and nothing says what a new one begins as', fix);
    }
    return { inventory: parseInventory(readJsonFile(from), from), source: from, presumed: false };
  };
  const kernel = { drivers: BUILT_IN_DRIVERS };
  return virtualHost({ name: file, store: fileStore(file), pace: paceOf(process.env), kernel, initial });
}
