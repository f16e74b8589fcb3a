import { InputError } from '../../model/errors';
import type { PciAddress } from '../../model/units';
import type { PassedDevice } from './domain-xml';
import { SHOW_DOMAIN, VIRSH } from './look';

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
  return `M=${mark}
umask 077
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
${VIRSH}
${SHOW_DOMAIN}
t=$(mktemp -d) || exit
trap 'rm -rf "$t"' EXIT
failed() { echo "$M failed $I $(printf %s "$*" | tr '\\n' ' ')"; exit; }
gone() {
  n=0
  while v dumpxml "$1" 2>/dev/null | grep -qF "<alias name='$2'/>"; do
    [ "$n" -lt ${UNPLUG_SECONDS} ] || failed "the guest has not let go of it within ${UNPLUG_SECONDS} s; whether it does so later, virsh dumpxml tells"
    n=$((n + 1))
    sleep 1
  done
}
${changes.map((change, i) => `I=${i}\n${change.xml === undefined ? detach(change, mark) : attach(change, change.xml, mark)}echo "$M done $I"\nshow ${uuid(change)}`).join('\n')}
`;
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
