import { statSync } from 'node:fs';
import { readJsonFile, writeFileAtomic } from '../files';
import { guarded } from './guard';
import { parseVirtualHost } from './parse';
import { VirtualHostText } from './serialize';
import type { VirtualHostState } from './state';

/** Where the state of a virtual host is kept. */
export interface VirtualHostStore {
  /** null: there is none yet. */
  load(): VirtualHostState | null;
  save(state: VirtualHostState): void;
  /** Does the work while no other process does such work on the same host. */
  exclusively<T>(work: () => T): T;
}

/**
 * One JSON file, which always holds a whole state.
 *
 * @throws InputError from each function, when the file is no virtual host or cannot be read or written
 */
export function fileStore(file: string): VirtualHostStore {
  const text = new VirtualHostText();
  let known: { readonly version: string; readonly state: VirtualHostState } | null = null;
  return {
    load: () => {
      const version = versionOf(file);
      if (version === null) return null;
      // Reading and checking takes longer than all else; what was written here need not be read again.
      if (known?.version === version) return known.state;
      const state = parseVirtualHost(readJsonFile(file), file);
      known = { version, state };
      return state;
    },
    save: (state) => {
      writeFileAtomic(file, text.of(state));
      const version = versionOf(file);
      known = version === null ? null : { version, state };
    },
    exclusively: (work) => guarded(`${file}.guard`, work),
  };
}

/** Every write makes a new file, so that its number and time tell one state from another. */
function versionOf(file: string): string | null {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.dev}/${stats.ino}/${stats.mtimeNs}/${stats.size}`;
}
