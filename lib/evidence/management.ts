/** One kind of evidence that the host is managed through a netdev. */
export interface ManagementEvidence {
  /** Where it is read on a host; capitals stand for names. */
  readonly read: string;
  readonly says: (netdev: string, address: string) => string;
}

/**
 * What makes a PF carry the management of its host: one of these for a netdev of the PF or of any of its VFs, or for
 * anything that lies upon one (VLAN, bond, team, bridge, VRF, macvlan, any depth).
 */
export const MANAGEMENT = {
  defaultRoute: {
    read: 'ip route show table all default: of all tables, both families, routes to nowhere left out',
    says: (netdev) => `${netdev} has a default route`,
  },
  sessionAddress: {
    read: 'own address in SSH_CONNECTION and of connections to port 22 in /proc/net/tcp and tcp6; ip addr',
    says: (netdev, address) => `${netdev} has ${address}, where an ssh session comes in`,
  },
  /** `fe80::1%eth0`. */
  sessionZone: {
    read: 'zone of the own address in SSH_CONNECTION',
    says: (netdev) => `an ssh session comes in at ${netdev}`,
  },
} as const satisfies Readonly<Record<string, ManagementEvidence>>;

export type ManagementEvidenceId = keyof typeof MANAGEMENT;

/** Why it is not known whether a PF carries the management. */
export const MANAGEMENT_UNKNOWN = {
  routes: () => 'default routes were not read',
  /** The main table is not all: a VRF has its own, and rules may lead to others. */
  tables: () => 'default routes of other tables than main were not read',
  sessions: () => 'ssh sessions were not looked for',
  addresses: () => 'addresses of interfaces were not read',
  sessionNowhere: (address: string) => `no interface has ${address}, where an ssh session comes in`,
  /** An internal port of Open vSwitch has nothing below it: any port of the datapath may carry what comes in at it. */
  openVswitch: (netdev: string, port: string) => `${netdev} may be reached through ${port}, a port of Open vSwitch`,
  elsewhere: () => 'its netdev is in another network namespace',
  noNetdev: (driver: string) => `driver ${driver} is bound and there is no network interface`,
} as const;
