import { parseMac } from '../../model/mac';
import { normalizePciAddress } from '../../model/pci';
import { written } from './validators';

/** How a PF is named, in resources and data sources. */
export const SELECTORS = {
  permanent_mac: {
    description:
      'Permanent MAC of the PF, which goes with the card. Of the four ways to name a PF one is enough; several must agree.',
    validators: [written(parseMac, 'a MAC address like 02:5a:00:00:00:01')],
  },
  serial: { description: 'Serial number of the NVMe drive, or of the card as its driver reports it.' },
  slot: { description: 'Physical slot as in `/sys/bus/pci/slots`.' },
  address: {
    description: 'PCI address of the PF. It changes where the card moves to another slot.',
    validators: [written(normalizePciAddress, 'a full PCI address like 0000:3b:00.0')],
  },
} as const;
