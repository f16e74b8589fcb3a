import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import type { ServerCertificate } from './certificate';
import type { Endpoint } from './handshake';

export interface Listening {
  readonly endpoint: Endpoint;
  /** Removes what is left in the file system; safe in an exit handler. */
  readonly cleanUp: () => void;
}

/** Who may call. Without certificates whoever can open the socket. */
export type MutualTls = { readonly own: ServerCertificate; readonly clientCertificate: string } | null;

/** Makes the server listen where only this machine can reach it: on a socket in a private folder, on Windows on the loopback. */
export async function listen(server: grpc.Server, tls: MutualTls, platform: NodeJS.Platform): Promise<Listening> {
  const credentials = credentialsOf(tls);
  if (platform === 'win32') {
    const port = await bind(server, '127.0.0.1:0', credentials);
    return { endpoint: { network: 'tcp', address: `127.0.0.1:${port}` }, cleanUp: () => {} };
  }
  const { folder, path } = privateSocket([tmpdir(), '/tmp']);
  const cleanUp = () => rmSync(folder, { recursive: true, force: true });
  try {
    await bind(server, `unix:${path}`, credentials);
  } catch (error) {
    cleanUp();
    throw error;
  }
  return { endpoint: { network: 'unix', address: path }, cleanUp };
}

/** The client is asked for its certificate, and its connection is refused unless that is the one which the environment named. */
function credentialsOf(tls: MutualTls): grpc.ServerCredentials {
  if (tls === null) return grpc.ServerCredentials.createInsecure();
  return grpc.ServerCredentials.createSsl(
    Buffer.from(tls.clientCertificate),
    [{ private_key: Buffer.from(tls.own.keyPem), cert_chain: Buffer.from(tls.own.certificatePem) }],
    true,
  );
}

const bind = (server: grpc.Server, address: string, credentials: grpc.ServerCredentials): Promise<number> =>
  new Promise((resolve, reject) =>
    server.bindAsync(address, credentials, (error, port) => (error === null ? resolve(port) : reject(error))),
  );

/** Room for a path in `struct sockaddr_un`: 108 bytes on Linux, 104 on macOS and the BSDs, one of them for the end. */
const SOCKET_PATH_BYTES = 103;

/** @param places folders for temporary files, of which the first that is short enough is taken */
export function privateSocket(places: readonly string[]): { readonly folder: string; readonly path: string } {
  // mkdtemp puts six characters behind it.
  const fits = (place: string) => Buffer.byteLength(join(place, 'provider-XXXXXX', 'socket')) <= SOCKET_PATH_BYTES;
  const place = places.find(fits);
  if (place === undefined)
    throw new Error(
      `no folder for a socket: ${places.join(', ')} are too long for its path (${SOCKET_PATH_BYTES} bytes); set TMPDIR to a shorter one`,
    );
  // Mode 0700, which keeps everybody else from the socket in it.
  const folder = mkdtempSync(join(place, 'provider-'));
  return { folder, path: join(folder, 'socket') };
}
