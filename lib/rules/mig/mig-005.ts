import { VARIANT_DRIVERS } from '../../catalog/vfio-variants';
import { handsToVms, isUnlistedVariant, isVariant } from '../../model/vfio-drivers';
import type { ConstructPath } from '../../model/units';
import { migrationMethodOf } from '../../resolve/migration';
import type { ResolvedAttachment, ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, violation } from '../rule';
import { listed } from '../shared/words';

export const MIG_005: Rule = {
  id: 'MIG-005',
  title: 'every device of a VM that migrates with the state of its VF can migrate with it',
  severity: 'error',
  protects:
    'QEMU migrates a VM with several devices of VFIO only where each moves its state and stops on demand while others still move data; one that does not blocks the migration of the VM.',
  source:
    'QEMU docs/devel/migration/vfio.rst (several devices need P2P); migration flags of the drivers in drivers/vfio/pci of Linux 6.12',
  fix: 'Give the VM one VF, let all of its VFs be of a kind that migrates together, or set migratable: false',
  on: 'host',
  check: (host) => {
    const byVm = new Map<string, Held[]>();
    for (const held of heldVfs(host))
      byVm.set(held.attachment.wanted.vm, [...(byVm.get(held.attachment.wanted.vm) ?? []), held]);
    const verdicts = [...byVm].flatMap(([vm, vfs]) => judgeVm(vm, vfs));
    return verdicts.length === 0 ? NOT_APPLICABLE : verdicts;
  },
};

interface Held {
  readonly attachment: ResolvedAttachment;
  readonly movesState: boolean;
}

function heldVfs(host: ResolvedHost): Held[] {
  const pfs = new Map<ConstructPath, ResolvedPf>(host.physicalFunctions.map((pf) => [pf.path, pf]));
  return host.attachments.map((attachment) => {
    const pool = pfs.get(attachment.pfPath)?.pools.find(({ path }) => path === attachment.poolPath)?.wanted;
    const vdpa = attachment.use.vdpa === true;
    return { attachment, movesState: !vdpa && migrationMethodOf(attachment.wanted, pool) === 'vfio' };
  });
}

/** A VF beside a standby interface is unplugged before, and one handed out as vDPA is no device of VFIO: neither is in the way. */
function judgeVm(vm: string, vfs: readonly Held[]): Verdict[] {
  const moving = vfs.find(({ movesState }) => movesState)?.attachment;
  if (moving === undefined || vfs.length === 1) return [];
  const passed = vfs.filter(({ attachment }) => handsToVms(attachment.settings.driver));
  const inTheWay = passed.filter(({ attachment, movesState }) => {
    const { driver } = attachment.settings;
    if (!movesState) return attachment.wanted.migratable !== true;
    return !isUnlistedVariant(driver) && (!isVariant(driver) || !VARIANT_DRIVERS[driver].p2p);
  });
  if (inTheWay.length === 0) {
    const unlisted = passed.find(
      ({ attachment, movesState }) => movesState && isUnlistedVariant(attachment.settings.driver),
    );
    if (unlisted === undefined) return [COMPLIANT];
    return [
      unknown(`whether ${unlisted.attachment.settings.driver} stops a VF while others of the VM still move data`),
    ];
  }
  return [
    violation({
      message: `VM ${vm} is to migrate with the state of its VFs, and ${listed(inTheWay.map(wordsOf))} would block it`,
      path: moving.path,
      pointer: 'migratable',
      found: 'true',
      limit: 'devices that migrate together',
    }),
  ];
}

function wordsOf({ attachment: { path, settings }, movesState }: Held): string {
  return `${path} (${movesState ? `${settings.driver}, which does not stop on demand` : `${settings.driver}, not migratable`})`;
}
