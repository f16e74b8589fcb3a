import {
  commandBytes,
  packetsPerMbps,
  receiveBytes,
  transmitBytes,
  wirePerFrame,
} from '../performance/hardware/packets';
import { exactly } from '../performance/system/quantity';
import type { Use } from '../performance/system/system';
import { bandwidthId, pciDeviceOf, commandsId, packetsId, pcieId, portId, type Side } from '../traffic/resource-ids';
import type { Hardware } from './hardware';
import type { BlockTraffic, NetworkTraffic } from './outlook';

/** What a frame or an I/O of a VF takes of the resources of a prediction, in their units; of those that it does not have, too. */

export function frameUses(pf: string, { frameBytes }: NetworkTraffic, side: Side, hardware: Hardware): Use[] {
  const bytesOf = side === 'tx' ? transmitBytes : receiveBytes;
  return [
    { resource: portId(pf, side), amount: exactly(wirePerFrame(frameBytes) / packetsPerMbps(frameBytes)) },
    { resource: packetsId(pf, side), amount: exactly(1) },
    { resource: packetsId(pciDeviceOf(pf), side), amount: exactly(1) },
    ...hardware.linksOf(pf).flatMap(({ address, overhead }) => linkUses(address, bytesOf(frameBytes, overhead))),
  ];
}

export function ioUses(pf: string, { blockBytes, readShare }: BlockTraffic, hardware: Hardware): Use[] {
  const { randReadIops, randWriteIops, seqReadMBps, seqWriteMBps } = hardware.pf(pf)?.performance ?? {};
  const percent = (read: number | null | undefined, write: number | null | undefined, units: number) =>
    100 * units * ((read ? readShare / read : 0) + (write ? (1 - readShare) / write : 0));
  return [
    { resource: commandsId(pf), amount: exactly(percent(randReadIops, randWriteIops, 1)) },
    { resource: bandwidthId(pf), amount: exactly(percent(seqReadMBps, seqWriteMBps, blockBytes / 1e6)) },
    ...hardware
      .linksOf(pf)
      .flatMap(({ address, overhead }) => linkUses(address, commandBytes(blockBytes, readShare, overhead))),
  ];
}

function linkUses(link: string, bytes: { readonly toHost: number; readonly toDevice: number }): Use[] {
  const megabits = (count: number) => exactly((count * 8) / 1e6);
  return [
    { resource: pcieId(link, 'to-host'), amount: megabits(bytes.toHost) },
    { resource: pcieId(link, 'to-device'), amount: megabits(bytes.toDevice) },
  ];
}
