import type { NamespaceFacts } from '../inventory';
import { integerOf } from './attributes';
import type { BlockDevices } from './block-devices';
import { commandJson, integerIn, type JsonRecord, recordOf, recordsOf } from './json';
import type { Reading } from './tree';

/** Highest namespace id; the one above it stands for all. */
const MAX_NSID = 0xfffffffe;
/** `nvme0n1`, and `nvme0c1n1` for one of several paths to it. */
const NAMESPACE_NAME = /^nvme(\d+)(?:c\d+)?n(\d+)$/;

/** A controller that the kernel drives. */
export interface NvmeController {
  /** `nvme0`. */
  readonly name: string;
  readonly path: string;
}

/** A namespace as the kernel shows it under a controller. */
interface Shown {
  readonly path: string;
  /** Block device that carries partitions and mounts, also where this is but one path to it. */
  readonly block: string;
}

/**
 * Block devices that the kernel shows under a controller: of a path to a namespace that has several, the one that stands
 * for all of them. Who uses that one uses every path.
 */
export function blocksOf({ tree }: Reading, { path }: NvmeController): string[] {
  const blocks = tree.list(path).flatMap((name) => blockOf(name) ?? []);
  return [...new Set(blocks)].sort();
}

function blockOf(name: string): string | null {
  const [, subsystem, instance] = NAMESPACE_NAME.exec(name) ?? [];
  return subsystem === undefined ? null : `nvme${subsystem}n${instance}`;
}

/** Namespaces of a controller, in order of their id. */
export function namespacesOf(reading: Reading, controller: NvmeController, blocks: BlockDevices): NamespaceFacts[] {
  const shown = shownNamespaces(reading, controller);
  const listed = ['list-ns', 'list-ns-all']
    .map((command) => recordOf(commandJson(reading, `${controller.name}-${command}`)))
    .flatMap((output) => recordsOf(output.nsid_list))
    .flatMap((entry) => integerIn(entry, 'nsid', 1, MAX_NSID) ?? []);
  return [...new Set([...shown.keys(), ...listed])]
    .sort((a, b) => a - b)
    .map((nsid) => {
      reading.tables.add('namespaces', 0);
      const place = shown.get(nsid);
      const { mounted, boot } = blocks.useOf(place?.block ?? null);
      const identify = recordOf(commandJson(reading, `${controller.name}-id-ns-ns${nsid}`));
      const shownBytes = place === undefined ? null : (blocks.bytesIn(place.path) ?? blocks.bytesOf(place.block));
      const sharing = integerIn(identify, 'nmic', 0, 0xff);
      return {
        nsid,
        bytes: shownBytes ?? identifiedBytes(identify),
        shared: sharing === null ? null : (sharing & 1) === 1,
        controllers: attachedControllers(commandJson(reading, `${controller.name}-list-ctrl-ns${nsid}`)),
        mounted,
        boot,
      };
    });
}

function shownNamespaces(reading: Reading, { path }: NvmeController): ReadonlyMap<number, Shown> {
  const shown = new Map<number, Shown>();
  for (const name of reading.tree.list(path)) {
    const block = blockOf(name);
    if (block === null) continue;
    const nsid = integerOf(reading, `${path}/${name}/nsid`, 1, MAX_NSID);
    if (nsid !== null) shown.set(nsid, { path: `${path}/${name}`, block });
  }
  return shown;
}

/** NSZE blocks of the size that the formatted LBA format has; all is zero for a namespace that is not attached. */
function identifiedBytes(identify: JsonRecord): number | null {
  const blocks = integerIn(identify, 'nsze', 1);
  const format = integerIn(identify, 'flbas', 0, 0xff);
  if (blocks === null || format === null) return null;
  const index = (format & 0xf) | (((format >> 5) & 3) << 4);
  const shift = integerIn(recordsOf(identify.lbafs)[index] ?? {}, 'ds', 9, 32);
  const bytes = shift === null ? Number.NaN : blocks * 2 ** shift;
  return Number.isSafeInteger(bytes) ? bytes : null;
}

function attachedControllers(output: unknown): number[] | null {
  if (output === null) return null;
  const list = Array.isArray(output) ? output : recordOf(output).ctrl_list;
  if (!Array.isArray(list)) return null;
  return recordsOf(list)
    .flatMap((entry) => integerIn(entry, 'ctrl_id', 0, 0xffff) ?? [])
    .sort((a, b) => a - b);
}
