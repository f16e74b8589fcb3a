import { type Command, InvalidArgumentError, Option } from 'commander';
import { InputError } from '../../model/errors';
import { GIB } from '../../model/units';
import { renderOutlook } from '../../report/outlook';
import { renderPlan } from '../../report/plan';
import { simulatePlan } from '../../simulate/kernel/simulate';
import { hostOutlook } from '../../simulate/outlook/host-outlook';
import type { HostOutlook, OutlookQuestion } from '../../simulate/outlook/outlook';
import { type CommandContext, withExample } from '../command';
import { EXIT } from '../exit-codes';
import { type HostFiles, hostsOf, type Judged } from '../out-folder';

interface SimulateOptions extends Judged {
  readonly json?: boolean;
  readonly vcpus?: number;
  readonly memoryGib?: number;
  readonly vms?: number;
}

/** `sriov simulate <plan or out folder>` */
export function simulateCommand(command: Command, { terminal, exit }: CommandContext): void {
  command
    .argument('<target>', 'out folder of a synth, or a plan file')
    .option('--host <name>', 'only this host of the out folder, by name or construct path')
    .option('--observed <file>', 'inventory to start from (default: the one the plan was made for)')
    .addOption(sizeOption('--vcpus <number>', 'vCPUs of a VM, for VMs a host and cost; with --memory-gib'))
    .addOption(sizeOption('--memory-gib <number>', 'memory of a VM in GiB; with --vcpus'))
    .addOption(sizeOption('--vms <number>', 'VMs that servers are counted for (default: 1000)', true))
    .option('--json', 'print JSON')
    .action((target: string, options: SimulateOptions) => {
      const hosts = hostsOf(target, options);
      if (hosts.length === 0) throw nothingPlanned(target);
      const question = questionOf(options);
      const simulations = hosts.map((host) => ({
        plan: host.plan,
        simulation: simulatePlan(host.plan, host.observed),
        outlook: outlookOf(host, question),
      }));
      if (options.json) {
        const documents = simulations.map(({ plan, simulation, outlook }) => ({
          host: plan.host,
          ...simulation,
          outlook,
        }));
        terminal.result(JSON.stringify(documents, null, 2));
      } else {
        terminal.result(
          simulations
            .map(({ plan, simulation, outlook }) =>
              [
                renderPlan(plan, simulation, terminal.palette),
                ...(outlook === null ? [] : [renderOutlook(outlook, terminal.palette)]),
              ].join('\n'),
            )
            .join('\n'),
        );
      }
      if (simulations.some(({ simulation }) => !simulation.reached)) exit(EXIT.FOUND);
    });
  withExample(
    command,
    'sriov simulate cdktf.out',
    'sriov simulate cdktf.out --vcpus 4 --memory-gib 16',
    'sriov simulate cdktf.out --host kvm01 --observed now.json',
  );
}

/** null: a lone plan file says nothing of demands, and a host without attachments has no I/O. */
function outlookOf({ prediction, attachments, observed }: HostFiles, question: OutlookQuestion): HostOutlook | null {
  if (prediction === null || attachments === null || prediction.attachments.length === 0) return null;
  return hostOutlook({ prediction, observed, attachments }, question);
}

function questionOf({ vcpus, memoryGib, vms }: SimulateOptions): OutlookQuestion {
  if ((vcpus === undefined) !== (memoryGib === undefined)) {
    throw new InputError(
      vcpus === undefined ? '--memory-gib' : '--vcpus',
      'the size of a VM is both its vCPUs and its memory',
      'Give --vcpus and --memory-gib, or neither',
    );
  }
  return {
    ...(vcpus !== undefined && memoryGib !== undefined && { vmSize: { vcpus, memoryBytes: memoryGib * GIB } }),
    ...(vms !== undefined && { wantedVms: vms }),
  };
}

/** A number above 0. */
function sizeOption(flags: string, description: string, isWhole = false): Option {
  return new Option(flags, description).argParser((text) => {
    const value = Number(text);
    if (value > 0 && value <= MOST && (!isWhole || Number.isInteger(value))) return value;
    throw new InvalidArgumentError(`It is no ${isWhole ? 'whole ' : ''}number from above 0 to ${MOST}.`);
  });
}

/** More than any machine has; within it no arithmetic overflows. */
const MOST = 1e6;

function nothingPlanned(target: string): InputError {
  return new InputError(
    target,
    'the folder holds no plan: the app has no host, or the last synth ended in a fatal finding',
    'See its findings with sriov check',
  );
}
