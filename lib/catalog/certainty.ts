import type { CatalogDevice } from './device';

/** How what a source says was found out, the surest first, in words. */
export const CERTAINTIES = {
  user: 'stated by a user',
  hardware: 'run on hardware',
  emulated: 'run on an emulated device',
  driver: 'read in driver source',
  vendor: "vendor's document",
  others: "others' account",
  pciIds: 'pci.ids alone',
  unknown: 'no source',
} as const;

export type Certainty = keyof typeof CERTAINTIES;

/**
 * What the origins in sources tell, the first that fits: outputs of a machine are named as such, README files and DPDK's
 * guides are written by who builds the cards, and whatever else stands on the web is the account of others.
 */
const ORIGINS: readonly (readonly [Certainty, RegExp])[] = [
  ['hardware', /\((lspci|dmesg|pciconf|commands that were run)\b|^linux-nvme\/nvme-cli issue/],
  ['emulated', /^qemu\/qemu:|\bQEMU\b/],
  ['vendor', /\bREADME\b|^DPDK\/dpdk@\w+:doc\/|^intel\/xpumanager|^https:\/\/([\w-]+\.)*(nvidia|intel)\.com\//],
  [
    'driver',
    /^(torvalds\/linux|intel\/ethernet-linux-|DPDK\/dpdk@\w+:drivers\/|Netronome\/nfp-drv-kmods|linux-rdma\/rdma-core)|^mlx4 limit commit|\.[ch]\b/,
  ],
  ['pciIds', /^pciutils\/pciids|^pci\.ids\b/],
  ['others', /^[\w.-]+\/[\w.-]+(@\w+)?(:| issue| pull)|^https?:\/\//],
];

/** Groups with a source of their own; `driver` only refers to a driver profile. */
const SOURCED = [
  'pf',
  'vf',
  'link',
  'pcie',
  'sriov',
  'queues',
  'rdma',
  'nvme',
  'performance',
  'ceilings',
] as const satisfies readonly (keyof CatalogDevice)[];

export interface DeviceCertainty {
  /** The surest of what says which functions are its PF and its VFs. */
  readonly ids: Certainty;
  /** The surest of what says how many VFs it has, or that it has none; `unknown` where nothing does. */
  readonly vfs: Certainty;
  /** Each group that has a source. */
  readonly groups: Readonly<Partial<Record<(typeof SOURCED)[number], Certainty>>>;
}

/** How sure the catalog is of a device, by the origins of what its groups say. */
export function certaintyOf(device: CatalogDevice): DeviceCertainty {
  const groups: Partial<Record<(typeof SOURCED)[number], Certainty>> = {};
  for (const name of SOURCED) {
    const source = device[name]?.source;
    if (source) groups[name] = certaintyOfSource(source);
  }
  const { sriov, nvme } = device;
  const limits = [
    sriov.supported === false || sriov.maxVfsPerPf !== null || sriov.maxVfsPerDevice !== null
      ? groups.sriov
      : undefined,
    nvme !== null && nvme.maxSecondaryControllers !== null ? groups.nvme : undefined,
  ];
  return { ids: surest([groups.pf, groups.vf]), vfs: surest(limits), groups };
}

/**
 * The surest origin in the text of a source: `driver` for `torvalds/linux:drivers/...; pciutils/pciids:pci.ids`. Parts
 * are divided by semicolons outside of brackets; one that names no origin goes with the part before. A text of another
 * form is a user's.
 */
export function certaintyOfSource(source: string): Certainty {
  return surest(
    source.split(/;\s+(?![^(]*\))/).flatMap((part, n) => {
      const origin = ORIGINS.find(([, pattern]) => pattern.test(part));
      return origin?.[0] ?? (n === 0 ? 'user' : []);
    }),
  );
}

function surest(found: readonly (Certainty | undefined)[]): Certainty {
  const order = Object.keys(CERTAINTIES) as Certainty[];
  return order.find((certainty) => found.includes(certainty)) ?? 'unknown';
}
