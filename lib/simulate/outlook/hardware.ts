import type { PhysicalFunctionFacts } from '../../inventory/inventory';
import type { PciAddress } from '../../model/units';
import { dataSheetRate, type Drive, driveOfDevice, driveWith } from '../performance/hardware/drives';
import { type NicFamily, nicFamilyOf } from '../performance/hardware/nics';
import { tlpOverhead, type TlpOverhead } from '../performance/hardware/packets';
import { linkFactor } from '../performance/hardware/pcie';
import { type Core, generationNamed } from '../performance/hardware/processors';
import type { Constant, Quantity } from '../performance/system/quantity';
import type { PfPrediction, ResourceUse } from '../traffic/prediction';
import { pciDeviceOf } from '../traffic/resource-ids';
import type { OutlookInput } from './io';

/** A PCIe link on the way of a PF. */
export interface Link {
  readonly address: PciAddress;
  readonly overhead: TlpOverhead;
}

/** What the performance model knows of a host's parts. */
export class Hardware {
  /** Its clock is not told: what a model name says is the base clock, and not what a busy core runs at. */
  public readonly core: Core;
  public readonly pfs: readonly PfPrediction[];
  private readonly facts: ReadonlyMap<string, PhysicalFunctionFacts>;
  private readonly constants: ReadonlyMap<string, Constant>;

  public constructor({ prediction, observed }: OutlookInput) {
    this.core = { generation: generationNamed(observed.host.cpus.model ?? ''), clockGHz: null };
    this.pfs = prediction.physicalFunctions ?? [];
    this.facts = new Map(observed.physicalFunctions.map((pf) => [pf.address, pf]));
    const constants = [
      ...linkFactor().terms,
      ...this.pfs.flatMap((pf) => constantsOf(nicFamilyOf(pf.device ?? ''))),
      ...this.pfs.flatMap(({ performance }) =>
        performance ? [dataSheetRate(100, performance.source ?? CATALOG)] : [],
      ),
    ];
    this.constants = new Map(constants.map((constant) => [constant.name, constant]));
  }

  public pf(address: string): PfPrediction | undefined {
    return this.pfs.find(({ pf }) => pf === address);
  }

  public factsOf(address: string): PhysicalFunctionFacts | undefined {
    return this.facts.get(address);
  }

  public nicOf(address: string): NicFamily | null {
    return nicFamilyOf(this.pf(address)?.device ?? '');
  }

  public driveOf(address: string): Drive {
    const { device = null, performance } = this.pf(address) ?? {};
    const drive = driveOfDevice(device);
    if (performance === undefined) return drive;
    const { randReadIops, randWriteIops, seqReadMBps, seqWriteMBps, source } = performance;
    return driveWith(
      drive,
      {
        ...(randReadIops !== null && { readIops: randReadIops }),
        ...(randWriteIops !== null && { writeIops: randWriteIops }),
        ...(seqReadMBps !== null && { readBps: seqReadMBps * 1e6 }),
        ...(seqWriteMBps !== null && { writeBps: seqWriteMBps * 1e6 }),
      },
      source ?? CATALOG,
    );
  }

  /** That of the card first. */
  public linksOf(address: string): readonly Link[] {
    const facts = this.facts.get(address);
    const upstream = facts?.upstreamLinks ?? [];
    return [{ address: pciDeviceOf(address), speedGTs: facts?.link.speedGTs ?? null }, ...upstream].map((link) => ({
      address: link.address,
      overhead: tlpOverhead(link.speedGTs ?? 0),
    }));
  }

  public capacityOf({ capacity, spread = 0, terms = [] }: ResourceUse): Quantity {
    return { value: capacity, spread, terms: terms.flatMap((name) => this.constants.get(name) ?? []) };
  }
}

const CATALOG = 'device catalog';

function constantsOf(nic: NicFamily | null): Constant[] {
  return [nic?.portPps ?? null, nic?.cardPps ?? null].filter((constant) => constant !== null);
}
