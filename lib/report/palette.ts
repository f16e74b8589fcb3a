/** How parts of a text are set off. The caller injects the functions, so that nothing here knows a terminal. */
export interface Palette {
  readonly error: Paint;
  readonly warning: Paint;
  readonly info: Paint;
  readonly ok: Paint;
  readonly dim: Paint;
  readonly bold: Paint;
}

export type Paint = (text: string) => string;

const asIs: Paint = (text) => text;

/** No colour at all: for files, pipes and logs. */
export const PLAIN: Palette = { error: asIs, warning: asIs, info: asIs, ok: asIs, dim: asIs, bold: asIs };
