import type { VfAttributeName } from '../model/vf-settings';
import type { DriverBehaviour } from './behaviour';
import { errnoOfFlag, noVfOperations, operationsWith } from './operation-flags';
import type { OperationCase, Operations } from './operations';

/** What plans said of a driver's VF operations before they carried cases: true or false, and conditions beside it. */
export interface FormerFlags {
  readonly attributes: Readonly<Partial<Record<VfAttributeName, boolean | null>>>;
  readonly noVfOperations?: boolean;
  readonly lostInSwitchdev?: readonly VfAttributeName[];
  readonly attributesNeedPfUp?: boolean;
  readonly rateNeedsCarrier?: boolean | null;
  readonly guaranteesFitLink?: boolean;
  readonly rateUnitMbps?: number | null;
  readonly spoofCheckNeedsVfs?: boolean;
  readonly refusesZeroMac?: boolean;
  readonly maxVlan?: number | null;
}

/** What plans say of a driver since they carry cases: those before do not. */
type Later =
  | 'operations'
  | 'transientErrors'
  | 'eswitchErrno'
  | 'bridgePortBlocksVfs'
  | 'makesAllVfs'
  | 'boundVfTakesMac'
  | 'qatServices'
  | 'showsVlanProtocol'
  | 'msixAdded'
  | 'numVfsRefusals'
  | 'msixZero'
  | 'msixBoundsInFirmware'
  | 'nativeHandsToVms'
  | 'restartsWithVfs'
  | 'bindNeedsController';

/** A driver as plan files have it: with cases, or with the flags of versions before them. */
export type DriverFile = Omit<DriverBehaviour, Later> &
  Partial<Pick<DriverBehaviour, Exclude<Later, 'operations'>>> & {
    /** Those that the version of the plan did not know are absent. */
    readonly operations?: Partial<Operations>;
  } & Partial<FormerFlags>;

const FLAG_NAMES: Readonly<Record<keyof FormerFlags, true>> = {
  attributes: true,
  noVfOperations: true,
  lostInSwitchdev: true,
  attributesNeedPfUp: true,
  rateNeedsCarrier: true,
  guaranteesFitLink: true,
  rateUnitMbps: true,
  spoofCheckNeedsVfs: true,
  refusesZeroMac: true,
  maxVlan: true,
};

/**
 * The driver with cases; null for one that says neither.
 *
 * @param known what is known of it now, for what its plan could not say
 */
export function withOperations(driver: DriverFile, known: DriverBehaviour): DriverBehaviour | null {
  const stated = driver.operations ?? operationsOfFlags(driver);
  if (stated === null) return null;
  const kept = Object.entries(driver).filter(([name]) => !(name in FLAG_NAMES));
  return { ...known, ...Object.fromEntries(kept), operations: { ...known.operations, ...stated } };
}

function operationsOfFlags(flags: DriverFile): Operations | null {
  const { attributes, noVfOperations: hasNone } = flags;
  if (attributes === undefined) return null;
  const source = flags.source ?? 'a plan of an earlier version';
  if (hasNone === true) return noVfOperations(source);
  return operationsWith((name) => {
    if (name === 'mtu') return [];
    const flag = attributes[name] ?? null;
    const lost = refusals([[flags.lostInSwitchdev?.includes(name), { eswitchMode: 'switchdev' }]], source);
    if (flag === false) return [...lost, { does: 'refused', source, ...errnoOfFlag(name) }];
    const refused = [...lost, ...refusalsOf(name, flags, source)];
    return flag === null ? refused : [...refused, takenBy(name, flags, source)];
  });
}

/** What is refused of an attribute that the driver has, or may have. */
function refusalsOf(name: VfAttributeName, flags: DriverFile, source: string): readonly OperationCase[] {
  const withoutVfs = refusals([[name === 'spoofchk' && flags.spoofCheckNeedsVfs, { hasVfs: false }]], source);
  const maxVlan = name === 'vlan' ? (flags.maxVlan ?? null) : null;
  const of = (attribute: VfAttributeName, flag?: boolean) => name === attribute && flag;
  const isInvalid: readonly Refusal[] = [
    [flags.attributesNeedPfUp, { pfUp: false }],
    [of('mac', flags.refusesZeroMac), { value: 'zero' }],
    [maxVlan !== null, { above: maxVlan ?? 0 }],
    [isRate(name) && flags.rateNeedsCarrier === true, { carrier: false }],
    [isRate(name), { aboveLink: 'rate' }],
    [of('minTxRate', flags.guaranteesFitLink), { aboveLink: 'sum' }],
  ];
  return [...refusals(isInvalid, source, 'EINVAL'), ...withoutVfs];
}

type Refusal = readonly [holds: boolean | undefined, when: OperationCase['when']];

function refusals(of: readonly Refusal[], source: string, errno?: OperationCase['errno']): readonly OperationCase[] {
  return of.flatMap(([holds, when]) =>
    holds === true ? [{ when, does: 'refused' as const, ...(errno !== undefined && { errno }), source }] : [],
  );
}

function takenBy(name: VfAttributeName, { rateUnitMbps }: DriverFile, source: string): OperationCase {
  if (!isRate(name) || rateUnitMbps == null) return { does: 'taken', source };
  return { does: 'rounded', unitMbps: rateUnitMbps, source };
}

function isRate(name: VfAttributeName): boolean {
  return name === 'minTxRate' || name === 'maxTxRate';
}
