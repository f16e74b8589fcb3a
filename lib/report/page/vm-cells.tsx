import { formatIops, formatMbps } from '../../model/numbers';
import { shortagesOf } from '../../simulate/traffic/shortages';
import type { Bottleneck, Delivered } from '../../simulate/traffic/prediction';
import type { AttachmentReport } from '../facts/facts';
import { Bar, type ScaleEnd } from './bars';
import { Text } from './words';

/** An attachment that something is predicted of. */
export type Predicted = AttachmentReport & { readonly prediction: NonNullable<AttachmentReport['prediction']> };

/** A column of rates. */
export interface Measure {
  readonly name: keyof Delivered;
  readonly head: string;
  readonly format: (value: number) => string;
}

const rate = (value: number) => formatMbps(value, 3);

export const MEASURES: Readonly<Record<Predicted['prediction']['kind'], readonly Measure[]>> = {
  network: [
    { name: 'txMbps', head: 'Transmit', format: rate },
    { name: 'rxMbps', head: 'Receive', format: rate },
  ],
  block: [{ name: 'iops', head: 'I/O', format: (value) => formatIops(value, 3) }],
};

interface RateProps {
  readonly of: Predicted;
  readonly measure: Measure;
  readonly end: ScaleEnd;
}

/** What an attachment gets of one rate, as a bar and in words. */
export function Rate({ of: { prediction, guarantee }, measure: { name, format }, end }: RateProps) {
  const gets = prediction.predicted[name];
  const floor = prediction.floor[name];
  const asks = prediction.demand?.[name];
  const promised = guarantee?.[name];
  const isShort = shortagesOf({ [name]: asks }, { [name]: gets }).length > 0;
  const words = [
    asks === undefined ? 'no demand' : gets === asks ? 'as asked' : `of ${format(asks)}`,
    floor === undefined ? 'floor not known' : floor === gets ? 'floor too' : `floor ${format(floor)}`,
    ...(promised === undefined ? [] : [`guaranteed ${format(promised)}`]),
  ];
  return (
    <>
      <Bar end={end} predicted={gets} floor={floor} demand={asks} guarantee={promised} isShort={isShort} />
      <b>{gets === undefined ? 'not known' : format(gets)}</b>
      <small>{words.join(', ')}</small>
    </>
  );
}

/** Names of resources by their id: what stands of them in their own table is not said again. */
export type ResourceNames = ReadonlyMap<string, string>;

export function LimitedBy({ of: { prediction }, names }: { readonly of: Predicted; readonly names: ResourceNames }) {
  const { bottleneck, floorBottleneck } = prediction;
  const wordsOf = ({ resource, description }: Bottleneck) =>
    resource === 'demand' ? 'its demand' : (names.get(resource) ?? description);
  return (
    <>
      <Text of={wordsOf(bottleneck)} />
      {floorBottleneck.resource !== bottleneck.resource && (
        <small>
          floor: <Text of={wordsOf(floorBottleneck)} />
        </small>
      )}
    </>
  );
}
