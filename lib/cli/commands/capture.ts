import type { Command } from 'commander';
import { CAPTURE_SCRIPT, captureHost } from '../../host/capture';
import { type CommandContext, withExample } from '../command';

interface CaptureOptions {
  readonly output: string;
  readonly script?: boolean;
}

/** `sriov capture` */
export function captureCommand(command: Command, { terminal }: CommandContext): void {
  command
    .option('-o, --output <file>', 'archive to write', 'capture.tar')
    .option('--script', 'print the shell script that does it instead, for a host without Node')
    .action((options: CaptureOptions) => {
      if (options.script) {
        terminal.result(CAPTURE_SCRIPT);
        return;
      }
      terminal.note('capturing this host ...');
      captureHost(options.output);
      terminal.note(`wrote ${options.output}; read it with: sriov inventory --root ${options.output}`);
    });
  withExample(command, 'sriov capture --output kvm01.tar', 'sriov capture --script | ssh root@kvm01 sh > kvm01.tar');
}
