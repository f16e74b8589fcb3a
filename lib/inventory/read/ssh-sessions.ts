import { ipKey, ipKeysOfWords } from './ip-address';
import { linesOf } from './lines';
import type { Reading } from './tree';

const SSH_PORT = '0016';
const ESTABLISHED = '01';

/** Where an ssh session comes in. */
export interface SshSession {
  /** Its own address as it was found, for people. */
  readonly address: string;
  /** The same as `ipKey`; several where the byte order is not known, none where it is no address. */
  readonly keys: readonly string[];
  /** Netdev that an address of the link names: `fe80::1%eth0`. */
  readonly zone: string | null;
}

/**
 * Sessions from `SSH_CONNECTION` (client, port, own address, port), from `ss`, and from the kernel's table of
 * connections to port 22. null: none of them was read.
 */
export function readSshSessions({ tree, tables: budget }: Reading): readonly SshSession[] | null {
  const sessions: SshSession[] = [];
  const keep = (session: SshSession): void => {
    budget.add('sessions', session.address.length);
    sessions.push(session);
  };
  const add = (text: string): void => {
    if (text === '') return;
    const key = ipKey(text);
    keep({ address: text, keys: key === null ? [] : [key], zone: text.split('%')[1] || null });
  };
  const connection = tree.readText('cmd/ssh-connection.txt');
  for (const line of linesOf(connection)) add(line.trim().split(/\s+/, 3)[2] ?? '');
  const sockets = tree.readText('cmd/ss.txt');
  for (const line of linesOf(sockets)) {
    const [, local] = /(?:^|\s)(\S+):(?:22|ssh)\s+\S+:\S+/.exec(line) ?? [];
    if (local !== undefined) add(local.replaceAll(/[[\]]/g, ''));
  }
  const tables = ['proc/net/tcp', 'proc/net/tcp6'].map((path) => tree.readText(path));
  for (const table of tables) {
    for (const line of linesOf(table)) {
      const [, local = '', , state] = line.trim().split(/\s+/, 4);
      const [words = '', port] = local.split(':');
      const keys = port === SSH_PORT && state === ESTABLISHED ? ipKeysOfWords(words) : [];
      if (keys.length > 0) keep({ address: words, keys, zone: null });
    }
  }
  const isKnown = [connection, sockets, tables[0]].some((text) => text != null);
  return isKnown ? sessions : null;
}
