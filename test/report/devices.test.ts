import { DEFAULT_CATALOG as catalog, searchDevices } from '../../lib/catalog/catalog';
import { withOverrides } from '../../lib/catalog/overrides';
import { renderDevices } from '../../lib/report/devices';
import { renderDrivers } from '../../lib/report/drivers';

const rendered = (query: string, from = catalog) => renderDevices(searchDevices(from, query), { catalog: from });

test('many devices are a table with one line each, and ? where nobody knows', () => {
  const lines = rendered('mellanox connectx').split('\n');
  expect(lines[0]).toMatch(/^id +name +PCI ids +PF driver +VF driver +VFs\/PF +VFs\/card +Gbit\/s +ids by +VFs by$/);
  expect(lines).toContain(
    "mlx-cx5       ConnectX-5                   15b3:1017  mlx5_core  mlx5_core  127     ?         1/10/25/40/50/100          read in driver source  vendor's document",
  );
  expect(lines.filter((line) => line.startsWith('mlx-'))).toHaveLength(17);
  expect(lines.at(-2)).toMatch(
    /^17 devices\. "\?" is not known.*Name one, or narrow the query to 3, for all values\.$/,
  );
  expect(rendered('mellanox connectx')).not.toContain('source:');
});

test('few devices come with every value and its source, and with their driver profile', () => {
  const text = rendered('mlx-cx5');
  for (const says of [
    /^mlx-cx5: ConnectX-5 \(NVIDIA\/Mellanox, net\)$/m,
    /^ {2}VFs +127 per PF, \? per card; effective limit = firmware NUM_OF_VFS/m,
    /^ {2}RDMA +PF yes, VF yes$/m,
    /^ {2}drivers +PF mlx5_core, VF mlx5_core\n +source: driver profile mlx5_core$/m,
    /^ +source: .*mlx5_core_pci_table, 6\.18\).* \(read in driver source\)$/m,
    /^ {2}PCIe +generation 3, 16 lanes\n +source: .* \(.*\)$/m,
    /^driver profile mlx5_core \(net\)$/m,
    /^ {2}VF attributes +refuses queryRss; by case mac, nodeGuid, portGuid, vlan, .*vfStats: yes/m,
    /^ {2}vlan +EOPNOTSUPP in switchdev mode but for zero\n +source: Linux /m,
    /^ {2}live migration +mlx5_vfio_pci\n +source: torvalds\/linux:drivers\/vfio\/pci\/mlx5$/m,
  ]) {
    expect(text).toMatch(says);
  }
});

test('every source of a device is printed', () => {
  for (const device of catalog.devices) {
    const text = renderDevices([device], { catalog });
    for (const [name, group] of Object.entries(device)) {
      if (typeof group !== 'object' || !group?.source || (name === 'link' && device.class !== 'net')) continue;
      expect(text).toContain(`source: ${group.source}`);
    }
  }
});

test('every source of a driver profile is printed, and what a fact is in which kernels', () => {
  for (const profile of catalog.driverProfiles) {
    const device = catalog.devices.find(({ driver }) => driver.profile === profile.name);
    if (device === undefined) continue;
    const text = renderDevices([device], { catalog });
    for (const group of Object.values(profile) as unknown[]) {
      const parts: readonly unknown[] = Array.isArray(group) ? group : [group];
      for (const part of parts) {
        if (typeof part !== 'object' || part === null || !('source' in part) || typeof part.source !== 'string')
          continue;
        expect(text).toContain(`source: ${part.source}`);
      }
    }
  }
  expect(rendered('qat-4xxx')).toMatch(
    /^ {2}QAT services +byDriver: \(4xxx: \(services: sym, asym, dc, dcc; most: 2; alone: dcc; /m,
  );
  expect(rendered('qat-4xxx')).toMatch(/^ {2}kernel drivers +4xxx, 420xx, 6xxx, /m);
  expect(rendered('marvell-cn96xx')).toMatch(
    /^ {2}behaviour +createsVfs: no in Linux before 6\.2, yes in Linux 6\.12 and later$/m,
  );
});

test('a value that a user gave shows as such, with the source', () => {
  const changed = withOverrides(catalog, {
    origin: 'code',
    devices: [{ id: 'ssstc-ed1', source: 'our own sample', sriov: { maxVfsPerPf: 32 }, ceilings: { vfIops: 400_000 } }],
    driverProfiles: [{ name: 'nvme', source: 'kernel 6.12', rdmaOnVf: false }],
  });
  const text = rendered('ssstc', changed);
  expect(text).toMatch(/^ssstc-ed1 .* 32 .* yes$/m);
  expect(text).toMatch(/^ {2}overridden: our own sample$/m);
  expect(text).toMatch(/^ {2}VFs +32 per PF, \? per card\n +source: our own sample \(stated by a user\)$/m);
  expect(text).toMatch(/^ {2}ceilings +vfIops: 400000\n +source: our own sample \(stated by a user\)$/m);
  expect(text).toMatch(/^ {2}overridden: kernel 6.12$/m);
});

test('JSON holds the devices and their driver profiles as they are in the catalog', () => {
  const devices = searchDevices(catalog, 'intel-e810-c-sfp');
  const json = JSON.parse(renderDevices(devices, { json: true, catalog }));
  expect(json.devices).toEqual(devices);
  expect(json.driverProfiles.map((profile: { name: string }) => profile.name)).toEqual(['ice']);
});

test('how sure each entry is stands in the table, and with each group in JSON', () => {
  const lines = rendered('').split('\n');
  for (const [id, ids, vfs] of [
    ['mlx-cx7', 'read in driver source', "vendor's document"],
    ['qemu-igb', 'run on an emulated device', 'run on an emulated device'],
    ['bcm-57414', 'read in driver source', 'no source'],
    ['amd-v620', 'pci.ids alone', 'no source'],
    ['gen5-e3s-32vf', 'no source', "others' account"],
  ]) {
    expect(lines.find((line) => line.startsWith(`${id} `))).toMatch(new RegExp(` ${ids} +${vfs}$`));
  }
  const { certainty } = JSON.parse(renderDevices(searchDevices(catalog, 'mlx-cx7'), { json: true, catalog }));
  expect(certainty).toEqual({
    'mlx-cx7': {
      ids: 'driver',
      vfs: 'vendor',
      groups: { pf: 'driver', vf: 'driver', sriov: 'vendor', link: 'vendor', pcie: 'vendor', rdma: 'driver' },
    },
  });
});

test('entries without PCI ids do not count as devices', () => {
  const nameless = catalog.devices.filter(({ pf }) => pf.deviceId === null);
  expect(nameless.length).toBeGreaterThan(0);
  expect(rendered('')).toContain(
    `\n${catalog.devices.length - nameless.length} devices, and ${nameless.length} entries without PCI ids, which no PF of a host matches. `,
  );
  expect(rendered('gen5-e3s-32vf')).toMatch(/^1 entry without PCI ids, which no PF of a host matches\. /m);
});

test.each([
  ['intel-x722-sfp', 'none: it is part of a processor or chipset'],
  ['mlx-bf2', 'generation 4, 16 lanes; x8 or x16, by model'],
  ['bcm-57608', 'generation ?, ? lanes; no data sheet and no output of a machine that states it was found'],
])('the PCIe link of %s: %s', (id, text) => {
  expect(rendered(id)).toContain(`\n  PCIe            ${text}\n`);
});

test('why a link is not known is said no more once a user states it', () => {
  const changed = withOverrides(catalog, {
    origin: 'code',
    devices: [{ id: 'bcm-57608', source: 'our data sheet', pcie: { gen: 5, lanes: 16 } }],
    driverProfiles: [],
  });
  expect(rendered('bcm-57608', changed)).toMatch(/^ {2}PCIe +generation 5, 16 lanes\n +source: our data sheet \(/m);
});

test('a device without SR-IOV has none, which is no "?"', () => {
  expect(rendered('idxd')).toMatch(/^intel-dsa .* none +none +\? +/m);
  expect(rendered('intel-dsa')).toMatch(/^ {2}VFs +none: it has no SR-IOV capability; it is shared by work queues/m);
});

test('no device is said in one line, and is an empty list in JSON', () => {
  expect(rendered('nosuchdevice')).toBe('no device of the catalog matches\n');
  expect(JSON.parse(renderDevices([], { json: true }))).toEqual({ devices: [], certainty: {}, driverProfiles: [] });
});

test('no line ends in blanks', () => {
  expect(rendered('')).not.toMatch(/[ \t]$/m);
});

describe('the drivers', () => {
  const lines = renderDrivers(catalog, { json: false }).split('\n');
  const lineOf = (driver: string) => lines.find((line) => line.startsWith(`${driver} `))?.split(/ {2,}/);

  test('are one line each: settings that are decided, where it was run, and where it was read', () => {
    expect(lineOf('igb')).toEqual([
      'igb',
      'net',
      '11 of 11',
      'Linux 6.1, 6.12',
      'Linux 6.1, 6.12, 6.18, 6.19; other source',
    ]);
    expect(lineOf('rvu_nicpf')).toEqual([
      'rvu_nicpf',
      'net',
      '10 of 11',
      'no',
      'Linux 6.1, 6.8, 6.12, 6.13, 6.18, 6.19',
    ]);
    expect(lineOf('zxdh')).toEqual(['zxdh', 'net', '0 of 11', 'no', 'no']);
    expect(lineOf('nvme')?.slice(0, 4)).toEqual(['nvme', 'nvme', '-', 'Linux 6.1, 6.12']);
  });

  test('are all profiles of the catalog, by name', () => {
    const { drivers } = JSON.parse(renderDrivers(catalog, { json: true })) as { drivers: { name: string }[] };
    expect(drivers.map(({ name }) => name)).toEqual(catalog.driverProfiles.map(({ name }) => name).sort());
  });
});
