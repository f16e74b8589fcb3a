import { createHash } from 'node:crypto';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import type { ConstructPath } from '../model/units';

/**
 * Writes a new file with a JSON object: the path of each host, and what is said of it. Host by host, since the texts of all hosts
 * together may be larger than what else the process has in memory.
 *
 * @param members JSON of each host, by its path
 * @returns SHA-256 of the file in hexadecimal
 */
export function writeByHost(file: string, members: Iterable<readonly [ConstructPath, string]>): string {
  const digest = createHash('sha256');
  const descriptor = openSync(file, 'wx');
  const write = (text: string) => {
    // Both would make bytes of it.
    const bytes = Buffer.from(text);
    digest.update(bytes);
    writeFileSync(descriptor, bytes);
  };
  try {
    let before = '{\n';
    for (const [host, json] of members) {
      // Apart, since together they would be copied once more.
      write(`${before}${JSON.stringify(host)}: `);
      write(json);
      before = ',\n';
    }
    write(before === ',\n' ? '\n}\n' : '{}\n');
  } finally {
    closeSync(descriptor);
  }
  return digest.digest('hex');
}
