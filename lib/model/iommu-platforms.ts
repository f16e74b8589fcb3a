import { kernelArgument, kernelOptions, kernelSwitch } from './kernel-arguments';

/** A kind of IOMMU that Linux drives, and what makes it translate. Options are written as on the kernel's command line. */
export interface IommuPlatform {
  readonly name: string;
  /** As `uname -m` says it. */
  readonly architectures: readonly string[];
  /** Part of the name of processors that have it; absent: all of the architecture. */
  readonly processors?: RegExp;
  /** ACPI table by which the firmware describes it; there is none of an IOMMU that the firmware setup has off. null: no such table is of it. */
  readonly acpiTable: 'DMAR' | 'IVRS' | 'IORT' | 'RIMT' | null;
  /** What the kernel is to be booted with; null: nothing, Linux turns it on by itself. */
  readonly bootWith: string | null;
  /** What turns it on, or forces it. */
  readonly turnedOnBy: readonly string[];
  /** What turns it off, until a later word turns it on. */
  readonly turnedOffBy: readonly string[];
  /** What turns it off whatever else is said. */
  readonly keptOffBy: readonly string[];
  /** Options beside `iommu.strict` that choose strict invalidation. */
  readonly strictBy: readonly string[];
  /** What chooses the default domain type; null: nothing does. */
  readonly passthroughBy: string | null;
  readonly translatedBy: string;
  /** What has to be done in and by the firmware, as a command without its full stop. */
  readonly firmware: string;
  /** What remaps interrupts, likewise. */
  readonly interrupts: string;
  readonly source: string;
}

const X86 = ['x86_64', 'i686', 'i386'];
const ARM64 = ['aarch64', 'arm64'];

/** Read in Linux 6.12.117, that of RISC-V, which came later, in 6.18.19. */
export const IOMMU_PLATFORMS: readonly IommuPlatform[] = [
  {
    name: 'VT-d',
    acpiTable: 'DMAR',
    architectures: X86,
    processors: /intel|zhaoxin/i,
    // On by itself only where the kernel was built so (CONFIG_INTEL_IOMMU_DEFAULT_ON) or the platform opts in.
    bootWith: 'intel_iommu=on',
    turnedOnBy: ['intel_iommu=on'],
    turnedOffBy: ['intel_iommu=off'],
    keptOffBy: ['iommu=off'],
    strictBy: ['intel_iommu=strict'],
    passthroughBy: 'iommu=pt',
    translatedBy: 'iommu=nopt',
    firmware: 'turn on VT-d in the firmware setup',
    interrupts: 'turn on interrupt remapping (x2APIC, VT-d) in the firmware setup and boot without intremap=off',
    source:
      'drivers/iommu/intel/iommu.c (intel_iommu_setup, dmar_disabled), dmar.c (dmar_platform_optin, detect_intel_iommu: table DMAR); arch/x86/kernel/pci-dma.c (iommu_setup)',
  },
  {
    name: 'AMD-Vi',
    acpiTable: 'IVRS',
    architectures: X86,
    processors: /amd|hygon/i,
    bootWith: null,
    turnedOnBy: ['amd_iommu=force_enable'],
    turnedOffBy: [],
    keptOffBy: ['amd_iommu=off', 'iommu=off'],
    strictBy: ['amd_iommu=fullflush'],
    passthroughBy: 'iommu=pt',
    translatedBy: 'iommu=nopt',
    firmware: 'turn on AMD-Vi (IOMMU) in the firmware setup, which Linux uses without a kernel argument',
    interrupts: 'turn on interrupt remapping (x2APIC, AMD-Vi) in the firmware setup and boot without intremap=off',
    source:
      'drivers/iommu/amd/init.c (parse_amd_iommu_options, amd_iommu_detect: table IVRS); arch/x86/kernel/pci-dma.c (iommu_setup)',
  },
  {
    name: 'SMMU',
    acpiTable: 'IORT',
    architectures: ARM64,
    bootWith: null,
    turnedOnBy: [],
    turnedOffBy: [],
    keptOffBy: [],
    strictBy: [],
    passthroughBy: 'iommu.passthrough=1',
    translatedBy: 'iommu.passthrough=0',
    firmware:
      "turn on the SMMU in the firmware setup, which Linux uses without a kernel argument where the firmware describes it: its ACPI table IORT must have the SMMU and map the card's PCIe root complex to it (device tree: iommu-map); update the firmware where it does not",
    interrupts: 'use a host whose interrupt controller has an ITS (GICv3 and later), which tells devices apart',
    source:
      'drivers/acpi/arm64/iort.c (iort_iommu_configure_id, iort_pci_iommu_init: ENODEV without a mapping); drivers/iommu/arm/arm-smmu-v3; drivers/irqchip/irq-gic-v3-its.c (IRQ_DOMAIN_FLAG_ISOLATED_MSI)',
  },
  {
    name: 'the RISC-V IOMMU',
    acpiTable: 'RIMT',
    architectures: ['riscv64'],
    bootWith: null,
    turnedOnBy: [],
    turnedOffBy: [],
    keptOffBy: [],
    strictBy: [],
    passthroughBy: 'iommu.passthrough=1',
    translatedBy: 'iommu.passthrough=0',
    firmware:
      'use Linux 6.13 or later, which drives the RISC-V IOMMU without a kernel argument where the firmware describes it (device tree: iommu-map; ACPI table RIMT since Linux 6.18)',
    interrupts:
      'use a host of another architecture: no interrupt controller of RISC-V tells devices apart by Linux 6.18',
    source:
      'Linux 6.18.19:drivers/iommu/riscv (iommu.c: riscv_iommu_identity_domain), drivers/acpi/riscv/rimt.c; not in Linux 6.12.117; no IRQ_DOMAIN_FLAG_ISOLATED_MSI in drivers/irqchip of RISC-V, arch_is_isolated_msi of include/linux/msi.h',
  },
  {
    name: 'zPCI',
    acpiTable: null,
    architectures: ['s390x'],
    // The machine translates the DMA of every PCI function that it gives to a partition.
    bootWith: null,
    turnedOnBy: [],
    turnedOffBy: [],
    keptOffBy: [],
    strictBy: ['s390_iommu=strict'],
    passthroughBy: 'iommu.passthrough=1',
    translatedBy: 'iommu.passthrough=0',
    firmware:
      'boot a kernel with the IOMMU API of s390 (CONFIG_S390_IOMMU): the machine translates the DMA of every PCI function by itself',
    interrupts: 'use a kernel of which all of s390 is known: there interrupts of PCI functions are always told apart',
    source:
      'drivers/iommu/s390-iommu.c (s390_iommu_setup; Linux 6.18.19: s390_identity_domain), arch/s390/include/asm/msi.h (arch_is_isolated_msi: true)',
  },
  {
    name: 'TCE of POWER',
    acpiTable: null,
    architectures: ['ppc64', 'ppc64le'],
    // Host bridges translate by tables of the hypervisor or the kernel; devices that reach all memory may bypass them.
    bootWith: null,
    turnedOnBy: [],
    turnedOffBy: [],
    keptOffBy: ['iommu=off'],
    strictBy: [],
    passthroughBy: null,
    translatedBy: 'iommu=nobypass',
    firmware: 'boot without iommu=off: the PCI host bridges of POWER translate by themselves',
    interrupts: 'find out how the interrupt controller of the host tells devices apart, which is not known here',
    source:
      'arch/powerpc/kernel/iommu.c (spapr_tce_iommu_ops, ppc_iommu_register_device), kernel/prom_init.c (iommu=off), platforms/powernv/pci-ioda.c (iommu_setup: nobypass)',
  },
];

/** What is known of a host that decides on its kind of IOMMU. */
export interface PlatformFacts {
  readonly architecture: string | null;
  readonly cpuModel: string | null;
}

/** Kinds of IOMMU that the host may have; where its architecture is not known those of x86 and ARM, none where it is one without an entry. */
export function iommuPlatforms({ architecture, cpuModel }: PlatformFacts): readonly IommuPlatform[] {
  const wanted = architecture === null ? [...X86, ...ARM64] : [architecture];
  const possible = IOMMU_PLATFORMS.filter(({ architectures }) => architectures.some((one) => wanted.includes(one)));
  const named = possible.filter(({ processors }) => cpuModel !== null && processors?.test(cpuModel) === true);
  return named.length > 0 ? named : possible;
}

/** The option that turns the IOMMU on or off by the kernel's command line, the one that counts; undefined: none does. */
export function iommuSwitch(
  args: readonly string[],
  platforms: readonly IommuPlatform[],
): { readonly on: boolean; readonly by: string } | undefined {
  const final = lastWord(args, (word) => has(platforms, 'keptOffBy', word));
  if (final !== undefined) return { on: false, by: final };
  const by = lastWord(args, (word) => has(platforms, 'turnedOnBy', word) || has(platforms, 'turnedOffBy', word));
  return by === undefined ? undefined : { on: has(platforms, 'turnedOnBy', by), by };
}

function lastWord(args: readonly string[], isOne: (word: string) => boolean): string | undefined {
  return kernelOptions(args)
    .map(({ name, option }) => `${name}=${option}`)
    .filter(isOne)
    .at(-1);
}

function has(
  platforms: readonly IommuPlatform[],
  list: 'turnedOnBy' | 'turnedOffBy' | 'keptOffBy' | 'strictBy',
  word: string,
) {
  return platforms.some((platform) => platform[list].includes(word));
}

/**
 * Whether the command line asks for passthrough (identity) as the default domain type; null where it leaves that to how the
 * kernel was built. `iommu.passthrough` is read on all architectures, `iommu=pt` on x86 alone.
 */
export function asksForPassthrough(args: readonly string[], platforms: readonly IommuPlatform[]): boolean | null {
  const general = kernelSwitch(args, 'iommu.passthrough');
  if (general !== undefined) return general;
  const last = lastWord(args, (word) =>
    platforms.some(({ passthroughBy, translatedBy }) => word === passthroughBy || word === translatedBy),
  );
  return last === undefined ? null : platforms.some(({ passthroughBy }) => last === passthroughBy);
}

/** Whether the command line asks for strict invalidation; false: it does not say so. */
export function asksForStrict(args: readonly string[], platforms: readonly IommuPlatform[]): boolean {
  if (kernelSwitch(args, 'iommu.strict') === true) return true;
  return kernelOptions(args).some(({ name, option }) => has(platforms, 'strictBy', `${name}=${option}`));
}

/** An argument about the IOMMU that Linux reads on some architectures. */
export interface IommuArgument {
  readonly name: string;
  readonly architectures: readonly string[];
  /** All that it may be set to; absent: any value. */
  readonly options?: readonly string[];
}

/** Documentation/admin-guide/kernel-parameters.txt of Linux 6.12.117, and the functions that read them. */
export const IOMMU_ARGUMENTS: readonly IommuArgument[] = [
  { name: 'intel_iommu', architectures: X86 },
  {
    name: 'amd_iommu',
    architectures: X86,
    // parse_amd_iommu_options logs all else as an unknown option.
    options: [
      'fullflush',
      'force_enable',
      'off',
      'force_isolation',
      'pgtbl_v1',
      'pgtbl_v2',
      'irtcachedis',
      'nohugepages',
      'v2_pgsizes_only',
    ],
  },
  { name: 'intremap', architectures: X86 },
  { name: 'iommu', architectures: [...X86, 'ppc64', 'ppc64le'] },
  { name: 's390_iommu', architectures: ['s390x'] },
  { name: 'arm-smmu.disable_bypass', architectures: [...ARM64, 'armv7l'] },
];

/** Why Linux on an architecture makes nothing of an argument about the IOMMU; null: it does, or it is about something else. */
export function unreadIommuArgument(argument: string, architecture: string): string | null {
  const known = IOMMU_ARGUMENTS.find(({ name }) => kernelArgument([argument], name) !== undefined);
  if (known === undefined) return null;
  if (!known.architectures.includes(architecture)) return `Linux on ${architecture} does not read ${known.name}`;
  const unread = kernelOptions([argument]).filter(({ option }) => known.options?.includes(option) === false);
  return unread.length === 0 ? null : `${known.name} has no option ${unread.map(({ option }) => option).join(', ')}`;
}
