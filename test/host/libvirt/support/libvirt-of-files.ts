import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UNPLUG_SECONDS } from '../../../../lib/host/libvirt/change';
import { passedDevices } from '../../../../lib/host/libvirt/domain-xml';
import type { HostShell } from '../../../../lib/host/linux';
import { hostdevXml } from '../../../../lib/render/libvirt';
import { spawnSync } from '../../../support/child';

export const PF = '0000:3b:00.0';
export const addressOf = (vf: number) => `0000:3b:01.${vf}`;

export const uuidOf = (name: string) =>
  `00000000-0000-4000-8000-${Buffer.from(name).toString('hex').padStart(12, '0').slice(0, 12)}`;

/** A host with two VFs on vfio-pci and libvirt, both made of files. */
export class LibvirtOfFiles implements HostShell {
  public readonly name = 'this host';
  public readonly temporary: string;
  public sessions = 0;
  /** Somebody else does this meanwhile. */
  public beforeRun: () => void = () => undefined;

  /**
   * @param root folder of one that is there already @default a new one
   * @param programs folder of the programs that stand for those of libvirt
   */
  public constructor(
    public readonly root = mkdtempSync(join(tmpdir(), 'sriov-virsh-')),
    private readonly programs = __dirname,
  ) {
    this.temporary = join(root, 'tmp');
    if (existsSync(this.temporary)) return;
    for (const vf of [0, 1]) this.vf(vf, 'vfio-pci');
    mkdirSync(this.temporary);
    writeFileSync(join(this.root, 'log'), '');
  }

  public run(script: string) {
    this.sessions++;
    this.beforeRun();
    // The real host's sysfs is at its place; its programs are those of this machine.
    const moved = script
      .replaceAll('/sys/bus/pci/devices', `${this.root}/sys`)
      .replaceAll('/run/cdktf-sriov', `${this.root}/run`)
      .replace(`LIMIT=${UNPLUG_SECONDS}`, 'LIMIT=1');
    const env = {
      ...process.env,
      PATH: `${this.programs}:${process.env.PATH}`,
      ROOT: this.root,
      TMPDIR: this.temporary,
    };
    const { status, stdout, stderr } = spawnSync('sh', ['-s'], { input: moved, env, encoding: 'utf8' });
    return Promise.resolve({ code: status ?? -1, stdout, stderr });
  }

  public close(): void {}

  public vf(index: number, driver: string): void {
    for (const folder of [`sys/${PF}`, `sys/${addressOf(index)}`])
      mkdirSync(join(this.root, folder), { recursive: true });
    symlinkSync(`../${addressOf(index)}`, join(this.root, `sys/${PF}/virtfn${index}`));
    symlinkSync(`../drivers/${driver}`, join(this.root, `sys/${addressOf(index)}/driver`));
  }

  public domain(name: string, kinds: readonly ('live' | 'config')[], ...devices: string[]): void {
    const uuid = uuidOf(name);
    const escaped = name.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    const xml = `<domain>\n  <name>${escaped}</name>\n  <uuid>${uuid}</uuid>\n  <devices>\n${devices.join('')}  </devices>\n</domain>\n`;
    for (const kind of kinds) writeFileSync(join(this.root, `${uuid}.${kind}.xml`), xml);
  }

  /** VFs that a domain has, by the names of its files. */
  public has(kind: 'live' | 'config'): string[] {
    const { stdout } = spawnSync('sh', ['-c', `cat ${this.root}/*.${kind}.xml`], { encoding: 'utf8' });
    return passedDevices(stdout).map(({ address }) => address);
  }

  /** VFs that one of the domains has. */
  public of(name: string): Readonly<Record<'live' | 'config', string[]>> {
    const of = (kind: string) => passedDevices(readFileSync(join(this.root, `${uuidOf(name)}.${kind}.xml`), 'utf8'));
    return { live: of('live').map(({ address }) => address), config: of('config').map(({ address }) => address) };
  }

  /** The domain ends, or is undefined. */
  public without(name: string, kind: 'live' | 'config'): void {
    rmSync(join(this.root, `${uuidOf(name)}.${kind}.xml`));
  }

  /** The domain keeps its UUID. */
  public rename(name: string, to: string): void {
    for (const kind of ['live', 'config']) {
      const file = join(this.root, `${uuidOf(name)}.${kind}.xml`);
      writeFileSync(file, readFileSync(file, 'utf8').replace(`<name>${name}<`, `<name>${to}<`));
    }
  }

  public touch(file: string): void {
    mkdirSync(join(this.root, 'run'), { recursive: true });
    writeFileSync(join(this.root, file), '');
  }

  public get changes(): string[] {
    const log = readFileSync(join(this.root, 'log'), 'utf8').split('\n');
    return log.filter((line) => /^(at|de)tach/.test(line)).map((line) => line.replace(/\S*\/xml/, 'FILE'));
  }
}

/** As libvirt prints it. */
export const device = (vf: number, alias = `ua-vf${vf}`) =>
  (hostdevXml({ address: addressOf(vf), alias: 'ua-x' }) ?? '').replace('ua-x', alias).replaceAll(/^(?=.)/gm, '    ');
