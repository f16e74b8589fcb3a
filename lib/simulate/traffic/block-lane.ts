import type { BlockDemand } from '../../model/demand';
import { formatMBps, thousands } from '../../model/numbers';
import type { Bytes } from '../../model/units';
import type { ResolvedAttachment, ResolvedPf } from '../../resolve/resolved';
import {
  type Expansion,
  type Flow,
  isRate,
  type Lane,
  type Limit,
  lower,
  statedRate,
  UNLIMITED,
  type Use,
} from './flow';
import { commandBytes } from '../performance/hardware/packets';
import { type DriveResources, type DriveSide, driveResources } from './drive-resources';
import { addressOf, type ResourceTable } from './resource-table';

/** What an attachment without a demand is taken to do, as a demand that states nothing but its rate. */
export const USUAL_BLOCK_BYTES: Bytes = 4096;
export const USUAL_READ_SHARE = 1;

/** More than any command moves: 2^16 blocks (NVM Express) of 64 KiB. */
const MOST_BLOCK_BYTES: Bytes = 2 ** 32;

/** Percent of a drive's time for one command below which it takes none: 10^17 commands a second. */
const NOTHING = 1e-15;

export class BlockLane implements Lane {
  public readonly kind = 'block';
  public readonly address: string;
  private readonly resources: DriveResources;
  private readonly flows: { readonly flow: Flow; readonly blockBytes: Bytes }[] = [];

  public constructor(
    private readonly pf: ResolvedPf,
    private readonly table: ResourceTable,
  ) {
    this.address = addressOf(pf);
    this.resources = driveResources(pf, table);
  }

  public expand(attachment: ResolvedAttachment): Expansion {
    const demand = this.demandOf(attachment);
    if (demand === null) {
      this.table.note(`attachments of drives without a demand are taken to read blocks of ${USUAL_BLOCK_BYTES} bytes`);
    }
    const block = demand?.blockBytes ?? USUAL_BLOCK_BYTES;
    const readShare = demand?.readShare ?? USUAL_READ_SHARE;
    const flow: Flow = {
      weight: 1,
      count: 1,
      floor: 0,
      limit: this.limitOf(block),
      demand: demand?.iops ?? null,
      guarantee: statedRate(attachment.wanted.guarantee?.iops),
      uses: this.usesOf(block, readShare),
      doubts: this.doubtsOf(block, readShare),
    };
    this.flows.push({ flow, blockBytes: block });
    return { demand, flows: [flow] };
  }

  /** A controller serves its queues command by command, whatever their size (NVM Express, round robin arbitration). */
  public weigh(): void {
    let bytes = 0;
    let count = 0;
    for (const { flow, blockBytes } of this.flows) {
      bytes += blockBytes * flow.count;
      count += flow.count;
    }
    for (const { flow } of this.flows) flow.weight = (1e6 * count) / (8 * bytes);
  }

  private demandOf(attachment: ResolvedAttachment): BlockDemand | null {
    const { demand } = attachment.wanted;
    if (demand === undefined) return null;
    const usable =
      demand.kind === 'block' &&
      isRate(demand.iops) &&
      demand.blockBytes >= 1 &&
      demand.blockBytes <= MOST_BLOCK_BYTES &&
      demand.readShare >= 0 &&
      demand.readShare <= 1;
    if (usable) return demand;
    this.table.note(`the demand of ${attachment.path} is not one of a drive with usable numbers: it is not counted`);
    return null;
  }

  private limitOf(block: Bytes): Limit {
    const ceilings = this.pf.device?.ceilings;
    if (ceilings === undefined) return UNLIMITED;
    const { source } = ceilings;
    const commands = statedRate(ceilings.vfIops);
    const megabytes = statedRate(ceilings.vfMBps);
    const byCommands: Limit =
      commands === 0
        ? UNLIMITED
        : {
            value: commands,
            reason: {
              resource: `vfIops:${this.address}`,
              description: `I/O rate of one VF of ${this.address}: ${thousands(commands)} IOPS, ${source}`,
            },
          };
    const byBytes: Limit =
      megabytes === 0
        ? UNLIMITED
        : {
            value: (megabytes * 1e6) / block,
            reason: {
              resource: `vfBandwidth:${this.address}`,
              description: `bandwidth of one VF of ${this.address}: ${formatMBps(megabytes)}, ${source}`,
            },
          };
    return lower(byCommands, byBytes);
  }

  private noteFree(side: DriveSide, free: 'reads' | 'writes'): void {
    this.table.note(`${side.what} are known in part: ${free} are counted as free`);
  }

  private usesOf(block: Bytes, readShare: number): readonly Use[] {
    const { commands, bytes: bandwidth } = this.resources;
    for (const side of [commands, bandwidth]) {
      if (side === null) continue;
      if (readShare > 0 && side.perRead === 0) this.noteFree(side, 'reads');
      if (readShare < 1 && side.perWrite === 0) this.noteFree(side, 'writes');
    }
    const uses = [...sideUse(commands, 1, readShare), ...sideUse(bandwidth, block, readShare)];
    for (const link of this.resources.links) {
      const bytes = commandBytes(block, readShare, link.overhead);
      uses.push({ resource: link.toHost, amount: (bytes.toHost * 8) / 1e6 });
      uses.push({ resource: link.toDevice, amount: (bytes.toDevice * 8) / 1e6 });
    }
    return uses;
  }

  private doubtsOf(block: Bytes, readShare: number): readonly Use[] {
    const { least, unknown } = this.resources;
    return [
      ...sideUse(least.commands, 1, readShare),
      ...sideUse(least.bytes, block, readShare),
      ...(unknown === null ? [] : [{ resource: unknown, amount: 1 }]),
    ];
  }
}

/** @param units commands or bytes of one I/O */
function sideUse(side: DriveSide | null, units: number, readShare: number): Use[] {
  if (side === null) return [];
  const amount = units * (readShare * side.perRead + (1 - readShare) * side.perWrite);
  return amount > NOTHING ? [{ resource: side.resource, amount }] : [];
}
