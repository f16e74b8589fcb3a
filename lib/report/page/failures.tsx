import type { Delivered } from '../../simulate/traffic/prediction';
import type { Failure, FailurePrediction, LossEffect, VmAfterLoss } from '../../simulate/failure/failure';
import { grouped } from '../../model/grouped';
import { counted } from '../line';
import { MEASURES } from './vm-cells';
import { type CommonNotes, Notes } from './notes';
import { VmNames } from './vm-names';
import { below, Text } from './words';

/** More rows than this for one failure are told by their number. */
const MOST_ROWS = 6;
/** As many names of VMs as that stand in a row. */
const MOST_NAMES = 8;

interface FailuresProps {
  readonly failures: FailurePrediction | null;
  /** Path of the host. */
  readonly host: string;
  readonly common: CommonNotes;
}

/** What VMs keep when a port, a card or the host is lost, and where they could go. */
export function Failures({ failures, host, common }: FailuresProps) {
  if (failures === null) {
    return (
      <p>
        Not predicted: the app does not ask for it with <code>predictFailures</code> of <code>Sriov.configure</code>.
      </p>
    );
  }
  if (failures.failures.length === 0) return <p>No VM has a VF of this host.</p>;
  return (
    <>
      {failures.failures.map((failure) => (
        <Lost failure={failure} host={host} />
      ))}
      <Notes title="taken for granted" texts={failures.assumptions} common={common} />
    </>
  );
}

export function failuresNote(failures: FailurePrediction | null): string {
  if (failures === null) return 'not predicted';
  const stranded = failures.failures.filter(({ vms }) => vms.some(({ whyNowhere }) => whyNowhere !== null));
  if (stranded.length === 0) return counted(failures.failures.length, 'case');
  return `${counted(stranded.length, 'case')} of ${failures.failures.length} with a VM that finds no other VF`;
}

/** VMs alike share a row. */
function Lost({ failure: { lost, vms }, host }: { readonly failure: Failure; readonly host: string }) {
  const rows = [...grouped(vms, rowKey).values()];
  const hidden = rows.slice(MOST_ROWS).flat();
  return (
    <table class="failures">
      <caption>
        <Text of={lost.name} most={120} />: {effectsText(vms)}
      </caption>
      {rows.length > 0 && (
        <thead>
          <tr>
            <th scope="col">VM</th>
            <th scope="col">Gets then</th>
            <th scope="col">Free VFs for it</th>
          </tr>
        </thead>
      )}
      <tbody>
        {rows.slice(0, MOST_ROWS).map((alike) => (
          <tr>
            <th scope="row">
              <VmNames of={alike} most={MOST_NAMES} />
            </th>
            <td>
              <Left of={alike[0]} />
            </td>
            <td>
              <Where of={alike[0]} host={host} />
            </td>
          </tr>
        ))}
        {hidden.length > 0 && (
          <tr>
            <td colSpan={3}>and {counted(hidden.length, 'VM')} more, which the JSON form of the report tells</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

/** What VMs had does not tell those apart that have nothing left. */
function rowKey({ effect, lostAttachments, before, after, floorAfter, goesTo, whyNowhere }: VmAfterLoss): string {
  const rates = hasNothing(after) ? Object.keys(after) : [before, after, floorAfter];
  return JSON.stringify([effect, lostAttachments.length, rates, goesTo, whyNowhere]);
}

function hasNothing(after: Delivered): boolean {
  return Object.values(after).every((rate) => rate === 0);
}

const EFFECTS: Readonly<Record<LossEffect, (vms: number) => string>> = {
  lost: (vms) => `${counted(vms, 'VM')} without network or drive`,
  reduced: (vms) => `${counted(vms, 'VM')} with less`,
  kept: (vms) => `${counted(vms, 'VM')} with what ${vms === 1 ? 'it' : 'they'} had`,
};

function effectsText(vms: readonly VmAfterLoss[]): string {
  const counts = grouped(vms, ({ effect }) => effect);
  const parts = (Object.keys(EFFECTS) as LossEffect[]).flatMap((effect) => {
    const of = counts.get(effect);
    return of === undefined ? [] : [EFFECTS[effect](of.length)];
  });
  return parts.length === 0 ? 'no VM feels it' : parts.join(', ');
}

function Left({ of: { before, after, floorAfter } }: { readonly of: VmAfterLoss }) {
  const measures = [...MEASURES.network, ...MEASURES.block].filter(({ name }) => before[name] !== undefined);
  if (measures.length === 0) return <>not known</>;
  return (
    <>
      {measures.map(({ name, head, format }) => {
        const [had, left, floor] = [before[name], after[name], floorAfter[name]];
        const words = [
          ...(had === undefined || left === 0 ? [] : [had === left ? 'as before' : `before ${format(had)}`]),
          ...(floor === undefined || floor === left ? [] : [`floor ${format(floor)}`]),
        ];
        return (
          <span class="measure">
            {head} <b>{left === undefined ? 'not known' : left === 0 ? 'nothing' : format(left)}</b>
            {words.length > 0 && <small>{words.join(', ')}</small>}
          </span>
        );
      })}
    </>
  );
}

function Where({
  of: { goesTo, whyNowhere, lostAttachments },
  host,
}: {
  readonly of: VmAfterLoss;
  readonly host: string;
}) {
  if (goesTo !== null) {
    const pools = goesTo.pools.map((pool) => below(goesTo.host, pool)).join(', ');
    return <Text of={goesTo.host === host ? pools : `${goesTo.host}: ${pools}`} />;
  }
  if (whyNowhere !== null) return <Text of={`none: ${whyNowhere}`} />;
  return <>{lostAttachments.length === 0 ? 'its VFs are not lost' : 'not needed'}</>;
}
