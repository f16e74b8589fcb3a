// Holds every PCI id of the catalog against the database of PCI ids, as Debian's package pci.ids brings it, or another copy:
// node scripts/pci-ids.mjs [FILE]. What the database cannot tell stands in pci-ids.json, with who does.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib.mjs';

/** Where Debian's package puts it. */
export const PCI_IDS = '/usr/share/misc/pci.ids';

const DEVICES = 'lib/catalog/data/devices';
const EXCEPTIONS = 'scripts/pci-ids.json';

/** What is said of all network cards, and tells none from another. */
const COMMON_WORDS = new Set(
  'ethernet controller adapter network connection family series gigabit dual port for of'.split(' '),
);
const NAME_OF_A_VF = /virtual|\bvf\b|mxgpu/i;

/**
 * Ids of the catalog that the database does not have, has under the name of something else, or has as a PF where the catalog
 * says VF, and exceptions that are none.
 */
export function wrongIds(file = PCI_IDS) {
  const { names, subsystems, release } = readDatabase(readFileSync(file, 'utf8'));
  const exceptions = JSON.parse(readFileSync(join(ROOT, EXCEPTIONS), 'utf8'));
  const idsOf = (groups) => new Set(groups.flatMap(({ ids }) => ids));
  const lacking = idsOf(exceptions.lacking);
  const later = new Map(exceptions.later.flatMap(({ release: since, ids }) => ids.map((id) => [id, since])));
  const otherwiseNamed = idsOf(exceptions.otherwiseNamed);
  const stated = new Set();
  const wrong = [];
  for (const { device, id, kind } of statedIds()) {
    stated.add(id);
    const name = names.get(id);
    const where = `${device.id}: ${id} as ${kind}`;
    if (name === undefined) {
      if (!lacking.has(id) && !(release < later.get(id))) wrong.push(`${where} is not in ${file} (${release})`);
    } else if (!otherwiseNamed.has(id)) {
      if (NAME_OF_A_VF.test(name) !== (kind === 'VF')) wrong.push(`${where} is called "${name}"`);
      if (kind === 'PF' && !sharesAWord(device, name))
        wrong.push(`${where} is called "${name}", and the device "${device.name}"`);
    }
    for (const subsystem of kind === 'PF' ? (device.pf.knownSubsystemIds ?? []) : []) {
      if (!subsystems.has(`${id}:${subsystem}`)) wrong.push(`${where} has no subsystem ${subsystem} in ${file}`);
    }
  }
  for (const id of [...lacking, ...later.keys(), ...otherwiseNamed]) {
    if (!stated.has(id)) wrong.push(`${EXCEPTIONS}: no device of the catalog has ${id}`);
  }
  return { wrong, count: stated.size, release };
}

function* statedIds() {
  for (const name of readdirSync(join(ROOT, DEVICES))) {
    for (const device of JSON.parse(readFileSync(join(ROOT, DEVICES, name), 'utf8')).devices) {
      const { vendorId, deviceId, otherDeviceIds = [] } = device.pf;
      if (deviceId === null) continue;
      for (const id of [deviceId, ...otherDeviceIds]) yield { device, id: `${vendorId}:${id}`, kind: 'PF' };
      for (const id of device.vf.deviceIds ?? []) yield { device, id: `${vendorId}:${id}`, kind: 'VF' };
    }
  }
}

/** Names by `vendor:device`, and all `vendor:device:subvendor:subdevice`; classes come last and are left out. */
function readDatabase(text) {
  const names = new Map();
  const subsystems = new Set();
  let vendor = null;
  let device = null;
  for (const line of text.split('\n')) {
    if (line.startsWith('C ')) break;
    const [, tabs, id, rest] = /^(\t{0,2})([0-9a-f]{4})\s+(.*)/.exec(line) ?? [];
    if (tabs === undefined) continue;
    if (tabs === '') vendor = id;
    else if (tabs === '\t') {
      device = `${vendor}:${id}`;
      names.set(device, rest);
    } else subsystems.add(`${device}:${id}:${rest.slice(0, 4)}`);
  }
  return { names, subsystems, release: /^#\s+Version:\s+([\d.]+)/m.exec(text)?.[1] ?? 'no version' };
}

/** Whether the name has a word of the device's: `82599` of `82599ES`, `alder` in `AlderLake`. */
function sharesAWord(device, name) {
  const squeezed = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return `${device.name} ${device.id}`
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => !COMMON_WORDS.has(word) && (/[a-z].*\d|\d{4}/.test(word) || word.length > 2))
    .some((word) => squeezed.includes(word) || (/\d{3}/.test(word) && squeezed.includes(word.replace(/[a-z]+$/, ''))));
}

if (process.argv[1] === import.meta.filename) {
  const { wrong, count, release } = wrongIds(process.argv[2]);
  for (const line of wrong) console.error(line);
  console.log(`${count} ids held against pci.ids of ${release}, ${wrong.length} wrong`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}
