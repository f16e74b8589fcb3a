import { DeviceClass } from 'cdktf-sriov';
import type { DeviceClass as ClassName } from '../../lib/device-class';
import { DEVICE_CLASSES, deviceClassOf, functionClassOf } from '../../lib/device-class';
import deviceCatalogSchema from '../../schemas/device-catalog.schema.json';
import hostPlanSchema from '../../schemas/host-plan.schema.json';
import inventorySchema from '../../schemas/inventory.schema.json';

const specs = Object.values(DEVICE_CLASSES);
const names = Object.keys(DEVICE_CLASSES) as ClassName[];
const functions = [...new Set(specs.map((spec) => spec.functions))].sort();
const catalogued = [...new Set(specs.map(({ addedAs }) => addedAs))].sort();

test('every class that the catalog may have can be stated in code', () => {
  expect(Object.values<string>(DeviceClass).sort()).toEqual(catalogued);
});

test('every class of functions may stand in an inventory and in a plan', () => {
  const { physicalFunction } = inventorySchema.definitions;
  expect([...physicalFunction.properties.deviceClass.enum].sort()).toEqual(functions);
  expect([...hostPlanSchema.definitions.targetPf.properties.deviceClass.enum].sort()).toEqual(functions);
});

test('every class may stand in a file of devices, for devices and for profiles of drivers', () => {
  const { $defs } = deviceCatalogSchema;
  for (const device of [$defs.device, $defs.deviceOverride])
    expect([...device.properties.class.enum].sort()).toEqual(catalogued);
  for (const profile of [$defs.driverProfile, $defs.driverProfileOverride]) {
    expect([...profile.properties.kind.enum].sort()).toEqual([...catalogued, 'emulated-net'].sort());
  }
});

test.each(names)('a function that is presumed to be of the class %s is of it', (name) => {
  const { presumedClassCode, functions: of } = DEVICE_CLASSES[name];
  for (const linkType of ['ethernet', 'infiniband', null] as const) {
    expect(deviceClassOf(presumedClassCode(linkType))).toBe(name);
    expect(functionClassOf(presumedClassCode(linkType))).toBe(of);
  }
});

test.each([
  ['020000', 'net'],
  ['020700', 'net'],
  ['028000', 'net'],
  ['010802', 'nvme'],
  // NVMe without I/O queues, and SATA: no NVMe SSDs.
  ['010803', 'other'],
  ['010601', 'other'],
  ['0b4000', 'crypto'],
  ['108000', 'crypto'],
  ['030000', 'gpu'],
  ['038000', 'gpu'],
  ['120000', 'other'],
  ['', 'other'],
])('a function with the class code "%s" is of the class %s', (code, name) => {
  expect(deviceClassOf(code)).toBe(name);
});

test('what is not the class of functions of its name has that of the rest', () => {
  for (const name of names) expect([name, 'other']).toContain(DEVICE_CLASSES[name].functions);
});
