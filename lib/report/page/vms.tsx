import type { VfIndex } from '../../model/units';
import type { Delivered } from '../../simulate/traffic/prediction';
import type { AttachmentReport, HostReport } from '../facts/facts';
import { grouped } from '../../model/grouped';
import { counted, ranges } from '../line';
import { nameOf } from '../prediction';
import { type Alike, alike } from './alike';
import { Bar, scaleOf } from './bars';
import { TenantMark, type TenantLooks } from './tenant-mark';
import { LimitedBy, MEASURES, type Predicted, Rate, type ResourceNames } from './vm-cells';
import { Text } from './words';

const TITLES: Readonly<Record<Predicted['prediction']['kind'], string>> = { network: 'Network', block: 'Drives' };

/** What each VM asks for, gets and can count on, and what stops it. */
export function Vms({ host, looks }: { readonly host: HostReport; readonly looks: TenantLooks }) {
  const { attachments, physicalFunctions, resources } = host;
  if (attachments.length === 0) return <p>No VM has a VF of this host.</p>;
  const pfs = new Map(physicalFunctions.map(({ address, path, interfaceName }) => [address ?? path, interfaceName]));
  const names = new Map(resources.map((resource) => [resource.id, nameOf(resource)]));
  const predicted = attachments.filter((one): one is Predicted => one.prediction !== null);
  const others = attachments.filter(({ prediction }) => prediction === null);
  return (
    <>
      {predicted.length > 0 && <Legend />}
      {[...grouped(predicted, ({ prediction }) => prediction.kind)].map(([kind, attachmentsOfKind]) => (
        <Table kind={kind} attachments={attachmentsOfKind} {...{ pfs, names, looks }} />
      ))}
      {others.length > 0 && <WithoutPrediction attachments={others} pfs={pfs} looks={looks} />}
    </>
  );
}

function Legend() {
  return (
    <p class="key">
      <Bar end={100} predicted={70} floor={35} demand={90} guarantee={undefined} isShort={false} />
      <span>
        Bar: predicted beside the declared demands of the neighbours. Inner bar: floor, beside greedy neighbours. Mark:
        demand, at the edge where it is beyond the scale; dashed mark: guarantee.
      </span>
    </p>
  );
}

/** Name of the netdev or controller of a PF by its address or path. */
type PfNames = ReadonlyMap<string | null, string | null>;

interface TableProps {
  readonly kind: Predicted['prediction']['kind'];
  readonly attachments: readonly Predicted[];
  readonly pfs: PfNames;
  readonly names: ResourceNames;
  readonly looks: TenantLooks;
}

function Table({ kind, attachments, pfs, names, looks }: TableProps) {
  const measures = MEASURES[kind];
  const end = scaleOf(attachments.flatMap((one) => measures.flatMap(({ name }) => valuesOf(one, name))));
  return (
    <table class={`vms ${kind}`}>
      <caption>
        {TITLES[kind]}: {counted(attachments.length, 'VF')}, bars from 0 to {measures[0].format(end)}
      </caption>
      <thead>
        <tr>
          <th scope="col">VM</th>
          {measures.map(({ head }) => (
            <th scope="col">{head}</th>
          ))}
          <th scope="col">Limited by</th>
        </tr>
      </thead>
      {[...grouped(attachments, ({ pf }) => pf)].map(([pf, ofPf]) => (
        <tbody>
          <tr class="of">
            <th scope="rowgroup" colSpan={measures.length + 2}>
              <PfName pf={pf} pfs={pfs} />
            </th>
          </tr>
          {alike(ofPf).map((row) => (
            <tr>
              <th scope="row">
                <Names row={row} looks={looks} />
                <small>{vfsText(row)}</small>
              </th>
              {measures.map((measure) => (
                <td>
                  <Rate of={row.first} measure={measure} end={end} />
                </td>
              ))}
              <td>
                <LimitedBy of={row.first} names={names} />
              </td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

/** What the scale has to hold: a demand far above what is predicted would leave no room to see the others by. */
function valuesOf({ prediction, guarantee }: Predicted, name: keyof Delivered): (number | undefined)[] {
  const predicted = prediction.predicted[name];
  const demand = prediction.demand?.[name];
  const seen = predicted === undefined || demand === undefined ? demand : Math.min(demand, 2 * predicted);
  return [predicted, prediction.floor[name], guarantee?.[name], seen];
}

function PfName({ pf, pfs }: { readonly pf: string; readonly pfs: PfNames }) {
  const name = pfs.get(pf) ?? null;
  if (name === null) return <Text of={pf} />;
  return (
    <>
      <Text of={name} /> <code>{pf}</code>
    </>
  );
}

function vfsText({ all }: Alike): string {
  const vfs = all.map(({ vf }) => vf).filter((vf): vf is VfIndex => vf !== null);
  return vfs.length === 0 ? 'no VF' : `VF ${ranges(vfs.sort((a, b) => a - b))}`;
}

/** More names than this are shown on demand alone. */
const MOST_NAMES = 8;

function Names({ row: { all, first }, looks }: { readonly row: Alike; readonly looks: TenantLooks }) {
  if (all.length === 1) return <Name of={first} looks={looks} />;
  const names = (
    <ul class="names">
      {all.map((one) => (
        <li>
          <Name of={one} looks={looks} />
        </li>
      ))}
    </ul>
  );
  if (all.length <= MOST_NAMES) return names;
  return (
    <details>
      <summary>{counted(all.length, 'VM')} alike</summary>
      {names}
    </details>
  );
}

function Name({ of: { vm, tenant }, looks }: { readonly of: AttachmentReport; readonly looks: TenantLooks }) {
  return (
    <>
      <TenantMark of={tenant} looks={looks} />
      <Text of={vm} most={200} />
    </>
  );
}

interface WithoutPredictionProps {
  readonly attachments: readonly AttachmentReport[];
  readonly pfs: PfNames;
  readonly looks: TenantLooks;
}

function WithoutPrediction({ attachments, pfs, looks }: WithoutPredictionProps) {
  return (
    <>
      <h4>Without a prediction</h4>
      <ul class="plain">
        {alike(attachments).map((row) => (
          <li>
            <Names row={row} looks={looks} />{' '}
            <small>
              {vfsText(row)} of <PfName pf={row.first.pf} pfs={pfs} />
            </small>
          </li>
        ))}
      </ul>
    </>
  );
}
