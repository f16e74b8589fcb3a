import { linuxOverSsh, type SshOptions } from '../../../lib/host/linux';
import type { HostPort, RunEnd, RunEvent, StepRun } from '../../../lib/host/port';
import type { Step } from '../../../lib/plan/step';
import { ALIAS } from '../../lab/ssh';
import type { LabHost } from '../../lab/lab';
import { stepRun } from '../../support/step-run';

/** A port to an emulated host, and runs that follow each other on it. */
export class LivePort {
  public readonly port: HostPort;
  private readonly made: HostPort[] = [];
  /** Id of the last run that ended; undefined: not known. */
  public last: string | null | undefined;

  public constructor(private readonly host: LabHost) {
    this.port = this.another();
  }

  /** A port of its own, with connections of its own. */
  public another(options: Partial<SshOptions> = {}): HostPort {
    const port = linuxOverSsh({ destination: ALIAS, configFile: this.host.sshConfigFile, ...options });
    this.made.push(port);
    return port;
  }

  public async run(steps: readonly Step[], change: Partial<StepRun> = {}, port = this.port): Promise<RunEnd> {
    // A look at nothing but the journal takes the host little time.
    this.last ??= (await port.observe({ physicalFunctions: [] })).lastRun?.id ?? null;
    const run = stepRun(steps, { after: this.last, ...change });
    const end = await port.run(run);
    this.last = end.status === 'busy' || end.status === 'outdated' ? undefined : run.id;
    return end;
  }

  /** The run must come to its end. */
  public async finish(steps: readonly Step[], change: Partial<StepRun> = {}): Promise<boolean[]> {
    const end = await this.run(steps, change);
    if (end.status !== 'finished') throw new Error(JSON.stringify(end, null, 2));
    return end.outcomes.map((outcome) => outcome.ok && outcome.changed);
  }

  public async close(): Promise<void> {
    for (const port of this.made) await port.close();
  }
}

/** Told of a step as it starts. */
export function whenStarted(index: number, act: () => void): (event: RunEvent) => void {
  return (event) => {
    if (event.kind === 'started' && event.index === index) act();
  };
}

export async function eventually<T>(look: () => Promise<T>, isRight: (found: T) => boolean, seconds = 60): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (isRight(found) || Date.now() > end) return found;
    await new Promise((done) => setTimeout(done, 500));
  }
}
