import type { Command } from 'commander';
import type { CommandContext } from './command';

/** What the help of the program says of a command, and where the rest of it is. */
export interface CommandEntry {
  /** As the command itself says it, which a test holds. */
  readonly usage: string;
  readonly description: string;
  /** Loads what gives a command its arguments, options and work: the help of the program needs none of it. */
  readonly load: () => Promise<(command: Command, context: CommandContext) => void>;
}

/** All commands, in the order of the help. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  synth: {
    usage: '[options]',
    description: 'Run the app of cdktf.json and say what it found, plans and predicts.',
    load: async () => (await import('./commands/synth.js')).synthCommand,
  },
  check: {
    usage: '[options] <target>',
    description: 'The findings of an out folder, or what keeps a plan file from running.',
    load: async () => (await import('./commands/check.js')).checkCommand,
  },
  report: {
    usage: '[options] <out>',
    description:
      'A page to look at, of the out folder of a synth: hosts, VFs and VMs, what each gets, findings, plans.',
    load: async () => (await import('./commands/report.js')).reportCommand,
  },
  diff: {
    usage: '[options] <base> <head>',
    description:
      'What one synth says otherwise than another: hosts, VFs, VMs and what they get, plans with whom they hit, findings.',
    load: async () => (await import('./commands/diff.js')).diffCommand,
  },
  simulate: {
    usage: '[options] <target>',
    description: 'Run host plans on the kernel model: each step, its result, and the final VF counts.',
    load: async () => (await import('./commands/simulate.js')).simulateCommand,
  },
  plan: {
    usage: '[options] <target>',
    description:
      'What apply would change on hosts as they are now, with old and new values, and whom it hits. Writes nothing there.',
    load: async () => (await import('./commands/plan.js')).planCommand,
  },
  apply: {
    usage: '[options] <target>',
    description:
      'Bring hosts to what a plan wants: looks, plans anew, simulates, asks, runs, and reads everything back.',
    load: async () => (await import('./commands/apply.js')).applyCommand,
  },
  drift: {
    usage: '[options] <target>',
    description: 'Where hosts are not as their plan wants them, and who probably did it. Writes nothing there.',
    load: async () => (await import('./commands/drift.js')).driftCommand,
  },
  rollback: {
    usage: '[options] <target>',
    description:
      'Undo one run, whether it came to its end or was cut short: hosts that it changed go back to how they were before it.',
    load: async () => (await import('./commands/rollback.js')).rollbackCommand,
  },
  history: {
    usage: '[options] <target>',
    description: 'The last runs on hosts: when, by whom, what they were for and how they ended. Writes nothing there.',
    load: async () => (await import('./commands/history.js')).historyCommand,
  },
  decommission: {
    usage: '[options] <target>',
    description:
      'Take down the VFs of a host, or of some of its PFs, before it is taken out of the app; asks, guards and journals as apply. Of a host that was taken out already, give an inventory instead, its PFs with --pf, and with --host the construct path that it had.',
    load: async () => (await import('./commands/decommission.js')).decommissionCommand,
  },
  attach: {
    usage: '[options] <target> <attachment...>',
    description: 'Give VFs to the libvirt domains of their attachments. What is there already is left alone.',
    load: async () => (await import('./commands/attach.js')).attachCommand,
  },
  detach: {
    usage: '[options] <target> <attachment...>',
    description:
      'Take VFs from the libvirt domains of their attachments, and wait until the guests have let go of them.',
    load: async () => (await import('./commands/detach.js')).detachCommand,
  },
  inventory: {
    usage: '[options]',
    description: 'What a host has and how it is set now, as JSON: PFs, VFs, IOMMU, PCIe links, CPUs.',
    load: async () => (await import('./commands/inventory.js')).inventoryCommand,
  },
  adopt: {
    usage: '[options] <inventory...>',
    description: 'An app that states hosts as they are, so that its first plan changes nothing.',
    load: async () => (await import('./commands/adopt.js')).adoptCommand,
  },
  capture: {
    usage: '[options]',
    description: 'Archive everything of this host that an inventory is read from. Reads only; root sees more.',
    load: async () => (await import('./commands/capture.js')).captureCommand,
  },
  lock: {
    usage: '',
    description: 'The lock file: which attachment owns which VF.',
    load: async () => (await import('./commands/lock.js')).lockCommand,
  },
  provider: {
    usage: '',
    description: 'The provider of this package for OpenTofu and Terraform.',
    load: async () => (await import('./commands/provider.js')).providerCommand,
  },
  devices: {
    usage: '[options] [query]',
    description: 'What devices and drivers can do, and who says so.',
    load: async () => (await import('./commands/devices.js')).devicesCommand,
  },
  explain: {
    usage: '[options] <rule>',
    description: 'What a rule protects, where its limit comes from, and what to do.',
    load: async () => (await import('./commands/explain.js')).explainCommand,
  },
  rules: {
    usage: '[options]',
    description: 'Every rule with its severity, and those that are decided later.',
    load: async () => (await import('./commands/rules.js')).rulesCommand,
  },
};
