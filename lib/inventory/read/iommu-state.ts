import {
  asksForPassthrough,
  asksForStrict,
  type IommuPlatform,
  iommuPlatforms,
  iommuSwitch,
  type PlatformFacts,
} from '../../model/iommu-platforms';
import { kernelSwitch } from '../../model/kernel-arguments';
import type { IommuFacts } from '../inventory';
import { flagOf, lineOf } from './attributes';
import type { IommuGroups } from './iommu-groups';
import type { PciDevices } from './pci-devices';
import type { Reading, SysfsTree } from './tree';

const MODES: ReadonlyMap<string, NonNullable<IommuFacts['mode']>> = new Map([
  ['DMA', 'strict'],
  ['DMA-FQ', 'lazy'],
  ['identity', 'passthrough'],
]);

/** Bit of an Intel unit's extended capabilities: interrupt remapping (VT-d specification, ECAP_REG). */
const ECAP_INTERRUPT_REMAPPING = 3n;

/** State of the IOMMU, from evidence only: an argument that might take effect is none. */
export function readIommu(
  reading: Reading,
  devices: PciDevices,
  groups: IommuGroups,
  kernelArguments: readonly string[] | null,
  host: PlatformFacts,
): IommuFacts {
  const ids = groups.ids();
  const boot = { args: kernelArguments ?? [], platforms: iommuPlatforms(host) };
  const enabled = isEnabled(reading.tree, devices, groups, ids, boot);
  return {
    enabled,
    mode: enabled === true ? modeOf(reading, groups, ids, boot) : null,
    interruptRemapping: interruptRemapping(reading, kernelArguments),
    unsafeInterrupts:
      flagOf(reading, 'sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts') ??
      kernelSwitch(kernelArguments ?? [], 'vfio_iommu_type1.allow_unsafe_interrupts') ??
      null,
    // The parameter exists on the command line only.
    acsOverride: kernelArguments?.some((argument) => argument.startsWith('pcie_acs_override')) ?? null,
    ...firmwareTable(reading.tree, boot),
  };
}

/** What the kernel was booted with, and the kinds of IOMMU that the host may have. */
interface Boot {
  readonly args: readonly string[];
  readonly platforms: readonly IommuPlatform[];
}

const ACPI_TABLES = 'sys/firmware/acpi/tables';

/** Their names alone are for everybody to see. */
function firmwareTable(tree: SysfsTree, { platforms }: Boot): Pick<IommuFacts, 'firmwareTable'> {
  const known = platforms.flatMap(({ acpiTable }) => acpiTable ?? []);
  if (!tree.exists(ACPI_TABLES) || known.length === 0) return {};
  const tables = tree.list(ACPI_TABLES);
  return { firmwareTable: known.some((table) => tables.includes(table)) };
}

function isEnabled(
  tree: SysfsTree,
  devices: PciDevices,
  groups: IommuGroups,
  ids: readonly number[],
  { args, platforms }: Boot,
): boolean | null {
  if (ids.length > 0 || tree.list('sys/class/iommu').length > 0) return true;
  for (const device of devices.values()) {
    if (groups.of(device) !== null) return true;
  }
  if (tree.exists('sys/kernel/iommu_groups') || tree.exists('sys/class/iommu')) return false;
  if (iommuSwitch(args, platforms)?.on === false) return false;
  // An archive that kept the other links of its functions would have kept this one.
  const hasLinks = [...devices.values()].some(
    ({ path }) => tree.readLink(`${path}/subsystem`) !== null || tree.readLink(`${path}/driver`) !== null,
  );
  return hasLinks ? false : null;
}

function modeOf(
  reading: Reading,
  groups: IommuGroups,
  ids: readonly number[],
  { args, platforms }: Boot,
): IommuFacts['mode'] {
  const modes = new Set(ids.flatMap((id) => MODES.get(groups.typeOf(id) ?? '') ?? []));
  if (modes.size === 1) return [...modes][0] ?? null;
  if (modes.size > 1) {
    reading.warn(`sys/kernel/iommu_groups: groups differ in their type (${[...modes].sort().join(', ')})`);
    return null;
  }
  if (asksForPassthrough(args, platforms) === true) return 'passthrough';
  return asksForStrict(args, platforms) ? 'strict' : null;
}

/** From the interrupt chips in use, the kernel's log, or what the units or the command line rule out. */
function interruptRemapping(reading: Reading, kernelArguments: readonly string[] | null): boolean | null {
  const { tree } = reading;
  const interrupts = tree.readText('proc/interrupts') ?? '';
  // x86 chips behind remapping begin with IR; the ITS of ARM tells devices apart by itself.
  if (/\sIR-/.test(interrupts) || /\sITS-/.test(interrupts)) return true;
  if (/\s(?:PCI-MSI|IO-APIC)/.test(interrupts)) return false;
  const log = tree.readText('cmd/dmesg.txt') ?? '';
  if (/DMAR-IR: Enabled IRQ remapping|AMD-Vi: Interrupt remapping enabled/.test(log)) return true;
  if (kernelArguments?.includes('intremap=off')) return false;
  const units = tree.list('sys/class/iommu').map((name) => lineOf(reading, `sys/class/iommu/${name}/intel-iommu/ecap`));
  const capabilities = units.map((text) => (/^[0-9a-f]+$/i.test(text ?? '') ? BigInt(`0x${text}`) : null));
  const isRuledOut = (ecap: bigint | null): boolean =>
    ecap !== null && ((ecap >> ECAP_INTERRUPT_REMAPPING) & 1n) === 0n;
  return capabilities.length > 0 && capabilities.every(isRuledOut) ? false : null;
}
