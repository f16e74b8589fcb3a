import { InputError } from '../../model/errors';
import type { PciAddress } from '../../model/units';
import type { PassedDevice } from './domain-xml';
import { CHANGE, SHOW_DOMAIN } from './domains.sh.generated';

/** One change of a domain. */
export interface DomainChange {
  readonly uuid: string;
  readonly address: PciAddress;
  /** Element to attach; undefined: what stands in `live` and `config` is detached. */
  readonly xml?: string;
  readonly live: PassedDevice | true | null;
  readonly config: PassedDevice | true | null;
}

/** Longest time that a guest may take to let go of a device; one that does not take part never does. */
export const UNPLUG_SECONDS = 60;

/**
 * Script that carries changes out in their order and stops at the first that fails: `MARK done I` or `MARK failed I TEXT`
 * for each, and the domain as it is afterwards.
 *
 * XML goes into a private file that goes with the script; nothing of it stands on a command line.
 */
export function changeScript(mark: string, changes: readonly DomainChange[]): string {
  const lines = changes.map((change, i) => {
    const work = change.xml === undefined ? detach(change, mark) : attach(change, change.xml, mark);
    return `I=${i}\n${work}echo "$M done $I"\nshow ${uuid(change)}`;
  });
  return [`M=${mark} LIMIT=${UNPLUG_SECONDS}`, SHOW_DOMAIN, CHANGE, ...lines, ''].join('\n');
}

function attach(change: DomainChange, xml: string, mark: string): string {
  const flags = `${change.config ? ' --config' : ''}${change.live ? ' --live' : ''}`;
  return `${fileWith(xml, mark)}E=$(v attach-device ${uuid(change)} "$t/xml"${flags} 2>&1) || failed "$E"\n`;
}

function detach(change: DomainChange, mark: string): string {
  const { live, config, address } = change;
  const lines: string[] = [];
  if (config !== null && config !== true) {
    lines.push(
      `${fileWith(config.xml, mark)}E=$(v detach-device ${uuid(change)} "$t/xml" --config 2>&1) || failed "$E"`,
    );
  }
  if (live !== null && live !== true) {
    const alias = aliasOf(live);
    lines.push(
      // One that was asked for before may still be under way.
      `E=$(v detach-device-alias ${uuid(change)} ${alias} --live 2>&1) || case $E in *'process of unplug'*) ;; *) failed "$E" ;; esac`,
      `gone ${uuid(change)} ${alias}`,
      // A run of a plan that was cut short must not give back what is taken away here.
      `rm -f "/run/cdktf-sriov/vm-${address}."*`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function fileWith(xml: string, mark: string): string {
  return `cat >"$t/xml" <<'${mark}'\n${xml.trimEnd()}\n${mark}\n`;
}

function uuid({ uuid: text }: DomainChange): string {
  if (/^[0-9a-f-]{36}$/.test(text)) return text;
  throw new InputError('virsh', `${JSON.stringify(text)} is no UUID of a domain`, 'Report this with virsh list --uuid');
}

function aliasOf({ alias, address }: PassedDevice): string {
  if (alias !== null && /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(alias)) return alias;
  const found = alias === null ? 'no alias' : `the alias ${JSON.stringify(alias)}`;
  throw new InputError(address, `the device has ${found} in its domain`, 'Detach it with virsh detach-device');
}
