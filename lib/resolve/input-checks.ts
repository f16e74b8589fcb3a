import type { Demand } from '../model/demand';
import type { Finding } from '../model/finding';
import { unsafeHostName, unsafeName } from '../model/text';
import type { WantedAttachment, WantedHost, WantedPhysicalFunction, WantedPool } from '../model/wanted';
import { HostCheck, Names, type Place, type SeenPaths } from './host-check';
import {
  ATTACHMENT,
  BLOCK_DEMAND,
  CONDITIONS,
  COUNT,
  DEMAND_KIND,
  GUARANTEE,
  HOST,
  NETWORK_DEMAND,
  OBJECT,
  PHYSICAL_FUNCTION,
  POLICY,
  POOL,
  SELECTOR,
  SETTINGS,
  USE,
} from './shapes';

/** A wanted host that every later stage can work on. */
export interface CheckedHost {
  /** As given, without the properties whose value was none; their names stand in `unresolved` like those of tokens. */
  readonly wanted: WantedHost;
  readonly findings: readonly Finding[];
}

/**
 * Takes out of a wanted host what is no number, MAC address, PCI address, name or known value at all, with one finding
 * each (family INP). Values that are well formed and wrong are left to the rules.
 *
 * A host without faults is returned as it is.
 */
export function checkHost(host: WantedHost, seen: SeenPaths): CheckedHost {
  const findings: Finding[] = [];
  const check = new HostCheck(host, findings);
  const unresolved = new Names(host.unresolved);
  const at = { path: host.path, unresolved };
  check.path(host.path);
  const name = check.requiredName(host.name, 'hostName', unsafeHostName, host.path);
  const labels = check.labels(host);
  const { movedFrom: from, ...rest } = host;
  const { movedFrom } = check.object(from === undefined ? {} : { movedFrom: from }, HOST, at);
  const policy = check.object(host.policy, POLICY, at);
  const physicalFunctions = sameOrMapped(host.physicalFunctions, (pf) => checkPf(check, pf, seen));
  const attachments = sameOrMapped(host.attachments, (attachment) => checkAttachment(check, attachment, seen));
  if (!check.changed) return { wanted: host, findings };
  return {
    wanted: {
      ...rest,
      ...(movedFrom === undefined ? {} : { movedFrom }),
      name,
      labels,
      policy,
      physicalFunctions,
      attachments,
      unresolved: unresolved.all,
      ...(check.invalid.length === 0 ? {} : { invalid: check.invalid }),
    },
    findings,
  };
}

function checkPf(check: HostCheck, pf: WantedPhysicalFunction, seen: SeenPaths): WantedPhysicalFunction | null {
  if (!check.uniquePath(pf.path, seen)) return null;
  const unresolved = new Names(pf.unresolved);
  const at = { path: pf.path, unresolved };
  const properties = check.object(pf, PHYSICAL_FUNCTION, at);
  const selector = check.object(pf.selector, SELECTOR, at);
  const conditions = check.group(pf.conditions, CONDITIONS, at, 'conditions');
  const pools = sameOrMapped(pf.pools, (pool) => checkPool(check, pool, seen));
  if (
    properties === pf &&
    selector === pf.selector &&
    conditions === pf.conditions &&
    pools === pf.pools &&
    unresolved.all === pf.unresolved
  ) {
    return pf;
  }
  // Where nobody can tell who manages the PF, nothing of it is touched.
  const externallyManaged = pf.externallyManaged !== false;
  return { ...properties, externallyManaged, selector, conditions, pools, unresolved: unresolved.all };
}

function checkPool(check: HostCheck, pool: WantedPool, seen: SeenPaths): WantedPool | null {
  if (!check.uniquePath(pool.path, seen)) return null;
  const unresolved = new Names(pool.unresolved);
  const at = { path: pool.path, unresolved };
  const properties = check.object(pool, POOL, at);
  check.required(COUNT, pool.count, 'count', at);
  const settings = check.object(pool.settings, SETTINGS, at);
  const use = check.object(pool.use, USE, at);
  if (properties === pool && settings === pool.settings && use === pool.use) return pool;
  return { ...properties, count: properties.count ?? 0, settings, use, unresolved: unresolved.all };
}

function checkAttachment(check: HostCheck, attachment: WantedAttachment, seen: SeenPaths): WantedAttachment | null {
  if (!check.uniquePath(attachment.path, seen)) return null;
  const unresolved = new Names(attachment.unresolved);
  const at = { path: attachment.path, unresolved };
  const vm = check.requiredName(attachment.vm, 'vm', unsafeName, attachment.path);
  const properties = check.object(attachment, ATTACHMENT, at);
  const overrides = check.object(attachment.overrides, SETTINGS, at);
  const use = check.object(attachment.use, USE, at);
  const demand = attachment.demand === undefined ? undefined : checkDemand(check, attachment.demand, at);
  const guarantee =
    attachment.guarantee === undefined
      ? undefined
      : check.whole(attachment.guarantee, GUARANTEE, at, 'guarantee', 'allowed');
  if (
    vm === attachment.vm &&
    properties === attachment &&
    overrides === attachment.overrides &&
    use === attachment.use &&
    demand === attachment.demand &&
    guarantee === attachment.guarantee
  ) {
    return attachment;
  }
  const { demand: _demand, guarantee: _guarantee, ...rest } = properties;
  return {
    ...rest,
    vm,
    overrides,
    use,
    ...(demand === undefined ? {} : { demand }),
    ...(guarantee === undefined ? {} : { guarantee }),
    unresolved: unresolved.all,
  };
}

function checkDemand(check: HostCheck, demand: Demand, at: Place): Demand | undefined {
  if (OBJECT.problem(demand) !== null) {
    check.say(OBJECT, 'demand', demand, at.path);
    check.leaveOut('demand', at);
    return undefined;
  }
  if (demand.kind === 'network') return check.whole(demand, NETWORK_DEMAND, at, 'demand', 'forbidden');
  if (demand.kind === 'block') return check.whole(demand, BLOCK_DEMAND, at, 'demand', 'forbidden');
  check.say(DEMAND_KIND, 'demand.kind', (demand as { readonly kind: unknown }).kind, at.path);
  check.leaveOut('demand', at);
  return undefined;
}

/** The list itself when every member is returned as it is; members that become null are left out. */
function sameOrMapped<T>(list: readonly T[], map: (member: T) => T | null): readonly T[] {
  let copy: T[] | undefined;
  for (const [n, member] of list.entries()) {
    const mapped = map(member);
    if (mapped === member) copy?.push(member);
    else {
      copy ??= list.slice(0, n);
      if (mapped !== null) copy.push(mapped);
    }
  }
  return copy ?? list;
}
