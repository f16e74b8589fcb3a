import { readdirSync, readFileSync } from 'node:fs';
import { domainName, hostAddresses } from '../../inventory/read/libvirt-domains';
import { MAX_TREE_FILE_BYTES } from './limits';

/**
 * Functions of libvirt domains that run, from the files that libvirt keeps of them: lines `0000:01:10.0 vm-a`, and a line
 * with # where they cannot be read. null: there are none.
 *
 * @param folder for tests: another than `/run/libvirt/qemu`
 */
export function runningHostdevs(folder = '/run/libvirt/qemu'): string | null {
  const lines: string[] = [];
  const files = xmlFiles(folder);
  if (files === null) return '# files of libvirt cannot be read; root can\n';
  for (const file of files) {
    try {
      const xml = readFileSync(`${folder}/${file}`, 'utf8').slice(0, MAX_TREE_FILE_BYTES);
      for (const address of hostAddresses(xml)) lines.push(`${address} ${domainName(xml) ?? file}`);
    } catch {
      lines.unshift('# files of libvirt cannot be read; root can');
    }
  }
  return files.length === 0 ? null : `${lines.join('\n')}\n`;
}

function xmlFiles(folder: string): string[] | null {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.xml'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EACCES' || code === 'EPERM' ? null : [];
  }
}
