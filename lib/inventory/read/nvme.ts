import type { NvmeFacts, NvmePrimaryCapabilities, SecondaryControllerFacts } from '../inventory';
import { integerOf, wordOf } from './attributes';
import type { BlockDevices } from './block-devices';
import { commandJson, integerIn, type JsonRecord, recordOf, recordsOf, textIn } from './json';
import { blocksOf, type NvmeController, namespacesOf } from './nvme-namespaces';
import type { PciDevice } from './pci-devices';
import type { Reading } from './tree';

/** Bit of OACS: Virtualization Management. */
const OACS_VIRTUALIZATION = 1 << 7;
const MAX_WORD = 0xffff;
const MAX_DWORD = 0xffffffff;

/** Controller of a function; null without a bound driver. */
export function controllerOf({ tree }: Reading, { address, path }: PciDevice): NvmeController | null {
  const isController = (name: string): boolean => /^nvme\d+$/.test(name);
  const own = tree.list(`${path}/nvme`).find(isController);
  if (own !== undefined) return { name: own, path: `${path}/nvme/${own}` };
  for (const name of tree.list('sys/class/nvme').filter(isController)) {
    const folder = tree.realPath(`sys/class/nvme/${name}`);
    if (folder === null) continue;
    const isIts = folder.startsWith(`${path}/`) || tree.readText(`${folder}/address`)?.trim() === address;
    if (isIts) return { name, path: folder };
  }
  return null;
}

export interface NvmeReading {
  readonly facts: NvmeFacts;
  readonly serial: string | null;
}

/** Everything about the controller of a function, from sysfs and from what nvme-cli printed. */
export function readNvme(reading: Reading, device: PciDevice, blocks: BlockDevices): NvmeReading {
  const controller = controllerOf(reading, device);
  const name = controller?.name ?? null;
  const output = (command: string): unknown => (name === null ? null : commandJson(reading, `${name}-${command}`));
  const attribute = (file: string): string | null =>
    controller === null ? null : wordOf(reading, `${controller.path}/${file}`);
  const identify = recordOf(output('id-ctrl'));
  const oacs = integerIn(identify, 'oacs', 0, MAX_WORD);
  const capacityBytes = integerIn(identify, 'tnvmcap') || null;
  return {
    serial: attribute('serial') ?? textIn(identify, 'sn')?.trim() ?? null,
    facts: {
      controller: name,
      model: attribute('model') ?? textIn(identify, 'mn')?.trim() ?? null,
      firmware: attribute('firmware_rev') ?? textIn(identify, 'fr')?.trim() ?? null,
      controllerId:
        (controller === null ? null : integerOf(reading, `${controller.path}/cntlid`, 0, MAX_WORD)) ??
        integerIn(identify, 'cntlid', 0, MAX_WORD),
      virtualizationManagement: oacs === null ? null : (oacs & OACS_VIRTUALIZATION) !== 0,
      capacityBytes,
      // Controllers that do not report capacity set both numbers to zero.
      unallocatedBytes: capacityBytes === null ? null : integerIn(identify, 'unvmcap'),
      capabilities: capabilities(recordOf(output('primary-ctrl-caps'))),
      secondaryControllers: secondaryControllers(recordOf(output('list-secondary'))),
      namespaces: controller === null ? [] : namespacesOf(reading, controller, blocks),
    },
  };
}

/** Block devices that the kernel reaches through the function. */
export function blocksOfFunction(reading: Reading, device: PciDevice): string[] {
  const controller = controllerOf(reading, device);
  return controller === null ? [] : blocksOf(reading, controller);
}

/** Identify CNS 14h; null when a number is missing. */
function capabilities(output: JsonRecord): NvmePrimaryCapabilities | null {
  const number = (key: string, most: number): number => integerIn(output, key, 0, most) ?? Number.NaN;
  const read: NvmePrimaryCapabilities = {
    vqFlexibleTotal: number('vqfrt', MAX_DWORD),
    vqAssigned: number('vqrfa', MAX_DWORD),
    vqPrimary: number('vqrfap', MAX_WORD),
    vqMaxPerSecondary: number('vqfrsm', MAX_WORD),
    vqGranularity: number('vqgran', MAX_WORD),
    viFlexibleTotal: number('vifrt', MAX_DWORD),
    viAssigned: number('virfa', MAX_DWORD),
    viPrimary: number('virfap', MAX_WORD),
    viMaxPerSecondary: number('vifrsm', MAX_WORD),
    viGranularity: number('vigran', MAX_WORD),
  };
  return Object.values(read).some(Number.isNaN) ? null : read;
}

/** Identify CNS 15h, in order of controller id. */
function secondaryControllers(output: JsonRecord): SecondaryControllerFacts[] {
  const found = new Map<number, SecondaryControllerFacts>();
  for (const entry of recordsOf(output['secondary-controllers'])) {
    const controllerId = integerIn(entry, 'secondary-controller-identifier', 0, MAX_WORD);
    const virtualQueues = integerIn(entry, 'num-virtual-queues', 0, MAX_WORD);
    const virtualInterrupts = integerIn(entry, 'num-virtual-interrupts', 0, MAX_WORD);
    const state = integerIn(entry, 'secondary-controller-state');
    if (controllerId === null || virtualQueues === null || virtualInterrupts === null || state === null) continue;
    const number = integerIn(entry, 'virtual-function-number', 1, MAX_WORD);
    found.set(controllerId, {
      controllerId,
      vf: number === null ? null : number - 1,
      online: (state & 1) === 1,
      virtualQueues,
      virtualInterrupts,
    });
  }
  return [...found.values()].sort((a, b) => a.controllerId - b.controllerId);
}
