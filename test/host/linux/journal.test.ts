import { parseJournal, recordText } from '../../../lib/host/linux/journal';
import { kernelError } from '../../../lib/host/linux/kernel-error';
import { autoprobe, PF, trust } from './support/small-host';
import { stepRun } from '../../support/step-run';

const run = stepRun([autoprobe(true), trust(0), trust(1), trust(2)], { id: 'run-a' });
const head = `run-a\n${recordText(run, 'me@here')}\nat 1700000000\n`;

describe('a journal', () => {
  test('tells what was done, what was under way, and what was not reached', () => {
    const text = `${head}started 0\nchanged 0\nstarted 1\nunchanged 1\nstarted 2\n`;
    expect(parseJournal(text)).toEqual({
      id: 'run-a',
      host: 'rack1/kvm01',
      purpose: 'apply',
      client: 'me@here',
      startedAt: 1_700_000_000,
      steps: run.steps,
      before: run.before,
      ended: false,
      states: [
        { state: 'done', changed: true },
        { state: 'done', changed: false },
        { state: 'started' },
        { state: 'open' },
      ],
    });
  });

  test.each(['08', '200,100', '100,100', '9999'])('with VLANs %s, which no host keeps so, is damaged', (allowed) => {
    const strange = stepRun([{ kind: 'vf-vlans', pf: PF, vf: 0, allowed }], { id: 'run-a' });
    expect(parseJournal(`run-a\n${recordText(strange, 'me@here')}\n`)).toMatchObject({
      steps: [],
      problem: expect.stringMatching(/^\/steps\/0\/allowed: found "[0-9,]+", expected all, or VLAN ids and ranges/),
    });
    const kept = stepRun([{ kind: 'vf-vlans', pf: PF, vf: 0, allowed: '0,100,4095' }], { id: 'run-a' });
    expect(parseJournal(`run-a\n${recordText(kept, 'me@here')}\n`)?.steps).toEqual(kept.steps);
  });

  test('tells failures with their errno, refusals, and steps whose start was taken back', () => {
    const text = `${head}started 0\nstarted 1\nstarted 2\nopen 2\nfailed 0 dd: Device or resource busy\nrefused 1 VF 0 is in use\nover\n`;
    expect(parseJournal(text)).toMatchObject({
      ended: true,
      states: [
        { state: 'failed', error: { errno: 'EBUSY', message: 'dd: Device or resource busy' } },
        { state: 'refused', reason: 'VF 0 is in use' },
        { state: 'open' },
        { state: 'open' },
      ],
    });
  });

  test.each([
    ['a line without an end', `${head}started 0\nchanged 0\nstarted 1`, ['done', 'open']],
    ['steps that it does not have', `${head}started 99\nchanged 77\n`, ['open', 'open']],
    ['words that are none', `${head}rejoice 0\nstarted\n\n`, ['open', 'open']],
  ])('passes over %s', (_, text, states) => {
    expect(
      parseJournal(text)
        ?.states.slice(0, 2)
        .map(({ state }) => state),
    ).toEqual(states);
  });

  test.each([
    ['nothing', ''],
    ['zeros, as a loss of power leaves them', '\0'.repeat(600)],
    ['a path for an id', `../../etc/passwd\n${recordText(run, 'me')}\n`],
  ])('is none with %s', (_, text) => {
    expect(parseJournal(text)).toBeNull();
  });
});

describe('a journal that is damaged, or that nobody of ours wrote, tells its id and why it tells no more', () => {
  const said = JSON.parse(recordText(run, 'me')) as Record<string, unknown>;
  test.each<[string, string, RegExp]>([
    ['the id of another run', recordText({ ...run, id: 'run-b' }, 'me'), /it tells of run run-b/],
    ['a line that was cut off', recordText(run, 'me').slice(0, 80), /no JSON, or was cut off/],
    ['null', 'null', /object/],
    ['a list', '[]', /object/],
    [
      'a newer version',
      JSON.stringify({ ...said, journalVersion: 2 }),
      /journalVersion 2 is newer than this program knows \(1\); update this program/,
    ],
    ['steps that are none', JSON.stringify({ ...said, steps: [{ kind: 'rm', pf: '/' }] }), /steps\/0/],
    [
      'a PF at a path',
      JSON.stringify({ ...said, steps: [{ ...autoprobe(true), pf: '../../../etc' }] }),
      /steps\/0\/pf/,
    ],
    ['a number of VFs that is a command', JSON.stringify({ ...said, steps: [numVfs('$(reboot)')] }), /numVfs/],
    ['no state to go back to', JSON.stringify({ ...said, before: undefined }), /before/],
    ['a state that is a word', JSON.stringify({ ...said, before: 'x' }), /before/],
    ['a client as long as a book', JSON.stringify({ ...said, client: 'x'.repeat(1e6) }), /client/],
  ])('with %s', (_, line, problem) => {
    const record = parseJournal(`run-a\n${line}\nat 1\nstarted 0\nover\n`);
    expect(record).toMatchObject({ id: 'run-a', steps: [], states: [], ended: true });
    expect(record?.problem).toMatch(problem);
    expect(record?.problem?.length).toBeLessThanOrEqual(300);
  });

  test('a time that no date can be made of is none', () => {
    for (const time of ['1e300', '-5', 'NaN', '9'.repeat(40)]) {
      expect(parseJournal(head.replace('at 1700000000', `at ${time}`))?.startedAt).toBe(0);
    }
  });
});

function numVfs(count: unknown): object {
  return { kind: 'num-vfs', pf: PF, numVfs: count };
}

describe('the error of', () => {
  test.each([
    ['writing 8 to /sys/x: Numerical result out of range', { errno: 'ERANGE' }],
    ['writing 8 to /sys/x: Result not representable', { errno: 'ERANGE' }],
    ['ip link set: RTNETLINK answers: Operation not supported', { errno: 'EOPNOTSUPP' }],
    ['ip link set: RTNETLINK answers: Protocol not supported', { errno: 'EPROTONOSUPPORT' }],
    ['ip link set: Error: mtu greater than device maximum.', { errno: 'EINVAL' }],
    ['devlink: kernel answers: No such device', { errno: 'ENODEV' }],
    ['nvme: NVMe status: Invalid Secondary Controller State(0x4120)', { nvmeStatus: 0x4120 }],
    [
      'nvme: NVMe status: Invalid Controller Identifier: The Controller Identifier is invalid.(0x411f)',
      { nvmeStatus: 0x411f },
    ],
    ['something else', {}],
  ])('%s', (message, expected) => {
    expect(kernelError(message)).toEqual({ ...expected, message });
  });
});
