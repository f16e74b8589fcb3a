import type { BootVfFacts } from '../inventory';
import { lineOf, printable } from './attributes';
import { netplanVfs } from './boot-netplan';
import { keyFileVfs } from './boot-key-files';
import { udevVfs } from './boot-udev';
import { configLines, MOST_CONFIG_CHARACTERS } from './config-lines';
import type { Reading } from './tree';

/** Longest value of a setting that is kept. */
const MOST_CHARACTERS = 120;

/** Reads what a file says of VFs; the file name only tells what kind it is. */
type FileReader = (text: string, path: string) => readonly Omit<BootVfFacts, 'where'>[];

/** A program's folders, the first one first: a file there hides those of its name in the others. */
interface Place {
  readonly folders: readonly string[];
  readonly endings: readonly string[];
  readonly read: FileReader;
}

const PLACES: readonly Place[] = [
  {
    folders: ['etc', 'run', 'usr/local/lib', 'usr/lib', 'lib'].map((base) => `${base}/modprobe.d`),
    endings: ['.conf'],
    read: modprobeVfs,
  },
  {
    folders: ['etc', 'run', 'usr/local/lib', 'usr/lib'].map((base) => `${base}/systemd/network`),
    endings: ['.link', '.network'],
    read: (text, path) => keyFileVfs('networkd', text, path),
  },
  {
    folders: ['etc', 'run', 'usr/lib'].map((base) => `${base}/NetworkManager/system-connections`),
    endings: ['.nmconnection'],
    read: (text, path) => keyFileVfs('networkmanager', text, path),
  },
  // netplan-generate(8): /run before /etc before /lib.
  { folders: ['run', 'etc', 'lib'].map((base) => `${base}/netplan`), endings: ['.yaml'], read: netplanVfs },
  {
    folders: ['etc', 'run', 'usr/local/lib', 'usr/lib', 'lib'].map((base) => `${base}/udev/rules.d`),
    endings: ['.rules'],
    read: udevVfs,
  },
];

/** What a capture has in place of a file that its user could not read. */
export const UNREADABLE_MARK = '# not readable by the user of the capture';

/**
 * Settings by which VFs come into being before anything of ours runs: parameters of modules, and what network managers
 * and udev are told. null: nobody looked (captures of older versions have no such files).
 */
export function readBootVfs(reading: Reading): BootVfFacts[] | null {
  if (!reading.tree.exists('etc')) return null;
  const found = moduleParameters(reading);
  for (const place of PLACES) found.push(...inPlace(reading, place));
  return found;
}

/** Names of module parameters that make VFs, or limit them: the driver's profile says which. */
const PARAMETER = /^(max_vfs|num_vfs)$/;

/** Parameters of modules that are loaded. */
function moduleParameters(reading: Reading): BootVfFacts[] {
  const found: BootVfFacts[] = [];
  for (const module of reading.tree.list('sys/module')) {
    for (const parameter of ['max_vfs', 'num_vfs']) {
      const where = `sys/module/${module}/parameters/${parameter}`;
      const value = lineOf(reading, where);
      if (value === null || value === '') continue;
      found.push({ ...parameterFacts(module, parameter, value), where: `/${where}` });
    }
  }
  return found;
}

function parameterFacts(module: string, parameter: string, value: string): Omit<BootVfFacts, 'where'> {
  return { by: 'module', module: module.replaceAll('-', '_'), parameter, netdev: null, value: short(value) };
}

function inPlace(reading: Reading, { folders, endings, read }: Place): BootVfFacts[] {
  const found: BootVfFacts[] = [];
  const seen = new Set<string>();
  for (const folder of folders) {
    for (const name of reading.tree.list(folder)) {
      if (seen.has(name) || !endings.some((ending) => name.endsWith(ending))) continue;
      seen.add(name);
      const path = `${folder}/${name}`;
      const text = reading.tree.readText(path);
      // What cannot be read the tree says itself.
      if (text === null) continue;
      if (text.startsWith(UNREADABLE_MARK)) {
        reading.warn(`/${path} cannot be read: whether it makes VFs is not known. Capture as root`);
      }
      if (text.length > MOST_CONFIG_CHARACTERS) {
        reading.warn(
          `/${path} has ${text.length} characters: whether it makes VFs behind the first ${MOST_CONFIG_CHARACTERS} is not known`,
        );
      }
      for (const facts of read(text, path)) {
        reading.tables.add('bootVfs', path.length);
        found.push({ ...facts, value: facts.value === null ? null : short(facts.value), where: printable(`/${path}`) });
      }
    }
  }
  return found;
}

/** `options igb max_vfs=7,7`; a backslash at the end of a line goes on in the next one. */
function modprobeVfs(text: string): Omit<BootVfFacts, 'where'>[] {
  const found: Omit<BootVfFacts, 'where'>[] = [];
  for (const line of configLines(text.replaceAll(/\\\r?\n/g, ' '))) {
    const [command, module, ...options] = line.trim().split(/\s+/);
    if (command !== 'options' || module === undefined) continue;
    for (const option of options) {
      const [name = '', value = ''] = option.replaceAll('"', '').split('=', 2);
      if (PARAMETER.test(name)) found.push(parameterFacts(printable(module), name, value));
    }
  }
  return found;
}

function short(value: string): string {
  return printable(value).slice(0, MOST_CHARACTERS);
}
