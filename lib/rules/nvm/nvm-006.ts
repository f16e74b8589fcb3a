import type { NamespaceFacts } from '../../inventory/inventory';
import type { VfIndex } from '../../model/units';
import { describePf, type ResolvedHost, type ResolvedPf, type ResolvedVf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, violation, unknownToken } from '../rule';
import { controllerIds } from '../shared/nvme';
import { withoutVfs } from '../shared/vfs';
import { counted, joined, listed } from '../shared/words';

export const NVM_006: Rule = {
  id: 'NVM-006',
  title: 'every attached VF has a namespace, and a private namespace has one controller',
  severity: 'error',
  protects:
    'A VF without a namespace shows its VM no disk. A private namespace cannot be attached a second time, and one that ' +
    'VMs of several tenants share shows each of them the data of the others.',
  source: 'namespaces of the drive and NMIC bit 0, else namespaceShared',
  fix: 'Give each VF a namespace of its own with namespaceId',
  on: 'physicalFunction',
  check: (pf, host) => {
    if (pf.deviceClass !== 'nvme') return NOT_APPLICABLE;
    if (pf.virtualFunctions.length === 0) return withoutVfs(pf);
    const { bare, holders, token } = sortOut(pf);
    const controllers = controllerIds(pf);
    const verdicts: Verdict[] = [...withoutDisk(bare, pf, host, controllers)];
    for (const [nsid, vfs] of holders) verdicts.push(...judgeNamespace(nsid, vfs, pf, controllers));
    if (token) verdicts.push(unknownToken(['namespaceId']));
    if (verdicts.length > 0) return verdicts;
    return holders.size > 0 || pf.virtualFunctions.some((vf) => vf.attachment) ? COMPLIANT : NOT_APPLICABLE;
  },
};

/** Attached VFs for which no namespace is stated, and the VFs of each namespace. */
function sortOut(pf: ResolvedPf) {
  const bare: ResolvedVf[] = [];
  const holders = new Map<number, ResolvedVf[]>();
  let token = false;
  for (const vf of pf.virtualFunctions) {
    const nsid = vf.settings.namespaceId;
    if (nsid !== undefined) {
      const vfs = holders.get(nsid);
      if (vfs) vfs.push(vf);
      else holders.set(nsid, [vf]);
    } else if (vf.unresolved.includes('namespaceId')) token = true;
    else if (vf.attachment) bare.push(vf);
  }
  return { bare, holders, token };
}

/** VFs whose VM sees no disk: none is stated, and none is attached now. */
function withoutDisk(
  bare: readonly ResolvedVf[],
  pf: ResolvedPf,
  host: ResolvedHost,
  controllers: ReadonlyMap<VfIndex, number>,
): Verdict[] {
  if (bare.length === 0) return [];
  const namespaces = pf.facts?.nvme?.namespaces;
  if (!host.presumed && (!namespaces || namespaces.some((namespace) => namespace.controllers === null))) {
    return [unknown('controllers that the namespaces of the drive are attached to')];
  }
  const served = new Set(namespaces?.flatMap((namespace) => namespace.controllers ?? []));
  const dry = bare.filter((vf) => {
    const id = controllers.get(vf.index);
    return id === undefined || !served.has(id);
  });
  if (dry.length === 0) return [];
  const vms = listed(dry.map((vf) => vf.attachment?.wanted.vm ?? ''));
  return [
    violation({
      message: `${counted(dry.length, 'attached VF has', 'attached VFs have')} no namespace: no disk for VM ${vms} (${describePf(pf)})`,
      path: dry.length === 1 ? (dry[0]?.attachment?.path ?? pf.path) : pf.path,
      pointer: 'namespaceId',
    }),
  ];
}

function judgeNamespace(
  nsid: number,
  vfs: readonly ResolvedVf[],
  pf: ResolvedPf,
  controllers: ReadonlyMap<VfIndex, number>,
): Verdict[] {
  const namespaces = pf.facts?.nvme?.namespaces ?? [];
  const facts = namespaces.find((namespace) => namespace.nsid === nsid);
  if (namespaces.length > 0 && !facts) {
    return [
      violation({
        message: `namespace ${nsid} does not exist, the drive has ${listed(namespaces.map((n) => String(n.nsid)))} (${describePf(pf)})`,
        path: pathOf(vfs, pf),
        pointer: 'namespaceId',
        found: String(nsid),
        limitSource: `namespaces of ${pf.facts?.address}`,
        fix: 'Create the namespace on the drive first, or name one that exists',
      }),
    ];
  }
  const shared = facts?.shared ?? statedSharing(vfs);
  const mixed = severalTenants(nsid, vfs, pf);
  if (mixed) return [mixed];
  if (vfs.length > 1 && shared === null) return [unknown(`whether namespace ${nsid} of the drive is shared`)];
  if (shared !== false) return [];
  const held = facts ? otherControllers(facts, pf, controllers) : [];
  if (vfs.length + held.length < 2) return [];
  const others =
    held.length > 0 ? ` and ${counted(held.length, 'other controller')} (${listed(held.map(String))})` : '';
  return [
    violation({
      message: `private namespace ${nsid} is attached to ${vfNames(vfs)}${others} (${describePf(pf)})`,
      path: pathOf(vfs, pf),
      pointer: 'namespaceId',
      found: String(vfs.length + held.length),
      limit: '1',
      limitSource: facts?.shared === false ? `NMIC of namespace ${nsid} of ${pf.facts?.address}` : 'namespaceShared',
      fix:
        held.length > 0
          ? `Detach namespace ${nsid} from controller ${listed(held.map(String))}, or name another one`
          : 'Give each VF a namespace of its own with namespaceId, or create the namespace as shared',
    }),
  ];
}

/** VMs of tenants that do not trust each other on one namespace. */
function severalTenants(nsid: number, vfs: readonly ResolvedVf[], pf: ResolvedPf): Verdict | undefined {
  const tenants = new Set<string>();
  let untrusted = false;
  for (const { use } of vfs) {
    if (use.tenant === undefined) continue;
    tenants.add(use.tenant);
    if (use.trustedTenant !== true) untrusted = true;
  }
  if (tenants.size < 2 || !untrusted) return undefined;
  return violation({
    message: `namespace ${nsid} is attached to VFs of tenants ${joined([...tenants])}, who read each other's data (${describePf(pf)})`,
    path: pathOf(vfs, pf),
    pointer: 'namespaceId',
    found: String(tenants.size),
    limit: '1',
    limitSource: 'tenants of the pools',
    fix: 'Give each tenant a namespace of its own with namespaceId',
  });
}

/** Controllers that hold the namespace now and that this plan does not take it from. */
function otherControllers(facts: NamespaceFacts, pf: ResolvedPf, controllers: ReadonlyMap<VfIndex, number>): number[] {
  const spoken = new Set<number | undefined>();
  for (const vf of pf.virtualFunctions) {
    if (vf.settings.namespaceId !== undefined) spoken.add(controllers.get(vf.index));
  }
  return (facts.controllers ?? []).filter((id) => !spoken.has(id));
}

function statedSharing(vfs: readonly ResolvedVf[]): boolean | null {
  return vfs.find((vf) => vf.settings.namespaceShared !== undefined)?.settings.namespaceShared ?? null;
}

function pathOf(vfs: readonly ResolvedVf[], pf: ResolvedPf): string {
  const [first] = vfs;
  if (first && vfs.length === 1) return first.attachment?.path ?? first.pool.path;
  return first && vfs.every((vf) => vf.pool === first.pool) ? first.pool.path : pf.path;
}

function vfNames(vfs: readonly ResolvedVf[]): string {
  return `VF ${listed(vfs.map((vf) => String(vf.index)))}`;
}
