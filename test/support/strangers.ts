import type { Inventory, PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import {
  type CardIdentity,
  MACHINE_PART_NAMES,
  MACHINE_PARTS,
  machineHash,
  type MachineIdentity,
  type MachinePart,
} from '../../lib/model/identity';
import { interfaceFacts, inventory, nicFacts } from './facts';

/** Where the plan has its card. */
export const HOME = '0000:3b:00.0';
/** Where another function is. */
export const AWAY = '0000:86:00.0';

/** A function of a host, as far as it is told from others. */
export interface FoundFunction {
  readonly address: string;
  readonly deviceId: string;
  readonly subsystemDeviceId?: string;
  /** null: the netdev is not there to be asked. */
  readonly mac: string | null;
  /** PCI device serial number, as lspci prints it. */
  readonly serial?: string;
}

/** What machine id, board and product say, as they stand on the host. */
export type MachineTexts = { readonly [Part in MachinePart]?: string };

/** A host that a plan comes to. */
export interface Situation {
  readonly machine: MachineTexts;
  readonly functions: readonly FoundFunction[];
}

const MACHINE: MachineTexts = { machineId: '0f'.repeat(16), boardSerial: 'BRD-1234', productSerial: 'Default string' };
const CARD: FoundFunction = {
  address: HOME,
  deviceId: '159b',
  subsystemDeviceId: '0003',
  mac: '3c:fd:fe:00:00:0b',
  serial: '3c-fd-fe-ff-ff-00-00-0b',
};
const TWIN: FoundFunction = { ...CARD, mac: '3c:fd:fe:00:00:0a', serial: '3c-fd-fe-ff-ff-00-00-0a' };

/** Where the plan was made. */
export const AT_HOME: Situation = { machine: MACHINE, functions: [CARD] };

export function machineOf(texts: MachineTexts): MachineIdentity {
  const known = MACHINE_PART_NAMES.flatMap((part) => {
    const hash = machineHash(part, texts[part] ?? '');
    return hash === null ? [] : [[part, hash]];
  });
  return Object.fromEntries(known) as MachineIdentity;
}

export const KNOWN: CardIdentity = {
  vendorId: '8086',
  deviceId: CARD.deviceId,
  subsystemDeviceId: '0003',
  permanentMac: '3c:fd:fe:00:00:0b',
  serial: '3c-fd-fe-ff-ff-00-00-0b',
};

export interface StrangerRow {
  readonly name: string;
  /** What the plan knows. @default all of `AT_HOME` */
  readonly card?: CardIdentity;
  readonly machine?: MachineIdentity;
  readonly found: Situation;
  /** What must be said when it is refused; null: the plan may run. */
  readonly refused: readonly RegExp[] | null;
}

const at = (...functions: FoundFunction[]): Situation => ({ machine: MACHINE, functions });
const on = (machine: MachineTexts): Situation => ({ machine, functions: [CARD] });

/** One table for every executor that writes to a host. */
export const STRANGERS: readonly StrangerRow[] = [
  { name: 'the card of the plan in its machine', found: AT_HOME, refused: null },
  {
    name: 'an equal card at its address',
    found: at(TWIN),
    refused: [/expected permanent MAC 3c:fd:fe:00:00:0b, found 3c:fd:fe:00:00:0a/],
  },
  {
    name: 'an equal card at its address, told by its serial number alone',
    card: { ...KNOWN, permanentMac: undefined },
    found: at(TWIN),
    refused: [/serial number 3c-fd-fe-ff-ff-00-00-0b, found 3c-fd-fe-ff-ff-00-00-0a/],
  },
  {
    name: 'another model at its address',
    found: at({ ...TWIN, deviceId: '1593' }),
    refused: [/expected PCI device id 159b, found 1593/],
  },
  {
    name: 'a card of another board maker',
    found: at({ ...CARD, subsystemDeviceId: '00ff' }),
    refused: [/expected subsystem device id 0003, found 00ff/],
  },
  {
    name: 'a card that moved, and another in its place',
    found: at(TWIN, { ...CARD, address: AWAY }),
    refused: [/found 3c:fd:fe:00:00:0a/, /card is at 0000:86:00\.0 now/],
  },
  {
    name: 'a card that moved, and nothing in its place',
    found: at({ ...CARD, address: AWAY }),
    refused: [/card is at 0000:86:00\.0 now/],
  },
  {
    name: 'a card that may have moved to two places',
    card: { ...KNOWN, permanentMac: undefined },
    found: at(TWIN, { ...CARD, address: AWAY }, { ...CARD, address: '0000:86:00.1', mac: '3c:fd:fe:00:00:0c' }),
    refused: [/fits 0000:86:00\.0 and 0000:86:00\.1/],
  },
  {
    name: 'another machine with a copy of the disk',
    found: on({ ...MACHINE, boardSerial: 'BRD-9999' }),
    refused: [/another machine/, new RegExp(machineHash('boardSerial', 'BRD-9999') ?? '')],
  },
  {
    name: 'another machine, or another installation',
    found: on({ ...MACHINE, machineId: 'ee'.repeat(16) }),
    refused: [/another machine/, new RegExp(`expected machine.id \\(hash\\) ${machineOf(MACHINE).machineId}`)],
  },
  {
    name: 'a machine of which nothing can be read',
    found: on({ boardSerial: 'To be filled by O.E.M.' }),
    refused: null,
  },
  {
    name: 'a card whose MAC cannot be asked for now',
    card: { ...KNOWN, serial: undefined },
    found: at({ ...CARD, mac: null }),
    refused: null,
  },
  {
    name: 'a card that does not say which it is, while that of the plan is elsewhere',
    card: { ...KNOWN, serial: undefined },
    found: at({ ...TWIN, mac: null, serial: undefined }, { ...CARD, address: AWAY }),
    refused: [/not known/, /card is at 0000:86:00\.0 now/],
  },
  {
    name: 'another model, of which the plan knows nothing else',
    card: { vendorId: '8086', deviceId: '159b' },
    machine: {},
    found: at({ ...TWIN, deviceId: '1593' }),
    refused: [/expected PCI device id 159b, found 1593/],
  },
  { name: 'a plan that knows neither card nor machine', card: {}, machine: {}, found: at(TWIN), refused: null },
];

function factsOf({ address, deviceId, subsystemDeviceId, mac, serial }: FoundFunction): PhysicalFunctionFacts {
  const facts = nicFacts({ address, deviceId, subsystemDeviceId: subsystemDeviceId ?? null, serial: serial ?? null });
  const { network } = facts;
  const interfaces = [interfaceFacts({ mac, permanentMac: mac })];
  return { ...facts, network: network && { ...network, interfaces } };
}

/** The host of a situation as an inventory has it. */
export function inventoryOf({ machine, functions }: Situation): Inventory {
  const { machineId = null, boardSerial = null, productSerial = null } = machineOf(machine);
  return inventory(functions.map(factsOf), { machine: { machineId, boardSerial, productSerial } });
}

/** Files of the host of a situation, text by path below its root. */
export function filesOf({ machine, functions }: Situation): ReadonlyMap<string, string | Uint8Array> {
  const files = new Map<string, string | Uint8Array>();
  for (const part of MACHINE_PART_NAMES) {
    const text = machine[part];
    if (text !== undefined) files.set(MACHINE_PARTS[part].file, `${text}\n`);
  }
  for (const [n, { address, deviceId, subsystemDeviceId = '', mac, serial }] of functions.entries()) {
    const device = `sys/bus/pci/devices/${address}`;
    files.set(`${device}/vendor`, '0x8086\n');
    files.set(`${device}/device`, `0x${deviceId}\n`);
    files.set(`${device}/subsystem_device`, `0x${subsystemDeviceId}\n`);
    if (serial !== undefined) files.set(`${device}/config`, configWith(serial));
    if (mac === null) continue;
    const netdev = `${device}/net/nic${n}`;
    files.set(`${netdev}/address`, `${mac}\n`);
    files.set(`${netdev}/addr_assign_type`, '0\n');
  }
  return files;
}

/** Configuration space with a device serial number behind another extended capability. */
function configWith(serial: string): Uint8Array {
  const config = new Uint8Array(4096);
  config.set([0x0e, 0x00, 0x01, 0x14], 0x100);
  config.set([0x03, 0x00, 0x01, 0x00], 0x140);
  config.set(
    serial
      .split('-')
      .reverse()
      .map((byte) => Number.parseInt(byte, 16)),
    0x144,
  );
  return config;
}
