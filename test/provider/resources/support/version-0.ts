import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonFile } from '../../../../lib/host/files';
import type { Inventory, PhysicalFunctionFacts } from '../../../../lib/inventory/inventory';
import { parseInventory } from '../../../../lib/inventory/parse';
import { ZERO_MAC } from '../../../../lib/model/mac';
import { igbHost, PF } from '../../../apply/hosts';
import { interfaceFacts, inventory, nicFacts, nvmeFacts, vfFacts } from '../../../support/facts';

type Json = { readonly [name: string]: unknown };

/** A PF that had a state of version 0. */
interface Former {
  readonly host: () => Inventory;
  /** Its configuration as it is now. */
  readonly config: Json;
  /** What its driver reports besides, after the apply. */
  readonly reported?: (pf: PhysicalFunctionFacts) => PhysicalFunctionFacts;
}

const EXAMPLE = join(__dirname, '../../../../examples/provider/kvm01.json');
const WHOLE = readJson('physical-function-version-0.json');
const SHORT = readJson('physical-functions-version-0.json');

const pf = (address: string, numVfs: number, pools: Json): Json => ({
  address,
  num_vfs: numVfs,
  persistence: 'none',
  pools,
});

export const FORMER = {
  example: {
    host: () => parseInventory(readJsonFile(EXAMPLE), EXAMPLE),
    config: {
      permanent_mac: '3c:fd:fe:9c:5c:00',
      num_vfs: 8,
      persistence: 'none',
      pools: {
        tenants: {
          count: 6,
          settings: { vlan: 100, spoof_check: true, max_tx_rate_mbps: 5000 },
          vms: { web1: {}, web2: { settings: { vlan: 200 }, demand: { tx_mbps: 2000, rx_mbps: 2000 } } },
        },
        host: { count: 2, settings: { driver: 'native' } },
      },
    },
  },
  infiniband: {
    host: () => {
      const card = { vendorId: '15b3', deviceId: '101b', vfDeviceId: '101c', driver: 'mlx5_core', totalVfs: 8 };
      const interfaces = [interfaceFacts({ name: 'ib0', speedMbps: 200_000 })];
      const network = { interfaces, linkType: 'infiniband', eswitchMode: 'legacy', carriesManagement: false } as const;
      return inventory([nicFacts({ ...card, network })], { modules: ['vfio_pci', 'mlx5_core'] });
    },
    config: pf(PF, 3, {
      ranks: { count: 3, vms: { a: {}, b: { settings: { port_guid: '02:00:00:00:00:00:00:0b' } } } },
    }),
    reported: withMacs,
  },
  nvme: {
    host: () => inventory([nvmeFacts()], { modules: ['vfio_pci', 'nvme'] }),
    config: pf('0000:86:00.0', 2, {
      disks: {
        count: 2,
        settings: { nvme_virtual_queues: 2, nvme_virtual_interrupts: 2 },
        vms: { db: { settings: { namespace_id: 1, namespace_shared: true } } },
      },
    }),
  },
  waivers: {
    host: () => igbHost(),
    config: pf(PF, 3, {
      firewall: {
        count: 1,
        settings: { mac: '02:00:00:00:00:01', spoof_check: false, trust: true },
        use: { tenant: 'net' },
        waivers: { spoof_check: 'bridged firewall', trust: 'promiscuous' },
      },
      tenants: {
        count: 2,
        settings: { vlan: 100, spoof_check: true },
        vms: { web: { settings: { mac: '02:00:00:00:00:02' } } },
      },
    }),
  },
  vgpu: {
    host: () => {
      const card = {
        vendorId: '10de',
        deviceId: '2235',
        driver: 'nvidia',
        deviceClass: 'other',
        network: null,
      } as const;
      const virtualFunctions = [0, 1].map((index) => vfFacts(index, { driver: 'nvidia', network: null }));
      return inventory([nicFacts({ ...card, numVfs: 2, virtualFunctions })], { modules: ['nvidia'] });
    },
    config: pf(PF, 2, { render: { count: 2, vms: { web: {} } } }),
  },
} satisfies Readonly<Record<string, Former>>;

export type FormerName = keyof typeof FORMER;

/** What the provider wrote for a PF, as it was by then, with version 0 of the schema. */
export function stateOfVersion0(name: FormerName): Json {
  return name === 'example' ? WHOLE : withNulls(SHORT[name] as Json);
}

/** Drivers of InfiniBand report some MAC of VFs as well. */
function withMacs(card: PhysicalFunctionFacts): PhysicalFunctionFacts {
  const virtualFunctions = card.virtualFunctions.map((vf) =>
    vf.network === null ? vf : { ...vf, network: { ...vf.network, mac: ZERO_MAC } },
  );
  return { ...card, virtualFunctions };
}

/** States are kept without the many attributes that are null; those of a whole one have all names. */
function withNulls(state: Json): Json {
  const [vf] = WHOLE['virtual_functions'] as readonly Json[];
  const owner = entry(WHOLE['vms'], 'web1');
  const pool = entry(WHOLE['pools'], 'tenants');
  const vm = entry(pool['vms'], 'web1');
  const poolOf = (stated: Json): Json => ({
    ...nulls(pool),
    ...stated,
    vms: stated['vms'] === undefined ? null : each(stated['vms'], (one) => ({ ...nulls(vm), ...one })),
  });
  return {
    ...nulls(WHOLE),
    ...state,
    virtual_functions: (state['virtual_functions'] as readonly Json[]).map((one) => ({ ...nulls(vf), ...one })),
    vms: each(state['vms'], (one) => ({ ...nulls(owner), ...one })),
    pools: each(state['pools'], poolOf),
  };
}

const nulls = (whole: Json = {}): Json => Object.fromEntries(Object.keys(whole).map((name) => [name, null]));
const entry = (map: unknown, name: string): Json => (map as Record<string, Json>)[name] ?? {};
const each = (map: unknown, made: (value: Json) => Json): Json =>
  Object.fromEntries(Object.entries(map as Record<string, Json>).map(([name, value]) => [name, made(value)]));

function readJson(name: string): Json {
  return JSON.parse(readFileSync(join(__dirname, name), 'utf8')) as Json;
}
