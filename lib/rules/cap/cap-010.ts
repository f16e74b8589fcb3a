import { kernelOf } from '../../resolve/driver-context';
import { takesAnyDevice } from '../../catalog/behaviour';
import type { DriverProfile, NumVfsBehaviour } from '../../catalog/driver-profile';
import { type KernelFact, rangeOf, rangeWords } from '../../model/kernel-release';
import { describePf, type ResolvedHost, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, violation } from '../rule';
import { bootVfsOf } from '../shared/boot-vfs';
import { hasVfCount, VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { driverUnknown, kernelOpenWords, profileName } from '../shared/port';
import { counted, joined } from '../shared/words';

export const CAP_010: Rule = {
  id: 'CAP-010',
  title: 'the driver of a PF makes VFs when it is told to',
  severity: 'error',
  protects:
    'Some drivers make their VFs as they load and never again, others have them in later kernels alone: writing sriov_numvfs fails, with the plan half done.',
  source: 'catalog, behaviour of the driver profile: sriov_numvfs does not reach the driver',
  fix: 'Set the number by the parameter of the module, reboot, and set externallyManaged: true',
  on: 'physicalFunction',
  check: (pf, host) => {
    const { profile } = pf;
    const creates = profile?.behaviour?.createsVfs ?? true;
    if (pf.wanted.externallyManaged) return NOT_APPLICABLE;
    if (profile === null) return withoutProfile(pf, host);
    if (creates === true) return NOT_APPLICABLE;
    if (pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
    return creates === false ? asItLoads(pf, host, profile, pf.numVfs) : inKernel(pf, host, creates);
  },
};

/** Of a driver that no profile is about: amdgpu and nouveau make no VFs of cards that have some with another driver. */
function withoutProfile({ facts, numVfs }: ResolvedPf, host: ResolvedHost): Verdict {
  const driver = facts?.driver ?? null;
  if (host.presumed || facts === null || driver === null || takesAnyDevice(driver)) return NOT_APPLICABLE;
  // What was made is proof enough.
  if (numVfs === 0 || facts.numVfs > 0) return NOT_APPLICABLE;
  return unknown(`whether the driver ${driver}, of which the catalog has no profile, makes VFs`);
}

/** Of a driver that makes its VFs in a way of its own. */
function asItLoads(pf: ResolvedPf, host: ResolvedHost, profile: DriverProfile, numVfs: number): Verdict {
  const exist = pf.facts?.numVfs ?? 0;
  if (numVfs === exist && !host.presumed) return hasVfCount(pf) ? COMPLIANT : NOT_APPLICABLE;
  const parameter = profile.numVfs?.loadParameter;
  const set = bootVfsOf(pf, host).map(
    ({ where, value }) => `${joined(where)} ${where.length > 1 ? 'say' : 'says'} ${value ?? 'no number'}`,
  );
  const now = set.length === 0 ? '' : `; ${set.join(', ')}`;
  const { by, fix } = WAYS[profile.numVfs?.setBy ?? 'module-parameter']({
    parameter,
    program: profile.numVfs?.program,
    driver: profile.name,
    numVfs: numVfs,
    address: pf.facts?.address ?? 'ADDRESS',
    host: host.name,
  });
  return violation({
    message: `${counted(numVfs, 'VF')} wanted, ${host.presumed ? '' : `${exist} exist, `}and ${profile.name} makes VFs only ${by}${now} (${describePf(pf)})`,
    pointer: 'numVfs',
    found: String(numVfs),
    limit: String(exist),
    limitSource: profile.behaviour?.source ?? CAP_010.source,
    fix,
  });
}

/** Of a driver that has VFs in some kernels. */
function inKernel(pf: ResolvedPf, host: ResolvedHost, creates: KernelFact<boolean>): Verdict {
  if (!hasVfCount(pf) || pf.numVfs === null || pf.numVfs === 0) return NOT_APPLICABLE;
  const release = kernelOf(pf.facts, host.inventory.host.kernelRelease);
  const range = rangeOf(creates, release);
  const driver = profileName(pf);
  if (range === null || range.value === null) return driverUnknown(pf, `makes VFs in Linux ${release?.text}`);
  const kernels = rangeWords(range.kernel);
  if (!range.isCertain) {
    return unknown(
      `whether the driver ${driver} makes VFs, as it does not in every Linux: ${kernelOpenWords(pf, host)}`,
    );
  }
  if (range.value) return COMPLIANT;
  return violation({
    message: `${counted(pf.numVfs, 'VF')} wanted, and the driver ${driver} makes none in ${kernels} (${describePf(pf)})`,
    pointer: 'numVfs',
    found: String(pf.numVfs),
    limit: '0',
    limitSource: pf.profile?.behaviour?.source ?? CAP_010.source,
    fix: 'Take a later kernel, and read the inventory again',
  });
}

interface Way {
  readonly parameter: string | undefined;
  readonly program: string | undefined;
  readonly driver: string;
  readonly numVfs: number;
  readonly address: string;
  readonly host: string;
}

/** How VFs are made where `sriov_numvfs` does not make them: in words, and what to do. */
const WAYS: Readonly<Record<NonNullable<NumVfsBehaviour['setBy']>, (way: Way) => { by: string; fix: string }>> = {
  'module-parameter': ({ parameter, driver, numVfs, host }) =>
    parameter === undefined
      ? { by: 'as its module is loaded', fix: CAP_010.fix }
      : {
          by: `by parameter ${parameter} of its module`,
          fix: `Write "options ${driver} ${parameter}=${numVfs}" to a file in /etc/modprobe.d of ${host}, build its initramfs anew if the driver is in it, reboot, and read the inventory again`,
        },
  firmware: ({ host }) => ({
    by: 'as it is loaded, as many as the card is set to',
    fix: `Set the number of VFs in the management of the card, reboot ${host}, read the inventory again, and set externallyManaged: true`,
  }),
  program: ({ program = 'the program of its vendor', address, host }) => ({
    by: `by ${program}`,
    fix: `Run ${program} ${address} on ${host}, at each boot, and read the inventory again with the VFs there`,
  }),
};
