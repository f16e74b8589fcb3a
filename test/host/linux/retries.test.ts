import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { HostPort, RunEvent } from '../../../lib/host/port';
import type { SettingRetry } from '../../../lib/plan/setting-retries';
import type { Step } from '../../../lib/plan/step';
import { describeInShells, SHELLS } from '../../support/shells';
import { stepRun } from '../../support/step-run';
import { autoprobe, PF, set, SmallHost, trust } from './support/small-host';

jest.setTimeout(120_000);

const AGAIN = 'Resource temporarily unavailable';
const NOTE = /^tried again for [12] s, as the driver was busy \(RTNETLINK answers: Resource temporarily unavailable\)$/;
const mac = (vf: number): Step => set(vf, { name: 'mac', mac: `02:00:00:00:00:0${vf}` });
const off = (vf: number): Step => set(vf, { name: 'trust', on: false });

describeInShells('a run in %s, with a driver that may be busy', SHELLS, (shell) => {
  let host: SmallHost;
  let port: HostPort;
  let events: RunEvent[];
  beforeEach(() => {
    host = new SmallHost(shell);
    port = host.port();
    events = [];
  });
  afterEach(() => host.remove());

  const refuses = (vf: number, times: number, text = AGAIN): void => host.write(`refused/${vf}`, `${times} ${text}`);
  const run = (steps: readonly Step[], change: Partial<SettingRetry> = {}) => {
    const retries: SettingRetry[] = [{ errno: 'EAGAIN', settings: ['mac', 'trust'], seconds: 2, ...change }];
    return port.run(stepRun(steps, { retries: [{ pf: PF, retries }] }), (event) => events.push(event));
  };

  test('goes on with the setting that was refused, once it is taken, and says so', async () => {
    refuses(1, 2);
    const end = await run([mac(0), mac(1), trust(2), autoprobe(false)]);
    expect(end).toMatchObject({
      status: 'finished',
      outcomes: [{ changed: true }, { changed: true, note: expect.stringMatching(NOTE) }, { changed: true }, {}],
    });
    expect(end.status === 'finished' && end.outcomes.map((outcome) => 'note' in outcome)).toEqual([
      ...[false, true, false, false],
    ]);
    expect(host.settings).toEqual(['0 mac 02:00:00:00:00:00', '1 mac 02:00:00:00:00:01', '2 trust on']);
    expect(host.journal().slice(1, -1)).toEqual([
      ...['started 0', 'started 1', 'started 2', 'changed 0', expect.stringMatching(/^changed 1 tried again for/)],
      ...['changed 2', 'started 3', 'changed 3'],
    ]);
    expect(events.map(({ kind, index }) => `${kind} ${index}`)).toEqual(
      [0, 1, 2, 3].flatMap((index) => [`started ${index}`, `ended ${index}`]),
    );
  });

  test('tries each of several settings again for itself', async () => {
    refuses(0, 2);
    refuses(2, 1);
    const end = await run([off(0), trust(1), off(2)]);
    expect(end).toMatchObject({
      status: 'finished',
      outcomes: [
        { changed: false, note: expect.stringMatching(NOTE) },
        { changed: true },
        { note: expect.stringMatching(NOTE) },
      ],
    });
    expect(host.settings).toEqual(['0 trust off', '1 trust on', '2 trust off']);
  });

  test('says for how long it has tried what is never taken', async () => {
    refuses(1, 100_000);
    const end = await run([mac(0), trust(1), trust(2)]);
    expect(end).toMatchObject({
      status: 'failed',
      outcomes: [{ ok: true }, { ok: false, error: { errno: 'EAGAIN' } }],
    });
    expect(host.journal().slice(-4)).toEqual([
      ...['changed 0', 'open 2'],
      `failed 1 ip link set dev nic, VF 1 trust on, tried for 2 s: RTNETLINK answers: ${AGAIN}`,
      'over',
    ]);
    expect(host.settings).toEqual(['0 mac 02:00:00:00:00:00']);
  });

  test('stops where it is refused for good after all', async () => {
    host.write('refused/7', `1 ${AGAIN}`);
    expect(await run([trust(7)])).toMatchObject({
      outcomes: [
        {
          error: { errno: 'EINVAL', message: expect.stringMatching(/, tried for [12] s: RTNETLINK answers: Invalid/) },
        },
      ],
    });
  });

  test.each<[string, string, Partial<SettingRetry>]>([
    ['another error', 'Device or resource busy', {}],
    ['an error of other settings', AGAIN, { settings: ['mac', 'vlan'] }],
  ])('takes %s for final at once', async (_what, text, change) => {
    refuses(1, 1, text);
    expect(await run([mac(0), trust(1)], change)).toMatchObject({
      status: 'failed',
      outcomes: [
        { ok: true },
        { error: { message: `ip link set dev nic, VF 1 trust on: RTNETLINK answers: ${text}` } },
      ],
    });
  });

  test('knows the text of either C library', async () => {
    refuses(0, 1, 'Device or resource busy');
    refuses(1, 1, 'Resource busy');
    expect(await run([trust(0), trust(1)], { errno: 'EBUSY' })).toMatchObject({ status: 'finished' });
  });

  describe('where it makes VFs', () => {
    const FILE = `sys/bus/pci/devices/${PF}/sriov_numvfs`;
    const DD = `dd() {
      case $1 in */sriov_numvfs) ;; *) command dd "$@" && return ;; esac
      read -r left <"$ROOT/left"
      echo $((left - 1)) >"$ROOT/left"
      [ "$left" = 0 ] || { echo "dd: error writing 'it': ${AGAIN}" >&2 && return 1; }
      to=\${1#of=}
      cat >"$to"
      for vf in 0 1; do ln -s "../0000:3b:01.$vf" "\${to%/*}/virtfn$vf"; done
    }`;
    const make = (times: number, now = 0) => {
      for (const vf of [0, 1, 2]) if (now === 0) rmSync(join(host.root, `sys/bus/pci/devices/${PF}/virtfn${vf}`));
      host.write(FILE, String(now));
      host.write('left', String(times));
      host.write('dd.sh', DD);
      const retries: SettingRetry[] = [{ errno: 'EAGAIN', settings: [], numVfs: true, seconds: 2 }];
      return host
        .port({}, `sed -u 's#^main "[$]@"$#. "$ROOT/dd.sh"\\n&#'`)
        .run(stepRun([{ kind: 'num-vfs', pf: PF, numVfs: now === 0 ? 2 : 0 }], { retries: [{ pf: PF, retries }] }));
    };

    test('tries again what made none, and says so', async () => {
      expect(await make(2)).toMatchObject({
        status: 'finished',
        outcomes: [
          { changed: true, note: expect.stringMatching(/^tried again for [12] s, as the driver was busy \(dd: .*\)$/) },
        ],
      });
    });

    test('gives up after the time that it has for it', async () => {
      expect(await make(100_000)).toMatchObject({
        status: 'failed',
        outcomes: [
          { error: { errno: 'EAGAIN', message: expect.stringMatching(/^writing 2 to .*, tried for 2 s: Resource/) } },
        ],
      });
    });

    test('takes an error for final where there are VFs, which are to go', async () => {
      expect(await make(1, 3)).toMatchObject({ status: 'failed', outcomes: [{ error: { errno: 'EAGAIN' } }] });
    });
  });

  test('takes every error for final where it is told of none', async () => {
    refuses(0, 1);
    expect(await port.run(stepRun([trust(0)]))).toMatchObject({ status: 'failed' });
  });
});
