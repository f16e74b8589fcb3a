import type { PhysicalFunctionFacts } from '../../inventory/inventory';
import type { ConstructPath, PciAddress, VfIndex } from '../../model/units';
import type { Difference } from '../difference';
import type { Step } from '.';
import type { FieldSchema } from './schema';

/** What every step has beside its kind. */
export interface StepBase {
  /** PF that the step belongs to. */
  readonly pf: PciAddress;
  /** Attachments whose VF the step touches, sorted. */
  readonly attachments?: readonly ConstructPath[];
}

type AnyStep = StepBase & { readonly kind: string };

/**
 * What there is to know of a kind of step, for all who plan, guard, carry out or tell of steps. What a layer above needs
 * beside it, such as the shell or the kernel's semantics, is a record of that layer over all kinds.
 */
export interface StepSpec<S extends AnyStep> {
  /** For the schema of plans, as is what its fields must be. */
  readonly description: string;
  /** Schemas of the fields of its own: `npm run docs` writes them into `schemas/host-plan.schema.json`. */
  readonly fields: OwnFields<S>;
  readonly reach: Reach<S>;
  /**
   * Whether users of the VFs that it reaches notice nothing of it where the PF is like this. Absent: they always may.
   */
  readonly isUnnoticed?: (step: S, pf: PhysicalFunctionFacts) => boolean;
  /** It goes through the netdev of the PF, and cannot be carried out without one. */
  readonly needsNetdev?: true;
  /** What it sets, where a later step of the plan may take that back; of two with the same thing the later one counts. */
  readonly thing?: (step: S) => string;
  /** Whether another step needs it, so that it is carried out although a later one takes it back. Absent: none does. */
  readonly isNeededBy?: (step: S, other: Step) => boolean;
  /** What it writes, in the words of a difference; null: nothing that a difference could name. */
  readonly writes: (step: S) => Written | null;
  /** Seconds after which it has failed: the kernel may go on with it, nobody waits for it any more. */
  readonly limitSeconds: (step: S) => number;
  /** Programs that it calls on the host, beside those that every script needs. */
  readonly tools: readonly string[];
  /** What it does, with its value; of a step on a VF without the VF. */
  readonly words: (step: S) => string;
  /** The same of several VFs that each get a value of their own. Absent: the value says it. */
  readonly wordsOfMany?: (step: S) => string;
}

type OwnFields<S extends AnyStep> = {
  readonly [F in Exclude<keyof S, keyof AnyStep>]-?: object extends Pick<S, F>
    ? { readonly optional: FieldSchema }
    : FieldSchema & { readonly optional?: never };
};

/**
 * Whose users may notice a step: nobody's, as it reaches no further than the kernel's list of modules, or only looks;
 * those of the PF alone; of one VF; of the PF and of all its VFs.
 */
type Reach<S> = S extends { readonly vf: VfIndex } ? 'vf' : 'nothing' | 'pf' | 'all-vfs';

export interface Written {
  readonly fields: readonly string[];
  readonly value: Difference['wanted'];
}
