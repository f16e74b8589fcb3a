import { MANAGEMENT, MANAGEMENT_UNKNOWN } from '../../evidence/management';
import { printable } from './attributes';
import { ipKey } from './ip-address';
import { commandJson, recordsOf, textIn } from './json';
import type { NetStack } from './net-stack';
import { type DefaultRoutes, readDefaultRoutes } from './routes';
import { readSshSessions, type SshSession } from './ssh-sessions';
import type { Reading } from './tree';

/** Starts of the keys of addresses that never leave the host: 127.0.0.0/8 and ::1. */
const LOOPBACK = /^(7f[0-9a-f]{6}|0{31}1)$/;

/** Netdevs of one function: the PF itself, or one of its VFs. */
export interface ManagedPart {
  readonly netdevs: readonly string[];
  /** Index of the VF; null: the PF itself. */
  readonly vf: number | null;
}

export interface ManagementVerdict {
  /** null: not known. */
  readonly carries: boolean | null;
  /** Why, or what is not known. */
  readonly evidence: readonly string[];
}

interface Address {
  readonly text: string;
  /** Only of its link. */
  readonly isOfLink: boolean;
}

/** Through which netdevs the host is managed, and what is known of that: `MANAGEMENT` has all kinds of evidence. */
export class Management {
  private readonly routes: DefaultRoutes | null;
  private readonly sessions: readonly SshSession[] | null;
  /** Addresses of each netdev; null: not known. */
  private readonly addresses: ReadonlyMap<string, readonly Address[]> | null;
  /** Netdevs that the management passes, with the sentence that says so. */
  private readonly devices = new Map<string, string>();
  /** Sessions whose address no netdev has. */
  private readonly lost: string[] = [];

  public constructor(
    reading: Reading,
    private readonly stack: NetStack,
  ) {
    this.routes = readDefaultRoutes(reading);
    this.addresses = addressesByDevice(reading);
    this.sessions = readSshSessions(reading);
    for (const name of this.routes?.devices ?? []) this.add(name, MANAGEMENT.defaultRoute.says(printable(name)));
    for (const session of this.sessions ?? []) this.addSession(session);
  }

  /** Addresses of a netdev that reach further than its link; null: not known. */
  public addressesOf(name: string): readonly string[] | null {
    if (this.addresses === null) return null;
    return (this.addresses.get(name) ?? []).flatMap(({ text, isOfLink }) => (isOfLink ? [] : [text]));
  }

  /** Whether the host is managed through netdevs of a PF or of its VFs, or what lies upon them. */
  public passes(parts: readonly ManagedPart[]): ManagementVerdict {
    const found: string[] = [];
    const family = new Set<string>();
    for (const { netdevs, vf } of parts) {
      const part = this.stack.familyOf(netdevs);
      for (const name of part) family.add(name);
      const hit = [...part].find((name) => this.devices.has(name));
      const said = hit === undefined ? undefined : this.devices.get(hit);
      if (said !== undefined) found.push(vf === null ? said : `${said}, on VF ${vf}`);
    }
    if (found.length > 0) return { carries: true, evidence: found };
    const unknown = this.unknownOf([...family]);
    return unknown.length > 0 ? { carries: null, evidence: unknown } : { carries: false, evidence: [] };
  }

  private unknownOf(family: readonly string[]): string[] {
    const unknown: string[] = [];
    if (this.routes === null) unknown.push(MANAGEMENT_UNKNOWN.routes());
    const port = family.find((name) => this.stack.isOpenVswitch(name));
    if (port !== undefined) {
      // What has hardware below it passes that, and no port of a switch in between.
      const hidden = [...this.devices.keys()].filter((name) => !this.stack.isGrounded(name));
      for (const name of hidden)
        unknown.push(MANAGEMENT_UNKNOWN.openVswitch(printable(name), printable(family[0] ?? port)));
    }
    if (this.addresses === null) {
      if (this.sessions === null || this.sessions.length > 0) unknown.push(MANAGEMENT_UNKNOWN.addresses());
      return unknown;
    }
    // Nothing comes in where there is no address.
    if (family.every((name) => (this.addressesOf(name) ?? []).length === 0)) return unknown;
    if (this.routes?.ofAllTables === false) unknown.push(MANAGEMENT_UNKNOWN.tables());
    if (this.sessions === null) unknown.push(MANAGEMENT_UNKNOWN.sessions());
    for (const address of this.lost) unknown.push(MANAGEMENT_UNKNOWN.sessionNowhere(printable(address)));
    return unknown;
  }

  private add(name: string, said: string): void {
    if (!this.devices.has(name)) this.devices.set(name, said);
  }

  private addSession({ address, keys, zone }: SshSession): void {
    if (keys.some((key) => LOOPBACK.test(key))) return;
    if (zone !== null) this.add(zone, MANAGEMENT.sessionZone.says(printable(zone)));
    let isFound = zone !== null && this.addresses?.has(zone) === true;
    if (!isFound) {
      for (const [name, own] of this.addresses ?? []) {
        const match = own.find(({ text }) => keys.includes(ipKey(text) ?? ''));
        if (match === undefined) continue;
        isFound = true;
        this.add(name, MANAGEMENT.sessionAddress.says(printable(name), printable(match.text)));
      }
    }
    if (!isFound) this.lost.push(address);
  }
}

function addressesByDevice(reading: Reading): ReadonlyMap<string, readonly Address[]> | null {
  const devices = commandJson(reading, 'ip-addr');
  if (!Array.isArray(devices)) return null;
  const addresses = new Map<string, readonly Address[]>();
  for (const device of recordsOf(devices)) {
    const own = recordsOf(device.addr_info).flatMap((info) => {
      const text = textIn(info, 'local');
      const scope = textIn(info, 'scope');
      return text === null ? [] : [{ text, isOfLink: scope === 'link' || scope === 'host' }];
    });
    addresses.set(textIn(device, 'ifname') ?? '', own);
  }
  return addresses;
}
