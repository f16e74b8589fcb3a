import type {
  HostFacts,
  InterfaceFacts,
  Inventory,
  IommuGroupFacts,
  NvmeFacts,
  PhysicalFunctionFacts,
  VirtualFunctionFacts,
} from '../../inventory/inventory';
import { vfAddressOf } from '../../model/pci';
import { isVfio } from '../../model/vfio-drivers';
import { carrierOf } from './netdev';
import type { IommuGroupState, KernelState, NetdevState, NvmeState, PfState, VfState } from './state';

/** What an inventory of the host would say now. What did not change is what was observed, not a copy of it. */
export function observe(state: KernelState): Inventory {
  const physicalFunctions = state.observed.physicalFunctions.map((facts) => {
    const pf = state.pfs.get(facts.address);
    return pf === undefined ? facts : observePf(state, pf);
  });
  return { ...state.observed, host: observeHost(state), physicalFunctions };
}

function observeHost(state: KernelState): HostFacts {
  const { host } = state.observed;
  if (!state.modulesChanged || state.modules === null) return host;
  return { ...host, modules: [...state.modules] };
}

function observePf(state: KernelState, pf: PfState): PhysicalFunctionFacts {
  const { facts } = pf;
  if (!pf.changed && !pf.vfs.some((vf) => vf?.changed) && !anyGroupChanged(pf)) return facts;
  const virtualFunctions: VirtualFunctionFacts[] = [];
  for (const vf of pf.vfs) if (vf !== undefined) virtualFunctions.push(observeVf(vf));
  return {
    ...facts,
    // Its own controller tells the serial number of a drive.
    serial: isDetached(pf) ? null : facts.serial,
    totalVfs: pf.totalVfs,
    driver: pf.driver,
    driverOverride: pf.driverOverride,
    numVfs: pf.numVfs,
    driversAutoprobe: pf.autoprobe,
    ...(pf.qatServices !== undefined && { qatServices: pf.qatServices }),
    iommuGroup: observeGroup(pf.group, facts.iommuGroup),
    network: observeNetwork(state, pf),
    nvme: pf.nvme === null ? facts.nvme : observeNvme(pf, pf.nvme),
    virtualFunctions,
  };
}

function anyGroupChanged(pf: PfState): boolean {
  return pf.group?.changed === true || pf.vfs.some((vf) => vf?.group?.changed);
}

function observeVf(vf: VfState): VirtualFunctionFacts {
  const { facts, pf } = vf;
  if (facts !== null && !vf.changed && vf.group?.changed !== true) return facts;
  const { vfOffset, vfStride } = pf.facts;
  return {
    index: vf.index,
    address: vf.address,
    computedAddress:
      facts !== null
        ? facts.computedAddress
        : pf.parts === null
          ? null
          : vfAddressOf(pf.parts, vfOffset, vfStride, vf.index),
    driver: vf.driver,
    driverOverride: vf.driverOverride,
    iommuGroup: observeGroup(vf.group, facts?.iommuGroup ?? null),
    numaNode: facts?.numaNode ?? pf.facts.numaNode,
    msixVectors: vf.msixVectors,
    ...(vf.migratable !== undefined && { migratable: vf.migratable }),
    ...vf.quotas,
    network: giveNetworkOut(vf),
    interface: vf.interface,
    users: vf.users,
    usersUnknown: vf.usersUnknown,
  };
}

/** The caller has it from now on: the next write makes a copy. */
function giveNetworkOut(vf: VfState): VfState['network'] {
  vf.ownNetwork = null;
  return vf.network;
}

function observeGroup(group: IommuGroupState | null, facts: IommuGroupFacts | null): IommuGroupFacts | null {
  if (group === null || !group.changed) return group === null ? null : (facts ?? { id: group.id, members: [] });
  group.observed ??= { id: group.id, members: group.members.slice() };
  return group.observed;
}

function observeNetwork(state: KernelState, pf: PfState): PhysicalFunctionFacts['network'] {
  const { network } = pf.facts;
  if (network === null) return null;
  const { netdev } = pf;
  if (netdev === null) {
    // Nobody else tells the kind of a port, and what nobody drives carries nothing.
    const driven = pf.driver !== null && !isVfio(pf.driver);
    const { carriesManagement, managementEvidence, linkType, joinedPfs, safeMode } = network;
    const isOnSameDriver = pf.driver === pf.facts.driver;
    return {
      interfaces: [],
      linkType: isOnSameDriver ? linkType : null,
      eswitchMode: pf.eswitchMode,
      ...(isOnSameDriver && joinedPfs && { joinedPfs }),
      ...(isOnSameDriver && safeMode !== undefined && { safeMode }),
      carriesManagement: driven ? carriesManagement : false,
      ...(driven && managementEvidence && { managementEvidence }),
    };
  }
  const { rateNodes: _, ...rest } = network;
  const interfaces = [observeNetdev(state, netdev), ...network.interfaces.slice(1)];
  const { eswitchMode, rateNodes } = pf;
  return { ...rest, interfaces, eswitchMode, ...(rateNodes.length > 0 && { rateNodes }) };
}

function observeNetdev(state: KernelState, netdev: NetdevState): InterfaceFacts {
  const { adminUp, mtu, facts } = netdev;
  const carrier = carrierOf(state, netdev);
  // The kernel has no carrier to tell of a port that is down, and no speed of one without it.
  return {
    ...facts,
    adminUp,
    mtu,
    carrier: adminUp === false ? null : carrier,
    speedMbps: carrier === false ? null : facts.speedMbps,
  };
}

/** What the drive was not asked for stays unknown, apart from what was written to it since. */
const UNREAD: NvmeFacts = {
  controller: null,
  model: null,
  firmware: null,
  controllerId: null,
  virtualizationManagement: null,
  capacityBytes: null,
  unallocatedBytes: null,
  capabilities: null,
  secondaryControllers: [],
  namespaces: [],
};

function isDetached({ nvme, driver, facts }: PfState): boolean {
  return nvme !== null && driver !== 'nvme' && facts.driver === 'nvme';
}

function observeNvme(pf: PfState, nvme: NvmeState): NvmeFacts | null {
  const facts = pf.facts.nvme;
  // Without its driver nobody can ask the drive.
  if (isDetached(pf)) return UNREAD;
  if (facts === null && nvme.secondaries.length === 0 && nvme.namespaces.length === 0) return null;
  return {
    ...(facts ?? UNREAD),
    capabilities: nvme.capabilities === null ? null : { ...nvme.capabilities },
    secondaryControllers: nvme.secondaries.map((secondary) => ({
      ...secondary,
    })),
    namespaces: nvme.namespaces.map(({ facts: namespace, controllers }) => ({
      ...namespace,
      controllers: controllers === null ? null : [...controllers],
    })),
  };
}
