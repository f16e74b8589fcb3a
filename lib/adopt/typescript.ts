import { type Alike, alikeHosts } from './alike';
import type { AdoptedAttachment, AdoptedHost, AdoptedPf, AdoptedPool } from './adopted';
import { Expression, type Literal, quoted, written } from './literal';
import { Names, Variables } from './names';

export const ENGINES = ['cdktf', 'cdktn'] as const;
export type Engine = (typeof ENGINES)[number];

/**
 * An app of TypeScript that states these hosts, as a person would write it: hosts that differ in names, addresses and VMs alone
 * are rows of one table.
 *
 * @param engine of the app, whose package of constructs it imports
 */
export function typescriptApp(hosts: readonly AdoptedHost[], stack: string, engine: Engine): string {
  const groups = alikeHosts(hosts);
  const tables = new Names([], '_');
  const body = groups.map((group) =>
    group.length === 1 ? oneHost(group[0], groups.length > 1) : manyHosts(group, tables.unused(tableName(group[0]))),
  );
  return [
    `import { App, TerraformStack } from '${engine}';`,
    `import { ${importsOf(body.join('\n')).join(', ')} } from '${engine}-sriov';`,
    '',
    '/**',
    ' * Hosts as they were found: what stands on them is stated as it is, everything that is not stated is not managed, and the plan',
    ' * is empty.',
    ' */',
    'const app = new App();',
    `const stack = new TerraformStack(app, ${quoted(stack)});`,
    '',
    body.join('\n'),
    'app.synth();',
    '',
  ].join('\n');
}

const IMPORTS = ['EswitchMode', 'HostInventory', 'LinkState', 'Persistence', 'SriovHost', 'VfDriver', 'VlanProtocol'];

function importsOf(code: string): string[] {
  return IMPORTS.filter((name) => new RegExp(`\\b${name}\\b`).test(code));
}

/** What differs between hosts of one shape, as code. */
interface Slots {
  /** Variables that it brings. */
  readonly taken: readonly string[];
  readonly id: Literal;
  readonly file: Literal;
  readonly address: (pf: AdoptedPf) => Literal;
  /** Calls of `attach`. */
  readonly attach: (pool: string, pf: AdoptedPf, of: AdoptedPool, indent: string) => string;
}

function oneHost(host: AdoptedHost, inBlock: boolean): string {
  const slots: Slots = {
    taken: [],
    id: host.id,
    file: host.file,
    address: ({ address }) => address,
    attach: (pool, _pf, of, indent) =>
      of.attachments.map((one) => `${indent}${pool}.attach(${quoted(one.vm)}${optionsOf(one, of)});\n`).join(''),
  };
  return inBlock ? `{\n${hostCode(host, slots, '  ')}}\n` : hostCode(host, slots, '');
}

function optionsOf(attachment: AdoptedAttachment, pool: AdoptedPool): string {
  const options = attachOptions(attachment, pool);
  return Object.keys(options).length === 0 ? '' : `, ${written(options)}`;
}

/** A pool of one VF leaves no choice. */
function attachOptions({ id, addresses, pinnedVf }: AdoptedAttachment, { count }: AdoptedPool) {
  return { ...(id !== null && { attachmentId: id }), ...addresses, ...(count > 1 && { pinnedVf }) };
}

function manyHosts(hosts: Alike, table: string): string {
  const [model] = hosts;
  const columns = new Variables(['name', 'inventory']);
  const isNamedAfter = hosts.every(({ id, file }) => file === `${id}.json`);
  const addresses = new Map<number, string>();
  const vms = new Map<string, string>();
  model.physicalFunctions.forEach((pf, p) => {
    if (hosts.some((host) => host.physicalFunctions[p]?.address !== pf.address))
      addresses.set(p, columns.unused(`address-of-${pf.id}`));
    pf.pools.forEach((pool, n) => {
      const isHeld = hosts.some((host) => (host.physicalFunctions[p]?.pools[n]?.attachments.length ?? 0) > 0);
      if (isHeld) vms.set(`${p} ${n}`, columns.unused(`vms-of-${pf.id}-${pool.id}`));
    });
  });
  const rows = hosts.map((host) => row(host, isNamedAfter, addresses, vms));
  const names = ['name', ...(isNamedAfter ? [] : ['inventory']), ...addresses.values(), ...vms.values()];
  const at = (pf: AdoptedPf) => model.physicalFunctions.indexOf(pf);
  const slots: Slots = {
    taken: names,
    id: new Expression('name'),
    file: new Expression(isNamedAfter ? '`${name}.json`' : 'inventory'),
    address: (pf) => {
      const column = addresses.get(at(pf));
      return column === undefined ? pf.address : new Expression(column);
    },
    attach: (pool, pf, of, indent) => {
      const column = vms.get(`${at(pf)} ${pf.pools.indexOf(of)}`);
      if (column === undefined) return '';
      return `${indent}for (const { vm, ...options } of ${column}) ${pool}.attach(vm, options);\n`;
    },
  };
  return [
    `const ${table} = ${rowsText(rows)};`,
    `for (const { ${names.join(', ')} } of ${table}) {`,
    `${hostCode(model, slots, '  ')}}`,
    '',
  ].join('\n');
}

/** A line for each host. */
function rowsText(rows: readonly Literal[]): string {
  return `[\n${rows.map((one) => `  ${written(one, '  ')},\n`).join('')}]`;
}

function tableName({ id }: AdoptedHost): string {
  return `LIKE_${id.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`;
}

function row(
  host: AdoptedHost,
  isNamedAfter: boolean,
  addresses: ReadonlyMap<number, string>,
  vms: ReadonlyMap<string, string>,
): Literal {
  const { physicalFunctions: pfs } = host;
  const cells: [string, Literal][] = [
    ['name', host.id],
    ...(isNamedAfter ? [] : [['inventory', host.file] as [string, Literal]]),
    ...[...addresses].map(([p, column]): [string, Literal] => [column, pfs[p]?.address ?? '']),
    ...[...vms].map(([at, column]): [string, Literal] => {
      const [p, n] = at.split(' ').map(Number);
      const pool = pfs[p ?? 0]?.pools[n ?? 0];
      return [column, (pool?.attachments ?? []).map((one) => ({ vm: one.vm, ...(pool && attachOptions(one, pool)) }))];
    }),
  ];
  return Object.fromEntries(cells);
}

function hostCode(host: AdoptedHost, slots: Slots, indent: string): string {
  const variables = new Variables(['app', 'stack', ...slots.taken]);
  const it = variables.unused('host');
  const props = {
    inventory: new Expression(`HostInventory.fromFile(${written(slots.file)})`),
    persistence: new Expression('Persistence.EXTERNAL'),
  };
  const head = `${indent}const ${it} = new SriovHost(stack, ${written(slots.id)}, `;
  const pfs = host.physicalFunctions.map((pf) => pfCode(pf, it, slots, variables, indent));
  return `${head}${written(props, indent, head.length)});\n${pfs.join('')}`;
}

function pfCode(pf: AdoptedPf, host: string, slots: Slots, variables: Variables, indent: string): string {
  const it = variables.unused(pf.id);
  const props = {
    address: slots.address(pf),
    numVfs: pf.numVfs,
    ...(pf.driversAutoprobe !== null && { driversAutoprobe: pf.driversAutoprobe }),
    ...(pf.eswitchMode !== null && { eswitchMode: new Expression('EswitchMode.SWITCHDEV') }),
  };
  const head = `${indent}const ${it} = ${host}.addPhysicalFunction(${quoted(pf.id)}, `;
  const pools = pf.pools.map((pool) => poolCode(pool, it, pf, slots, variables, indent));
  return `${commentsOf(pf.notes, indent)}${head}${written(props, indent, head.length)});\n${pools.join('')}`;
}

function poolCode(
  pool: AdoptedPool,
  pfVariable: string,
  pf: AdoptedPf,
  slots: Slots,
  variables: Variables,
  indent: string,
): string {
  const { id, firstVf, count, settings, waivers, notes } = pool;
  const props: Record<string, Literal> = { firstVf, count };
  for (const [name, value] of Object.entries(settings)) props[name] = settingCode(name, value);
  if (Object.keys(waivers).length > 0) props.waivers = waivers as Record<string, string>;
  const variable = variables.unused(`${pf.id}-${id}`);
  const attached = slots.attach(variable, pf, pool, indent);
  const head = `${indent}${attached === '' ? '' : `const ${variable} = `}${pfVariable}.addPool(${quoted(id)}, `;
  const comments = commentsOf(notes, indent);
  return `${comments}${head}${written(props, indent, head.length)});\n${attached}`;
}

/** In one line each, whatever names they hold. */
function commentsOf(notes: readonly string[], indent: string): string {
  return notes.map((note) => `${indent}// ${note.replace(/[\s\u2028\u2029]+/g, ' ')}.\n`).join('');
}

/** Settings whose values are members of enums, and how these are called in code. */
const ENUMS: Readonly<Record<string, (value: string) => string>> = {
  driver: driverCode,
  linkState: (value) => `LinkState.${value.toUpperCase()}`,
  vlanProtocol: (value) => `VlanProtocol.${value === '802.1ad' ? 'DOT1AD' : 'DOT1Q'}`,
};

function settingCode(name: string, value: boolean | number | string): Literal {
  const code = ENUMS[name];
  return code !== undefined && typeof value === 'string' ? new Expression(code(value)) : value;
}

const DRIVERS: Readonly<Record<string, string>> = { 'vfio-pci': 'VFIO_PCI', native: 'NATIVE', none: 'NONE' };

function driverCode(name: string): string {
  const own = DRIVERS[name];
  return own === undefined ? `VfDriver.of(${quoted(name)})` : `VfDriver.${own}`;
}
