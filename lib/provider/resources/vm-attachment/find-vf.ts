import type { Inventory, PhysicalFunctionFacts, VirtualFunctionFacts } from '../../../inventory/inventory';
import { normalizePciAddress, vfAddress } from '../../../model/pci';
import { counted } from '../../../model/text';
import type { PciAddress } from '../../../model/units';
import { vfFacts } from '../../../plan/difference';
import { attribute, type AttributePath } from '../../schema';
import { isOpen } from '../known';
import { addressOf } from '../physical-function/observed';
import { type PfSelectors, type Seen, selectedPf } from '../observed/look';
import type { Config } from './schema';

/** The VF that a configuration means. */
export type FoundVf =
  /** Not known before the apply; names of the attributes. */
  { readonly kind: 'open'; readonly unknown: readonly string[] } | NamedVf | ImpossibleVf;

export type NamedVf = VfThere | AbsentVf;

export interface VfThere {
  readonly kind: 'there';
  readonly address: PciAddress;
  readonly pf: PhysicalFunctionFacts;
  readonly vf: VirtualFunctionFacts;
}

/** The host may have it later. */
export interface AbsentVf {
  readonly kind: 'absent';
  /** Null: where it would be is not known. */
  readonly address: PciAddress | null;
  readonly problem: string;
  readonly path: AttributePath;
}

export interface ImpossibleVf {
  readonly kind: 'impossible';
  readonly problem: string;
  readonly fix: string;
  readonly path: AttributePath;
}

/** @throws ProviderError where the PF cannot be told */
export function findVf(config: Pick<Config, 'address' | 'physical_function' | 'vf_index'>, seen: Seen): FoundVf {
  const { address, physical_function, vf_index } = config;
  if (address !== null) {
    if (isOpen(address)) return { kind: 'open', unknown: ['address'] };
    return byAddress(normalizePciAddress(address) ?? address, seen);
  }
  if (isOpen(physical_function) || isOpen(vf_index) || Object.values(physical_function ?? {}).some(isOpen)) {
    return { kind: 'open', unknown: ['physical_function', 'vf_index'] };
  }
  return byIndex((physical_function ?? NO_SELECTORS) as PfSelectors, vf_index ?? 0, seen);
}

const NO_SELECTORS: PfSelectors = { permanent_mac: null, serial: null, slot: null, address: null };
const ADDRESS = [attribute('address')];
const INDEX = [attribute('vf_index')];

function byAddress(address: PciAddress, { name, inventory }: Seen): FoundVf {
  for (const pf of inventory.physicalFunctions) {
    const vf = pf.virtualFunctions.find((each) => each.address === address);
    if (vf !== undefined) return { kind: 'there', address, pf, vf };
  }
  if (inventory.physicalFunctions.some((pf) => pf.address === address)) {
    const fix = 'Give the address of one of its VFs';
    return { kind: 'impossible', problem: `${address} is a PF of ${name}, not a VF`, fix, path: ADDRESS };
  }
  const maker = inventory.physicalFunctions.find((pf) => mayHave(pf, address) === true);
  if (maker !== undefined) {
    const problem = `${address} would be a VF of PF ${maker.address} of ${name}, which has ${countOf(maker)}`;
    return { kind: 'absent', address, problem, path: ADDRESS };
  }
  if (inventory.physicalFunctions.some((pf) => mayHave(pf, address) === null)) {
    return { kind: 'absent', address, problem: `${name} has no VF ${address}`, path: ADDRESS };
  }
  const fix = `Give the address of a VF: ${listOf(inventory)}`;
  return { kind: 'impossible', problem: `No PF of ${name} can have a VF ${address}`, fix, path: ADDRESS };
}

function byIndex(selectors: PfSelectors, index: number, seen: Seen): FoundVf {
  const pf = selectedPf(selectors, seen, [attribute('physical_function')]);
  const vf = vfFacts(pf, index);
  const address = vf === null ? null : addressOf(vf);
  if (vf !== null && address !== null) return { kind: 'there', address, pf, vf };
  if (pf.totalVfs !== null && index >= pf.totalVfs) {
    const problem = `PF ${pf.address} can have ${pf.totalVfs} VFs (sriov_totalvfs), so that there is no VF ${index}`;
    return { kind: 'impossible', problem, fix: 'Give an index below that', path: INDEX };
  }
  const problem = `PF ${pf.address} of ${seen.name} has ${countOf(pf)}, and no VF ${index}`;
  return { kind: 'absent', address: null, problem, path: INDEX };
}

/** Whether a PF may come to have a VF there; null: where its VFs would be is not known, as devices tell it once they have some. */
function mayHave({ address, totalVfs, vfOffset, vfStride }: PhysicalFunctionFacts, vf: PciAddress): boolean | null {
  if (totalVfs === null || totalVfs === 0) return false;
  if (vfOffset === null || vfOffset < 1 || vfStride === null || vfStride < 1) return null;
  return Array.from({ length: totalVfs }, (_, index) => vfAddress(address, vfOffset, vfStride, index)).includes(vf);
}

const countOf = ({ numVfs }: PhysicalFunctionFacts): string => counted(numVfs, 'VF');

const MOST_LISTED = 8;

function listOf({ physicalFunctions }: Inventory): string {
  const all = physicalFunctions.flatMap((pf) => pf.virtualFunctions.flatMap((vf) => addressOf(vf) ?? []));
  if (all.length === 0) return 'the host has none now';
  return `${all.slice(0, MOST_LISTED).join(', ')}${all.length > MOST_LISTED ? ', ...' : ''}`;
}
