/** How a host is reached. What is absent is left to the ssh client and its configuration. */
export type Connection =
  | { readonly kind: 'ssh'; readonly ssh: SshConnection }
  /** The host that the provider runs on. */
  | { readonly kind: 'local' }
  | { readonly kind: 'virtual'; readonly virtual: VirtualConnection };

export interface SshConnection {
  /** Name, address, or alias of the client's configuration. */
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
  readonly identityFile?: string;
  readonly configFile?: string;
  readonly sudo?: boolean;
  readonly connectTimeoutSeconds?: number;
}

/** A host that the kernel model stands for, kept in a file. */
export interface VirtualConnection {
  readonly file: string;
  /** Inventory that the host begins as where there is no such file. */
  readonly from?: string;
}

/** What the parts of a connection say, before it is known which of them there are. */
export interface StatedConnection {
  readonly ssh?: Partial<SshConnection>;
  readonly local?: boolean;
  readonly virtual?: VirtualConnection;
}

/** For messages: `ssh root@kvm01`, `this host`, `virtual host rack1.json`. */
export function connectionText(connection: Connection): string {
  switch (connection.kind) {
    case 'ssh':
      return `ssh ${destinationOf(connection.ssh)}`;
    case 'local':
      return 'this host';
    case 'virtual':
      return `virtual host ${connection.virtual.file}`;
  }
}

/** As ssh takes it. */
export function destinationOf({ host, user }: SshConnection): string {
  return user === undefined ? host : `${user}@${host}`;
}

/** Equal for connections that lead to one host in one way. */
export function connectionKey(connection: Connection): string {
  return JSON.stringify(connection, (_, value: unknown) =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
