/** Who gives an attribute its value, and whether the state keeps it. */
export type Mode =
  /** The configuration, always. */
  | 'required'
  /** The configuration, or nobody: then it is null. */
  | 'optional'
  /** The provider alone. */
  | 'computed'
  /** The configuration; where that says nothing, the provider. */
  | 'optionalComputed'
  /** The configuration; where that says nothing, a value that the schema states. */
  | 'defaulted'
  /** The configuration, always; it goes to the provider and stands neither in plan nor state. */
  | 'requiredWriteOnly'
  /** As that, or nobody. */
  | 'writeOnly';

/** A mode in the flags of the protocol. */
export interface ModeFlags {
  readonly required: boolean;
  readonly optional: boolean;
  readonly computed: boolean;
  readonly writeOnly: boolean;
}

const NONE: ModeFlags = { required: false, optional: false, computed: false, writeOnly: false };

/** Required and computed exclude each other, and so do computed and write-only: no mode has both. */
export const MODES: Readonly<Record<Mode, ModeFlags>> = {
  required: { ...NONE, required: true },
  optional: { ...NONE, optional: true },
  computed: { ...NONE, computed: true },
  optionalComputed: { ...NONE, optional: true, computed: true },
  // The plan has another value than the configuration, which the core grants to computed attributes alone.
  defaulted: { ...NONE, optional: true, computed: true },
  requiredWriteOnly: { ...NONE, required: true, writeOnly: true },
  writeOnly: { ...NONE, optional: true, writeOnly: true },
};
