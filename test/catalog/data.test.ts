import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import type { CatalogDevice, DriverProfile } from '../../lib/catalog/device';
import schema from '../../schemas/device-catalog.schema.json';

interface DataFile {
  readonly name: string;
  readonly content: { devices?: CatalogDevice[]; driverProfiles?: DriverProfile[] };
}

const DATA = join(__dirname, '../../lib/catalog/data');

const deviceFiles = filesOf('devices');
const driverFiles = filesOf('drivers');

const validate = new Ajv({ allowUnionTypes: true, strictTypes: false })
  .addSchema(schema)
  .compile({ $ref: `${schema.$id}#/$defs/catalogFile` });

test('the built-in catalog has 107 devices and 31 driver profiles, each under a name of its own', () => {
  expect(new Set(DEFAULT_CATALOG.devices.map((device) => device.id)).size).toBe(107);
  expect(new Set(DEFAULT_CATALOG.driverProfiles.map((profile) => profile.name)).size).toBe(31);
});

test('everything in the data files is in the catalog', () => {
  const inFiles = deviceFiles.flatMap((file) => file.content.devices?.map((device) => device.id) ?? []);
  expect(DEFAULT_CATALOG.devices.map((device) => device.id).sort()).toEqual(inFiles.sort());
  const profiles = driverFiles.flatMap((file) => file.content.driverProfiles?.map((profile) => profile.name) ?? []);
  expect(DEFAULT_CATALOG.driverProfiles.map((profile) => profile.name).sort()).toEqual(profiles.sort());
});

test.each([...deviceFiles, ...driverFiles])('$name fits the schema', ({ content }) => {
  expect(validate(content) ? [] : validate.errors).toEqual([]);
});

test.each(deviceFiles)('$name holds the devices of one vendor', ({ content }) => {
  expect(new Set(content.devices?.map((device) => device.vendor)).size).toBe(1);
});

test.each(driverFiles)('$name is named after its driver', ({ name, content }) => {
  expect(content.driverProfiles?.map((profile) => `drivers/${profile.name.replaceAll('/', '-')}.json`)).toEqual([name]);
});

test('every group that says something has a source', () => {
  const silent: string[] = [];
  for (const entry of [...DEFAULT_CATALOG.devices, ...DEFAULT_CATALOG.driverProfiles]) {
    for (const [name, group] of Object.entries(entry)) {
      if (typeof group !== 'object' || group === null || Array.isArray(group)) continue;
      const values = Object.entries(group).filter(([key, value]) => key !== 'source' && value !== null);
      if (values.length > 0 && !group.source) silent.push(`${'id' in entry ? entry.id : entry.name}.${name}`);
    }
  }
  expect(silent).toEqual([]);
});

test('what a driver profile says outside of a group has a source too', () => {
  const silent = DEFAULT_CATALOG.driverProfiles.filter(
    (profile) =>
      (profile.rdmaOnVf !== null && !profile.rdmaSource) ||
      (profile.liveMigrationVfioDriver !== null && !profile.liveMigrationSource),
  );
  expect(silent.map((profile) => profile.name)).toEqual([]);
});

test('every device names a driver profile that exists', () => {
  const profiles = new Set(DEFAULT_CATALOG.driverProfiles.map((profile) => profile.name));
  expect(DEFAULT_CATALOG.devices.filter((device) => !profiles.has(device.driver.profile))).toEqual([]);
});

test('a drive without published limits has none', () => {
  const drive = DEFAULT_CATALOG.devices.find((device) => device.id === 'ssstc-ed1');
  expect(drive?.sriov).toEqual({ maxVfsPerPf: null, maxVfsPerDevice: null, note: null, source: null });
  expect(Object.values(drive?.nvme ?? { missing: 0 })).toEqual([null, null, null, null, null, null]);
});

function filesOf(folder: string): DataFile[] {
  return readdirSync(join(DATA, folder)).map((file) => ({
    name: `${folder}/${file}`,
    content: JSON.parse(readFileSync(join(DATA, folder, file), 'utf8')),
  }));
}
