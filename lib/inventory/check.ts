import { placeOf } from '../formats/problem';
import { functionClassOf } from '../device-class';
import { InputError } from '../model/errors';
import { isMulticastMac, ZERO_MAC } from '../model/mac';
import { quoted, unsafeAltName, unsafeLine, unsafeName, unsafeNetdevName } from '../model/text';
import { ALL_VLANS, isKeptVlanList, type VlanList } from '../model/vlan-list';
import type {
  InterfaceFacts,
  Inventory,
  NetworkFacts,
  NvmeFacts,
  PhysicalFunctionFacts,
  VirtualFunctionFacts,
} from './inventory';

/**
 * Refuses what no schema can: two things of one name, counts that contradict each other, names that cannot go into a
 * script.
 *
 * @throws InputError naming file, JSON pointer, value and expectation
 */
export function checkInventory(inventory: Inventory, where: string): void {
  const addresses = new Map<string, string>();
  const claim = (address: string, pointer: string): void => {
    const owner = addresses.get(address);
    if (owner !== undefined) {
      throw new InputError(
        placeOf(where, `${pointer}/address`),
        `address ${address} is that of ${owner} already`,
        'Remove one of the two, or correct its address',
      );
    }
    addresses.set(address, pointer);
  };
  checkHost(inventory, where);
  inventory.physicalFunctions.forEach((pf, n) => {
    const pointer = `/physicalFunctions/${n}`;
    claim(pf.address, pointer);
    checkPhysicalFunction(pf, placeOf(where, pointer));
    pf.virtualFunctions.forEach((vf, v) => {
      claim(vf.address, `${pointer}/virtualFunctions/${v}`);
    });
  });
}

function checkHost({ host }: Inventory, where: string): void {
  for (const [name, text] of Object.entries({
    hostname: host.hostname,
    kernelRelease: host.kernelRelease,
    architecture: host.architecture,
  })) {
    refuseUnsafe(text, unsafeLine, placeOf(where, `/host/${name}`));
  }
  refuseTwice(host.numaNodes, (node) => node.id, placeOf(where, '/host/numaNodes'), 'id');
}

function checkPhysicalFunction(pf: PhysicalFunctionFacts, at: string): void {
  checkClass(pf, at);
  if (pf.totalVfs !== null && pf.numVfs > pf.totalVfs) {
    throw new InputError(
      `${at}/numVfs`,
      `found numVfs ${pf.numVfs}, expected at most totalVfs ${pf.totalVfs}`,
      'Correct numVfs or totalVfs',
    );
  }
  refuseUnsafe(pf.driver, unsafeName, `${at}/driver`);
  refuseUnsafe(pf.driverOverride, unsafeName, `${at}/driverOverride`);
  refuseUnsafe(pf.slot, unsafeLine, `${at}/slot`);
  refuseUnsafe(pf.serial, unsafeLine, `${at}/serial`);
  if (pf.network !== null) checkNetwork(pf.network, `${at}/network`);
  if (pf.nvme !== null) checkNvme(pf.nvme, `${at}/nvme`);
  checkVirtualFunctions(pf.virtualFunctions, `${at}/virtualFunctions`);
}

function checkClass(pf: PhysicalFunctionFacts, at: string): void {
  if (pf.classCode === '') {
    throw new InputError(
      `${at}/classCode`,
      'classCode is missing, and deviceClass "other" does not tell it',
      'Add classCode, the six hexadecimal digits of the file class in sysfs',
    );
  }
  const expected = functionClassOf(pf.classCode);
  if (pf.deviceClass !== expected) {
    throw new InputError(
      `${at}/deviceClass`,
      `found deviceClass "${pf.deviceClass}", expected "${expected}" for classCode ${pf.classCode}`,
      'Correct one of the two, or leave deviceClass out',
    );
  }
}

function checkNetwork({ interfaces, rateNodes = [] }: NetworkFacts, at: string): void {
  rateNodes.forEach((name, n) => refuseUnsafe(name, unsafeLine, `${at}/rateNodes/${n}`));
  refuseTwice(interfaces, (netdev) => netdev.name, `${at}/interfaces`, 'name');
  interfaces.forEach((netdev, n) => {
    checkInterface(netdev, `${at}/interfaces/${n}`);
  });
}

function checkNvme(nvme: NvmeFacts, at: string): void {
  refuseUnsafe(nvme.controller, unsafeName, `${at}/controller`);
  refuseTwice(nvme.secondaryControllers, (c) => c.controllerId, `${at}/secondaryControllers`, 'controllerId');
  refuseTwice(nvme.namespaces, (namespace) => namespace.nsid, `${at}/namespaces`, 'nsid');
}

function checkVirtualFunctions(functions: readonly VirtualFunctionFacts[], at: string): void {
  refuseTwice(functions, (vf) => vf.index, at, 'index');
  functions.forEach((vf, n) => {
    refuseUnsafe(vf.driver, unsafeName, `${at}/${n}/driver`);
    refuseUnsafe(vf.driverOverride, unsafeName, `${at}/${n}/driverOverride`);
    refuseStrangeMac(vf.network?.mac ?? null, `${at}/${n}/network/mac`);
    refuseStrangeVlans(vf.network?.allowedVlans ?? ALL_VLANS, `${at}/${n}/network/allowedVlans`);
    if (vf.interface !== null) checkInterface(vf.interface, `${at}/${n}/interface`);
  });
}

function checkInterface(netdev: InterfaceFacts, at: string): void {
  refuseUnsafe(netdev.name, unsafeNetdevName, `${at}/name`);
  netdev.altNames?.forEach((name, n) => refuseUnsafe(name, unsafeAltName, `${at}/altNames/${n}`));
  refuseUnsafe(netdev.bond?.name ?? null, unsafeNetdevName, `${at}/bond/name`);
  refuseUnsafe(netdev.bridge, unsafeNetdevName, `${at}/bridge`);
  refuseStrangeMac(netdev.mac, `${at}/mac`);
  refuseStrangeMac(netdev.permanentMac, `${at}/permanentMac`);
  if (netdev.permanentMac === ZERO_MAC) {
    throw new InputError(
      `${at}/permanentMac`,
      'found the zero MAC, expected the address of the hardware',
      'Correct it, or leave it out',
    );
  }
}

function refuseStrangeMac(mac: string | null, at: string): void {
  if (mac === null || !isMulticastMac(mac)) return;
  throw new InputError(at, `found ${mac}, expected a unicast address`, 'Clear bit 0 of its first octet');
}

function refuseStrangeVlans(list: VlanList, at: string): void {
  if (isKeptVlanList(list)) return;
  throw new InputError(
    at,
    `found ${quoted(list)}, expected ids and ranges from 0 to 4095, lowest first, apart and without zeros in front`,
    'Take the inventory anew, or write the list so',
  );
}

function refuseUnsafe(text: string | null, judge: (text: string) => string | null, at: string): void {
  const reason = text === null ? null : judge(text);
  if (reason !== null) throw new InputError(at, `the text ${reason}`, 'Correct it');
}

function refuseTwice<T>(items: readonly T[], keyOf: (item: T) => string | number, at: string, field: string): void {
  const seen = new Map<string | number, number>();
  items.forEach((item, n) => {
    const key = keyOf(item);
    const first = seen.get(key);
    if (first !== undefined) {
      throw new InputError(
        `${at}/${n}/${field}`,
        `found ${field} ${quoted(key)}, which ${at.slice(at.lastIndexOf('#') + 1)}/${first} has already`,
        'Remove one of the two, or correct it',
      );
    }
    seen.set(key, n);
  });
}
