import { randomBytes } from 'node:crypto';
import type { HostShell } from '../linux';
import { changeScript, type DomainChange, UNPLUG_SECONDS } from './change';
import { decideAttach, decideDetach, type Decision, type DomainAttachment, type Reach, type VfPlace } from './decide';
import { type Domain, type LibvirtHost, lookScript, readDomain, readLook } from './look';

/** What became of one attachment. */
export type AttachmentEnd = { readonly attachment: string; readonly domain: string } & (
  | { readonly status: 'done'; readonly live: boolean; readonly config: boolean }
  | { readonly status: 'nothing'; readonly note: string }
  | { readonly status: 'refused'; readonly problem: string; readonly fix: string }
  | { readonly status: 'failed'; readonly problem: string }
  /** Another one was refused or failed before. */
  | { readonly status: 'skipped' }
);

/** A look takes two programs a domain. */
const LOOK_SILENCE_SECONDS = 120;

/** Puts VFs into their domains. Nothing is changed when one of them is refused. Two sessions; one where all are there. */
export function attachToDomains(
  shell: HostShell,
  wanted: readonly DomainAttachment[],
  reach: Reach,
): Promise<AttachmentEnd[]> {
  return bring(shell, wanted, reach, 'attach');
}

/** Takes VFs from their domains, and waits until the guests have let go of them. */
export function detachFromDomains(
  shell: HostShell,
  wanted: readonly DomainAttachment[],
  reach: Reach,
): Promise<AttachmentEnd[]> {
  return bring(shell, wanted, reach, 'detach');
}

/**
 * The libvirt domains of a host, and the VFs that are asked for. One session.
 *
 * @throws InputError where libvirt does not answer
 */
export async function lookAtDomains(shell: HostShell, vfs: readonly VfPlace[] = []): Promise<LibvirtHost> {
  const mark = newMark();
  const { stdout } = await shell.run(lookScript(mark, vfs), LOOK_SILENCE_SECONDS);
  return readLook(stdout, mark, shell.name);
}

async function bring(
  shell: HostShell,
  wanted: readonly DomainAttachment[],
  reach: Reach,
  verb: 'attach' | 'detach',
): Promise<AttachmentEnd[]> {
  const host = await lookAtDomains(
    shell,
    wanted.flatMap(({ vf }) => vf ?? []),
  );
  const decide = verb === 'attach' ? decideAttach : decideDetach;
  const items = wanted.map((each): Item => ({ wanted: each, decision: decide(each, host, reach) }));
  if (items.some(({ decision }) => decision.kind === 'refused'))
    return items.map((item) => endOf(item, { kind: 'skipped' }));
  const changes = items.flatMap(({ wanted: each, decision }): DomainChange[] => {
    if (decision.kind !== 'change') return [];
    return [verb === 'attach' ? { ...decision, xml: each.xml(decision.address) } : decision];
  });
  if (changes.length === 0) return items.map((item) => endOf(item, { kind: 'skipped' }));
  const results = await carryOut(shell, changes, verb);
  let next = 0;
  return items.map((item) =>
    endOf(item, item.decision.kind === 'change' ? (results[next++] ?? { kind: 'skipped' }) : { kind: 'skipped' }),
  );
}

interface Item {
  readonly wanted: DomainAttachment;
  readonly decision: Decision;
}

type Result =
  { readonly kind: 'done' } | { readonly kind: 'failed'; readonly problem: string } | { readonly kind: 'skipped' };

async function carryOut(
  shell: HostShell,
  changes: readonly DomainChange[],
  verb: 'attach' | 'detach',
): Promise<Result[]> {
  const mark = newMark();
  const silence = LOOK_SILENCE_SECONDS + UNPLUG_SECONDS;
  const { stdout } = await shell.run(changeScript(mark, changes), silence);
  const results: Result[] = [];
  for (const part of stdout.split(new RegExp(`^${mark} (?=done |failed )`, 'm')).slice(1)) {
    const [, kind, , problem = ''] = /^(\w+) (\d+) ?(.*)/.exec(part) ?? [];
    const change = changes[results.length];
    if (change === undefined) break;
    if (kind === 'failed') results.push({ kind: 'failed', problem: problem.replace(/^error: /, '').trim() });
    else results.push(readBack(change, readDomain(part.split(`${mark} domain `)[1] ?? '', mark), verb));
  }
  return results;
}

/** libvirt said that it worked; what the domain has says whether it did. */
function readBack({ live, config, address }: DomainChange, domain: Domain, verb: 'attach' | 'detach'): Result {
  const isRight = (devices: Domain['live']): boolean =>
    (devices?.some((device) => device.address === address) ?? false) === (verb === 'attach');
  const wrong = [
    ...(live !== null && !isRight(domain.live) ? ['as it runs'] : []),
    ...(config !== null && !isRight(domain.config) ? ['as it is defined'] : []),
  ];
  if (wrong.length === 0) return { kind: 'done' };
  const has = verb === 'attach' ? 'does not show the VF' : 'still shows the VF';
  return { kind: 'failed', problem: `libvirt reports no error, and the domain ${wrong.join(' and ')} ${has}` };
}

function endOf({ wanted, decision }: Item, result: Result): AttachmentEnd {
  const { attachment, domain } = wanted;
  if (decision.kind === 'refused') {
    return { attachment, domain, status: 'refused', problem: decision.problem, fix: decision.fix };
  }
  if (decision.kind === 'nothing') return { attachment, domain, status: 'nothing', note: decision.note };
  if (result.kind === 'failed') return { attachment, domain, status: 'failed', problem: result.problem };
  if (result.kind === 'skipped') return { attachment, domain, status: 'skipped' };
  return { attachment, domain, status: 'done', live: decision.live !== null, config: decision.config !== null };
}

function newMark(): string {
  return `sriov-${randomBytes(12).toString('hex')}`;
}
