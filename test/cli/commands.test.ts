import { Command, Help } from 'commander';
import { COMMANDS } from '../../lib/cli/commands';
import type { Terminal } from '../../lib/cli/terminal';
import { PLAIN } from '../../lib/report/palette';
import { sriov } from './sriov';

const SILENT: Terminal = {
  palette: PLAIN,
  width: 120,
  result: () => {},
  note: () => {},
  progress: (_what, work) => work(),
  canAsk: false,
  ask: () => Promise.resolve(''),
};

test.each(Object.entries(COMMANDS))(
  'the help of the program says of %s what it says itself',
  async (name, { usage, load }) => {
    const command = new Command(name);
    (await load())(command, { terminal: SILENT, exit: () => {} });
    expect([name, usage].filter((word) => word !== '').join(' ')).toBe(new Help().subcommandTerm(command));
  },
);

test.each([
  ['sriov apply --help', ['apply', '--help'], /^Usage: sriov apply \[options\] <target>\n[^]*--fail-fast/],
  ['sriov help apply', ['help', 'apply'], /^Usage: sriov apply \[options\] <target>\n[^]*--fail-fast/],
  ['sriov help lock', ['help', 'lock'], /^Usage: sriov lock \[options\] \[command\]\n[^]* mv \[options\] <old> <new> /],
  ['sriov --version', ['--version'], /^\d+\.\d+\.\d+\n$/],
])('%s says what it is asked for', async (_words, args, says) => {
  expect(await sriov(...args)).toEqual({ exitCode: 0, stdout: expect.stringMatching(says), stderr: '' });
});
