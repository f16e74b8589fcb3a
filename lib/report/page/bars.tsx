import { nice } from 'd3-array';

/** End of the scale that bars of one table are drawn on, from 0 to a round number. */
export type ScaleEnd = number;

/** Quarters, which `page.css` draws as a grid. */
const PARTS = 4;

/** A scale that holds all these numbers; those that are not known, or without end, do not count. */
export function scaleOf(values: Iterable<number | undefined>): ScaleEnd {
  let most = 0;
  for (const value of values) if (value !== undefined && Number.isFinite(value) && value > most) most = value;
  return most === 0 ? 1 : nice(0, most, PARTS)[1];
}

/** Class of the page's style for this part of the scale, in hundredths; what lies beyond its end is at its end. */
function width(value: number, end: ScaleEnd): string {
  return `w${Math.round(Math.min(1, Math.max(0, value / end)) * 100)}`;
}

/** Rules for all these classes: a style attribute is what the policy of the page forbids. */
export const WIDTHS = Array.from({ length: 101 }, (_, percent) => `.w${percent}{width:${percent}%}`).join('\n');

export interface BarProps {
  readonly end: ScaleEnd;
  readonly predicted: number | undefined;
  readonly floor: number | undefined;
  readonly demand: number | undefined;
  readonly guarantee: number | undefined;
  readonly isShort: boolean;
}

/** Predicted as a bar, the floor as a bar in it, demand and guarantee as marks. What it shows stands beside it as text. */
export function Bar({ end, predicted, floor, demand, guarantee, isShort }: BarProps) {
  const isAll = predicted !== undefined && predicted === floor && predicted === demand;
  // What nearly every VM has, in one element instead of three: it is most of a page.
  if (isAll && guarantee === undefined && !isShort) {
    return (
      <i class="bar">
        <i class={`a ${width(predicted, end)}`} />
      </i>
    );
  }
  return (
    <i class="bar">
      {predicted !== undefined && <i class={`${isShort ? 's' : 'p'} ${width(predicted, end)}`} />}
      {floor !== undefined && <i class={`f ${width(floor, end)}`} />}
      {guarantee !== undefined && <i class={`g ${width(guarantee, end)}`} />}
      {demand !== undefined && <i class={`d ${width(demand, end)}`} />}
    </i>
  );
}

/** How much of something is used. */
export function UseBar({ share }: { readonly share: number }) {
  return (
    <i class="bar use">
      <i class={`${share >= 0.999 ? 's' : 'p'} ${width(share, 1)}`} />
    </i>
  );
}
