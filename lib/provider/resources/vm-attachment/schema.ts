import { type Reach, UNPLUG_SECONDS } from '../../../host/libvirt';
import { isUserAlias, USER_ALIAS_WORDS } from '../../../model/libvirt';
import { isMulticastMac, parseMac } from '../../../model/mac';
import { normalizePciAddress } from '../../../model/pci';
import {
  computed,
  defaulted,
  nullable,
  optional,
  optionalComputed,
  required,
  schema,
  type StateOf,
  type ConfigOf,
  type Validator,
} from '../../schema';
import { HOST } from '../observed/attributes';
import { SELECTORS } from '../selectors';
import { between, oneOf, sameBy, written } from '../validators';

/** What of a domain an attachment is in. */
const REACHES: readonly Reach[] = ['both', 'live', 'config'];

const ALIAS: Validator<string> = {
  description: USER_ALIAS_WORDS,
  problemOf: (value) =>
    isUserAlias(value) ? null : { problem: `This is not ${USER_ALIAS_WORDS}`, fix: 'Write one, such as ua-uplink' },
};

const unicast = (text: string): string | null => {
  const mac = parseMac(text);
  return mac === null || isMulticastMac(mac) ? null : mac;
};

export const vmAttachmentSchema = schema({
  description:
    'A VF in a libvirt domain: in the domain as it runs, in its definition, or in both. The guest keeps running. ' +
    `A destroy waits up to ${UNPLUG_SECONDS} s for the guest to let go of the VF. ` +
    'The VF and its settings are those of `sriov_physical_function`, or of whoever makes them. ' +
    'A VF that another attachment takes out of its domain in the same plan is attached when it is free, also where two swap; one that stays in another domain is refused. ' +
    'One that was attached by hand is imported by `web/0000:3b:01.2`, or with its host in front by `root@kvm01#web/0000:3b:01.2`.',
  attributes: {
    host: HOST,
    domain: required.string({
      description:
        'Name or UUID of the domain. Of a domain of this configuration give the UUID: where the domain is made anew, the VF goes into the new one in the same apply.',
    }),
    address: optionalComputed.string({
      description:
        'PCI address of the VF, such as `sriov_physical_function.uplink.vms["web1"].address`. Or give `physical_function` and `vf_index`.',
      validators: [written(normalizePciAddress, 'a full PCI address like 0000:3b:01.2')],
      sameMeaning: sameBy(normalizePciAddress),
    }),
    physical_function: optional.single(
      {
        permanent_mac: optional.string(SELECTORS.permanent_mac),
        serial: optional.string(SELECTORS.serial),
        slot: optional.string(SELECTORS.slot),
        address: optional.string(SELECTORS.address),
      },
      { description: 'PF of the VF, in place of `address`.' },
    ),
    vf_index: optional.integer({
      description: 'Index of the VF on `physical_function`.',
      validators: [between(0, 65_535)],
    }),
    reach: defaulted.string({
      description:
        'What of the domain has the VF: `live` is the domain as it runs, `config` its definition, which it is started from, `both` is what there is of them. The other one is left as it is.',
      default: 'both',
      validators: [oneOf(...REACHES)],
    }),
    managed: optionalComputed.bool({
      description:
        'libvirt takes the VF from its driver and gives it back when the domain ends. Default: false for a VF on vfio-pci or another driver that hands VFs to VMs, else true; it is kept.',
    }),
    alias: nullable(
      optionalComputed.string({
        description: 'Name of the device in the domain. Default: one that is made of PF and VF, and kept.',
        validators: [ALIAS],
      }),
    ),
    interface: optional.single(
      {
        mac: required.string({
          description: 'MAC that libvirt sets.',
          validators: [written(unicast, 'a unicast MAC address like 02:5a:00:00:00:01')],
          sameMeaning: sameBy(parseMac),
        }),
        vlan: defaulted.integer({
          description: 'Port VLAN that libvirt sets; 0 is none.',
          default: 0,
          validators: [between(0, 4094)],
        }),
      },
      {
        description:
          'Attach the VF of a NIC as `<interface type="hostdev">`, of which libvirt sets MAC and VLAN at each start. Default: as `<hostdev>`, which leaves them as they are.',
      },
    ),
    standby_alias: optional.string({
      description:
        'Alias of the virtio interface of the domain that stands by for the VF (`<teaming>`), so that the guest has a network while it is migrated.',
      validators: [ALIAS],
    }),
    domain_uuid: computed.string({ description: 'UUID of the domain.' }),
    live: computed.bool({ description: 'The domain runs and has the VF.' }),
    persistent: computed.bool({ description: 'The definition of the domain has the VF.' }),
    xml: computed.string({ description: 'Element that libvirt is given for the VF.' }),
  },
});

export type VmAttachmentSchema = typeof vmAttachmentSchema;
export type Config = ConfigOf<VmAttachmentSchema>;
export type State = StateOf<VmAttachmentSchema>;

/** A configuration of which all that the device is made of is known. */
export interface KnownConfig {
  readonly reach: Reach;
  readonly managed: boolean | null;
  readonly alias: string | null;
  readonly interface: { readonly mac: string; readonly vlan: number | null } | null;
  readonly standby_alias: string | null;
}
