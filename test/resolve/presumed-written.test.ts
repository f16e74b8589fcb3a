import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import { parseInventory, serializeInventory } from '../../lib/inventory/parse';
import { resolve } from './wanted';

/** What is presumed of a host stands in a file, which the command line reads: whatever little is known of the devices. */
test.each([...DEFAULT_CATALOG.devices.map(({ id }) => id), '1234:5678', 'a-device-that-nobody-knows', undefined])(
  'a host that is presumed to have %s can be written and read',
  (device) => {
    const pf = { selector: { address: '0000:3b:00.0' }, ...(device !== undefined && { device }) };
    const { hosts } = resolve({ pfs: { uplink: { ...pf, pools: { tenants: { count: 2 } } } } }, null);
    const inventory = hosts[0]?.inventory;
    if (inventory === undefined) throw new Error('the host has no inventory');
    expect(parseInventory(JSON.parse(serializeInventory(inventory)), 'observed.json')).toEqual(inventory);
  },
);
