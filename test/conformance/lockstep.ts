import type { Inventory, PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import type { PciAddress } from '../../lib/model/units';
import type { Kernel } from '../../lib/simulate/kernel/kernel';
import { builtInKernel } from '../support/kernel';
import type { KernelOperation } from '../../lib/simulate/kernel/operation';
import { differences } from './agreement';
import type { Compared, Pair } from './bench';
import { hazardOf } from './hazards';
import { resultDifference } from './real/outcome';
import type { RealHost, RealState } from './real/real-host';
import { isRate, isRateAboveNone } from './rates';

/** Far longer than any link takes. */
const LINK_MILLISECONDS = 60_000;
const LINK_SECONDS = 30;
const SETTLE_ATTEMPTS = 5;

/**
 * The kernel model and a real host that do the same, one operation after the other.
 *
 * Time: a port that loses its link gets it back when the host says so; until then it is unsettled, and what depends on the
 * link (rates) waits for it, unless it is to happen while there is none. That a link is lost at all is seen by the
 * kernel's count of losses.
 */
export class Lockstep implements Pair {
  private readonly kernel: Kernel;
  private readonly unsettled: Set<PciAddress>;
  /** Ports whose link was seen to be back, but not for long: a port that trains may lose it once more. */
  private readonly wavering = new Set<PciAddress>();
  /** Went to the host along with the operation before it. */
  private sent: KernelOperation | null = null;
  /** The primary controller's share was asked for, which shows nowhere until it is reset. */
  public hidesShares = false;

  /** @param unsettled PFs whose link is on its way on the host; the model has it already */
  public constructor(
    private readonly host: RealHost,
    private state: RealState,
    start: Inventory,
    unsettled: ReadonlySet<PciAddress> = new Set(),
  ) {
    this.kernel = builtInKernel(start);
    this.unsettled = new Set(unsettled);
  }

  public get inventory(): Inventory {
    return this.state.inventory;
  }

  public hazardOf(operation: KernelOperation): string | null {
    return hazardOf(operation, this.inventory);
  }

  /**
   * @param inHaste do not wait for a link first
   * @param next is to come right after it, if the model can tell what it finds: the host then has no time in between
   */
  public async operate(
    operation: KernelOperation,
    inHaste = false,
    next: KernelOperation | null = null,
  ): Promise<Compared> {
    // To wait for one that has been sent would be to look at the host after it, and to take that for before it.
    const waits = this.sent !== operation && !(inHaste && this.isLinkless(operation));
    if (waits) await this.settleFor(operation);
    this.sent = next !== null && this.isForeseen(next) ? next : null;
    const before = this.state;
    const modelBefore = this.kernel.observe();
    this.hidesShares ||= operation.do === 'virt-mgmt' && operation.action === 1;
    const [real, state] = await this.host.operate(operation, this.sent);
    this.state = state;
    const links = [...this.unsettled].filter((pf) => hasCarrier(state, pf));
    // The link came while the operation ran: what the host made of it tells which was first. A port that takes a rate
    // has its link, even if it loses it once more before anybody looks.
    const proven = real.ok && isRateAboveNone(operation) && this.unsettled.has(operation.pf) ? [operation.pf] : [];
    if (real.ok) this.linksAreBack([...new Set([...links, ...proven])]);
    for (const pf of proven) if (!links.includes(pf)) this.unsettled.add(pf);
    const model = this.kernel.operate(operation);
    const found = resultDifference(model, real);
    const different = found === null ? [] : [found];
    different.push(...this.linkDifferences(modelBefore, before));
    this.linksAreBack(links.filter((pf) => hasCarrier(this.state, pf)));
    different.push(...differences(this.kernel.observe(), state.inventory, this.unsettled));
    return { model, real, differences: different };
  }

  /**
   * Compares everything, whether or not an operation had to do with it.
   *
   * @param settled wait for all links first
   * @param byTools drives are asked by nvme-cli, which takes a while
   */
  public async compareAll(settled: boolean, byTools = true): Promise<readonly string[]> {
    const late: string[] = [];
    for (const pf of settled ? [...this.unsettled] : [])
      if (!(await this.settle(pf))) late.push(`${pf}: the link does not come back`);
    this.state = await this.host.observe(byTools);
    return [...late, ...differences(this.kernel.observe(), this.state.inventory, this.unsettled)];
  }

  /** Rates depend on the link. */
  private async settleFor(operation: KernelOperation): Promise<void> {
    if (isRate(operation)) await this.settle(operation.pf);
  }

  private isLinkless(operation: KernelOperation): boolean {
    if (!isRate(operation)) return true;
    return isRateAboveNone(operation) && netdevOf(this.kernel.observe(), operation.pf)?.carrier !== true;
  }

  /**
   * Whether the model has the link that an operation depends on when the host has it. The model has one clock: when
   * another port's link is seen to be back, it has them all.
   */
  private isForeseen(operation: KernelOperation): boolean {
    if (!isRate(operation)) return true;
    const { pf } = operation;
    if ([...this.unsettled].some((other) => other !== pf) || this.wavering.has(pf)) return false;
    return !this.unsettled.has(pf) || netdevOf(this.kernel.observe(), pf)?.carrier !== true;
  }

  private async settle(pf: PciAddress): Promise<boolean> {
    if (!this.unsettled.has(pf) && !this.wavering.has(pf)) return true;
    for (let attempt = 0; attempt < SETTLE_ATTEMPTS; attempt++) {
      const { code } = await this.host.perform(['carrier', pf, String(LINK_SECONDS)]);
      if (code !== 0) return false;
      this.state = await this.host.observe();
      // It may have gone once more before the look.
      if (!hasCarrier(this.state, pf)) continue;
      this.linksAreBack([pf]);
      this.wavering.delete(pf);
      return true;
    }
    return false;
  }

  private linksAreBack(pfs: readonly PciAddress[]): void {
    if (pfs.length === 0) return;
    this.kernel.elapse(LINK_MILLISECONDS);
    for (const pf of pfs) {
      this.unsettled.delete(pf);
      this.wavering.add(pf);
    }
  }

  /** Ports that had their link on both sides before: whether it went away. */
  private linkDifferences(modelBefore: Inventory, before: RealState): string[] {
    const modelAfter = this.kernel.observe();
    const found: string[] = [];
    for (const { address } of modelAfter.physicalFunctions) {
      const [was, is] = [netdevOf(modelBefore, address), netdevOf(modelAfter, address)];
      if (is?.adminUp !== true) this.unsettled.delete(address);
      if (this.unsettled.has(address)) continue;
      const [lostBefore, lostNow] = [before.linksLost.get(address), this.state.linksLost.get(address)];
      if (was === null || is === null || lostBefore === undefined || lostNow === undefined) continue;
      if (was.carrier !== true || is.adminUp !== true) {
        if (is.adminUp === true && was.adminUp !== true) this.unsettled.add(address);
        continue;
      }
      const lostInModel = is.carrier !== true;
      // A loss within a look may be counted in it and show in the next one only.
      const lostOnHost = lostNow > lostBefore || (hasCarrier(before, address) && !hasCarrier(this.state, address));
      const isSecondLoss = lostOnHost && this.wavering.has(address);
      if (lostInModel !== lostOnHost && !isSecondLoss) {
        found.push(`${address}: ${lostInModel ? 'the model' : 'the host'} alone loses the link`);
      }
      if (lostInModel || lostOnHost) this.unsettled.add(address);
    }
    return found;
  }
}

function netdevOf(
  inventory: Inventory,
  address: PciAddress,
): { carrier: boolean | null; adminUp: boolean | null } | null {
  return pfOf(inventory, address)?.network?.interfaces[0] ?? null;
}

function hasCarrier({ inventory }: RealState, address: PciAddress): boolean {
  return netdevOf(inventory, address)?.carrier === true;
}

function pfOf(inventory: Inventory, address: PciAddress): PhysicalFunctionFacts | undefined {
  return inventory.physicalFunctions.find((pf) => pf.address === address);
}
