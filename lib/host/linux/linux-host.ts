import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '../../model/errors';
import type { TargetState } from '../../plan/host-plan';
import { HOST_FOLDERS, type HostFolders, runScript, watchdogRunId } from '../../shell/run-script';
import type { HostPort, HostReading, LockHolder, RunEnd, RunEvent, RunHistory, StepRun } from '../port';
import type { HostUnreachable } from '../unreachable';
import { confirmScript } from './confirm-script';
import { historyScript, parseHistory, unchangedScript } from './history';
import { recordText } from './journal';
import { RunFollower } from './run-events';
import { type CommandLine, runSession, type SessionEnd, type SessionOptions } from './session';
import { SshConnection } from './ssh';
import { readSurvey, type SurveyReading } from './survey/reading';
import { SurveyFollower } from './survey/progress';
import { surveyScript } from './survey/script';
import { brokenSession, noSession } from './trouble';

/** What every Linux host port takes. */
export interface LinuxOptions {
  /** Who applies, for the host's lock and journal. @default user@machine of this process */
  readonly client?: string;
  /** For tests: other folders on the host. */
  readonly folders?: Partial<HostFolders>;
  /** Longest silence of a run before the connection is taken for broken. @default 900: a step may take minutes */
  readonly silenceSeconds?: number;
}

export interface SshOptions extends LinuxOptions {
  /** As ssh takes it: an alias of its configuration, `user@host`, `ssh://user@host:port`. */
  readonly destination: string;
  /** `ssh -F`. @default the user's and the system's configuration */
  readonly configFile?: string;
  /** `ssh -o`, one each: `Port=2222`, `IdentityFile=/home/me/key`. @default none */
  readonly options?: readonly string[];
  /** @default 15 */
  readonly connectTimeoutSeconds?: number;
  /** Run as root by `sudo -n`. @default false: the user that ssh logs in as is root */
  readonly sudo?: boolean;
  /** For tests: another program than ssh. */
  readonly program?: string;
}

/** A Linux host over the system's ssh client, whose configuration, agent, jump hosts and known hosts count. */
export function linuxOverSsh(options: SshOptions): HostPort {
  const connection = new SshConnection({
    options: [],
    connectTimeoutSeconds: 15,
    sudo: false,
    program: 'ssh',
    ...options,
  });
  return new LinuxHost(`ssh ${options.destination}`, options, {
    session: () => connection.session(),
    freshSession: () => connection.freshSession(),
    close: () => connection.close(),
  });
}

/** The Linux that this runs on. */
export function linuxHere(options: LinuxOptions = {}): HostPort {
  const line: CommandLine = { program: 'sh', args: ['-s'] };
  return new LinuxHost('this host', options, { session: () => line, freshSession: () => line, close: () => {} });
}

interface Sessions {
  readonly session: () => CommandLine;
  readonly freshSession: () => CommandLine;
  readonly close: () => void;
}

/** A look at a host takes seconds; the kernel may hold up what is read while somebody changes the number of VFs. */
const OBSERVE_SILENCE_SECONDS = 60;
const CONFIRM_SILENCE_SECONDS = 30;
const RUN_SILENCE_SECONDS = 900;

/** Looks at a host on which one run follows another, until one look falls between two of them. */
const MOST_LOOKS = 5;
const BETWEEN_LOOKS_MILLISECONDS = 300;

/** Who is at work on a host where runs come and go while it is looked at. */
function holderBehind({ lastRun }: HostReading): LockHolder {
  return { runId: lastRun?.id ?? '', pid: 0, since: lastRun?.startedAt ?? 0, client: lastRun?.client ?? '' };
}

class LinuxHost implements HostPort {
  private sessions_ = 0;
  private readonly folders: HostFolders;
  private readonly client: string;

  public constructor(
    public readonly name: string,
    private readonly options: LinuxOptions,
    private readonly sessions: Sessions,
  ) {
    this.folders = { ...HOST_FOLDERS, ...options.folders };
    this.client = oneWord(options.client ?? `${userName()}@${hostname()}`);
  }

  public get roundTrips(): number {
    return this.sessions_;
  }

  public async observe(only?: TargetState): Promise<HostReading> {
    for (let looks = 1; ; looks++) {
      const { disturbed, ...reading } = await this.look(only);
      if (!disturbed || reading.busy !== null) return reading;
      if (looks === MOST_LOOKS) return { ...reading, busy: holderBehind(reading) };
      await sleep(BETWEEN_LOOKS_MILLISECONDS);
    }
  }

  private async look(only: TargetState | undefined): Promise<SurveyReading> {
    const mark = newMark();
    const script = surveyScript(mark, this.folders, only);
    const follower = new SurveyFollower(mark);
    const end = await this.open(this.sessions.session(), script, OBSERVE_SILENCE_SECONDS, (chunk) =>
      follower.take(chunk),
    );
    const reading = readSurvey(end.stdout, mark, this.folders);
    if (reading === null) throw this.unreadable(end, mark);
    return reading;
  }

  public async run(run: StepRun, listen: (event: RunEvent) => void = () => {}): Promise<RunEnd> {
    const [mark, lookMark] = [newMark(), newMark()];
    const follower = new RunFollower(run, mark, listen);
    const look = new SurveyFollower(lookMark);
    const silence = this.options.silenceSeconds ?? RUN_SILENCE_SECONDS;
    const end = await this.open(this.sessions.session(), this.runScript(run, mark, lookMark), silence, (chunk) => {
      const said = look.take(chunk);
      if (!follower.take(chunk)) return {};
      const looks = run.readBack !== undefined && follower.result?.status === 'finished';
      return looks ? { silenceSeconds: OBSERVE_SILENCE_SECONDS, ...said } : { complete: true };
    });
    const { result } = follower;
    if (result?.status === 'finished') {
      const { disturbed = true, ...reading } = readBackOf(end, lookMark, this.folders) ?? {};
      return disturbed ? result : { ...result, reading: reading as HostReading };
    }
    if (result !== null) return result;
    if (!follower.begun) throw noSession(this.name, end, silence);
    const step = follower.lastIndex === null ? 'before the first step' : `at step ${follower.lastIndex + 1}`;
    throw brokenSession(this.name, end, silence, `It was ${step}. Look at the host again: its journal tells the rest`);
  }

  public async confirm(runId: string): Promise<void> {
    const mark = newMark();
    const script = confirmScript(mark, runId, this.folders);
    const end = await this.open(this.sessions.freshSession(), script, CONFIRM_SILENCE_SECONDS);
    const said = end.stdout.toString('utf8').split(`${mark} `)[1]?.split('\n')[0];
    if (said === undefined) throw noSession(this.name, end, CONFIRM_SILENCE_SECONDS);
    if (said === 'confirmed') return;
    const problem = `the watchdog of run ${runId} was not told in time and goes back (run ${watchdogRunId(runId)})`;
    throw new InputError(this.name, problem, 'Look at the host again, and give the watchdog more time');
  }

  public async history(): Promise<RunHistory> {
    const mark = newMark();
    const end = await this.open(this.sessions.session(), historyScript(mark, this.folders), OBSERVE_SILENCE_SECONDS);
    const history = parseHistory(end.stdout, mark);
    if (history === null) throw noSession(this.name, end, OBSERVE_SILENCE_SECONDS);
    return history;
  }

  public async noteUnchanged(id: string, after: string): Promise<void> {
    const mark = newMark();
    const { client } = this;
    const script = unchangedScript(mark, { id, after, client }, this.folders);
    const end = await this.open(this.sessions.session(), script, CONFIRM_SILENCE_SECONDS);
    const said = end.stdout.toString('utf8').split(`${mark} `)[1]?.split('\n')[0];
    if (said === undefined) throw noSession(this.name, end, CONFIRM_SILENCE_SECONDS);
    if (said === '0') return;
    throw new InputError(
      this.name,
      `${this.folders.state} takes no file`,
      'Check its rights, and that its file system is not full',
    );
  }

  public close(): Promise<void> {
    this.sessions.close();
    return Promise.resolve();
  }

  private runScript(run: StepRun, mark: string, lookMark: string): string {
    const { client, folders } = this;
    const { watchdog, readBack, ...main } = run;
    const back = watchdog && {
      ...main,
      id: watchdogRunId(run.id),
      purpose: 'rollback' as const,
      steps: watchdog.steps,
    };
    return runScript({
      ...main,
      client,
      folders,
      mark,
      record: recordText(main, client),
      ...(readBack && {
        readBack: surveyScript(lookMark, folders, readBack === 'everything' ? undefined : readBack),
      }),
      ...(watchdog && back && { watchdog: { ...back, seconds: watchdog.seconds, record: recordText(back, client) } }),
    });
  }

  private open(
    line: CommandLine,
    script: string,
    silenceSeconds: number,
    onOutput?: SessionOptions['onOutput'],
  ): Promise<SessionEnd> {
    this.sessions_++;
    return runSession(line, { script, silenceSeconds, ...(onOutput && { onOutput }) });
  }

  private unreadable(end: SessionEnd, mark: string): HostUnreachable {
    if (!end.stdout.includes(mark)) return noSession(this.name, end, OBSERVE_SILENCE_SECONDS);
    const fix = 'Look again; while another program changes the number of VFs, the kernel lets readers wait';
    return brokenSession(this.name, end, OBSERVE_SILENCE_SECONDS, fix);
  }
}

/** A run that is over stays so, whatever the host says behind it: what cannot be read is looked at again. */
function readBackOf(end: SessionEnd, mark: string, folders: HostFolders): SurveyReading | null {
  try {
    return readSurvey(end.stdout, mark, folders);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** Nothing that a tool prints can be taken for a line with it. */
function newMark(): string {
  return `sriov-${randomBytes(12).toString('hex')}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without a name, as in some containers.
    return String(process.getuid?.() ?? 'unknown');
  }
}

/** One word, as it stands in a lock among others. */
function oneWord(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9@._+-]/g, '_').slice(0, 100) || 'unknown';
}
