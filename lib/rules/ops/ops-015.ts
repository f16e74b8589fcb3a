import type { InterfaceFacts, PhysicalFunctionFacts } from '../../inventory/inventory';
import { describePf, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, type Violation, violation } from '../rule';
import { portUses } from '../shared/host-use';
import { uplink } from '../shared/port';
import { listed } from '../shared/words';

export const OPS_015: Rule = {
  id: 'OPS-015',
  title: 'a port that the host uses is not taken down, and keeps its eswitch mode',
  severity: 'error',
  protects:
    'A port that goes down takes along what the host does over it: addresses, bridges, bonds, storage. A change of the eswitch ' +
    'mode takes it away too, until the driver has set the port up again.',
  source: 'users of the PF and state of its netdev in the inventory; devlink dev eswitch',
  fix: 'Move what uses the port to another one first',
  on: 'physicalFunction',
  check: (pf, host) => {
    const { facts, wanted } = pf;
    if (pf.deviceClass !== 'net' || wanted.externallyManaged || facts === null) return NOT_APPLICABLE;
    const netdev = uplink(pf);
    const goesDown = wanted.adminUp === false && (host.presumed || (netdev !== undefined && netdev.adminUp !== false));
    const switches = host.presumed ? wanted.eswitchMode !== undefined : switchesMode(pf);
    if (!goesDown && !switches) return NOT_APPLICABLE;
    if (host.presumed) return unknown('what uses the PF now, which only an inventory tells');
    const verdicts = [
      ...(goesDown ? judge(facts, portUses(facts), (uses) => down(pf, netdev, uses)) : []),
      ...(switches ? judge(facts, usesBesideBridge(pf, facts), (uses) => switched(pf, netdev, uses)) : []),
    ];
    return verdicts.length === 0 ? COMPLIANT : verdicts;
  },
};

function judge(
  { usersUnknown }: PhysicalFunctionFacts,
  uses: readonly string[],
  found: (uses: readonly string[]) => Violation,
): Verdict[] {
  if (uses.length > 0) return [found(uses)];
  const [missing] = usersUnknown;
  return missing === undefined ? [] : [unknown(missing)];
}

function down(pf: ResolvedPf, netdev: InterfaceFacts | undefined, uses: readonly string[]): Violation {
  return violation({
    message: `adminUp is false and takes ${nameOf(pf, netdev)} down, which the host uses: ${listed(uses)} (${describePf(pf)})`,
    pointer: 'adminUp',
    found: 'false',
    limit: 'up, as it is',
    limitSource: `users of ${pf.facts?.address}`,
    fix: 'Leave adminUp out, or move what uses the port to another one first',
  });
}

function switched(pf: ResolvedPf, netdev: InterfaceFacts | undefined, uses: readonly string[]): Violation {
  const now = modeNow(pf);
  return violation({
    severity: 'warning',
    message: `the eswitch goes from ${now} to ${pf.wanted.eswitchMode}, which takes ${nameOf(pf, netdev)} away for a time that nobody measured, and the host uses it: ${listed(uses)} (${describePf(pf)})`,
    pointer: 'eswitchMode',
    found: `${pf.wanted.eswitchMode}`,
    limit: `${now}, as it is`,
    limitSource: `users of ${pf.facts?.address}`,
    fix: 'Apply it while nothing depends on the port, move what uses it to another port, or leave eswitchMode out',
  });
}

function nameOf(pf: ResolvedPf, netdev: InterfaceFacts | undefined): string {
  return netdev?.name ?? `the port of ${pf.facts?.address}`;
}

/** A driver that reports no mode has legacy switching and nothing else. */
function modeNow({ facts }: ResolvedPf): 'legacy' | 'switchdev' {
  return facts?.network?.eswitchMode ?? 'legacy';
}

function switchesMode(pf: ResolvedPf): boolean {
  return pf.wanted.eswitchMode !== undefined && pf.wanted.eswitchMode !== modeNow(pf);
}

/** A bridge keeps its port from switchdev mode altogether: that is said by ESW-008. */
function usesBesideBridge(pf: ResolvedPf, facts: PhysicalFunctionFacts): string[] {
  const uses = portUses(facts);
  if (pf.wanted.eswitchMode !== 'switchdev') return uses;
  const bridges = (facts.network?.interfaces ?? []).flatMap(({ bridge }) => bridge ?? []);
  return uses.filter((use) => !use.split(' ').some((word) => bridges.includes(word)));
}
