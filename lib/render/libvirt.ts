import { createHash } from 'node:crypto';
import { InputError } from '../model/errors';
import { isUserAlias } from '../model/libvirt';
import { isMulticastMac, parseMac } from '../model/mac';
import type { VlanProtocol } from '../model/settings';
import type { ConstructPath, MacAddress, PciAddress, VfIndex } from '../model/units';
import { ALL_VLANS, type VlanList } from '../model/vlan-list';
import { addressAttributes, isWholeToken, type PciAddressAttributes } from './function-address';

/** What libvirt's two forms of a passed-through function share. */
interface Passthrough {
  /** Address of the VF on the host, or the parts of it where they are tokens; null: not known. */
  readonly address: PciAddress | PciAddressAttributes | null;
  /**
   * Whether libvirt takes the VF from its driver when the VM starts and gives it back when the VM stops. Leave it off
   * for VFs that the plan binds to vfio-pci: a managed VF is on its native driver after the VM has stopped (measured).
   * @default false
   */
  readonly managed?: boolean;
  /**
   * Name that the device keeps in the domain, `ua-` first; `userAlias` makes one.
   * @default - none
   */
  readonly alias?: string;
  /**
   * Alias of the virtio interface that stands by for the VF (teaming): the domain's interface with
   * `<teaming type='persistent'/>` and this alias, and with the MAC of the VF.
   * @default - no teaming
   */
  readonly standbyAlias?: string;
}

/** A VF of any class as `<hostdev>`. */
export type HostdevProps = Passthrough;

/** A VF of a NIC as `<interface type='hostdev'>`: libvirt sets its MAC and port VLAN through the PF. */
export interface HostdevInterfaceProps extends Passthrough {
  /**
   * Administrative MAC. Give the one of the attachment: libvirt makes up another for an interface without.
   * @default - none
   */
  readonly mac?: MacAddress | null;
  /**
   * Port VLAN, 1 to 4094; 0 is none.
   * @default - none
   */
  readonly vlan?: number;
  /**
   * Priority of the port VLAN: libvirt has no word for any other than 0.
   * @default 0
   */
  readonly vlanQos?: number;
  /**
   * Protocol of the port VLAN: libvirt has no word for any other than 802.1Q.
   * @default '802.1Q'
   */
  readonly vlanProtocol?: VlanProtocol;
  /**
   * VLANs that the VF may use: libvirt writes a port VLAN or none, beside which drivers keep no list.
   * @default 'all'
   */
  readonly allowedVlans?: VlanList;
}

/**
 * libvirt's `<hostdev>` for a VF; undefined while the address is not known (null or a token): the caller decides what
 * to do then, or gives the parts of the address as tokens.
 *
 * @throws InputError for an address or alias that is none
 */
export function hostdevXml(props: HostdevProps): string | undefined {
  const address = addressElement(props.address);
  if (address === undefined) return undefined;
  return lines([
    `<hostdev mode='subsystem' type='pci' managed='${yesNo(props.managed)}'>`,
    '  <source>',
    `    <address ${address}/>`,
    '  </source>',
    ...teamingElement(props.standbyAlias),
    ...aliasElement(props.alias),
    '</hostdev>',
  ]);
}

/**
 * libvirt's `<interface type='hostdev'>` for a VF of a NIC; undefined while the address is not known, as for
 * `hostdevXml`.
 *
 * @throws InputError for an address, MAC, VLAN or alias that is none, and for a VLAN that libvirt cannot say
 */
export function interfaceXml(props: HostdevInterfaceProps): string | undefined {
  const address = addressElement(props.address);
  if (address === undefined) return undefined;
  return lines([
    `<interface type='hostdev' managed='${yesNo(props.managed)}'>`,
    ...macElement(props.mac),
    '  <source>',
    `    <address type='pci' ${address}/>`,
    '  </source>',
    ...vlanElement(props),
    ...teamingElement(props.standbyAlias),
    ...aliasElement(props.alias),
    '</interface>',
  ]);
}

const READABLE_LENGTH = 48;

/**
 * Alias for a VF in the domain that it is given to: the same for the same VF, and another for any other. An attachment
 * that is renamed keeps its VF by the lock file, and the alias with it.
 *
 * @param physicalFunction path of the PF's construct
 */
export function userAlias(physicalFunction: ConstructPath, vf: VfIndex): string {
  return `ua-${uniqueName(`${physicalFunction}/vf${vf}`)}`;
}

/** The end of a path in letters, digits, dashes and underscores, and a digest that tells paths apart that look alike. */
export function uniqueName(path: ConstructPath): string {
  const readable = path.replaceAll(/[^A-Za-z0-9_]+/g, '-').slice(-READABLE_LENGTH);
  return `${readable}-${createHash('sha256').update(path).digest('hex').slice(0, 8)}`;
}

function addressElement(address: Passthrough['address']): string | undefined {
  const parts = typeof address === 'object' ? address : addressAttributes(address);
  return parts ? addressAttributesText(parts) : undefined;
}

/** Attributes of an `<address>` element. */
export function addressAttributesText({ domain, bus, slot, function: fn }: PciAddressAttributes): string {
  return `domain='${part(domain)}' bus='${part(bus)}' slot='${part(slot)}' function='${part(fn)}'`;
}

function part(text: string): string {
  if (isWholeToken(text.replace(/^0x/, '')) || /^0x[0-9a-f]{1,8}$/i.test(text)) return text;
  throw new InputError('address', `${JSON.stringify(text)} is no part of a PCI address`, 'Give it as in 0x3b');
}

function macElement(mac: MacAddress | null | undefined): string[] {
  if (mac === null || mac === undefined) return [];
  if (isWholeToken(mac)) return [`  <mac address='${mac}'/>`];
  const parsed = parseMac(mac);
  if (parsed === null || isMulticastMac(parsed)) {
    throw new InputError('mac', `${JSON.stringify(mac)} is no unicast MAC address`, 'Give one as in 02:5a:00:00:00:01');
  }
  return [`  <mac address='${parsed}'/>`];
}

/** A port VLAN in libvirt's words. */
export type LibvirtVlan = Pick<HostdevInterfaceProps, 'vlan' | 'vlanQos' | 'vlanProtocol' | 'allowedVlans'>;

/** Whether libvirt has words for a port VLAN: it sets every VLAN as 802.1Q and with priority 0. */
export function libvirtKnowsVlan({ vlan = 0, vlanQos = 0, vlanProtocol = '802.1Q' }: LibvirtVlan): boolean {
  return vlanQos === 0 && (vlan === 0 || vlanProtocol === '802.1Q');
}

/** @throws InputError for a VLAN that is none, and for what libvirt cannot say */
export function vlanElement(props: LibvirtVlan): string[] {
  const { vlan = 0, vlanQos, vlanProtocol, allowedVlans = ALL_VLANS } = props;
  if (allowedVlans !== ALL_VLANS) {
    throw new InputError(
      'allowedVlans',
      `libvirt writes a port VLAN or none for an interface, which takes the list ${allowedVlans} off the VF or is refused beside it`,
      'Give the VF to the VM as <hostdev> (libvirtHostdevXml), which leaves the VLANs to the plan',
    );
  }
  if (!Number.isInteger(vlan) || vlan < 0 || vlan > 4094) {
    throw new InputError('vlan', `${vlan} is no VLAN`, 'Give 1 to 4094, or 0 for none');
  }
  if (!libvirtKnowsVlan(props)) {
    const what = vlanQos ? `priority ${vlanQos}` : `protocol ${vlanProtocol}`;
    throw new InputError(
      vlanQos ? 'vlanQos' : 'vlanProtocol',
      `libvirt sets VLANs of interfaces as 802.1Q with priority 0, so that VLAN ${vlan} would lose its ${what}`,
      'Give the VF to the VM as <hostdev> (libvirtHostdevXml), which leaves the VLAN to the plan',
    );
  }
  return vlan === 0 ? [] : ['  <vlan>', `    <tag id='${vlan}'/>`, '  </vlan>'];
}

function aliasElement(alias: string | undefined): string[] {
  return alias === undefined ? [] : [`  <alias name='${checkedAlias('alias', alias)}'/>`];
}

/**
 * The VF goes at a migration and comes back after it; meanwhile the interface that stays carries on. In `<interface>` since
 * libvirt 6.1, in `<hostdev>` since 7.1.
 */
function teamingElement(alias: string | undefined): string[] {
  return alias === undefined
    ? []
    : [`  <teaming type='transient' persistent='${checkedAlias('standbyAlias', alias)}'/>`];
}

function checkedAlias(where: string, alias: string): string {
  if (isUserAlias(alias)) return alias;
  throw new InputError(
    where,
    `${JSON.stringify(alias.slice(0, 80))} is no alias that libvirt takes from a user`,
    'Start it with ua- and use letters, digits, dashes and underscores, 60 at most',
  );
}

function yesNo(value: boolean | undefined): string {
  return value ? 'yes' : 'no';
}

function lines(texts: readonly string[]): string {
  return `${texts.join('\n')}\n`;
}
