import { DERIVED_MAC } from './derived-mac';
import { HOSTDEV_XML } from './hostdev-xml';
import { VF_ADDRESS } from './vf-address';

/** By the name that configurations call them by, behind `provider::sriov::`. */
export const FUNCTIONS = {
  vf_address: VF_ADDRESS,
  derived_mac: DERIVED_MAC,
  hostdev_xml: HOSTDEV_XML,
} as const;
