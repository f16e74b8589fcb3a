import type { Timestamp } from '../../wire/tfplugin6';

/** A moment as hosts take it; undefined for none. */
export function wireTime(moment: Date | null | undefined): Timestamp | undefined {
  if (moment == null) return undefined;
  const milliseconds = moment.getTime();
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds, nanos: (milliseconds - seconds * 1000) * 1_000_000 };
}
