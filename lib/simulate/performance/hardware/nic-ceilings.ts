import type { Bytes, Gbps, Mbps } from '../../../model/units';
import { type Constant, exactly, type Quantity, quantity, scaled, widened } from '../system/quantity';
import type { Resource, Use } from '../system/system';
import { wireUse } from './ethernet';
import { NIC_FAMILIES, type NicFamily } from './nics';

/** Whether frames go through a card one way, or are received and sent again by the same card. */
export type Way = 'one-way' | 'both-ways';

const UNKNOWN_CARD: Constant = {
  name: 'packet rate of the card, which is not published',
  value: 1,
  unit: 'ratio',
  spread: 0.3,
  source: 'spread of published cards',
};

/** What stops frames in the cards of a family, of `ports` ports together that fill one card after the other. */
export function cardCeilings(nic: NicFamily | null, ports: number, way: Way): { resources: Resource[]; uses: Use[] } {
  const resources: Resource[] = [];
  if (nic !== null) {
    const { portPps } = nic;
    const card = cardPps(nic, way);
    if (portPps !== null) {
      const capacity = scaled(quantity(portPps), ports);
      resources.push({ id: 'ports', name: `packet rate of the ports (${portPps.name})`, capacity });
    }
    if (card !== null) {
      const capacity = scaled(quantity(card), Math.ceil(ports / nic.ports));
      resources.push({ id: 'card', name: `packet rate of the card (${card.name})`, capacity });
    }
  }
  return { resources, uses: resources.map(({ id }) => ({ resource: id, amount: exactly(1) })) };
}

/** Ceiling of one card; a card that is only published one way does no more than that both ways. */
export function cardPps(nic: NicFamily, way: Way): Constant | null {
  return (way === 'both-ways' ? nic.forwardPps : null) ?? nic.cardPps;
}

/** What a frame takes of the wire of a card: less sure where no packet rate is known that could stop it before. */
export function wireOf(frameBytes: Bytes, isRateKnown: boolean): Quantity {
  return isRateKnown ? wireUse(frameBytes) : widened(wireUse(frameBytes), UNKNOWN_CARD);
}

/**
 * Packets a second of a port, each way, of whose card nothing is published: the low end, which is what the slowest published
 * card does for the rate of its ports. At the high end nothing but the wire stops it.
 */
export function leastPortPps(linkMbps: Mbps): Quantity {
  return scaled(quantity(SLOWEST_CARD), linkMbps);
}

const SLOWEST_CARD: Constant = Object.values<NicFamily>(NIC_FAMILIES)
  .flatMap(({ portPps, cardPps, ports, portGbps }) => [perMbps(portPps, portGbps), perMbps(cardPps, ports * portGbps)])
  .filter((found) => found !== null)
  .reduce((slowest, found) => (found.value < slowest.value ? found : slowest));

function perMbps(published: Constant | null, gbps: Gbps): Constant | null {
  if (published === null) return null;
  const source = `the slowest published card: ${published.name}, ${published.source}`;
  return {
    name: UNKNOWN_CARD.name,
    value: published.value / (1000 * gbps),
    unit: 'packets/s for each Mbit/s',
    spread: 0,
    source,
  };
}

/** Whether anything is published of what stops frames in a card of the family. */
export function hasCeiling(nic: NicFamily | null, way: Way): boolean {
  return nic !== null && (nic.portPps !== null || cardPps(nic, way) !== null);
}
