import { Session, type Profiler } from 'node:inspector';

/** Share of the time that a stage takes, by name. */
export type Shares = ReadonlyMap<string, number>;

interface Stage {
  readonly name: string;
  /** Functions of the library, by file and name, whose time is the stage's, with all that they call. */
  readonly functions: readonly (readonly [file: string, functionName: string])[];
}

/** The innermost one on the stack counts. */
const STAGES: readonly Stage[] = [
  { name: 'constructs', functions: [['', 'fullApp']] },
  {
    name: 'wanted and inventories',
    functions: [
      ['constructs/sriov-host.js', '_wanted'],
      ['constructs/private/fleet-inputs.js', 'inventory'],
    ],
  },
  { name: 'resolve', functions: [['resolve/resolve.js', 'resolveFleet']] },
  { name: 'rules', functions: [['rules/engine.js', 'runRules']] },
  {
    name: 'plan',
    functions: [
      ['plan/target.js', 'targetOf'],
      ['plan/plan.js', 'planHost'],
      ['plan/plan.js', 'ownersOf'],
    ],
  },
  { name: 'kernel model', functions: [['simulate/kernel/simulate.js', 'simulatePlan']] },
  {
    name: 'prediction',
    functions: [
      ['simulate/traffic/predict.js', 'predict'],
      ['simulate/traffic/findings.js', 'predictionFindings'],
    ],
  },
  { name: 'scripts', functions: [['constructs/private/fleet.js', 'payloadOf']] },
  {
    name: 'out folder',
    functions: [
      ['constructs/private/publication.js', 'writeFiles'],
      ['constructs/private/lock-store.js', 'write'],
      ['constructs/private/lock-store.js', 'read'],
    ],
  },
  { name: 'engine', functions: [['', 'synth']] },
];

const MEMORY = 'garbage collection';

/** Of the sampling itself, which starts and ends within what it samples. */
const OUTSIDE = '';

/** Where the time of `work` goes, seen from samples of the stack. Measures apart from this: sampling slows down. */
export function sharesOf(work: () => void): Shares {
  const samples = timeByStage(profile(work));
  const total = [...samples.values()].reduce((sum, time) => sum + time, 0);
  return new Map([...samples].map(([name, time]) => [name, time / total]));
}

function profile(work: () => void): Profiler.Profile {
  const session = new Session();
  session.connect();
  let result: Profiler.Profile | undefined;
  // Without a channel to another thread the answers come before `post` returns.
  session.post('Profiler.enable');
  session.post('Profiler.start');
  work();
  session.post('Profiler.stop', (_error, answer) => (result = answer.profile));
  session.disconnect();
  if (result === undefined) throw new Error('no profile was taken');
  return result;
}

function timeByStage({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)));
  const stages = new Map<number, string>();
  const stageOf = (id: number): string => {
    let stage = stages.get(id);
    if (stage === undefined) {
      const parent = parents.get(id);
      stage = stageNamed(byId.get(id)) ?? (parent === undefined ? OUTSIDE : stageOf(parent));
      stages.set(id, stage);
    }
    return stage;
  };
  const times = new Map<string, number>([...STAGES.map(({ name }) => name), MEMORY].map((name) => [name, 0]));
  samples.forEach((id, n) => {
    const stage = stageOf(id);
    if (stage === OUTSIDE) return;
    times.set(stage, (times.get(stage) ?? 0) + Math.max(0, timeDeltas[n] ?? 0));
  });
  return times;
}

function stageNamed(node: Profiler.ProfileNode | undefined): string | undefined {
  if (node === undefined) return undefined;
  const { functionName, url } = node.callFrame;
  if (functionName === '(garbage collector)') return MEMORY;
  return STAGES.find(({ functions }) => functions.some(([file, name]) => name === functionName && url.endsWith(file)))
    ?.name;
}
