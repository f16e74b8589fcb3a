import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSurvey } from '../../lib/host/linux/survey/reading';
import { surveyScript } from '../../lib/host/linux/survey/script';
import type { Inventory } from '../../lib/inventory/inventory';
import { readInventory } from '../../lib/inventory/read/reader';
import type { Step } from '../../lib/plan/step';
import { GUARDED, guardOfRun, guardOfScript } from './guards';
import { MemoryTree } from '../inventory/support/memory-tree';
import { type EvidenceHost, foldersOf, type LiveEvidenceHost, PF } from './evidence-host';
import { spawn, spawnSync } from '../support/child';

/** What an executor says of VF 0 and of the PF. */
export interface Answer {
  readonly verdict: 'yes' | 'no' | 'unknown';
  /** Everything that was said. */
  readonly said: string;
}

export interface Executor {
  readonly name: string;
  /** Whether VF 0 is in use; for guards: whether a step that changes VF 0 alone is refused. */
  readonly use: (host: EvidenceHost) => Promise<Answer>;
  /** Whether the PF carries the management; for guards: whether a change of the number of its VFs is refused. */
  readonly management: (host: EvidenceHost) => Promise<Answer>;
  /** For guards: whether a change of the number of VFs is refused of which none was allowed. */
  readonly count: (host: EvidenceHost) => Promise<Answer>;
}

const NO_GUARD = (): Promise<Answer> => Promise.reject(new Error('not a guard'));

const NO: Answer = { verdict: 'no', said: '' };

/** What an inventory says of VF 0, where there is one, and of its PF. */
export function ofInventory({ physicalFunctions }: Inventory, address = PF): Record<'use' | 'management', Answer> {
  const pf = physicalFunctions.find((candidate) => candidate.address === address);
  const [vf] = pf?.virtualFunctions ?? [];
  if (pf === undefined) throw new Error('the reader found no PF');
  const { users: found = [], usersUnknown = [] } = vf ?? {};
  const users = found.map(({ kind, detail }) => `${kind} ${detail}`);
  const { carriesManagement = false, managementEvidence = [] } = pf.network ?? {};
  return {
    use:
      users.length > 0
        ? { verdict: 'yes', said: users.join('; ') }
        : usersUnknown.length > 0
          ? { verdict: 'unknown', said: usersUnknown.join('; ') }
          : NO,
    management: {
      verdict: carriesManagement === null ? 'unknown' : carriesManagement ? 'yes' : 'no',
      said: managementEvidence.join('; '),
    },
  };
}

async function onFolders(
  host: EvidenceHost,
  ask: (live: LiveEvidenceHost) => Answer | Promise<Answer>,
): Promise<Answer> {
  const live = host.writeTo();
  try {
    return await ask(live);
  } finally {
    live.remove();
  }
}

function look(live: LiveEvidenceHost): Inventory {
  const mark = 'sriov-evidence';
  const { stdout } = spawnSync('dash', ['-s', '--', live.session === '' ? '' : `203.0.113.1 5000 ${live.session} 22`], {
    input: surveyScript(mark, foldersOf(live)),
    env: { PATH: `${live.root}/bin:${process.env.PATH}` },
    maxBuffer: 2 ** 26,
  });
  const reading = readSurvey(stdout, mark, foldersOf(live));
  if (reading === null) throw new Error('the look was cut off');
  return reading.inventory;
}

/**
 * The guard let the step pass, and what came then found files in place of the kernel: a run unbinds the VF, a script
 * keeps what is there before its first change.
 */
const PASSED = /failed.* still on a driver|failed: (ip link show dev pf0|nvme list-secondary)/;

function environment({ root, session }: LiveEvidenceHost): NodeJS.ProcessEnv {
  const connection = session === '' ? {} : { SSH_CONNECTION: `203.0.113.1 5000 ${session} 22` };
  return { PATH: `${root}/bin:${process.env.PATH}`, ...connection };
}

/** Whether a process lives is asked of the real kernel. */
function withRealProcesses(script: string): string {
  return script.replaceAll(/"\$P\/(self|\$1)\/stat"/g, '"/proc/$1/stat"');
}

/** What a guard says that refuses, or that does not. */
export function answerOf(refusal: string | undefined): Answer {
  if (refusal === undefined) return NO;
  return { verdict: /not known|may (be|carry)/.test(refusal) ? 'unknown' : 'yes', said: refusal };
}

function renderedScript(step: Step, live: LiveEvidenceHost, deviceClass: 'net' | 'nvme', allowed: boolean): Answer {
  const { root } = live;
  const script = guardOfScript(PF, step, { deviceClass, allowed })
    .replace('S=/sys P=/proc D=/dev', `S=${root}/sys P=${root}/proc D=${root}/dev`)
    .replaceAll('/run/libvirt', `${root}/libvirt`)
    .replaceAll('/run/udev/data', `${root}/udev`)
    .replaceAll('/run/cdktf-sriov', `${root}/locks`)
    .replaceAll('/var/lib/cdktf-sriov', `${root}/state`);
  writeFileSync(join(root, 'script.sh'), withRealProcesses(script));
  const { status, stderr } = spawnSync('dash', [join(root, 'script.sh')], { env: environment(live), encoding: 'utf8' });
  if (status === 1) return answerOf(stderr);
  if (status !== 0 && !PASSED.test(stderr)) throw new Error(`the script failed: ${stderr}`);
  return NO;
}

/** The script's input stays open, as that of a client that waits. */
async function run(step: Step, live: LiveEvidenceHost, allowed: boolean): Promise<Answer> {
  const { root } = live;
  const script = guardOfRun(PF, step, { folders: foldersOf(live), allowed });
  mkdirSync(join(root, 'locks'), { recursive: true });
  writeFileSync(join(root, 'run.sh'), withRealProcesses(script));
  const child = spawn('dash', [join(root, 'run.sh')], { env: environment(live), stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await new Promise((done) => child.on('exit', done));
  await new Promise((done) => setImmediate(done));
  child.stdin.end();
  const refusal = /^M refused 0 (.*)$/m.exec(said)?.[1];
  if (refusal === undefined && !/^M (un)?changed 0$/m.test(said) && !PASSED.test(said))
    throw new Error(`the run failed: ${said}`);
  return answerOf(refusal);
}

const classOf = ({ tree }: EvidenceHost): 'net' | 'nvme' =>
  String(tree.entries.get(`sys/devices/pci0000:00/${PF}/class`)).startsWith('0x01') ? 'nvme' : 'net';

export const EXECUTORS: readonly Executor[] = [
  {
    name: 'the reader of inventories',
    use: (host) => Promise.resolve(ofInventory(readInventory(new MemoryTree(host.capture())).inventory).use),
    management: (host) =>
      Promise.resolve(ofInventory(readInventory(new MemoryTree(host.capture())).inventory).management),
    count: NO_GUARD,
  },
  {
    name: 'the look at a live host',
    use: (host) => onFolders(host, (live) => ofInventory(look(live)).use),
    management: (host) => onFolders(host, (live) => ofInventory(look(live)).management),
    count: NO_GUARD,
  },
  {
    name: 'the guard of a run',
    use: (host) => onFolders(host, (live) => run(GUARDED.use(PF), live, false)),
    management: (host) => onFolders(host, (live) => run(GUARDED.management(PF), live, true)),
    count: (host) => onFolders(host, (live) => run(GUARDED.management(PF), live, false)),
  },
  {
    name: 'the guard of a rendered script',
    use: (host) => onFolders(host, (live) => renderedScript(GUARDED.use(PF), live, classOf(host), false)),
    management: (host) => onFolders(host, (live) => renderedScript(GUARDED.management(PF), live, classOf(host), true)),
    count: (host) => onFolders(host, (live) => renderedScript(GUARDED.management(PF), live, classOf(host), false)),
  },
];
