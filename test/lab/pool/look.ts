import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { LabHost } from '../lab';
import { diskFile } from '../qemu';
import { TOPOLOGIES } from '../topologies';

const HOST_PROGRAM = readFileSync(join(__dirname, 'host.pl'), 'utf8');
const LOOK_LIMIT_MS = 120_000;
const RESET_LIMIT_MS = 240_000;
const BLOCK_BYTES = 2 ** 20;

/**
 * What a host is like after its boot: everything that a test may have changed, a line each. It keeps files to come back
 * to. @throws Error when it does not answer
 */
export const startOf = (host: LabHost): Promise<string> => lookAt(host, 'start', '', LOOK_LIMIT_MS);

/** Brings a host back to what it was like at its start, and looks again. @throws Error when it does not answer */
export async function resetTo(host: LabHost, start: string): Promise<string> {
  const look = await lookAt(host, hasData(host) ? 'reset wipe' : 'reset', start, RESET_LIMIT_MS);
  return hasData(host) ? `${look}data on a drive\n` : look;
}

async function lookAt(host: LabHost, words: string, start: string, limitMs: number): Promise<string> {
  const { status, stdout, stderr } = await host.sshAsync(`perl - ${words}`, `${HOST_PROGRAM}${start}`, limitMs);
  if (status === 0) return stdout;
  const why = status === -1 ? `not done after ${limitMs / 1000} s` : stderr.trim() || `exit ${status}`;
  throw new Error(`it could not be looked at (${words}): ${why}`);
}

/** Whether a drive holds something other than zeroes, as this machine sees it. */
function hasData({ folder, topology }: LabHost): boolean {
  const zeroes = Buffer.alloc(BLOCK_BYTES);
  const block = Buffer.alloc(BLOCK_BYTES);
  for (let n = 1; n <= TOPOLOGIES[topology].disks; n++) {
    const file = openSync(diskFile(folder, n), 'r');
    try {
      for (let read; (read = readSync(file, block, 0, BLOCK_BYTES, null)) > 0;) {
        if (block.compare(zeroes, 0, read, 0, read) !== 0) return true;
      }
    } finally {
      closeSync(file);
    }
  }
  return false;
}
