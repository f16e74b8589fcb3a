import { MANAGEMENT_UNKNOWN } from '../../evidence/management';
import type { PciAddress } from '../../model/units';
import type { NetworkFacts } from '../inventory';
import { mustHaveNetdev } from '../must-have-netdev';
import type { HostReading } from './host-reading';
import { isInOtherNamespace, linkTypeOf, netdevsIn, netdevsOf, readInterface } from './interfaces';
import type { ManagedPart, ManagementVerdict } from './management';
import { joinedPfsOf } from './joined-pfs';
import { safeModeOf } from './safe-mode';
import type { FoundPf } from './sriov-capability';

/** What is read of a NIC beyond what all functions show. */
export function readNetwork(host: HostReading, pf: FoundPf, driver: string | null): NetworkFacts {
  const { reading, stack } = host;
  const { device } = pf;
  const netdevs = netdevsOf(reading, device, stack);
  const [uplink] = netdevs;
  const { carries, evidence } = judgeManagement(host, pf, driver);
  const rateNodes = host.devlink.rateNodesOf(device.address);
  const safeMode = safeModeOf(driver, {
    running: host.devlink.runningVersionsOf(device.address),
    link: uplink === undefined ? {} : stack.linkOf(uplink.name),
    numVfs: pf.sriov.numVfs,
    log: logOf(reading, device.address),
  });
  return {
    interfaces: netdevs.map((netdev) => readInterface(reading, netdev, stack, false)),
    linkType: uplink === undefined ? null : linkTypeOf(reading, uplink, stack),
    eswitchMode: host.devlink.eswitchModeOf(device.address, driver),
    ...(rateNodes.length > 0 && { rateNodes }),
    ...joinedPfsOf(reading, device.address),
    ...(safeMode !== undefined && { safeMode }),
    carriesManagement: carries,
    ...(evidence.length > 0 && { managementEvidence: evidence }),
  };
}

/** Lines of the kernel's log that name a function, as drivers do: `i40e 0000:3b:00.0: ...`. */
function logOf({ tree }: HostReading['reading'], address: PciAddress): readonly string[] {
  const log = tree.readText('cmd/dmesg.txt') ?? '';
  return log.split('\n').filter((line) => line.includes(` ${address}: `));
}

/**
 * A function that no network driver is bound to carries nothing, but its VFs may; one whose netdevs are elsewhere may.
 */
function judgeManagement(host: HostReading, pf: FoundPf, driver: string | null): ManagementVerdict {
  const own = netdevsIn(host, pf.device);
  const ofVfs = pf.vfs.flatMap(({ index, address }): ManagedPart[] => {
    const device = host.devices.get(address);
    const netdevs = device === undefined ? [] : netdevsIn(host, device);
    return netdevs.length === 0 ? [] : [{ netdevs, vf: index }];
  });
  const parts = own.length === 0 ? ofVfs : [{ netdevs: own, vf: null }, ...ofVfs];
  const verdict = parts.length === 0 ? NOTHING : host.management.passes(parts);
  if (own.length > 0 || verdict.carries === true || driver === null || !mustHaveNetdev({ driver, ...pf.sriov }))
    return verdict;
  const reason = isInOtherNamespace(host.reading, pf.device)
    ? MANAGEMENT_UNKNOWN.elsewhere()
    : MANAGEMENT_UNKNOWN.noNetdev(driver);
  return { carries: null, evidence: [reason, ...verdict.evidence] };
}

const NOTHING: ManagementVerdict = { carries: false, evidence: [] };
