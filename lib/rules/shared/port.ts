import { operationsOf } from '../../catalog/operation-flags';
import { conditionWords, type OperationAnswer, takesAny } from '../../catalog/operations';
import type { BondFacts, InterfaceFacts } from '../../inventory/inventory';
import { parseKernelRelease } from '../../model/kernel-release';
import type { VfAttributeName } from '../../model/vf-settings';
import type { PfConditions } from '../../model/wanted';
import { driverContext } from '../../resolve/driver-context';
import { describePf, pfAddress, type ResolvedHost, type ResolvedPf } from '../../resolve/resolved';
import { NOT_APPLICABLE, tokenAmong, type Unknown, unknown } from '../rule';
import { pfDriver } from './pf';
import { joined } from './words';

/** The netdev that carries the port's traffic; undefined for a PF without one, or without an inventory. */
export function uplink(pf: ResolvedPf): InterfaceFacts | undefined {
  return pf.facts?.network?.interfaces[0];
}

/**
 * Whether the port is known to be InfiniBand, which has no MACs, rates or spoof check. Rules speak of a port whose type
 * nobody knows as they do of Ethernet: who gets a finding too many can state linkType, and nobody sees one that is missing.
 */
export function isInfiniBand({ linkType }: ResolvedPf): boolean {
  return linkType === 'infiniband';
}

/** The bond that a netdev of the PF is a port of, and which netdev that is. */
export function bondOf(pf: ResolvedPf): { readonly port: InterfaceFacts; readonly bond: BondFacts } | undefined {
  for (const port of pf.facts?.network?.interfaces ?? []) {
    if (port.bond !== null) return { port, bond: port.bond };
  }
  return undefined;
}

/** For messages: `ice, port 0 of 0000:3b:00.0`. */
export function describePort(pf: ResolvedPf): string {
  const port = uplink(pf)?.port ?? null;
  const driver = pfDriver(pf);
  const address = pfAddress(pf);
  if (port === null || driver === null || address === null) return describePf(pf);
  return `${driver}, port ${port} of ${address}`;
}

/** Address of the PF, or its construct path where no address is known. */
export function nameOf(pf: ResolvedPf): string {
  return pfAddress(pf) ?? pf.path;
}

/** Driver whose behaviour counts; null when neither the catalog nor the host names one. */
export function profileName(pf: ResolvedPf): string | null {
  return pf.profile?.name ?? pfDriver(pf);
}

/** Whether the PF's driver takes a VF attribute there; null when no source says so, or what decides is not known. */
export function takes(pf: ResolvedPf, host: ResolvedHost, attribute: VfAttributeName): boolean | null {
  return takesAny(operationsOf(pf.profile)[attribute], driverContext(pf, host));
}

/** Source of what the PF's driver permits. */
export function attributeSource(pf: ResolvedPf): string | undefined {
  return pf.profile?.vfAttributes?.source ?? undefined;
}

/** What is missing when it is not known what the PF's driver does: the driver, a source, or what its cases differ by. */
export function answerUnknown(pf: ResolvedPf, host: ResolvedHost, what: string, answer: OperationAnswer): Unknown {
  const undecided = answer.is === 'unknown' ? answer.undecided : [];
  if (undecided.length === 0) return driverUnknown(pf, what);
  const words = undecided.map(conditionWords).join(', or ');
  const kernel = undecided.some((one) => one.kernel !== undefined) ? `; ${kernelOpenWords(pf, host)}` : '';
  return unknown(`whether the driver ${profileName(pf)} ${what}: it is another thing ${words}${kernel}`);
}

/** Why ranges of kernels do not tell what the driver of a PF is like. */
export function kernelOpenWords({ facts }: ResolvedPf, host: ResolvedHost): string {
  return facts?.driverOutOfTree === true ? 'its module is built beside the kernel' : kernelWords(host);
}

/** Why ranges of kernels do not tell what the host's is like. */
export function kernelWords({ inventory }: ResolvedHost): string {
  const { kernelRelease } = inventory.host;
  const release = parseKernelRelease(kernelRelease);
  if (release?.isBackported !== true) return 'the inventory has no release of the kernel';
  return `${kernelRelease} is an enterprise kernel, which has drivers of later releases`;
}

/** `EOPNOTSUPP in switchdev mode`: what is refused, and where; empty for what is not. */
export function refusalWords(answer: OperationAnswer): string {
  if (answer.is !== 'refused') return '';
  const where = conditionWords(answer.by.when);
  return where === '' ? answer.errno : `${answer.errno} ${where}`;
}

/** What is missing when neither the catalog nor the host names the PF's driver. */
export function driverMissing(): Unknown {
  return unknown('driver of the PF');
}

/** What is missing when no source says whether the PF's driver can do something. */
export function driverUnknown(pf: ResolvedPf, what: string): Unknown {
  const driver = profileName(pf);
  return driver === null ? driverMissing() : unknown(`whether the driver ${driver} ${what}`);
}

/** What is missing when nobody says whether a condition of the PF holds. */
export function conditionUnknown(pf: ResolvedPf, ...names: readonly (keyof PfConditions)[]): Unknown {
  const token = tokenAmong(pf.wanted.unresolved, 'conditions');
  return token ?? unknown(`${joined(names.map((name) => `conditions.${name}`))} of a port with ${profileName(pf)}`);
}

/** What the driver has in legacy mode and refuses in switchdev mode, where that is wanted. */
export function isLostInSwitchdev(answer: OperationAnswer): boolean {
  return answer.is === 'refused' && answer.by.when?.eswitchMode === 'switchdev';
}

/** What a rule about switchdev mode says when that mode is not wanted, or a token decides; undefined when it is wanted. */
export function withoutSwitchdev(pf: ResolvedPf): Unknown | typeof NOT_APPLICABLE | undefined {
  const token = tokenAmong(pf.wanted.unresolved, 'eswitchMode');
  if (token !== undefined) return token;
  return pf.eswitchMode === 'switchdev' ? undefined : NOT_APPLICABLE;
}
