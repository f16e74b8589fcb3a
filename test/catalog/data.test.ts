import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import { statedFields } from '../../lib/catalog/groups';
import type { CatalogDevice } from '../../lib/catalog/device';
import type { DriverProfile } from '../../lib/catalog/driver-profile';
import { releasesNamed } from '../../lib/catalog/driver-evidence';
import { operationsOf } from '../../lib/catalog/operation-flags';
import { answerOf, ETHERNET_OPERATIONS, type OperationValue, ORDINARY, STEADY } from '../../lib/catalog/operations';
import { factIn, type KernelFact, type KernelRange, parseKernelRelease } from '../../lib/model/kernel-release';
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

test('each device and each driver profile of the built-in catalog has a name of its own', () => {
  const { devices, driverProfiles } = DEFAULT_CATALOG;
  expect(new Set(devices.map((device) => device.id)).size).toBe(devices.length);
  expect(new Set(driverProfiles.map((profile) => profile.name)).size).toBe(driverProfiles.length);
});

test('two devices with the same ids are told apart by their subsystems, as far as these are known', () => {
  const owners = new Map<string, CatalogDevice[]>();
  for (const device of DEFAULT_CATALOG.devices) {
    const { vendorId, deviceId, otherDeviceIds = [], subsystemId } = device.pf;
    if (subsystemId || deviceId === null) continue;
    for (const id of [deviceId, ...otherDeviceIds]) {
      const key = `${vendorId}:${id}`;
      owners.set(key, [...(owners.get(key) ?? []), device]);
    }
  }
  const shared = [...owners].filter(([, devices]) => devices.length > 1);
  expect(shared.map(([key]) => key)).toEqual(['144d:a824']);
  for (const device of shared.flatMap(([, devices]) => devices)) {
    expect(device.pf.knownSubsystemIds?.length).toBeGreaterThan(0);
  }
});

test('a device without SR-IOV says how else it is shared, and has no limit', () => {
  const without = DEFAULT_CATALOG.devices.filter((device) => device.sriov.supported === false);
  expect(without.map((device) => device.id)).toEqual([
    'aws-ena',
    'chelsio-t5-pf4',
    'chelsio-t6-pf4',
    'intel-dsa',
    'intel-iaa',
  ]);
  for (const { sriov, vf } of without) {
    expect(sriov).toMatchObject({ maxVfsPerPf: null, note: expect.any(String), source: expect.any(String) });
    expect(vf.deviceIds).toBeNull();
  }
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
      if (typeof group !== 'object' || group === null || Array.isArray(group) || name === 'operations') continue;
      if (statedFields(group).length > 0 && !group.source)
        silent.push(`${'id' in entry ? entry.id : entry.name}.${name}`);
    }
  }
  expect(silent).toEqual([]);
});

test('each case of an operation names what was read, kernel and function, or how it was measured', () => {
  const SOURCE = /^(Linux \d[\d., ]*:\S+ \([^)]+\)|measured )/;
  const bad = DEFAULT_CATALOG.driverProfiles.flatMap(({ name, operations = {} }) =>
    Object.entries(operations).flatMap(([operation, cases]) =>
      cases.flatMap(({ source }) => (SOURCE.test(source) ? [] : [`${name} ${operation}: ${source}`])),
    ),
  );
  expect(bad).toEqual([]);
});

test('no operation has a flag beside its cases', () => {
  const twice = DEFAULT_CATALOG.driverProfiles.flatMap(({ name, operations = {}, vfAttributes }) =>
    Object.keys(operations).flatMap((operation) => (operation in (vfAttributes ?? {}) ? [`${name} ${operation}`] : [])),
  );
  expect(twice).toEqual([]);
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

describe('where kernels differ', () => {
  /** A commit, `since 6.7`, `Linux 6.5`: the source says with which release it changed. */
  const isNamed = (source: string, release: string) =>
    /\bcommit \w{8}/.test(source) || new RegExp(`(?<![\\d.])${release.replace('.', '\\.')}(?![\\d])`).test(source);
  const edges = ({ from, before }: KernelRange) => [from, before].filter((edge) => edge !== undefined);
  const at = (release: string) => parseKernelRelease(`${release}.0`);

  const operations = DEFAULT_CATALOG.driverProfiles.flatMap((profile) =>
    ETHERNET_OPERATIONS.flatMap((name) => {
      const cases = operationsOf(profile)[name];
      const found = cases.flatMap(({ when }) => (when?.kernel === undefined ? [] : edges(when.kernel)));
      return [...new Set(found)].map((edge) => [profile.name, name, edge, cases] as const);
    }),
  );

  test.each(operations)(
    'what %s does with %s is known from Linux %s on only if a source says so',
    (_driver, _operation, edge, cases) => {
      const sources = cases.map(({ source }) => source).join('; ');
      const isRead = cases.some(({ source }) => releasesNamed(source).includes(edge));
      const where = { ...STEADY, kernel: at(edge), linkMbps: 10_000, guaranteedMbps: 100, maxTxMbps: 0 };
      const values: readonly OperationValue[] = [ORDINARY, 100, 'disable'];
      const isOpen = values.some((value) => answerOf(cases, value, where).is === 'unknown');
      expect([isRead, isNamed(sources, edge), isOpen]).toContain(true);
    },
  );

  interface FoundFact {
    readonly where: string;
    readonly edge: string;
    readonly fact: KernelFact<string>;
    readonly source: string;
  }

  function factsIn(value: unknown, where: string, above: string): FoundFact[] {
    if (typeof value !== 'object' || value === null) return [];
    const own = Object.entries(value).flatMap(([name, text]: [string, unknown]) =>
      /source$/i.test(name) && typeof text === 'string' ? [text] : [],
    );
    const source = own.length > 0 ? own.join('; ') : above;
    return Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
      if (!Array.isArray(member) || !member.every(isRange)) return factsIn(member, `${where}.${name}`, source);
      const fact = member as unknown as KernelFact<string>;
      const found = member.flatMap(({ kernel }) => edges(kernel));
      return [...new Set(found)].map((edge) => ({ where: `${where}.${name}`, edge, fact, source }));
    });
  }

  function isRange(value: unknown): value is { readonly kernel: KernelRange } {
    return typeof value === 'object' && value !== null && 'kernel' in value && 'is' in value;
  }

  test.each(
    DEFAULT_CATALOG.driverProfiles.flatMap((profile) =>
      factsIn(profile, profile.name, '').map((found) => [found.where, found.edge, found] as const),
    ),
  )('%s is known from Linux %s on only if a source says so', (_where, edge, { fact, source }) => {
    const isRead = releasesNamed(source).includes(edge);
    expect([isRead, isNamed(source, edge), factIn(fact, at(edge)) === null]).toContain(true);
  });
});
