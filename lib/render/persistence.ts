import { driverIn } from '../catalog/driver-table';
import { VF_NETWORK, VIRTUAL_FUNCTION } from '../inventory/blank';
import type { Inventory, NamespaceFacts, NvmeFacts, PhysicalFunctionFacts } from '../inventory/inventory';
import type { PciAddress } from '../model/units';
import type { HostPlan, TargetPf, TargetState } from '../plan/host-plan';
import { type PlannedHost, planHost } from '../plan/plan';

/** Where scripts keep what must outlast them, a folder for each PF; of root, mode 700. */
export const STATE_FOLDER = '/var/lib/cdktf-sriov';

/** Where scripts keep what goes with a boot: locks, and what waits for a link. */
export const RUNTIME_FOLDER = '/run/cdktf-sriov';

/** Name of the systemd unit that brings a PF back after a reboot; colons would mean something to systemd's tools. */
export function bootUnitName(pf: PciAddress): string {
  return `cdktf-sriov-${pf.replaceAll(':', '-')}.service`;
}

/** Name of the unit that does what waits for the link of a PF. */
export function linkUnitName(pf: PciAddress): string {
  return bootUnitName(pf).replace(/\.service$/, '-link.service');
}

/**
 * The plan from a host that has just booted to what is wanted: no VFs, the kernel's own drivers, no settings. What
 * only a reading of that boot could tell is not known, so that the plan holds every step; the script leaves out those
 * whose end is reached already.
 */
export function planBoot(host: PlannedHost, target: TargetState, observed: Inventory): HostPlan {
  return planHost(host, target, freshBoot(host, target, observed));
}

function freshBoot({ drivers }: PlannedHost, target: TargetState, observed: Inventory): Inventory {
  const managed = new Map(target.physicalFunctions.map((pf) => [pf.address, pf]));
  return {
    ...observed,
    host: { ...observed.host, modules: [] },
    physicalFunctions: observed.physicalFunctions.flatMap((pf) => {
      const wanted = managed.get(pf.address);
      if (wanted === undefined) return [];
      return [
        { ...freshPf(pf), ...(driverIn(drivers, pf.driver).createsVfs === false ? vfsOfDriver(pf, wanted) : NO_VFS) },
      ];
    }),
  };
}

const NO_VFS = { numVfs: 0, virtualFunctions: [] } as const;

/** VFs that come with the driver, or by a program of its vendor, and not by `sriov_numvfs`: as they were, and the kernel has bound them. */
function vfsOfDriver(
  { numVfs, virtualFunctions }: PhysicalFunctionFacts,
  { vfDriver }: TargetPf,
): Pick<PhysicalFunctionFacts, 'numVfs' | 'virtualFunctions'> {
  return {
    numVfs,
    virtualFunctions: virtualFunctions.map(({ index, address, computedAddress, iommuGroup, numaNode, network }) => ({
      ...VIRTUAL_FUNCTION,
      ...{ index, address, computedAddress, iommuGroup, numaNode },
      driver: vfDriver,
      network: network && VF_NETWORK,
    })),
  };
}

function freshPf({ qatServices: _, ...pf }: PhysicalFunctionFacts): PhysicalFunctionFacts {
  const { network, nvme } = pf;
  return {
    ...pf,
    driverOverride: null,
    driversAutoprobe: true,
    users: [],
    network: network && {
      ...network,
      interfaces: network.interfaces.map((netdev) => ({ ...netdev, adminUp: false, carrier: null, mtu: null })),
      eswitchMode: network.eswitchMode && 'legacy',
      // Before the network is up nothing is reached through it. The script looks again.
      carriesManagement: false,
    },
    nvme: nvme && freshDrive(nvme),
  };
}

function freshDrive(nvme: NvmeFacts): NvmeFacts {
  const { capabilities } = nvme;
  return {
    ...nvme,
    capabilities: capabilities && { ...capabilities, vqAssigned: 0, viAssigned: 0 },
    secondaryControllers: nvme.secondaryControllers.map((secondary) => ({
      ...secondary,
      online: false,
      virtualQueues: 0,
      virtualInterrupts: 0,
    })),
    namespaces: nvme.namespaces.map((namespace): NamespaceFacts => ({ ...namespace, controllers: null })),
  };
}

/** Programs that look for VFs, or give them to VMs, when they start. */
const CONSUMERS = [
  'network-pre.target',
  'libvirtd.service',
  'virtqemud.service',
  'virtnetworkd.service',
  'libvirt-guests.service',
  'pve-guests.service',
  'kubelet.service',
];

/** NVMe controllers and links take their time; the slowest driver known needs a minute for 125 VFs. */
const START_LIMIT_SECONDS = 900;

/**
 * What a unit may do: what the steps need and no more. They write sysfs, talk netlink, load modules, send commands to a
 * drive, and see who holds a vfio group. `DevicePolicy` stays open since drives come under names that are not known
 * beforehand. Everything is read-only but the folders of the runtime and of the state, which every systemd from 235 on
 * makes writable when they are named so; directives that an old systemd does not know it leaves out with a warning.
 */
const SANDBOX = `CapabilityBoundingSet=CAP_NET_ADMIN CAP_SYS_ADMIN CAP_SYS_MODULE CAP_SYS_PTRACE CAP_DAC_OVERRIDE CAP_DAC_READ_SEARCH
NoNewPrivileges=yes
ProtectSystem=strict
RuntimeDirectory=cdktf-sriov
RuntimeDirectoryMode=0700
RuntimeDirectoryPreserve=yes
StateDirectory=cdktf-sriov
StateDirectoryMode=0700
ProtectHome=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectHostname=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RestrictAddressFamilies=AF_NETLINK AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
UMask=0077`;

/** The systemd unit of a PF. It runs once at boot, after devices are looked for and before anything that wants VFs. */
export function bootUnit(pf: PciAddress): string {
  const folder = `${STATE_FOLDER}/${pf}`;
  return `[Unit]
Description=SR-IOV virtual functions of ${pf}
DefaultDependencies=no
RequiresMountsFor=${STATE_FOLDER}
ConditionPathExists=${folder}/script.sh
Wants=network-pre.target
After=local-fs.target systemd-modules-load.service systemd-udevd.service systemd-udev-trigger.service
Before=${CONSUMERS.join(' ')} shutdown.target
Conflicts=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh ${folder}/script.sh boot
TimeoutStartSec=${START_LIMIT_SECONDS}
${SANDBOX}

[Install]
WantedBy=multi-user.target
`;
}

/**
 * The systemd unit that goes on where the first one found no link: nothing waits for it. It fails, which
 * `systemctl --failed` and the journal show, when the link does not come within its time.
 */
export function linkUnit(pf: PciAddress): string {
  const folder = `${STATE_FOLDER}/${pf}`;
  return `[Unit]
Description=SR-IOV settings of ${pf} that need its link
RequiresMountsFor=${STATE_FOLDER}
ConditionPathExists=${RUNTIME_FOLDER}/later.${pf}
After=${bootUnitName(pf)}

[Service]
Type=simple
ExecStart=/bin/sh ${folder}/script.sh link
${SANDBOX}

[Install]
WantedBy=multi-user.target
`;
}
