import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { linuxHere, linuxOverSsh, type SshOptions } from '../../../lib/host/linux';
import { runSession } from '../../../lib/host/linux/session';
import { shellOverSsh } from '../../../lib/host/linux/shell';
import type { HostPort } from '../../../lib/host/port';
import { HostUnreachable } from '../../../lib/host/unreachable';
import { InputError } from '../../../lib/model/errors';
import { requireTool } from '../../support/require-tool';
import { stepRun } from '../../support/step-run';

let folder: string;
const ports: HostPort[] = [];
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sriov-ssh-test-'))));
afterEach(async () => {
  for (const port of ports.splice(0)) await port.close();
  rmSync(folder, { recursive: true });
});

/** A port whose ssh is a shell script; every call of it is written down. */
function portWith(script: string, options: Partial<SshOptions> = {}, config = ''): HostPort {
  const program = join(folder, 'ssh');
  const lines = [
    '#!/bin/sh',
    `printf '%s\\n' "$*" >>'${folder}/calls'`,
    `case " $* " in *" -G "*) printf '%s\\n' '${config}'; exit ;; *" -O exit "*) exit ;; esac`,
    script,
  ];
  writeFileSync(program, `${lines.join('\n')}\n`);
  chmodSync(program, 0o755);
  const port = linuxOverSsh({ destination: 'root@kvm01', program, ...options });
  ports.push(port);
  return port;
}

const calls = (): string[] => readFileSync(join(folder, 'calls'), 'utf8').trimEnd().split('\n');

describe('what ssh says when it does not connect', () => {
  test.each([
    [
      'Warning: Identity file /nope/key not accessible: No such file or directory.\nroot@k: Permission denied (publickey).',
      /Permission denied \(publickey\); before that: Identity file \/nope\/key not accessible: No such file or directory\. Correct the path/,
    ],
    [
      "Permissions 0644 for '/k' are too open.\nroot@k: Permission denied (publickey).",
      /before that: Permissions 0644 for '\/k' are too open\. Correct/,
    ],
    ['Host key verification failed.', /Host key verification failed\. Log in once .* never left out/],
    [
      'WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!\nHost key verification failed.',
      /Find out why the key of the host changed/,
    ],
    ['root@kvm01: Permission denied (publickey).', /Permission denied \(publickey\)\. Load a key/],
    ['ssh: Could not resolve hostname kvm01: Name or service not known', /Could not resolve hostname.*Check the name/],
    ['ssh: connect to host kvm01 port 22: Connection refused', /Check that sshd runs on the host/],
    ['ssh: connect to host kvm01 port 22: Connection timed out', /Check that the host is up/],
    ['ssh: connect to host kvm01 port 22: No route to host', /Check the network on the way/],
    ['kex_exchange_identification: Connection closed by remote host', /log of the host's sshd/],
    ['sudo: a password is required', /Let the user run sh by sudo without a password/],
  ])('%s', async (words, message) => {
    const port = portWith(`cat >/dev/null & printf '%b\\n' "${words.replaceAll('\n', '\\n')}" >&2; exit 255`);
    const failure = await port.observe().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(HostUnreachable);
    expect((failure as Error).message).toMatch(message);
    expect((failure as Error).message).toMatch(/^\[ssh root@kvm01\] /);
    await expect(port.run(stepRun([]))).rejects.toThrow(message);
    await expect(port.confirm('run-1')).rejects.toThrow(message);
  });

  test('nothing but a code', async () => {
    await expect(portWith('exit 3').observe()).rejects.toThrow(/the connection ended with code 3 before anything ran/);
  });

  test('control characters of the other side do not reach the terminal', async () => {
    await expect(portWith(`printf 'gone \\033[2Jbad\\n' >&2; exit 255`).observe()).rejects.toThrow(/gone +\[2Jbad/);
  });

  test('there is no ssh', async () => {
    const port = linuxOverSsh({ destination: 'kvm01', program: join(folder, 'none') });
    await expect(port.observe()).rejects.toThrow(/none is not installed\. Install it/);
  });
});

describe('what the host says before and while a script runs', () => {
  test('talk of login scripts is passed over', async () => {
    const port = portWith(`printf 'Welcome!\\nno end of line'; exec sh -s`, {
      folders: { locks: join(folder, 'file/x'), state: join(folder, 'file/y') },
    });
    writeFileSync(join(folder, 'file'), '');
    expect(await port.run(stepRun([]))).toMatchObject({ status: 'refused' });
    expect((await port.observe()).inventory.host.kernelRelease).not.toBeNull();
  });

  test('lines that look like results without the word of the run are none', async () => {
    const forged = 'sriov-000000000000000000000000 over';
    const port = portWith(`echo '${forged}'; cat >/dev/null & exit 255`);
    await expect(port.run(stepRun([]))).rejects.toThrow(HostUnreachable);
  });

  requireTool('sed').test('a connection that breaks in the middle says where to look', async () => {
    const port = portWith(
      `m=$(sed -un 's/^M=\\([^ ]*\\) RUN=.*/\\1/p;/^main "/q'); echo "$m begin"; echo "$m started 0"; echo 'Timeout, server not responding.' >&2; exit 255`,
    );
    const step = { kind: 'drivers-autoprobe', pf: '0000:3b:00.0', enabled: true } as const;
    await expect(port.run(stepRun([step]))).rejects.toThrow(
      /the connection broke: Timeout, server not responding\. It was at step 1\. Look at the host again: its journal tells the rest/,
    );
  });

  requireTool('sed').test('a look that is cut off is none', async () => {
    const port = portWith(`m=$(sed -un 's/.* M=\\([^ ]*\\)$/\\1/p;/^main/q'); printf '\\n%s begin\\n' "$m"; exit 255`);
    await expect(port.observe()).rejects.toThrow(/the connection broke/);
  });
});

describe('a host that talks without end', () => {
  const MESSAGE =
    /^\[ssh root@kvm01\] the host sent more than 64 MiB in one session, .* the session was ended\. .*what prints there/;

  test.each([
    ['on its output', 'exec yes'],
    ['without the end of a line', 'exec cat /dev/zero'],
    ['among its errors', 'exec yes >&2'],
  ])('%s: the session is ended in words', async (_where, script) => {
    const failure = (await portWith(script)
      .observe()
      .catch((error: unknown) => error)) as Error;
    expect(failure).toBeInstanceOf(HostUnreachable);
    expect(failure.message).toMatch(MESSAGE);
  });

  requireTool('sed').test('in the middle of a run: it is said where the run was', async () => {
    const port = portWith(
      `m=$(sed -un 's/^M=\\([^ ]*\\) RUN=.*/\\1/p;/^main "/q'); echo "$m begin"; echo "$m started 0"; exec cat /dev/zero`,
    );
    const step = { kind: 'drivers-autoprobe', pf: '0000:3b:00.0', enabled: true } as const;
    await expect(port.run(stepRun([step]))).rejects.toThrow(/more than 64 MiB in one session.* It was at step 1\./);
  });

  test('no more is taken than the limit and one piece, and the program ends', async () => {
    let taken = 0;
    const onOutput = (chunk: Buffer) => {
      taken += chunk.length;
      return {};
    };
    const maxBytes = 2 ** 20;
    const end = await runSession(
      { program: 'sh', args: ['-c', `echo $$ >'${folder}/pid'; exec yes`] },
      { script: '', silenceSeconds: 30, maxBytes, onOutput },
    );
    expect(end).toMatchObject({ code: null, timedOut: false, flooded: maxBytes });
    expect(taken).toBeLessThanOrEqual(maxBytes);
    expect(end.stdout).toHaveLength(taken);
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    for (let n = 0; n < 100 && isThere(pid); n++) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isThere(pid)).toBe(false);
  });

  test('behind the end of a script of ours: its code is not believed', async () => {
    portWith('sh -s; exec cat /dev/zero');
    const shell = shellOverSsh({ destination: 'root@kvm01', program: join(folder, 'ssh') });
    await expect(shell.run('true', 30)).rejects.toThrow(MESSAGE);
    shell.close();
  });
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('the way ssh is called', () => {
  test.each(['-oProxyCommand=reboot', '', 'two words', 'a\nb'])('%j is no destination', (destination) => {
    expect(() => linuxOverSsh({ destination })).toThrow(InputError);
  });

  test('nobody is asked, host keys are checked as the user has it, sessions share a connection', async () => {
    const port = portWith('exit 255', { configFile: '/etc/my_ssh', options: ['Port=2222', 'IdentityFile=/k'] });
    await port.observe().catch(() => {});
    await port.observe().catch(() => {});
    const [config, first = '', second] = calls();
    expect(config).toContain('-G');
    expect(first).toMatch(
      /^-F \/etc\/my_ssh -o Port=2222 -o IdentityFile=\/k .*-o BatchMode=yes .* -- root@kvm01 sh -s$/,
    );
    expect(first).toContain('ControlMaster=auto');
    expect(first).not.toMatch(/StrictHostKeyChecking|UserKnownHostsFile/);
    expect(second).toBe(first);
    const socket = /ControlPath=(\S+)/.exec(first)?.[1] ?? '';
    expect(statSync(dirname(socket)).mode & 0o777).toBe(0o700);
    await port.close();
    expect(calls().at(-1)).toContain('-O exit');
    expect(existsSync(dirname(socket))).toBe(false);
    expect(port.roundTrips).toBe(2);
  });

  test("the user's own sharing of connections is left as it is", async () => {
    const port = portWith('exit 255', {}, 'controlpath /home/me/.ssh/cm-%C');
    await port.observe().catch(() => {});
    expect(calls().at(-1)).not.toMatch(/ControlMaster|ControlPath/);
  });

  test('a watchdog is told over a connection of its own', async () => {
    const port = portWith('exit 255');
    await port.observe().catch(() => {});
    await port.confirm('run-1').catch(() => {});
    expect(calls().at(-1)).toMatch(/ControlMaster=no -o ControlPath=none/);
  });

  test('sudo is asked for no password and keeps the address that the session came in at', async () => {
    await portWith('exit 255', { sudo: true })
      .observe()
      .catch(() => {});
    expect(calls().at(-1)).toMatch(/sudo -n sh -s "\$SSH_CONNECTION"$/);
  });

  test('no id and no step takes anything else into the script', async () => {
    const port = portWith('exit 255');
    await expect(port.run(stepRun([], { id: "x';reboot" }))).rejects.toThrow(/letters, digits and dashes/);
    await expect(port.run(stepRun([], { after: '$(reboot)' }))).rejects.toThrow(/letters, digits and dashes/);
    await expect(port.confirm('../../etc/passwd')).rejects.toThrow(/no id of a run/);
    const module = { kind: 'module-load', pf: '0000:3b:00.0', module: 'a;reboot' } as const;
    await expect(port.run(stepRun([module]))).rejects.toThrow(/no name of a kernel driver/);
    const pf = '0000:3b:00.0;reboot';
    await expect(port.run(stepRun([{ kind: 'num-vfs', pf, numVfs: 1 }]))).rejects.toThrow(/no PCI address/);
  });
});

test('this machine is looked at without ssh', async () => {
  const here = linuxHere();
  const { inventory, busy } = await here.observe();
  expect([here.name, here.roundTrips, busy]).toEqual(['this host', 1, null]);
  expect(inventory.host.kernelRelease).not.toBeNull();
});
