import type { ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type SettingsSubject, tokenAmong, unknown, violation } from '../rule';
import { modelOf } from '../shared/model-of';
import { pfDriver } from '../shared/pf';
import { statesAny } from '../shared/statements';
import { counted } from '../shared/words';
import { vectorSource } from './vector-source';

export const MSIX_003: Rule = {
  id: 'MSIX-003',
  title: 'each VF gets a vector for every queue pair that its guest is to use',
  severity: 'warning',
  protects:
    'A guest driver uses no more queues than it has interrupt vectors: a VM sized for 16 queues runs on 4, and no ' +
    'error tells.',
  source:
    'driver profile: ice gives each VF the next lower of 17, 5, 3 and 2 vectors, one of them for itself; that of Intel also 65 and 33',
  fix: 'Lower queuePairs, state msixVectors for the pool, or create fewer VFs',
  on: 'settings',
  check: (subject) => {
    if (subject.pf.deviceClass !== 'net' || !statesAny(subject, ['queuePairs', 'msixVectors'])) return NOT_APPLICABLE;
    const { use, unresolved, pf } = subject;
    const token = tokenAmong(unresolved, 'queuePairs', 'msixVectors');
    if (token) return token;
    if (use.queuePairs === undefined) return NOT_APPLICABLE;
    const vectors = queueVectors(subject);
    if (vectors === null) return unknown(`MSI-X vectors that ${modelOf(pf)} gives each VF`);
    if (use.queuePairs <= vectors.count) return COMPLIANT;
    const { other } = vectors;
    if (other !== undefined && use.queuePairs <= other.count) {
      return unknown(
        `which driver ${modelOf(pf)} is on: ${other.how}, that of the kernel ${counted(vectors.count, 'vector')} for queues`,
      );
    }
    return violation({
      message: `the guest is to use ${counted(use.queuePairs, 'queue pair')}, the VF has ${counted(vectors.count, 'vector')} for queues: ${vectors.how}`,
      pointer: 'queuePairs',
      found: String(use.queuePairs),
      limit: String(vectors.count),
      limitSource: vectors.source,
    });
  },
};

interface QueueVectors {
  readonly count: number;
  readonly how: string;
  readonly source: string;
  /** By another driver that the PF may be on. */
  readonly other?: { readonly count: number; readonly how: string };
}

/** Vectors for queues of one VF: as stated, as the driver's steps predict, or as observed. */
function queueVectors({ settings, pool, attachment, pf }: SettingsSubject): QueueVectors | null {
  // ice adds the vector of its own to the count that is written.
  if (settings.msixVectors !== undefined) {
    return { count: settings.msixVectors, how: 'msixVectors as stated', source: 'msixVectors' };
  }
  const predicted = predictedVectors(pf);
  if (predicted) return predicted;
  if (pf.numVfs !== pf.facts?.numVfs) return null;
  const index = attachment?.vf ?? pool.firstVf;
  const observed = pf.facts?.virtualFunctions.find((vf) => vf.index === index);
  if (observed?.msixVectors == null) return null;
  const count = observed.msixVectors - (pf.profile?.msix?.nonQueueVectorsPerVf ?? 0);
  return { count, how: `${observed.msixVectors} observed`, source: `MSI-X capability of ${observed.address}` };
}

function predictedVectors(pf: ResolvedPf): QueueVectors | null {
  const msix = pf.profile?.msix;
  const total = pf.facts?.vfTotalMsix ?? 0;
  if (msix?.stepsPerVf === undefined || total === 0 || !pf.numVfs) return null;
  const share = Math.floor(total / pf.numVfs);
  const step = stepBelow(msix.stepsPerVf, share);
  const own = msix.nonQueueVectorsPerVf ?? 0;
  const { outOfTree } = msix;
  const others = outOfTree === undefined ? step : stepBelow(outOfTree.stepsPerVf, share);
  return {
    ...(outOfTree !== undefined &&
      others > step && {
        other: { count: others - own, how: `${outOfTree.driver} gives ${counted(others - own, 'vector')} for queues` },
      }),
    count: Math.max(0, step - own),
    how: `${total} vectors for ${pf.numVfs} VFs make ${share} each, ${pfDriver(pf)} gives ${step} and keeps ${own}`,
    source: vectorSource(pf),
  };
}

/** The highest step that a share reaches; 0: none. */
function stepBelow(steps: readonly number[], share: number): number {
  return Math.max(0, ...steps.filter((step) => step <= share));
}
