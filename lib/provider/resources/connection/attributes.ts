import { optional, required, type Validator } from '../../schema';
import type { ObjectViews } from '../../schema/attributes';
import { between } from '../validators';

const text = (description: string, pattern: RegExp, problem: string, fix: string): Validator<string> => ({
  description,
  problemOf: (value) => (pattern.test(value) ? null : { problem, fix }),
});

/** ssh takes what begins with a dash for an option. */
const DESTINATION = text(
  'a name or address, as ssh takes it',
  /^[A-Za-z0-9_[][!-~]*$/,
  'This is no name or address for ssh: it begins with a letter, a digit, an underscore or a bracket and has no blanks',
  'Write the name, the address, or the alias of your ssh configuration',
);
const USER = text(
  'a user name',
  /^[A-Za-z0-9_][A-Za-z0-9._-]*$/,
  'This is no user name for ssh: it has letters, digits, dots, dashes and underscores',
  'Write the user that ssh logs in as',
);
/** In an option of ssh a path stands between quotes, on one line. */
const FILE = text(
  'a path',
  /^[^\p{Cc}"]+$/u,
  'This is no path that ssh takes in an option: it is empty, or has quotes or control characters',
  'Write a path without them',
);

/** The parts of a connection: of the provider, and in `host` of a resource. */
export const CONNECTION_ATTRIBUTES = {
  ssh: optional.single(
    {
      host: optional.string({
        description:
          'Name, address, or alias of the ssh configuration. In the provider it may be left to the resources.',
        validators: [DESTINATION],
      }),
      user: optional.string({
        description: 'User to log in as. Default: as the ssh client has it.',
        validators: [USER],
      }),
      port: optional.integer({
        description: 'Default: as the ssh client has it.',
        validators: [between(1, 65_535, 'ports there are')],
      }),
      identity_file: optional.string({
        description: 'Path of a private key. Default: those of the agent and of the ssh configuration.',
        validators: [FILE],
      }),
      config_file: optional.string({
        description: "Configuration of the ssh client (`ssh -F`). Default: the user's and the system's.",
        validators: [FILE],
      }),
      sudo: optional.bool({ description: 'Become root by `sudo -n`. Default: the user is root.' }),
      connect_timeout_seconds: optional.integer({
        description: 'Default: 15.',
        validators: [between(1, 600, 'ConnectTimeout of ssh is given here')],
      }),
    },
    {
      description:
        "The system's ssh client, with its configuration, agent, jump hosts and known hosts: a host whose key is not known is refused.",
    },
  ),
  local: optional.bool({ description: 'The host that the provider runs on.' }),
  virtual: optional.single(
    {
      file: required.string({ description: 'File that keeps the host. It is made where it is not there.' }),
      from: optional.string({ description: 'Inventory (`sriov inventory`) that a new one begins as.' }),
    },
    { description: 'A host that the kernel model stands for: a plan can be tried on it.' },
  ),
};

/** `host` of a resource in its state. */
export type StatedHost = ObjectViews<typeof CONNECTION_ATTRIBUTES>['state'];
