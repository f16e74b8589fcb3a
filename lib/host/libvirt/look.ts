import type { PciAddress } from '../../model/units';
import { InputError } from '../../model/errors';
import { domainName, passedDevices, type PassedDevice } from './domain-xml';
import type { VfPlace } from './decide';
import { LOOK, SHOW_DOMAIN } from './domains.sh.generated';

/** A libvirt domain as it is now. */
export interface Domain {
  readonly uuid: string;
  readonly name: string;
  /** What it has now; null: it does not run. */
  readonly live: readonly PassedDevice[] | null;
  /** What it has when it is started; null: it goes when it ends. */
  readonly config: readonly PassedDevice[] | null;
}

/** A VF on the host. */
export interface VfOnHost {
  /** null: it is not there. */
  readonly address: PciAddress | null;
  readonly driver: string | null;
}

export interface LibvirtHost {
  readonly domains: readonly Domain[];
  /** By `PF/INDEX`. */
  readonly vfs: ReadonlyMap<string, VfOnHost>;
}

/** The domain of this name or, where none has it, of this UUID; null: there is none. */
export function findDomain({ domains }: Pick<LibvirtHost, 'domains'>, nameOrUuid: string): Domain | null {
  return (
    domains.find(({ name }) => name === nameOrUuid) ??
    domains.find(({ uuid }) => uuid === nameOrUuid.toLowerCase()) ??
    null
  );
}

/**
 * Script that prints all domains, and the VFs asked for. Domains are shown in full: any of them may have a VF.
 *
 * @param mark word that lines of the script begin with; nothing that virsh prints has it
 */
export function lookScript(mark: string, vfs: readonly VfPlace[]): string {
  const places = vfs.map(({ pf, index }) => `'${pf} ${index}'`).join(' ');
  return `M=${mark}\n${SHOW_DOMAIN}\nset -- ${places}\n${LOOK}\n`;
}

/**
 * What `lookScript` found.
 *
 * @param host name of the host, for messages
 * @throws InputError where libvirt does not answer
 */
export function readLook(output: string, mark: string, host: string): LibvirtHost {
  const domains: Domain[] = [];
  const vfs = new Map<string, VfOnHost>();
  for (const part of output.split(`${mark} domain `).slice(1)) domains.push(readDomain(part, mark));
  for (const line of output.split('\n')) {
    if (!line.startsWith(`${mark} `)) continue;
    const [kind = '', ...words] = line.slice(mark.length + 1).split(' ');
    if (kind === 'cannot') {
      throw new InputError(
        host,
        `libvirt does not answer: ${words.join(' ').trim()}`,
        'Check that libvirtd runs on the host (qemu:///system), and log in as a user who may use it',
      );
    }
    const [pf, vf, address = '-', driver = '-'] = words;
    if (kind === 'vf') vfs.set(`${pf}/${vf}`, { address: known(address), driver: known(driver) });
  }
  return { domains, vfs };
}

/** A domain as `show` prints it, without its first word. */
export function readDomain(text: string, mark: string): Domain {
  const document = (kind: string): string | null => {
    const part = text.split(`${mark} ${kind}\n`)[1];
    return part === undefined ? null : (part.split(`${mark} `)[0] ?? '');
  };
  const [live, config] = [document('live'), document('config')];
  return {
    uuid: text.slice(0, text.indexOf('\n')).trim(),
    name: domainName(live ?? config ?? ''),
    live: live === null ? null : passedDevices(live),
    config: config === null ? null : passedDevices(config),
  };
}

function known(word: string): string | null {
  return word === '-' ? null : word;
}
