import { InputError } from '../model/errors';
import { unsafeLine } from '../model/text';
import type { PciAddress } from '../model/units';
import { addressAttributes } from './function-address';
import { addressAttributesText, type LibvirtVlan, vlanElement } from './libvirt';

/** A libvirt network that hands VFs out to domains, one to each `<interface type='network'>` that names it. */
export interface HostdevNetworkProps extends LibvirtVlan {
  /** Name of the network: letters, digits, `.`, `_`, `:`, `+` and `-`, not first. */
  readonly name: string;
  /**
   * VFs that it hands out: their addresses, or `{ interfaceName }` for all VFs of the PF whose netdev has that name.
   *
   * Addresses are the safer form: netdevs change their names, and with a name libvirt takes VFs of other pools as well.
   */
  readonly functions: readonly PciAddress[] | { readonly interfaceName: string };
  /**
   * Whether libvirt takes the VF from its driver and gives it back, see `HostdevProps`.
   * @default false
   */
  readonly managed?: boolean;
}

/** Names of the portgroup for the VLAN; it is the default, so that interfaces need not name it. */
export function vlanPortgroup(vlan: number): string {
  return `vlan-${vlan}`;
}

/**
 * libvirt's `<network>` with `<forward mode='hostdev'>`. A VLAN becomes the default portgroup.
 *
 * @throws InputError for a name, address or VLAN that is none, for no VF at all, and for a VLAN that libvirt cannot say
 */
export function networkXml(props: HostdevNetworkProps): string {
  const { name, functions, managed, vlan = 0 } = props;
  checkName(name);
  const vlanLines = vlanElement(props).map((line) => `  ${line}`);
  const lines = [
    '<network>',
    `  <name>${name}</name>`,
    `  <forward mode='hostdev' managed='${managed ? 'yes' : 'no'}'>`,
    ...('interfaceName' in functions ? [pfElement(functions.interfaceName)] : functionElements(functions)),
    '  </forward>',
  ];
  if (vlanLines.length > 0) {
    lines.push(`  <portgroup name='${vlanPortgroup(vlan)}' default='yes'>`, ...vlanLines, '  </portgroup>');
  }
  return `${[...lines, '</network>'].join('\n')}\n`;
}

function functionElements(functions: readonly PciAddress[]): string[] {
  if (functions.length === 0) {
    throw new InputError('functions', 'the network has no VF to hand out', 'Leave VFs of the pool without attachments');
  }
  return functions.map((address) => {
    const parts = addressAttributes(address);
    if (parts === undefined) {
      throw new InputError('functions', 'the address of a VF is a token', 'Use addresses that are known at synth');
    }
    return `    <address type='pci' ${addressAttributesText(parts)}/>`;
  });
}

/** Interface names of Linux: up to 15 bytes, neither blanks nor slashes; quotes would end the attribute. */
function pfElement(name: string): string {
  if (!/^[^\s/'"<>&]{1,15}$/.test(name) || unsafeLine(name) !== null) {
    throw new InputError(
      'interfaceName',
      `${JSON.stringify(name.slice(0, 80))} is no name of a netdev`,
      'Give the name of the PF, as in ens1f0',
    );
  }
  return `    <pf dev='${name}'/>`;
}

function checkName(name: string): void {
  if (/^[A-Za-z0-9_][A-Za-z0-9_.:+-]{0,127}$/.test(name)) return;
  throw new InputError(
    'name',
    `${JSON.stringify(name.slice(0, 80))} is no name for a network`,
    'Start it with a letter or digit and use letters, digits, dots, colons, dashes and underscores',
  );
}
