import type { Command } from 'commander';
import { InputError } from '../../model/errors';
import { renderPlan } from '../../report/plan';
import { simulatePlan } from '../../simulate/kernel/simulate';
import { type CommandContext, withExample } from '../command';
import { EXIT } from '../exit-codes';
import { hostsOf, type Judged } from '../out-folder';

interface SimulateOptions extends Judged {
  readonly json?: boolean;
}

/** `sriov simulate <plan or out folder>` */
export function simulateCommand(command: Command, { terminal, exit }: CommandContext): void {
  command
    .argument('<target>', 'out folder of a synth, or a plan file')
    .option('--host <name>', 'only this host of the out folder, by name or construct path')
    .option('--observed <file>', 'inventory to start from (default: the one the plan was made for)')
    .option('--json', 'print JSON')
    .action((target: string, options: SimulateOptions) => {
      const hosts = hostsOf(target, options);
      if (hosts.length === 0) throw nothingPlanned(target);
      const simulations = hosts.map(({ plan, observed }) => ({ plan, simulation: simulatePlan(plan, observed) }));
      if (options.json) {
        const documents = simulations.map(({ plan, simulation }) => ({ host: plan.host, ...simulation }));
        terminal.result(JSON.stringify(documents, null, 2));
      } else {
        terminal.result(
          simulations.map(({ plan, simulation }) => renderPlan(plan, simulation, terminal.palette)).join('\n'),
        );
      }
      if (simulations.some(({ simulation }) => !simulation.reached)) exit(EXIT.FOUND);
    });
  withExample(command, 'sriov simulate cdktf.out', 'sriov simulate cdktf.out --host kvm01 --observed now.json');
}

function nothingPlanned(target: string): InputError {
  return new InputError(
    target,
    'the folder holds no plan: the app has no host, or the last synth ended in a fatal finding',
    'See its findings with sriov check',
  );
}
