import { DirectoryTree } from './directory-tree';
import { commandOutput } from './live-commands';
import { openDevices } from './device-holders';
import { runningHostdevs } from './libvirt-hostdevs';
import { TAKEN_AT_FILE } from '../../inventory/read/taken-at';

const COMMANDS = 'cmd/';
const UDEV_FOLDER = 'run/udev/data';
/** What a function says that can be asked for its registers without waking it. */
const AWAKE: ReadonlySet<string | undefined> = new Set(['D0', 'unknown', '', undefined]);

/** Where a live tree gets what is no file. */
export interface LiveSources {
  /** Output of the command that `cmd/NAME` stands for; null when it cannot be had, after saying why. */
  readonly commandOutput: typeof commandOutput;
  readonly openDevices: typeof openDevices;
  readonly runningHostdevs: typeof runningHostdevs;
  /** Value of `SSH_CONNECTION`. */
  readonly sshConnection: string | undefined;
  readonly now: () => Date;
}

/**
 * The machine that the program runs on. What a capture has under `cmd/` is had by running the commands, each when it is
 * first asked for.
 */
export class LiveTree extends DirectoryTree {
  private readonly outputs = new Map<string, string | null>();
  private readonly sources: LiveSources;

  /** @param root for tests: a folder in place of `/` */
  public constructor(root = '/', sources: Partial<LiveSources> = {}) {
    super(root, null);
    this.sources = {
      commandOutput,
      openDevices,
      runningHostdevs,
      sshConnection: process.env.SSH_CONNECTION,
      now: () => new Date(),
      ...sources,
    };
  }

  public override readText(path: string): string | null {
    if (path !== 'uname.txt' && !path.startsWith(COMMANDS)) return super.readText(path);
    let output = this.outputs.get(path);
    if (output === undefined) {
      output = this.produce(path);
      this.outputs.set(path, output);
    }
    return output;
  }

  public override readBytes(path: string): Uint8Array | null {
    if (path.endsWith('/config')) {
      const state = super.readText(`${path.slice(0, -'config'.length)}power_state`)?.trim();
      if (!AWAKE.has(state)) {
        this.note(path, `the function sleeps (${state}), and reading its registers would wake it`);
        return null;
      }
    }
    return super.readBytes(path);
  }

  public override list(path: string): readonly string[] {
    return path === 'cmd' ? this.domainFiles() : super.list(path);
  }

  public close(): void {
    this.outputs.clear();
  }

  private produce(path: string): string | null {
    if (path === TAKEN_AT_FILE) return `${this.sources.now().toISOString()}\n`;
    const name = path.startsWith(COMMANDS) ? path.slice(COMMANDS.length) : path;
    if (name === 'device-open.txt') return this.sources.openDevices();
    if (name === 'libvirt-hostdevs.txt') return this.sources.runningHostdevs();
    if (name === 'udev-blocks.txt') return this.foundByUdev();
    if (name === 'vfio-modules.txt') return this.vfioModules();
    if (name === 'ssh-connection.txt') return this.sources.sshConnection ?? null;
    return this.sources.commandOutput(name, (reason) => this.note(path, reason));
  }

  /** The same as captures have of it: lines of number, type of file system and label. */
  private foundByUdev(): string {
    const files = super.list(UDEV_FOLDER).filter((name) => /^b\d+:\d+$/.test(name));
    return files.map((name) => udevLine(name.slice(1), super.readText(`${UDEV_FOLDER}/${name}`) ?? '')).join('');
  }

  /** As `vfio-modules.awk` of the scripts makes it: modules of the running kernel that hand functions out; null: it has no list. */
  private vfioModules(): string | null {
    const release = super.readText('proc/sys/kernel/osrelease')?.trim();
    if (release === undefined || !/^[\w+~-][\w.+~-]*$/.test(release)) return null;
    const folder = `lib/modules/${release}`;
    const modules = super.readText(`${folder}/modules.dep`);
    if (modules === null) return null;
    const lines = `${modules}\n${super.readText(`${folder}/modules.builtin`) ?? ''}`.split('\n');
    const names = lines.map((line) => /([^/:]+)\.ko/.exec(line.replace(/:.*/, ''))?.[1]?.replaceAll('-', '_') ?? '');
    return names.filter((name) => /vfio|uio/.test(name)).join('\n');
  }

  /** Dumps of the domains that run, `virsh-UUID.xml`. */
  private domainFiles(): string[] {
    const ids = this.readText('cmd/virsh-list.txt')?.split('\n') ?? [];
    return ids.flatMap((id) => (/^[0-9a-f-]{36}$/.test(id.trim()) ? [`virsh-${id.trim()}.xml`] : []));
  }
}

/** As `UDEV_AWK` of the scripts makes it. */
function udevLine(number: string, text: string): string {
  if (text === '') return '';
  const value = (key: string) => new RegExp(`^E:${key}=(.*)$`, 'm').exec(text)?.[1]?.replaceAll(/[^!-~]/g, '_') ?? '-';
  const isAmbivalent = /^E:ID_FS_AMBIVALENT=/m.test(text);
  return `${number} ${isAmbivalent ? '?' : value('ID_FS_TYPE')} ${value('ID_FS_LABEL')}\n`;
}
