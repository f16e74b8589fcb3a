import type { StepKind } from '../plan/step';

/** Commands of a drive: the kernel gives one up after 60 s (`admin_timeout` of nvme_core). */
const NVME_SECONDS = 90;
/** VFs come and go one by one, each through its firmware and the probe of its driver. */
const NUM_VFS_SECONDS = 600;
/** A guest has 60 s to let go of a device (`vmdetach`); libvirt and the restart of the port take their time as well. */
const DOMAIN_SECONDS = 150;
/** What the kernel answers at once unless somebody stands in its way. */
const WRITE_SECONDS = 60;

const LIMITS: Readonly<Partial<Record<StepKind, number>>> = {
  'num-vfs': NUM_VFS_SECONDS,
  'eswitch-mode': NUM_VFS_SECONDS,
  'nvme-resource': NVME_SECONDS,
  'secondary-state': NVME_SECONDS,
  'namespace-attach': NVME_SECONDS,
  'vm-detach': DOMAIN_SECONDS,
  'vm-attach': DOMAIN_SECONDS,
};

/** Seconds after which a step has failed: the kernel may go on with it, nobody waits for it any more. */
export function limitSeconds(kind: StepKind): number {
  return LIMITS[kind] ?? WRITE_SECONDS;
}
